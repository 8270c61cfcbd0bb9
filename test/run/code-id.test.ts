import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { setCellProvider } from "#sdk/run/cell-code.js";
import { type CodeOptions, codeOf, unknownCode } from "#sdk/run/code-id.js";
import { vectorsOf } from "./vectors.js";

const base = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-code-")));
const path = process.env.PATH;
let folder = "";
let count = 0;

beforeEach(() => {
  folder = join(base, String(count++));
  mkdirSync(folder);
});
afterEach(() => {
  process.env.PATH = path;
  setCellProvider(undefined);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, encoding: "utf8" }).trim();
const idOf = (name: string, options?: CodeOptions): string =>
  codeOf(nodeDisk, { file: join(folder, name) }, options).id;

/** A repository with a program, a helper, a text and a notebook. */
function repository(): string {
  git("init", "-q");
  write("model.ts", "import { step } from './lib/step.js';\nstep();\n");
  write("lib/step.ts", "export const step = () => 1;\n");
  write("README.md", "text");
  write("work.ipynb", "{}");
  git("add", ".");
  git("commit", "-qm", "one");
  return git("rev-parse", "HEAD");
}

test("vector: a clean work tree is the commit", () => {
  const same = vectorsOf("code_version").filter(([, { tapelab }]) => tapelab === "same");
  expect(same.length).toBeGreaterThan(0);
  for (const [, { input, expected }] of same) expect([input.dirty, expected.code_version]).toEqual([false, input.sha]);
  expect(repository()).toBe(idOf("model.ts"));
});

test("changed code is dirty, and clean again when the change is taken back; texts and notebooks are no code", () => {
  const head = repository();
  write("README.md", "other");
  write("work.ipynb", "[]");
  write("untracked.ts", "1");
  expect(idOf("model.ts")).toBe(head);
  write("lib/step.ts", "// a comment\nexport const step = () => 1;\n");
  const dirty = idOf("model.ts");
  expect(dirty).toMatch(new RegExp(`^${head}-dirty-[0-9a-f]{12}$`));
  write("lib/step.ts", "// a remark!!\nexport const step = () => 1;\n");
  expect(idOf("model.ts")).not.toBe(dirty);
  write("lib/step.ts", "// a comment\nexport const step = () => 1;\n");
  expect(idOf("model.ts")).toBe(dirty);
  git("checkout", "-q", "lib/step.ts");
  expect(idOf("model.ts")).toBe(head);
  rmSync(join(folder, "lib/step.ts"));
  expect(idOf("model.ts")).toMatch(/-dirty-/);
});

test("what is only in the index counts, and so do files that run.code_paths names, and the program whatever its ending", () => {
  const head = repository();
  write("lib/step.ts", "staged\n");
  git("add", "lib/step.ts");
  write("lib/step.ts", "export const step = () => 1;\n");
  expect(idOf("model.ts")).toMatch(/-dirty-/);
  git("reset", "-q", "--hard");
  write("README.md", "other");
  expect(idOf("model.ts")).toBe(head);
  expect(idOf("model.ts", { codePaths: ["*.md"] })).toMatch(/-dirty-/);
  expect(idOf("README.md")).toMatch(/-dirty-/);
});

test("an untracked program, and one that names further files, is its modules", () => {
  repository();
  write("new.ts", "import './lib/step';\n");
  expect(idOf("new.ts")).toMatch(/^modules:[0-9a-f]{64}$/);
  expect(idOf("model.ts", { extraDeps: [join(folder, "README.md")] })).toMatch(/^modules:/);
  expect(() => idOf("new.ts", { mode: "git" })).toThrow(/expected a program that git tracks.*Nothing was started/s);
});

