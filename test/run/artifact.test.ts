import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { Table, tableFromArrays } from "apache-arrow";
import { describe, expect, it, test } from "vitest";
import { hex } from "#sdk/base/sha256.js";
import { artifactId, checkKey } from "#sdk/run/artifact.js";
import { bytesAvailable, openArtifact } from "#sdk/run/open-artifact.js";
import { storeOutput } from "#sdk/run/store-artifact.js";
import { age, type Bench, bench, made } from "./artifact-deps.js";
import { vectorsOf } from "./vectors.js";

const streamIn = async (deps: Bench): Promise<string> =>
  (await made(deps, "t", tableFromArrays({ a: Int32Array.of(1) }))).facts.sha256;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

describe("the key of an artifact", () => {
  test.each(vectorsOf("artifact_key"))("is taken or refused as the vector %s", (_, { input, expected }) => {
    if (expected.valid) return expect(() => checkKey(input.key)).not.toThrow();
    expect(() => checkKey(input.key)).toThrow(expected.error);
  });

  it("has at most 256 characters and no parent folder", () => {
    expect(() => checkKey("a".repeat(257))).toThrow(/256/);
    for (const key of ["", "a/../b", "a..b", "ä", "a\n", "/a", "a\\b"]) expect(() => checkKey(key), key).toThrow();
    for (const key of ["a/b:c-d.e_f", "0"]) expect(() => checkKey(key), key).not.toThrow();
  });
});

describe("the id of an artifact", () => {
  it("is that of key, run, content and kind: one content in two runs is two artifacts with one blob", async () => {
    const deps = bench();
    const [one, two] = [await made(deps, "a", Buffer.from("same")), await made(deps, "a", Buffer.from("same"))];
    expect(artifactId(one.facts, one.run.id)).not.toBe(artifactId(two.facts, two.run.id));
    expect(artifactId(one.facts, one.run.id)).toBe(artifactId({ ...one.facts }, one.run.id));
    const fit = { key: "fit", kind: "file", sha256: "0".repeat(64) } as const;
    // sha256 of {"key":"fit","kind":"file","session":null,"sha256":"000…"}: what tapes and edits name must stay what it is.
    expect(artifactId(fit, null)).toBe("a5e16baeab423530964f676aca14f7d5c839afa65d544a78bd3b2098ff68fba9");
    expect((await deps.blobs.list()).length).toBe(1);
  });
});

describe("an output", () => {
  it("that is a file is copied up to the limit, and stays where it is above it", async () => {
    const deps = bench({ storeBelow: 4 });
    const small = await storeOutput(deps, "small", deps.write("small", "1234"));
    const large = await storeOutput(deps, "large", deps.write("large", "12345"));
    expect([small.facts.store, large.facts.store]).toEqual(["blob", "reference"]);
    expect([small.blobs.length, large.blobs.length]).toEqual([1, 0]);
    expect(small.facts).toMatchObject({
      kind: "file",
      size: 4,
      uri: "project://small",
      sha256: hex(small.blobs[0]!.sha256),
    });
    const kept = await storeOutput(deps, "kept", join(deps.root, "large"), { store: "blob" });
    const left = await storeOutput(deps, "left", { path: join(deps.root, "small") }, { store: "reference" });
    expect([kept.facts.store, left.facts.store]).toEqual(["blob", "reference"]);
  });

  it("is durable when it is noted, and its bytes are held by nobody", async () => {
    const deps = bench();
    const content = Buffer.alloc(5 << 20, "0123456789");
    const { facts, blobs } = await storeOutput(deps, "big", deps.write("big", content));
    expect(blobs.map(({ storedSize }) => storedSize)).toEqual([content.length]);
    rmSync(join(deps.root, "big"));
    expect(await deps.blobs.verify(facts.sha256)).toBe("good");
    deps.blobs.writeNow(blobs[0]!); // what the commit that names it does
    expect(Buffer.compare(blobs[0]!.bytes, content)).toBe(0);
  });

  it("keeps what is said of it", async () => {
    const deps = bench();
    const options = { media: "text/csv", driver: "csv", facet: { b: 1, a: [2] }, tags: ["x", "keep", "x"] };
    const { facts } = await storeOutput(deps, "rows", Buffer.from("1"), options);
    expect(facts).toMatchObject({ media: "text/csv", driver: "csv", facet: '{"a":[2],"b":1}', tags: ["x", "keep"] });
  });

  it("that is a directory has its files as blobs beside the manifest, each content once", async () => {
    const deps = bench();
    for (const [path, content] of [
      ["a", "1"],
      ["s/b", "1"],
      ["s/c", "2"],
    ] as const)
      deps.write(`d/${path}`, content);
    const { facts, blobs } = await storeOutput(deps, "d", join(deps.root, "d"));
    expect(facts).toMatchObject({ kind: "directory", store: "blob", size: 3, uri: "project://d" });
    expect(blobs.length).toBe(3);
    const manifest = JSON.parse(text((await deps.blobs.read(facts.sha256))!));
    expect(manifest.entries.map(({ path }: { path: string }) => path)).toEqual(["a", "s", "s/b", "s/c"]);
    const limited = await storeOutput({ ...deps, storeBelow: 0 }, "d", join(deps.root, "d"));
    expect([limited.facts.store, limited.facts.sha256, limited.blobs.length]).toEqual(["reference", facts.sha256, 1]);
  });
});

