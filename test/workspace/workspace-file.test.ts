import { describe, expect, it } from "vitest";
import { createWorkspace, readWorkspaceFile } from "#sdk/workspace/workspace-file.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const dir = "/lab/.tapelab";
const deps = (first = 1) => ({ clock: new FixedClock(), ids: new CounterIds(first), name: "lab" });

describe("workspace.json", () => {
  it("is made once; a second maker gets the first one's id", () => {
    const disk = new MemoryDisk();
    const first = createWorkspace(disk, dir, deps());
    const second = createWorkspace(disk, dir, deps(99));
    expect(first.isNew).toBe(true);
    expect(second).toEqual({ facts: first.facts, isNew: false });
    expect(readWorkspaceFile(disk, dir)).toEqual({ id: first.facts.id, name: "lab", kind: "PROJECT", archived: false });
    expect(first.facts.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it("survives a power loss as soon as it is made", () => {
    const disk = new MemoryDisk();
    createWorkspace(disk, dir, deps());
    expect(disk.durableBytes(`${dir}/workspace.json`)).toEqual(disk.bytes(`${dir}/workspace.json`));
    expect(disk.now.readdir(dir).sort()).toEqual(["tapes", "workspace.json"]);
  });

  it("is nothing where there is no file", () => expect(readWorkspaceFile(new MemoryDisk(), dir)).toBeUndefined());

  it.each([
    ["not JSON", "{"],
    ["no id", "{}"],
    ["a bad id", '{"id":"../x"}'],
    ["null", "null"],
  ])("rejects a file with %s", (_, text) => {
    const disk = new MemoryDisk();
    disk.put(`${dir}/workspace.json`, Buffer.from(text));
    expect(() => readWorkspaceFile(disk, dir)).toThrow(expect.objectContaining({ code: "bad-bytes" }));
  });

  it("refuses a newer format and changes nothing", () => {
    const disk = new MemoryDisk();
    disk.put(`${dir}/workspace.json`, Buffer.from(`{"format":2,"id":"${"1".repeat(32)}"}`));
    expect(() => createWorkspace(disk, dir, deps())).toThrow(expect.objectContaining({ code: "newer-format" }));
  });

  it("takes fields it does not know", () => {
    const disk = new MemoryDisk();
    disk.put(
      `${dir}/workspace.json`,
      Buffer.from(`{"format":1,"id":"${"1".repeat(32)}","archived":true,"color":"red"}`),
    );
    expect(readWorkspaceFile(disk, dir)).toMatchObject({ id: "1".repeat(32), archived: true, kind: "PROJECT" });
  });
});

describe("a folder that takes no files", () => {
  it.each(["EACCES", "EROFS", "ENOTDIR"])("is told with what to do, not with the words of the system (%s)", (code) => {
    const disk = new MemoryDisk();
    disk.now.mkdir = () => {
      throw Object.assign(new Error(`${code}: mkdir`), { code });
    };
    expect(() => createWorkspace(disk, dir, deps())).toThrow(
      expect.objectContaining({
        code: "no-workspace",
        message: expect.stringMatching(
          `refuses to make one \\(${code}\\). Nothing was recorded. .* in place of ${dir}$`,
        ),
      }),
    );
  });
});
