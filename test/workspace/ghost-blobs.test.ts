import { collectBlobs, openWorkspace } from "tapelab";
import { describe, expect, it } from "vitest";
import { runLater } from "#sdk/base/disk.js";
import { writePin } from "#sdk/blob/pins.js";
import { storeOutput } from "#sdk/run/store-artifact.js";
import { collect } from "#sdk/workspace/collect.js";
import { hashOf } from "../run/records.js";
import { dayMs, type Place, place } from "./blob-lab.js";
import { contentOf, made } from "./run-lab.js";

/** Marks, waits out the grace, and drops. */
async function dropped(at: Place, options: Parameters<Place["gc"]>[0]): Promise<string[]> {
  expect((await at.gc({ dryRun: false, ...options })).taken).toEqual([]);
  at.clock.advance(73 * 3_600_000);
  return (await at.gc({ dryRun: false, ...options })).taken.map(({ name }) => name);
}

describe("gc --ghost", () => {
  it("drops what runs make again, in two phases, and says on a tape which run made it", async () => {
    const at = place();
    const a = await made(at.ws, "a");
    const b = await made(at.ws, "b", { inputs: [a.as] });
    expect((await at.gc()).candidates).toEqual([]);
    const dry = await at.gc({ ghosts: {} });
    expect(dry.candidates.map(({ name, step, reason }) => [name, step, reason])).toEqual([
      ["a", "mark", `ghost: output "a" of run ${a.id}; executing it again brings it back`],
      ["b", "mark", `ghost: output "b" of run ${b.id}; executing it again brings it back`],
    ]);
    expect(await dropped(at, { ghosts: {} })).toEqual(["a", "b"]);
    expect(await at.ws.blobs.look(a.output.sha256)).toMatchObject({ status: "unavailable", name: "a", sizeBytes: 400 });
    const notes = await collect(at.ws.commits$({ session: "edits", system: true }));
    const { blobs } = (await notes.find(({ label }) => label === "blobs-collected")!.meta()) as { blobs: object[] };
    expect(blobs).toEqual([
      { sha256: a.output.sha256, size: 400, name: "a", reason: expect.stringMatching(/^ghost: output "a"/), run: a.id },
      expect.objectContaining({ run: b.id }),
    ]);
    const [record] = (await at.ws.runs.records()).filter(({ id }) => id === a.id);
    expect(record?.outputs).toEqual([a.output]);
  });

  it("keeps what no run brings back: a function made it, or a source is gone; --force drops it", async () => {
    const at = place();
    const f = await made(at.ws, "f", { isFunction: true });
    const source = { name: "raw.csv", kind: "raw", sha256: hashOf("gone"), artifact: "file", size: 4 } as const;
    const g = await made(at.ws, "g", { inputs: [source] });
    await made(at.ws, "h", { inputs: [g.as] });
    const { candidates, staying } = await at.gc({ ghosts: {} });
    expect(candidates.map(({ name }) => name)).toEqual(["h"]);
    expect([...staying].sort((one, other) => (one.key < other.key ? -1 : 1))).toEqual([
      {
        ...{ key: "f", run: f.id },
        reason: "its program was a function, which no record can call; --force drops it all the same",
      },
      { key: "g", run: g.id, reason: "something that its run read is gone for good; --force drops it all the same" },
    ]);
    const forced = await at.gc({ ghosts: {}, force: true });
    expect(forced.candidates.map(({ name }) => name).sort()).toEqual(["f", "g", "h"]);
    expect(forced.candidates.find(({ name }) => name === "f")?.reason).toContain("nothing brings it back (--force)");
  });

  it("keeps what code made that nobody knows, or that is another one now and no commit has", async () => {
    const at = place();
    await made(at.ws, "a", { codeId: "unknown_code_version" });
    await made(at.ws, "b", { codeId: `modules:${hashOf("then")}` });
    await made(at.ws, "c", { codeId: `${"a".repeat(40)}-dirty-${"b".repeat(12)}` });
    await made(at.ws, "d", { codeId: "a".repeat(40) });
    const { candidates, staying } = await at.gc({ ghosts: {} });
    expect(candidates.map(({ name }) => name)).toEqual(["d"]);
    const reasons = Object.fromEntries(staying.map(({ key, reason }) => [key, reason.split(";")[0]]));
    expect(reasons).toEqual({
      a: "what code it executed is not known",
      b: expect.stringMatching(/^its code was modules:\w+… and is .* now$/),
      c: expect.stringMatching(/^its code was a{40}-dirty-b{12} and is .* now$/),
    });
  });

  it("never drops what is published, whatever its age and even when forced", async () => {
    const at = place();
    await made(at.ws, "a", { outputTags: ["keep"] });
    await made(at.ws, "b", { tags: ["keep"] });
    const c = await made(at.ws, "c", { tags: ["paper"] });
    const d = await made(at.ws, "d");
    await at.ws.edit("publish", (edit) => edit.set(`run/${d.id}`, "tags", ["keep"]));
    at.clock.advance(400 * dayMs);
    const { candidates, staying } = await at.gc({ ghosts: { keepTags: ["paper"] }, force: true });
    expect(candidates).toEqual([]);
    expect(staying.map(({ key, reason }) => [key, reason]).sort()).toEqual([
      ["a", 'it has the tag "keep"'],
      ["b", 'it has the tag "keep"'],
      ["c", 'it has the tag "paper"'],
      ["d", 'it has the tag "keep"'],
    ]);
    expect((await at.gc({ ghosts: {}, force: true })).candidates.map(({ sha256 }) => sha256)).toEqual([
      c.output.sha256,
    ]);
  });
});

