/** Containers as runs, with engines that play their word on this machine. Cases of cache-and-catalog.md by their numbers. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type ContainerSpec, launch, plan, type RunLaunchOptions, type RunOptions, runContainer } from "tapelab/run";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { countAnswered } from "#sdk/run/start-launch.js";
import { engineCalls, installEngines, setImages } from "./stand-in-engine.js";

const [one, other] = ["1", "2"].map((digit) => `sha256:${digit.repeat(64)}`);
let folder = "";
let bin = "";
let ws: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-container-"));
  bin = join(folder, "bin");
  for (const name of ["bin", "in", "out"]) mkdirSync(join(folder, name));
  installEngines(bin, "docker");
  setImages(bin, { model: { Id: one } });
  vi.stubEnv("PATH", bin);
  ws = await openWorkspace(folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const at = (...names: string[]): string => join(folder, ...names);

/** Copies a word into `out/word.txt`. */
function copies(word: string, change: Partial<ContainerSpec> = {}, options: RunOptions = {}) {
  const mounts = [
    { host: at("in"), target: "/in" },
    { host: at("out"), target: "/out", mode: "rw" as const },
  ];
  const spec = {
    image: "model",
    command: ["put", "/out/word.txt", word],
    mounts,
    outputs: { word: at("out/word.txt") },
  };
  return runContainer(ws, "copy", { ...spec, ...change }, options);
}

test("a container is executed once, and then its outputs are brought back to where it wrote them", async () => {
  const first = await copies("hello");
  expect(first).toMatchObject({ cached: false, outputs: { word: { kind: "file", size: 5 } } });
  rmSync(at("out/word.txt"));
  const second = await copies("hello");
  expect(second).toMatchObject({ cached: true, source: first.id, signature: first.signature });
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("hello");
  expect(engineCalls(bin).filter(([verb]) => verb === "run")).toHaveLength(1);
});

test("a file with other content that is in the way stays, unless it may be replaced (C35)", async () => {
  await copies("hello");
  writeFileSync(at("out/word.txt"), "mine");
  await expect(copies("hello")).rejects.toMatchObject({ code: "artifact-differs" });
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("mine");
  await copies("hello", {}, { replace: true });
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("hello");
});

test("a tag that names another image, another command and other mounted content execute (C28, C42)", async () => {
  writeFileSync(at("in/rows.csv"), "1");
  await copies("hello");
  expect((await copies("hello")).cached).toBe(true);
  expect((await copies("hullo")).cached).toBe(false);
  writeFileSync(at("in/rows.csv"), "2");
  expect((await copies("hello", {}, { replace: true })).cached).toBe(false);
  setImages(bin, { model: { Id: other } });
  expect((await copies("hello")).cached).toBe(false);
});

test("another place of the same mounts is answered (C42)", async () => {
  writeFileSync(at("in/rows.csv"), "1");
  await copies("hello");
  mkdirSync(at("elsewhere"));
  writeFileSync(at("elsewhere/rows.csv"), "1");
  const mounts = [
    { host: at("elsewhere"), target: "/in" },
    { host: at("far"), target: "/out", mode: "rw" as const },
  ];
  expect(await copies("hello", { mounts, outputs: { word: at("far/word.txt") } })).toMatchObject({ cached: true });
  expect(readFileSync(at("far/word.txt"), "utf8")).toBe("hello");
});

test("an image of which nothing says what it holds is executed each time, and answers nobody (C28)", async () => {
  const change = { image: other! };
  const first = await copies("hello", change);
  expect(first.warnings).toContainEqual(expect.stringContaining("executed each time"));
  expect((await copies("hello", change)).cached).toBe(false);
});

test("the configuration is mounted, and part of the signature", async () => {
  const spec = { image: "model", command: ["cat", "/tapelab/context.json"] };
  const done = await runContainer(ws, "show", spec, { config: { year: 2030 } });
  const log = await done.outputs["container.log"]!.bytes();
  expect(Buffer.from(log).toString()).toBe('{"year":2030}');
  expect((await runContainer(ws, "show", spec, { config: { year: 2031 } })).cached).toBe(false);
});

