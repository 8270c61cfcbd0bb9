import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestOf, readDirectory } from "#sdk/run/directory.js";
import { hashInput } from "#sdk/run/hash-inputs.js";
import { bench } from "./artifact-deps.js";
import { vectorsOf } from "./vectors.js";

describe("a hash input", () => {
  it("equals Consist's digests where Consist's rule is asked for", async () => {
    const deps = bench();
    const [[, vector] = []] = vectorsOf("hash_inputs");
    for (const [path, content] of Object.entries(vector!.input.files as Record<string, string>))
      deps.write(path, content);
    const { digests } = vector!.expected;
    expect(await hashInput(deps, "dir/a.txt", join(deps.root, "dir/a.txt"))).toBe(digests["dir/a.txt"]);
    const custom = { path: join(deps.root, "dir/sub"), rule: "consist1code" } as const;
    expect(await hashInput(deps, "custom", custom)).toBe(digests.custom);
    for (const [, { input, expected, name }] of vectorsOf("digest_path")) {
      const tree = bench();
      for (const [path, content] of Object.entries(input.files as Record<string, string>))
        tree.write(`t/${path}`, content);
      const source = {
        path: join(tree.root, "t"),
        rule: "consist1code",
        hidden: name.includes("with-dotfiles"),
      } as const;
      expect(await hashInput(tree, name, source)).toBe(expected.sha256);
    }
  });

  it("is the hash of a directory's manifest, without hidden names unless they are asked for", async () => {
    const deps = bench();
    deps.write("d/a", "1");
    const bare = manifestOf(await readDirectory(deps, join(deps.root, "d"))).sha256;
    deps.write("d/.b/c", "2");
    deps.write("d/.d", "3");
    const all = manifestOf(await readDirectory(deps, join(deps.root, "d"))).sha256;
    expect(await hashInput(deps, "d", join(deps.root, "d"))).toBe(bare);
    expect(await hashInput(deps, "d", { path: join(deps.root, "d"), hidden: true })).toBe(all);
  });

  it("counts only the files that its globs take", async () => {
    const deps = bench();
    for (const path of ["d/a.ts", "d/b.md", "d/x/c.ts", "d/x/y/d.ts", "d/x/e.tsx"]) deps.write(path, path);
    const hash = (glob?: string | string[]) =>
      hashInput(deps, "d", { path: join(deps.root, "d"), ...(glob && { glob }) });
    const before = await Promise.all([hash("*.ts"), hash("**/*.ts"), hash("x/*"), hash(["*.md", "x/**"])]);
    expect(new Set(before).size).toBe(4);
    deps.write("d/b.md", "changed");
    const after = await Promise.all([hash("*.ts"), hash("**/*.ts"), hash("x/*"), hash(["*.md", "x/**"])]);
    expect(after.map((one, i) => one === before[i])).toEqual([true, true, true, false]);
    deps.write("d/x/y/d.ts", "changed");
    expect(await hash("**/*.ts")).not.toBe(before[1]);
    expect(await hash("x/*")).toBe(before[2]);
  });

  it("refuses the run when it cannot be read, by name", async () => {
    const deps = bench();
    mkdirSync(join(deps.root, "d"));
    symlinkSync("/etc/hosts", join(deps.root, "d/link"));
    const missing = hashInput(deps, "grid", "/nonexistent/x");
    await expect(missing).rejects.toMatchObject({ code: "bad-spec" });
    await expect(missing).rejects.toThrow(
      /hash input 'grid' \/nonexistent\/x cannot be read.*\. The run was not started/,
    );
    const linked = hashInput(deps, "tree", join(deps.root, "d"));
    await expect(linked).rejects.toThrow(
      /hash input 'tree'.*cannot be read: link: it is a link.*\. The run was not started/,
    );
    await expect(hashInput(deps, "net", "http://x.org/grid")).rejects.toMatchObject({ code: "bad-uri" });
  });
});
