import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import type { InputFacts } from "#sdk/run/artifact.js";
import { canonicalText } from "#sdk/run/canonical.js";
import { identifyInput, inEntry } from "#sdk/run/input.js";
import { openArtifact } from "#sdk/run/open-artifact.js";
import { inputHash } from "#sdk/run/signature.js";
import { age, bench, made, ranWith } from "./artifact-deps.js";
import { vectorsOf } from "./vectors.js";

const entryText = (facts: InputFacts): string => canonicalText(inEntry(facts));

describe("the entry of an input", () => {
  test.each(vectorsOf("in1"))("equals the vector %s", (_, { input, expected }) => {
    const entries = (input.entries as Partial<InputFacts>[]).map((one) =>
      inEntry({ sha256: "", ...one } as InputFacts),
    );
    expect(inputHash(entries)).toBe(expected.input_hash);
  });

  it("does not depend on the order of naming, and one named twice counts twice", async () => {
    const deps = bench();
    const [a, b] = await Promise.all(
      ["a", "b"].map(async (name) => inEntry((await identifyInput(deps, name, deps.write(name, name))).facts)),
    );
    expect(inputHash([a!, b!])).toBe(inputHash([b!, a!]));
    expect(inputHash([a!, a!])).not.toBe(inputHash([a!]));
  });

  it("is the same for a file that was moved to another folder or mount", async () => {
    const deps = bench();
    const places = [deps.write("a/x.csv", "1,2"), join(deps.dir, "data/y.csv"), "data://y.csv"];
    copyFileSync(places[0]!, places[1]!);
    const found = await Promise.all(places.map((place) => identifyInput(deps, "x", place)));
    expect(new Set(found.map(({ facts }) => entryText(facts))).size).toBe(1);
    expect(found.map(({ facts }) => facts.uri)).toEqual(["project://a/x.csv", "data://y.csv", "data://y.csv"]);
  });

  it("counts a directory, bytes and a table by their content", async () => {
    const deps = bench();
    deps.write("d/a", "1");
    const table = tableFromArrays({ a: Int32Array.of(1, 2) });
    const kinds = [join(deps.root, "d"), { bytes: Buffer.from("1") }, table].map(
      async (source) => (await identifyInput(deps, "x", source)).facts,
    );
    const [directory, blob, asTable] = await Promise.all(kinds);
    expect([directory?.artifact, blob?.artifact, asTable?.artifact]).toEqual(["directory", "blob", "table"]);
    expect((await identifyInput(deps, "x", { path: deps.write("b", "1") })).facts.sha256).toBe(blob?.sha256);
    const again = await identifyInput(deps, "x", tableFromArrays({ a: Int32Array.of(1, 2) }));
    expect(again.facts.sha256).toBe(asTable?.sha256);
  });

  it("goes by size and time alone where that is asked for, and shows it", async () => {
    const deps = bench();
    const path = deps.write("big", "1234");
    const fast = async () => (await identifyInput(deps, "big", { path, hashing: "fast" })).facts.sha256;
    const before = await fast();
    expect(before).toMatch(/^fast:[0-9a-f]{64}$/);
    const { mtimeMs } = nodeDisk.now.stat(path)!;
    writeFileSync(path, "5678");
    utimesSync(path, mtimeMs / 1_000, mtimeMs / 1_000);
    expect(await fast()).toBe(before);
    age(path, 60);
    expect(await fast()).not.toBe(before);
    const { facts } = await made(bench(), "x", deps.write("out", "1"));
    ranWith(deps, [{ ...facts, uri: "project://out" }]);
    const output = await identifyInput(deps, "out", { path: join(deps.root, "out"), hashing: "fast" });
    expect(output.facts).toMatchObject({ kind: "run", sha256: facts.sha256 }); // an output is always checked
  });
});