test("the value of a secret is in no byte of the workspace; other variables are on the tape", async () => {
  const env = { API_TOKEN: "tok-918273", REGION: "north-918" };
  await runContainer(ws, "ask", { image: "model", command: ["print", "done"], env });
  const command = ["print", "done"];
  const container = { image: "model", command, env: { ...env, REGION: "south-918" } };
  await (await launch(ws, { blocks: [{ mode: "by_position", context: { year: [1] } }] }, { container }, { jobs: 1 }))
    .done;
  const files = readdirSync(at(".tapelab"), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1")).join("");
  expect(texts).toContain("north-918");
  expect(texts).toContain("south-918");
  expect(texts).not.toContain("tok-918273");
});

test("a container that fails says how and with which words; its log is kept, and it answers nobody", async () => {
  const spec = { image: "model", command: ["fail", "3"] };
  const error = await runContainer(ws, "model", spec).catch((one: unknown) => one);
  expect(error).toMatchObject({ code: "container-failed", details: { code: 3 } });
  expect(String(error)).toMatch(/ended with code 3.*no such year/);
  const [record] = await ws.runs.records();
  expect(record).toMatchObject({ status: "failed", outputs: [{ key: "container.log" }] });
  await expect(runContainer(ws, "model", spec)).rejects.toThrow(/code 3/);
});

test("a launch executes a container for each context, and a second one executes none", async () => {
  const spec = { blocks: [{ mode: "by_position", context: { year: [2030, 2031, 2032] } }] };
  const container: ContainerSpec = {
    image: "model",
    command: ["put", "/out/word.txt", "hello"],
    mounts: [{ host: "workspace://out", target: "/out", mode: "rw" }],
    outputs: { word: "workspace://out/word.txt" },
  };
  const first = await launch(ws, spec, { container }, { jobs: 0 });
  expect((await first.done).summary).toMatchObject({ completed: 3, cached: 0 });
  const second = await launch(ws, spec, { container }, { jobs: 0 });
  expect((await second.done).summary).toMatchObject({ completed: 0, cached: 3 });
  expect(engineCalls(bin).filter(([verb]) => verb === "run")).toHaveLength(3);
  const records = await ws.runs.records();
  expect(records.map(({ program }) => program)).toEqual(Array(6).fill("model"));
});

test("a launch that is answered brings outputs to where the container would have written them, too", async () => {
  const spec = { blocks: [{ mode: "by_position", context: { year: [2030] } }] };
  const container: ContainerSpec = {
    image: "model",
    command: ["put", "/out/word.txt", "hello"],
    mounts: [{ host: at("out"), target: "/out", mode: "rw" }],
    outputs: { word: at("out/word.txt") },
  };
  const again = async (options: RunLaunchOptions = {}) =>
    (await launch(ws, spec, { container }, { jobs: 0, ...options })).done;
  expect((await again()).summary).toMatchObject({ completed: 1 });
  rmSync(at("out/word.txt"));
  expect(await countAnswered(ws, await plan(ws, spec), { container })).toBe(1);
  expect(readdirSync(at("out"))).toEqual([]);
  expect((await again()).summary).toMatchObject({ cached: 1 });
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("hello");
  writeFileSync(at("out/word.txt"), "mine");
  const refused = await again();
  expect(refused.runs).toMatchObject([{ status: "failed", error: expect.stringContaining("word.txt") }]);
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("mine");
  expect((await again({ replace: true })).summary).toMatchObject({ cached: 1 });
  expect(readFileSync(at("out/word.txt"), "utf8")).toBe("hello");
  expect(engineCalls(bin).filter(([verb]) => verb === "run")).toHaveLength(1);
});

test.each([0, 1])("a launch that is cancelled stops its container (jobs %d)", async (jobs) => {
  const spec = { blocks: [{ mode: "by_position", context: { year: [2030] } }] };
  const started = await launch(ws, spec, { container: { image: "model", command: ["wait"] } }, { jobs });
  await vi.waitFor(() => expect(engineCalls(bin).some(([verb]) => verb === "run")).toBe(true), { timeout: 60_000 });
  started.cancel();
  const { summary } = await started.done;
  expect(summary).toMatchObject({ cancelled: 1 });
  const isAsked = () => engineCalls(bin).some(([verb]) => verb === "stop" || verb === "kill");
  await vi.waitFor(() => expect(isAsked()).toBe(true), { timeout: 60_000 });
});
