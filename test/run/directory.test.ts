import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { manifestOf, parseManifest, readDirectory } from "#sdk/run/directory.js";
import { bench } from "./artifact-deps.js";
import { vectorsOf } from "./vectors.js";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

describe("dirman1", () => {
  test.each([...vectorsOf("dirman1"), ...vectorsOf("directory_manifest")])(
    "equals the vector %s",
    async (_, vector) => {
      const deps = bench();
      const root = join(deps.dir, "tree");
      mkdirSync(root);
      for (const [path, content] of Object.entries(vector.input.files as Record<string, string>)) {
        mkdirSync(join(root, path, ".."), { recursive: true });
        writeFileSync(join(root, path), content);
      }
      for (const path of vector.input.empty_dirs ?? []) mkdirSync(join(root, path), { recursive: true });
      const { bytes, sha256 } = manifestOf(await readDirectory(deps, root));
      const { manifest, manifest_utf8: exact, tree_hash: hash } = vector.expected;
      if (exact !== undefined) expect(text(bytes)).toBe(exact);
      if (manifest) expect({ ...JSON.parse(text(bytes)), tree_hash: sha256 }).toEqual(manifest);
      else expect(sha256).toBe(hash);
    },
  );

  it("gives trees with swapped contents different hashes", async () => {
    const deps = bench();
    const hashes = [["hello", "world"] as const, ["world", "hello"] as const].map(async ([a, b], i) => {
      deps.write(`t${i}/a.txt`, a);
      deps.write(`t${i}/b.txt`, b);
      return manifestOf(await readDirectory(deps, join(deps.root, `t${i}`))).sha256;
    });
    const [one, other] = await Promise.all(hashes);
    expect(one).not.toBe(other);
  });

  it("names empty folders and hidden files", async () => {
    const deps = bench();
    deps.write("tree/.hidden", "x");
    mkdirSync(join(deps.root, "tree/empty"));
    const { folders, files } = await readDirectory(deps, join(deps.root, "tree"));
    expect([folders, files.map(({ path }) => path)]).toEqual([["empty"], [".hidden"]]);
  });

  it.each([
    ["a link", "link", (root: string) => symlinkSync("/etc/hosts", join(root, "sub/link"))],
    ["names that differ only in case", "READ.me", (root: string) => writeFileSync(join(root, "sub/READ.me"), "")],
    [
      "names that differ only in normalisation",
      "u\u0308",
      (root: string) => writeFileSync(join(root, "sub/u\u0308"), ""),
    ],
    ["a name with a backslash", "a\\b", (root: string) => writeFileSync(join(root, "sub/a\\b"), "")],
    [
      "a name that is not UTF-8",
      "UTF-8",
      (root: string) => writeFileSync(Buffer.concat([Buffer.from(`${root}/sub/x`), Buffer.from([0xff])]), ""),
    ],
  ])("refuses %s by name", async (_, name, make) => {
    const deps = bench();
    deps.write("tree/sub/read.me", "x");
    deps.write("tree/sub/\u00fc", "x");
    make(join(deps.root, "tree"));
    const error = await readDirectory(deps, join(deps.root, "tree")).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "bad-artifact" });
    expect(String(error)).toMatch(/^TapelabError: sub\//);
    expect(String(error).normalize("NFD").toLowerCase()).toContain(name.normalize("NFD").toLowerCase());
  });
});

describe("a directory that is read", () => {
  it("takes names that differ only in case when it need not be portable", async () => {
    const deps = bench();
    deps.write("tree/a", "1");
    deps.write("tree/A", "2");
    const { files } = await readDirectory(deps, join(deps.root, "tree"), { portable: false });
    expect(files.map(({ path }) => path)).toEqual(["A", "a"]);
  });

  it("hashes a file that changes meanwhile once more, then refuses it", async () => {
    const deps = bench();
    deps.write("tree/a", "1");
    let reads = 0;
    let changes = 1;
    const disk = {
      ...nodeDisk,
      later: {
        ...nodeDisk.later,
        read: (...args: Parameters<typeof nodeDisk.later.read>) => {
          reads++;
          if (changes-- > 0) writeFileSync(join(deps.root, "tree/a"), `changed ${reads}`);
          return nodeDisk.later.read(...args);
        },
      },
    };
    const { files } = await readDirectory({ ...deps, disk }, join(deps.root, "tree"));
    expect(files[0]?.size).toBe("changed 1".length);
    changes = Number.POSITIVE_INFINITY;
    await expect(readDirectory({ ...deps, disk }, join(deps.root, "tree"))).rejects.toThrow(/changed twice/);
  });

  it("refuses a manifest whose paths lead out of the directory", () => {
    for (const path of ["../x", "/x", "a//b", "a/../../b", "", ".", "a\\b", "a\0b"]) {
      const manifest = JSON.stringify({ entries: [{ kind: "directory", path }], version: 1 });
      expect(() => parseManifest(Buffer.from(manifest)), path).toThrow(/manifest/);
    }
    expect(() => parseManifest(Buffer.from('{"entries":[],"version":2}'))).toThrow(/version 1/);
  });
});