test("the ids are hashes over lists of paths and contents, as they always were: another rule would lose every cache", () => {
  const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
  repository();
  write("lib/old.ts", "1");
  git("add", ".");
  git("commit", "-qm", "two");
  const head = git("rev-parse", "HEAD");
  write("lib/step.ts", "changed\n");
  rmSync(join(folder, "lib/old.ts"));
  const differs = [
    ["lib/old.ts", "deleted"],
    ["lib/step.ts", sha("changed\n")],
  ];
  expect(idOf("model.ts")).toBe(`${head}-dirty-${sha(`${head}\n${JSON.stringify(differs)}`).slice(0, 12)}`);
  write("package-lock.json", "{}");
  const modules = [
    ["lib/step.ts", sha("changed\n")],
    ["model.ts", sha(readFileSync(join(folder, "model.ts"), "utf8"))],
    ["package-lock.json", sha("{}")],
  ];
  expect(idOf("model.ts", { mode: "modules" })).toBe(`modules:${sha(JSON.stringify(modules))}`);
  setCellProvider(() => ({ texts: ["a", "b"], imports: ["./lib/step", "./lib/none.mjs"], folder }));
  const cells = [
    ["0", sha("a")],
    ["1", sha("b")],
    ["lib/none.mjs", "missing"],
    ["lib/step.ts", sha("changed\n")],
  ];
  expect(codeOf(nodeDisk, { function: () => 1 }).id).toBe(`cells:${sha(JSON.stringify(cells))}`);
});

test("a thousand looks at files that stay start no git process, and a change is seen at once", () => {
  repository();
  const log = join(folder, "../git.log");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const bin = join(folder, "../bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$@" >> ${log}\nexec ${real} "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  process.env.PATH = `${bin}:${path}`;
  const calls = (): number => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0);
  const old = new Date(Date.now() - 10_000);
  for (const name of ["model.ts", "lib/step.ts", ".git/index"]) utimesSync(join(folder, name), old, old);
  const clean = idOf("model.ts");
  const asked = calls();
  expect(asked).toBe(3);
  for (let i = 0; i < 1_000; i++) expect(idOf("model.ts")).toBe(clean);
  expect(calls()).toBe(asked);
  write("lib/step.ts", "export const step = () => 2;\n");
  expect(idOf("model.ts")).not.toBe(clean);
  write("lib/step.ts", "export const step = () => 1;\n");
  expect(idOf("model.ts")).toBe(clean);
  git("commit", "-q", "--allow-empty", "-m", "two");
  expect(idOf("model.ts")).toBe(git("rev-parse", "HEAD"));
});

test("a file that was written again in the same moment is noticed, with git and without", () => {
  const later = new Date(Date.now() + 3_600_000); // no clock has passed it: like a file that is written right now
  const writeNow = (text: string): void => {
    write("lib/step.ts", text);
    utimesSync(join(folder, "lib/step.ts"), later, later);
  };
  repository();
  for (const mode of ["git", "modules"] as const) {
    writeNow("export const step = () => 3;\n");
    const before = idOf("model.ts", { mode });
    writeNow("export const step = () => 4;\n");
    expect([mode, idOf("model.ts", { mode })]).not.toEqual([mode, before]);
  }
});

test("without git the program, its imports, further files and the lock file count, wherever they lie", () => {
  write("main.mjs", "import './a.mjs';\nexport * from './b';\nconst c = await import(`./c.cjs`);\n");
  write("a.mjs", "import './deep/d.mjs';\n");
  write("b.ts", "b");
  write("c.cjs", "require('./a.mjs');");
  write("deep/d.mjs", "import '../a.mjs';\n");
  write("data.txt", "1");
  write("package-lock.json", "{}");
  const options = { extraDeps: [join(folder, "data.txt")] };
  const { id, files } = codeOf(nodeDisk, { file: join(folder, "main.mjs") }, options);
  const names = files.map(([name]) => name);
  expect(names).toEqual(["a.mjs", "b.ts", "c.cjs", "data.txt", "deep/d.mjs", "main.mjs", "package-lock.json"]);
  const moved = `${folder}-moved`;
  cpSync(folder, moved, { recursive: true });
  const there = codeOf(nodeDisk, { file: join(moved, "main.mjs") }, { extraDeps: [join(moved, "data.txt")] });
  expect(there.id).toBe(id);
  for (const name of names) {
    const before = readFileSync(join(folder, name), "utf8");
    write(name, `${before} `);
    expect([name, idOf("main.mjs", options)]).not.toEqual([name, id]);
    write(name, before);
    expect(idOf("main.mjs", options)).toBe(id);
  }
  rmSync(join(folder, "deep/d.mjs"));
  expect(codeOf(nodeDisk, { file: join(folder, "main.mjs") }).files).toContainEqual(["deep/d.mjs", "missing"]);
  expect(() => idOf("main.mjs", { extraDeps: [folder] })).toThrow(/paths of files, found the folder/);
});