describe("an output of another kind", () => {
  it("that is a table comes back as that table, with an id for its columns", async () => {
    const deps = bench();
    const table = tableFromArrays({ a: Int32Array.of(1, 2), b: ["x", "y"] });
    const { facts, run } = await made(deps, "t", table);
    expect(facts).toMatchObject({ kind: "table", store: "blob", media: "application/vnd.apache.arrow.stream" });
    const again = await storeOutput(deps, "t", tableFromArrays({ a: Int32Array.of(9), b: ["z"] }));
    const other = await storeOutput(deps, "t", tableFromArrays({ a: Float64Array.of(9), b: ["z"] }));
    expect([again.facts.schema === facts.schema, other.facts.schema === facts.schema]).toEqual([true, false]);
    const read = await (await openArtifact(deps, facts, run.id)).table();
    expect(read).toBeInstanceOf(Table);
    expect(read.toArray().map((row) => ({ ...row }))).toEqual(table.toArray().map((row) => ({ ...row })));
  });

  it("that is no file, directory, bytes or table is refused", async () => {
    const deps = bench();
    symlinkSync("nowhere", join(deps.root, "link"));
    await expect(storeOutput(deps, "x", "/nonexistent/x")).rejects.toThrow(/Output x: there is nothing at its path/);
    await expect(storeOutput(deps, "x", join(deps.root, "link"))).rejects.toThrow(/a link or a device is no artifact/);
    await expect(storeOutput(deps, "x", 17 as never)).rejects.toThrow(/expected a path, bytes or an Arrow table/);
    await expect(storeOutput(deps, "a b", Buffer.from(""))).rejects.toMatchObject({ code: "bad-artifact" });
    expect(await deps.blobs.list()).toEqual([]);
  });

  it("of a run that stores nothing is hashed and stays a file", async () => {
    const deps = bench({ isReadonly: true });
    const file = await made(deps, "f", deps.write("f", "1"));
    const bytes = await made(deps, "a/b", Buffer.from("2"));
    deps.write("d/x", "3");
    const folder = await storeOutput(deps, "d", join(deps.root, "d"));
    expect([file.facts.store, bytes.facts.store, folder.facts.store]).toEqual(["reference", "reference", "reference"]);
    expect(text(await (await openArtifact(deps, bytes.facts, bytes.run.id)).bytes())).toBe("2");
    expect(await deps.blobs.list()).toEqual([]);
  });
});

describe("an artifact that is read", () => {
  it("is shown on one line, without its calls", async () => {
    const deps = bench();
    const { facts, run } = await made(deps, "f", Buffer.from("12"));
    const artifact = await openArtifact(deps, facts, run.id);
    expect(inspect(artifact)).toBe(`Artifact "f" { kind: 'blob', size: 2, run: '${run.id}' }`);
  });

  it("gives the bytes that were recorded, from the blob or the file, or none", async () => {
    const deps = bench();
    const path = deps.write("f", "12");
    const { facts, run } = await made(deps, "f", path);
    const artifact = await openArtifact(deps, facts, run.id);
    const blob = join(deps.blobs.dir, facts.sha256.slice(0, 2), facts.sha256);
    appendFileSync(path, "changed");
    expect(text(await artifact.bytes())).toBe("12");
    expect(await artifact.path()).toBe(join(deps.root, "scratch/restored", facts.sha256.slice(0, 16), "f"));
    expect(readFileSync(await artifact.path(), "utf8")).toBe("12");
    for (const ending of ["", ".z"]) rmSync(blob + ending, { force: true });
    await expect(artifact.bytes()).rejects.toMatchObject({ code: "artifact-unavailable" });
    await expect(artifact.bytes()).rejects.toThrow(
      /stay valid. See what brings them back: tapelab run recover f --plan/,
    );
    writeFileSync(path, "12");
    expect(text(await artifact.bytes())).toBe("12");
    expect(await artifact.path()).toBe(path);
  });

  it("is never what a damaged blob says", async () => {
    const deps = bench();
    const { facts, run } = await made(deps, "f", Buffer.from("12"));
    const blob = join(deps.blobs.dir, facts.sha256.slice(0, 2), facts.sha256);
    for (const ending of ["", ".z"]) rmSync(blob + ending, { force: true });
    writeFileSync(blob, "13");
    const artifact = await openArtifact(deps, facts, run.id);
    expect(artifact.isGhost).toBe(false); // something is there
    expect(await bytesAvailable(deps, artifact, { verify: true })).toBeUndefined();
    await expect(artifact.bytes()).rejects.toMatchObject({ code: "artifact-unavailable" });
  });

  it("is a ghost when neither blob nor file is there", async () => {
    const deps = bench();
    const path = deps.write("f", "12");
    age(path);
    const { facts, run } = await made(deps, "f", path, { store: "reference" });
    expect((await openArtifact(deps, facts, run.id)).isGhost).toBe(false);
    expect(await bytesAvailable(deps, { ...facts, run: run.id })).toBe("path");
    writeFileSync(path, "13");
    expect(await bytesAvailable(deps, { ...facts, run: run.id })).toBeUndefined();
    rmSync(path);
    expect((await openArtifact(deps, facts, run.id)).isGhost).toBe(true);
  });

  it("is a table only where it is one, and a directory has no bytes of its own", async () => {
    const deps = bench();
    const file = await made(deps, "f", deps.write("f.csv", "a,b"));
    deps.write("d/x", "3");
    const folder = await made(deps, "d", join(deps.root, "d"));
    const stream = await made(deps, "s", (await deps.blobs.read(await streamIn(deps)))!);
    expect((await (await openArtifact(deps, stream.facts, stream.run.id)).table()).numRows).toBe(1);
    await expect((await openArtifact(deps, file.facts, file.run.id)).table()).rejects.toThrow(/is not read as a table/);
    await expect((await openArtifact(deps, folder.facts, folder.run.id)).bytes()).rejects.toThrow(/it is a directory/);
  });
});
