import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tapelab } from "./run-tapelab.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-mount-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ["lab/.tapelab", "lab/raw", "inputs"]) mkdirSync(join(folder, name), { recursive: true });
const file = join(folder, "lab/.tapelab/settings.json");
writeFileSync(file, JSON.stringify({ "plot.bundle": "none", "mounts.old": "/gone" }));

const mount = (...words: string[]) => tapelab(["mount", ...words], { cwd: join(folder, "lab") });
const written = () => JSON.parse(readFileSync(file, "utf8"));

test("mounts are added to the workspace's settings and removed again, and the rest of the file stays", async () => {
  expect((await mount("add", "inputs", "../inputs")).code).toBe(0);
  expect((await mount("add", "raw", "raw")).err).toContain(`raw:// is ${folder}/lab/raw`);
  const mounts = { inputs: `${folder}/inputs`, raw: "raw" };
  expect(written()).toEqual({ "plot.bundle": "none", "mounts.old": "/gone", mounts });
  expect((await mount("rm", "old")).code).toBe(0);
  expect(written()).toEqual({ "plot.bundle": "none", mounts });
  const { out } = await mount("ls", "--json");
  expect(
    out
      .trim()
      .split("\n")
      .map((row) => JSON.parse(row)),
  ).toEqual([
    { name: "inputs", root: `${folder}/inputs`, origin: file, isThere: true },
    { name: "raw", root: `${folder}/lab/raw`, origin: file, isThere: true },
  ]);
});

test("what cannot be a mount is refused and the file stays as it is", async () => {
  const before = readFileSync(file);
  const cases: [string[], number, string][] = [
    [["add", "file", "../inputs"], 2, "NAME expects a name of a-z"],
    [["add", "gone", "../gone"], 1, "expected an existing folder"],
    [["rm", "nobody"], 1, "expected a mount of this workspace, found none of this name. Nothing was changed."],
    [["add", "raw"], 2, "tapelab mount add NAME PATH"],
    [["move", "raw"], 2, "ls, add and rm, and no move"],
  ];
  for (const [words, expected, text] of cases) {
    const { code, err } = await mount(...words);
    expect([code, err]).toEqual([expected, expect.stringContaining(text)]);
  }
  expect(readFileSync(file)).toEqual(before);
  writeFileSync(file, "{ broken");
  const broken = await mount("add", "inputs", "../inputs");
  expect(broken.err).toContain("text that does not parse");
  expect(readFileSync(file, "utf8")).toBe("{ broken");
});
