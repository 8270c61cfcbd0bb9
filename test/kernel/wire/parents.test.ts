import { describe, expect, it } from "vitest";
import type { WireRequest } from "#kernel/wire/outbox.js";
import { Parents } from "#kernel/wire/parents.js";

function requestOf(id: string, content: Record<string, unknown> = {}, metadata = {}): WireRequest {
  const header = { msg_id: id, msg_type: "execute_request" };
  return { channel: "shell", identities: [], header, parent: {}, metadata, content, buffers: [] };
}

const idOf = (parents: Parents, key: number) => parents.find(key)?.header.msg_id;

describe("Parents", () => {
  it("says what a request asks for", () => {
    const parents = new Parents();
    expect(parents.addCell(requestOf("a", {}, { cellId: "c7" }), 3)).toEqual({
      ...{ key: 1, count: 3, id: "c7", silent: false, stores: true, allowStdin: false },
    });
    expect(parents.addCell(requestOf("b", { silent: true, store_history: true, allow_stdin: true }), 3)).toEqual({
      ...{ key: 2, count: 3, id: "", silent: true, stores: false, allowStdin: true },
    });
    expect(parents.addCell(requestOf("c", { store_history: false }), 3)).toMatchObject({ stores: false });
  });

  it("keeps 1,000 cells, and gives older ones the newest cell that was not silent", () => {
    const parents = new Parents();
    for (let count = 1; count <= 1001; count++) parents.addCell(requestOf(`cell ${count}`), count);
    parents.addCell(requestOf("silent", { silent: true }), 1002);
    expect(idOf(parents, 3)).toBe("cell 3");
    expect(idOf(parents, 2)).toBe("cell 1001");
    expect(idOf(parents, 0)).toBe("cell 1001");
  });

  it("does not forget cells for the sake of comm messages", () => {
    const parents = new Parents();
    const { key } = parents.addCell(requestOf("cell"), 1);
    const refs = Array.from({ length: 5000 }, (_, count) => parents.addOther(requestOf(`comm ${count}`), 1));
    expect(idOf(parents, key)).toBe("cell");
    expect(idOf(parents, refs.at(-1)?.key ?? 0)).toBe("comm 4999");
    expect(idOf(parents, refs[0]?.key ?? 0)).toBe("cell");
  });
});