describe("an input that is an output of a run", () => {
  it("enters with the run's signature, wherever the file is asked by", async () => {
    const deps = bench();
    const { facts, run } = await made(deps, "out/day", deps.write("day.csv", "1,2"));
    const artifact = await openArtifact(deps, facts, run.id);
    const sources = [join(deps.root, "day.csv"), "project://day.csv", { run: run.id, output: "out/day" }, artifact];
    for (const source of sources) {
      const found = await identifyInput(deps, "dispatch", source);
      expect(found.facts).toMatchObject({ kind: "run", session: run.id, output: "out/day", signature: run.signature });
      expect(found.warning).toBeUndefined();
    }
  });

  it("is not read again while size, time and inode are as recorded, and is when one is not", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1,2");
    const { facts } = await made(deps, "day", path);
    expect(facts.stamp).toBeDefined();
    let opened = 0;
    const openRead = (at: string) => {
      opened++;
      return nodeDisk.later.openRead(at);
    };
    const watching = { ...deps, disk: { ...nodeDisk, later: { ...nodeDisk.later, openRead } } };
    expect((await identifyInput(watching, "day", path)).facts.kind).toBe("run");
    expect(opened).toBe(0);
    const { mtimeMs } = nodeDisk.now.stat(path)!;
    copyFileSync(path, `${path}.new`);
    utimesSync(`${path}.new`, mtimeMs / 1_000, mtimeMs / 1_000);
    renameSync(`${path}.new`, path); // the same content in another file
    expect((await identifyInput(watching, "day", path)).facts.kind).toBe("run");
    expect(opened).toBe(1);
  });

  it("is read again when it was written less than two seconds ago", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1,2");
    age(path, 60);
    const { facts } = await made(deps, "day", path);
    const stamp = nodeDisk.now.stamp(path)!;
    writeFileSync(path, "9,9");
    utimesSync(path, Number(stamp.mtimeNs) / 1e9, Number(stamp.mtimeNs) / 1e9);
    const found = await identifyInput({ ...deps, now: () => Number(stamp.mtimeNs) / 1e6 + 1_000 }, "day", path);
    expect(found.facts.kind).toBe("raw");
    expect(found.facts.sha256).not.toBe(facts.sha256);
  });

  it("has no stamp when it was written so lately that the next write might leave the same one", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1,2");
    const at = Number(nodeDisk.now.stamp(path)!.mtimeNs) / 1e6;
    const stampAt = async (ms: number) => (await made({ ...deps, now: () => at + ms }, "day", path)).facts.stamp;
    expect([await stampAt(-5), await stampAt(5)]).toEqual([undefined, undefined]);
    expect(await stampAt(25)).toBeDefined();
    const large = deps.write("large", new Uint8Array(5 << 20));
    const written = Number(nodeDisk.now.stamp(large)!.mtimeNs) / 1e6;
    const { facts } = await made({ ...deps, now: () => written + 5 }, "large", large);
    expect(facts.stamp).toBeDefined(); // it was waited for
  });

  it("enters as new bytes with a warning naming the run when it was edited, the same size kept", async () => {
    const deps = bench();
    const path = deps.write("dispatch.csv", "1,2");
    const { facts, run } = await made(deps, "dispatch", path);
    writeFileSync(path, "1,3");
    const found = await identifyInput(deps, "dispatch", path);
    expect(found.facts).toMatchObject({ kind: "raw", size: facts.size });
    expect(entryText(found.facts)).not.toContain(run.signature);
    const warning = `dispatch.csv was changed after run ${run.id.slice(0, 12)}… wrote it; used as a new input`;
    expect(found.warning).toBe(warning);
  });
});

