import { describe, expect, it } from "vitest";
import { Tape } from "#sdk/read/tape.js";
import { TestTape } from "./test-tape.js";

const recorded = () => new TestTape().scope("s", { x: 1, t: 0, $odd: 1 }).commit("c");
const refused = expect.objectContaining({ code: "bad-option" });

/** Every read of a tape with these options; each as a promise. */
async function reads(options: never): Promise<Record<string, () => Promise<unknown>>> {
  const tape = await Tape.open(recorded().source());
  return {
    commits$: async () => tape.commits$({}, options),
    scopes$: async () => tape.scopes$({}, options),
    tables$: async () => tape.tables$({}, options),
    follow$: async () => tape.follow$({}, options),
    replay$: async () => tape.replay$({}, options),
    table: () => tape.table({}, options),
    latestScope: () => tape.latestScope({}, options),
    scopeTable: () => tape.scopeTable({}, options),
  };
}

describe("options of a read", () => {
  it("are refused when they mean nothing, naming call and option", async () => {
    for (const [name, read] of Object.entries(await reads({ onevent: () => 1 } as never))) {
      await expect(read(), name).rejects.toThrow(refused);
      await expect(read(), name).rejects.toThrow(`${name}: option "onevent": `);
      await expect(read(), name).rejects.toThrow('Did you mean "onEvent"?');
    }
    for (const options of [{ onEvent: 5 }, null, "x"])
      for (const read of Object.values(await reads(options as never))) await expect(read()).rejects.toThrow(refused);
  });

  it("are refused when they are filters, with the place where those belong", async () => {
    for (const read of Object.values(await reads({ label: "s" } as never)))
      await expect(read()).rejects.toThrow(
        /option "label": expected to stand among the filters, in the argument before/,
      );
  });

  it("of follow$ and replay$ are refused when their values mean nothing", async () => {
    const tape = await Tape.open(recorded().source());
    expect(() => tape.follow$({}, { until: "durabel" as never })).toThrow(
      'follow$: option "until": expected "written" or "durable", found "durabel". Nothing was read.',
    );
    expect(() => tape.replay$({}, { sped: 2 } as never)).toThrow('Did you mean "speed"?');
  });
});
