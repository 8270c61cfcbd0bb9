import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { Settings } from "#sdk/record/settings.js";
import { Mounts, mountsOf } from "#sdk/run/mounts.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { vectorsOf } from "./vectors.js";

let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-mounts-")));
  for (const name of ["project/.tapelab/runs/r1", "data/deep", "database", "secret"])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "data/deep/x.csv"), "a\n");
  writeFileSync(join(folder, "secret/key"), "s");
  symlinkSync(join(folder, "secret"), join(folder, "data/link"));
  symlinkSync(join(folder, "nowhere"), join(folder, "data/dangling"));
  symlinkSync(join(folder, "data"), join(folder, "other-name"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (path: string): string => join(folder, path);
const project = () => at("project");
const mounts = (roots: Record<string, string> = {}, workspace?: string): Mounts =>
  new Mounts(nodeDisk, new Map(Object.entries(roots)), { project: project(), workspace });

interface Given {
  readonly run_dir: string;
  readonly mounts: Record<string, string>;
}
const inMemory = ({ run_dir: workspace, mounts: roots }: Given): Mounts =>
  new Mounts(new MemoryDisk(), new Map(Object.entries(roots)), { project: "/project", workspace });

test.each(vectorsOf("virtualize_path"))("vector: %s becomes a URI", (_, { input, expected, tapelab }) => {
  const uri = inMemory(input).virtualise(input.path);
  expect(uri).toBe(tapelab === "same" ? expected.uri : `file://${input.path}`);
});

test.each(vectorsOf("resolve_uri"))("vector: %s becomes a path", (_, { input, expected, tapelab }) => {
  const path = (): string => inMemory(input).resolve(input.uri);
  if (tapelab !== "same") expect(path).toThrow(/Nothing was read/);
  else if (expected.error) expect(path).toThrow(expected.error);
  else expect(path()).toBe(expected.path);
});

test.each(vectorsOf("resolve_historical"))("vector: %s of an old run", (_, { input, expected }) => {
  const path = inMemory(input).resolveHistorical(input.uri, { runDir: input.original_run_dir ?? undefined });
  expect(path).toBe(expected.path);
});

test("the longest root wins, and a root ends at a boundary of the path", () => {
  const both = mounts({ data: at("data"), deep: at("data/deep") });
  expect(both.virtualise(at("data/deep/x.csv"))).toBe("deep://x.csv");
  expect(both.virtualise(at("data/y.csv"))).toBe("data://y.csv");
  expect(both.virtualise(at("data"))).toBe("data://.");
  expect(both.virtualise(at("database/z.csv"))).toBe(`file://${at("database/z.csv")}`);
  expect(both.virtualise(at("other-name/deep/x.csv"))).toBe("deep://x.csv");
  expect(both.resolve("data://.")).toBe(at("data"));
});

test("below the run directory a path is ./, below the project project://, elsewhere an encoded file:", () => {
  const runDir = at("project/.tapelab/runs/r1");
  const here = mounts({ home: folder }, runDir);
  expect(here.virtualise(`${runDir}/out/fit.csv`)).toBe("./out/fit.csv");
  expect(here.resolve("./out/fit.csv")).toBe(`${runDir}/out/fit.csv`);
  expect(here.resolve("workspace://out/fit.csv")).toBe(`${runDir}/out/fit.csv`);
  const plain = mounts();
  expect(plain.virtualise(at("project/a b.csv"))).toBe("project://a b.csv");
  expect(plain.resolve("project://a b.csv")).toBe(at("project/a b.csv"));
  expect(plain.virtualise("/tmp/ä b.csv")).toBe("file:///tmp/%C3%A4%20b.csv");
});

test("what leaves its root is refused: by .., as a full path, by a link, by a link that leads nowhere yet", () => {
  const here = mounts({ in: at("data") }, at("project/.tapelab/runs/r1"));
  const traversal = (uri: string): void =>
    expect(() => here.resolve(uri)).toThrow(`traversal detected in URI '${uri}'`);
  for (const uri of ["in://../secret/key", "in:///etc/passwd", "in://link/key", "./../../x", "project://../secret/key"])
    traversal(uri);
  expect(() => here.resolve("in://dangling/x")).toThrow(/is a link that leads nowhere.*Nothing was read/);
  expect(here.resolve("in://not/there/yet")).toBe(at("data/not/there/yet"));
  expect(() => here.resolve(`file://${at("secret/key")}`)).toThrow(/outside of the project, all mounts/);
  expect(() => here.resolve(`file://${at("data/link/key")}`)).toThrow(/outside of the project, all mounts/);
  expect(here.resolve(`file://${at("data/deep/x.csv")}`)).toBe(at("data/deep/x.csv"));
});

test("unknown mounts and network places are refused by name", () => {
  const here = mounts({ inputs: at("data"), deep: at("data/deep") });
  expect(() => here.resolve("unknown://a/b")).toThrow(
    "unknown://a/b: no mount named 'unknown' (mounts: deep, inputs). Nothing was read. Add one with `tapelab mount add unknown PATH`.",
  );
  expect(() => here.resolve("https://example.org/x")).toThrow(/nothing is read over the network/);
  expect(() => here.resolve("./x")).toThrow(/only inside of a run/);
  expect(() => here.resolve("nonsense")).toThrow(/names no path/);
});

test("an old run's paths are found where it wrote, then in the moved workspace", () => {
  const here = mounts();
  const old = { runDir: "/old/place/.tapelab/runs/r1" };
  expect(here.resolveHistorical("./fit.csv", old)).toBe("/old/place/.tapelab/runs/r1/fit.csv");
  writeFileSync(at("project/.tapelab/runs/r1/fit.csv"), "x");
  expect(here.resolveHistorical("./fit.csv", old)).toBe(at("project/.tapelab/runs/r1/fit.csv"));
  expect(here.resolveHistorical("workspace://fit.csv", old)).toBe(at("project/.tapelab/runs/r1/fit.csv"));
  expect(() => here.resolveHistorical("./../../x", old)).toThrow(/traversal/);
});

test("mounts of the settings win over those that a run kept", () => {
  const here = mounts({ in: at("data") });
  const then = { mounts: { in: at("secret"), gone: at("database"), hidden: "" } };
  expect(here.resolveHistorical("in://x", then)).toBe(at("data/x"));
  expect(here.resolveHistorical("gone://x", then)).toBe(at("database/x"));
  expect(() => here.resolveHistorical("hidden://x", then)).toThrow(/no mount named 'hidden'/);
});

test("mounts come from the settings: the environment before the workspace's file, relative ones from the project", () => {
  const notices: string[] = [];
  const settings = (file: object): Settings =>
    new Settings({
      actor: "a",
      env: { TAPELAB_MOUNTS__INPUTS: "/env/inputs" },
      workspace: { path: "settings.json", text: JSON.stringify(file) },
      notify: (text) => void notices.push(text),
    });
  const found = mountsOf(nodeDisk, { root: "/p", settings: settings({ mounts: { inputs: "/file", rel: "../raw" } }) });
  expect([...found.roots]).toEqual([
    ["inputs", "/env/inputs"],
    ["rel", "/raw"],
  ]);
  settings({ mounts: { rel: "x" } }).view();
  expect(notices).toEqual([]);
  const bad = (file: object) => () => mountsOf(nodeDisk, { root: "/p", settings: settings(file) });
  expect(bad({ mounts: { file: "/x" } })).toThrow(/mount file cannot be used: expected a name/);
  expect(bad({ mounts: { ok: 7 } })).toThrow(/mount ok cannot be used: expected the path of a folder, found 7/);
});