describe("what gc --ghost leaves", () => {
  it("C41: keeps a blob that an output which stays uses too, or that a scope, a pin or an input from outside names", async () => {
    const at = place();
    const shared = contentOf("shared");
    await made(at.ws, "a", { content: shared });
    await made(at.ws, "kept", { content: shared, tags: ["keep"] });
    const inScope = await made(at.ws, "b");
    const session = await at.ws.startSession("notebook");
    session.capture("used", { b: contentOf("b") }, { blob: ["b"] });
    await session.commit("c");
    await session.end();
    const pinned = await made(at.ws, "c");
    await runLater(at.disk, writePin(at.ws.blobs.dir, pinned.output.sha256, { reason: "figure 3", pinnedMs: 0 }, "0"));
    const raw = await made(at.ws, "d");
    const { session: _, output: __, ...file } = raw.as;
    await made(at.ws, "e", { inputs: [{ ...file, kind: "raw" }] });
    at.clock.advance(400 * dayMs);
    const { candidates } = await at.gc({ ghosts: {} });
    expect(candidates.map(({ name }) => name)).toEqual(["e"]);
    expect(await at.ws.blobs.verify(inScope.output.sha256)).toBe("good");
  });

  it("and any other collection keeps what is published, however old it is and whatever was recorded behind it", async () => {
    const at = place();
    const { runs } = at.ws;
    for (const [name, tags] of [
      ["a", ["keep"]],
      ["b", []],
    ] as const) {
      const id = runs.newId();
      const session = runs.startRun({ id, label: name, facts: { run_signature: hashOf(name) } });
      const { facts, blobs } = await storeOutput(runs.artifacts(id), name, contentOf(name), { tags });
      await session.note("run_outputs", { artifacts: [facts] }, blobs);
      for (let i = 0; i < 120; i++) await session.note("later", { i });
      await session.end();
    }
    at.clock.advance(400 * dayMs);
    expect((await at.gc()).candidates.map(({ name, step }) => [name, step])).toEqual([["b", "mark"]]);
  });

  it("takes only outputs of runs that ended before the date", async () => {
    const at = place();
    await made(at.ws, "old");
    at.clock.advance(10 * dayMs);
    const beforeMs = at.clock.now();
    at.clock.advance(dayMs);
    await made(at.ws, "new");
    expect(await dropped(at, { ghosts: { beforeMs } })).toEqual(["old"]);
  });

  it("drops the files of a directory and keeps the list of their names", async () => {
    const at = place();
    at.disk.putDir("/data");
    at.disk.putDir("/data/sub");
    at.disk.put("/data/one.txt", Buffer.from("1"));
    at.disk.put("/data/sub/two.txt", Buffer.from("2"));
    const { runs } = at.ws;
    const id = runs.newId();
    const facts = {
      run_signature: hashOf("d"),
      run_code_id: "given:1",
      run_command: { kind: "module", path: __filename },
    };
    const session = runs.startRun({ id, label: "d", facts });
    const { facts: output, blobs } = await storeOutput(runs.artifacts(id), "tree", "/data", { store: "blob" });
    await session.note("run_outputs", { artifacts: [output] }, blobs);
    await session.note("run_end", { status: "completed" });
    await session.end();
    const { candidates } = await at.gc({ ghosts: {} });
    expect(candidates.map(({ sha256 }) => sha256).sort()).toEqual([hashOf("1"), hashOf("2")].sort());
    expect(candidates.map(({ sha256 }) => sha256)).not.toContain(output.sha256);
  });

  it("refuses what are no options of it", async () => {
    const ws = await openWorkspace("/tmp");
    await expect(collectBlobs(ws, { ghosts: { beforeMs: "2026" } as never })).rejects.toThrow(/option "ghosts"/);
  });
});