test("a program behind a link is what the link leads to", () => {
  write("real/main.mjs", "import './other.mjs';");
  write("real/other.mjs", "1");
  symlinkSync(join(folder, "real/main.mjs"), join(folder, "link.mjs"));
  expect(idOf("link.mjs")).toBe(idOf("real/main.mjs"));
  symlinkSync(join(folder, "real"), join(folder, "linked"));
  write("uses.mjs", "import './linked/other.mjs';");
  const before = idOf("uses.mjs");
  write("real/other.mjs", "2");
  expect(idOf("uses.mjs")).not.toBe(before);
});

test("a command is its tracked script; a script that git does not know its modules; else unknown", () => {
  const command = (...argv: string[]) => codeOf(nodeDisk, { program: { kind: "command", argv } }).id;
  const head = repository();
  expect(command(process.execPath, join(folder, "model.ts"))).toBe(head);
  write("new.cjs", "1");
  expect(command(process.execPath, join(folder, "new.cjs"))).toMatch(/^modules:/);
  expect(command("python3", join(folder, "work.py"))).toBe(unknownCode);
});

test("a notebook as program is its code cells, whatever its outputs are, also when git tracks it", () => {
  repository();
  const book = (source: string, output: string) =>
    JSON.stringify({
      cells: [
        { cell_type: "markdown", source: output },
        { cell_type: "code", source: ["import './lib/step';\n", source], outputs: [output] },
      ],
    });
  const id = () =>
    codeOf(nodeDisk, { program: { kind: "command", argv: ["x"], notebook: join(folder, "work.ipynb") } }).id;
  write("work.ipynb", book("f(1)", "one"));
  const first = id();
  expect(first).toMatch(/^cells:/);
  write("work.ipynb", book("f(1)", "two"));
  expect(id()).toBe(first);
  write("work.ipynb", book("f(2)", "two"));
  expect(id()).not.toBe(first);
  write("work.ipynb", book("f(1)", "one"));
  write("lib/step.ts", "changed");
  expect(id()).not.toBe(first);
});

test("one function is its text only where that is asked for; a function of no file is unknown", () => {
  const add = (a: number): number => a + 1;
  expect(codeOf(nodeDisk, { function: add }).id).toBe(unknownCode);
  expect(codeOf(nodeDisk, { function: add, file: join(folder, "gone.ts") }).id).toBe(unknownCode);
  const source = codeOf(nodeDisk, { function: add }, { mode: "source" }).id;
  expect(source).toMatch(/^source:[0-9a-f]{64}$/);
  expect(codeOf(nodeDisk, { function: (a: number): number => a + 2 }, { mode: "source" }).id).not.toBe(source);
  expect(codeOf(nodeDisk, { function: add.bind(null) }, { mode: "source" }).id).toBe(unknownCode);
  expect(codeOf(nodeDisk, { function: add }, { given: "2.1" }).id).toBe("given:2.1");
  expect(() => codeOf(nodeDisk, { function: add }, { mode: "text" as never })).toThrow(
    /expected git, modules, cells, source/,
  );
});

test("in a notebook the cells are the code of a function, in their order, with what they import", () => {
  write("helper.ts", "1");
  const cells = (texts: string[]) => {
    setCellProvider(() => ({ texts, imports: ["./helper"], folder }));
    return codeOf(nodeDisk, { function: () => 1 }).id;
  };
  const first = cells(["a", "b"]);
  expect(first).toMatch(/^cells:/);
  expect(cells(["b", "a"])).not.toBe(first);
  expect(cells(["a", "b"])).toBe(first);
  write("helper.ts", "2");
  expect(cells(["a", "b"])).not.toBe(first);
});