describe("an output of a run that is no longer at its place", () => {
  it("is what the kept copy says when it is named, and the changed file is told of", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1,2");
    const { run } = await made(deps, "day", path);
    const big = await made(deps, "big", deps.write("big.csv", "3,4"), { store: "reference" });
    writeFileSync(path, "1,3");
    writeFileSync(join(deps.root, "big.csv"), "3,5");
    const kept = await identifyInput(deps, "day", { run: run.id, output: "day" });
    expect(kept.facts.kind).toBe("run");
    expect(kept.warning).toMatch(/^day\.csv was changed after run .*; the copy that was kept is used$/);
    const lost = await identifyInput(deps, "big", { run: big.run.id, output: "big" });
    expect(lost.facts.kind).toBe("raw");
    expect(lost.warning).toMatch(/^big\.csv was changed .*; used as a new input$/);
  });

  it("still is that output: cached runs and lineage need no bytes", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1,2");
    const { run, facts } = await made(deps, "day", path, { store: "reference" });
    rmSync(path);
    for (const source of [path, { run: run.id, output: "day" }])
      expect((await identifyInput(deps, "day", source)).facts).toMatchObject({ kind: "run", sha256: facts.sha256 });
  });

  it("is claimed by the newest completed run whose content it has, and by the run that made it", async () => {
    const deps = bench();
    const path = deps.write("day.csv", "1");
    const one = await made(deps, "day", path);
    age(deps.write("day.csv", "2"), 60);
    const two = await made(deps, "day", path, { run: { status: "failed" } as never });
    const raw = await identifyInput(deps, "day", path);
    expect([raw.facts.kind, two.run.status]).toEqual(["raw", "failed"]);
    deps.write("day.csv", "1");
    expect((await identifyInput(deps, "day", path)).facts.session).toBe(one.run.id);
    ranWith(deps, [one.facts], { source: one.run.id });
    expect((await identifyInput(deps, "day", path)).facts.session).toBe(one.run.id);
    const later = ranWith(deps, [one.facts]);
    expect((await identifyInput(deps, "day", path)).facts.session).toBe(later.id);
  });

  it("is found in the directory of its run, also when the workspace was moved", async () => {
    const deps = bench();
    const run = ranWith(deps, []);
    const path = deps.write(`.tapelab/runs/${run.id}/day.csv`, "1,2");
    const { facts } = await made({ ...deps, mounts: deps.mounts.forRun(join(path, "..")) }, "day", path);
    expect(facts.uri).toBe("./day.csv");
    Object.assign(run, { outputs: [facts], facts: { run_dir: `/elsewhere/.tapelab/runs/${run.id}` } });
    const found = await identifyInput(deps, "day", path);
    expect(found.facts).toMatchObject({ kind: "run", session: run.id });
  });
});

describe("an input that cannot be", () => {
  it("refuses the run and says which one", async () => {
    const deps = bench();
    mkdirSync(join(deps.root, "d"));
    symlinkSync("nowhere", join(deps.root, "d/link"));
    const cases: [unknown, RegExp][] = [
      ["/nonexistent/x", /^input 'x' \/nonexistent\/x cannot be read: .*\. The run was not started\./],
      [join(deps.root, "d"), /cannot be read: link: it is a link.* The run was not started\./],
      [join(deps.root, "d/link"), /links are not followed|no file or directory/],
      [{ run: "no-such", output: "y" }, /there is no such run/],
      [17, /inputs: option "x": expected a path, an artifact/],
      [{}, /The run was not started/],
    ];
    for (const [source, text] of cases) await expect(identifyInput(deps, "x", source as string)).rejects.toThrow(text);
    await expect(identifyInput(deps, "../x", "y")).rejects.toThrow(/Invalid artifact key/);
  });

  it("says what the disk said", async () => {
    const deps = bench();
    const path = deps.write("x", "1");
    const openRead = () => Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" }));
    const disk = { ...nodeDisk, later: { ...nodeDisk.later, openRead } };
    const outcome = identifyInput({ ...deps, disk }, "x", path);
    await expect(outcome).rejects.toThrow(
      /input 'x' .* cannot be read: the device failed \(EIO\)\. The run was not started/,
    );
  });

  it("is not a link to a file: what the link stands for is meant", async () => {
    const deps = bench();
    const path = deps.write("real.csv", "1");
    symlinkSync(path, join(deps.root, "latest.csv"));
    const { facts } = await identifyInput(deps, "x", join(deps.root, "latest.csv"));
    expect(facts.uri).toBe("project://real.csv");
  });
});
