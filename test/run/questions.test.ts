import { writeFileSync } from "node:fs";
import { openWorkspace, type Workspace } from "tapelab";
import { align, diff, explain, latestRun, oneRun, type RunOptions, run, runs } from "tapelab/run";
import { beforeEach, expect, test } from "vitest";
import { useLab } from "../workspace/lab.js";

const lab = useLab();
let ws: Workspace;
beforeEach(async () => {
  ws = await openWorkspace(lab.root);
});

const model = async (options: RunOptions, name = "model", code = "v1"): Promise<string> =>
  (await run(ws, name, { codeId: code, ...options }, () => ({ done: true }))).id;
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id);

test("finds runs by what they are, the newest first, whatever the case and type of a value", async () => {
  const a = await model({
    year: 2030,
    tags: ["Base", "paper"],
    facet: { solver: { order: 2 } },
    config: { rho: 28.5 },
  });
  const b = await model({ year: "2031", tags: ["base"], facet: { solver: { order: 3 } }, config: { rho: 20 } });
  const c = await model({ description: "no facet" }, "other");
  await expect(
    run(ws, "model", { codeId: "v1", config: { rho: 1 } }, () => Promise.reject(new Error("no"))),
  ).rejects.toThrow();
  expect(idsOf(await runs(ws, { program: "MODEL", status: "completed" }))).toEqual([b, a]);
  expect(idsOf(await runs(ws, { year: 2031 }))).toEqual([b]);
  expect(idsOf(await runs(ws, { year: "2030" }))).toEqual([a]);
  expect(idsOf(await runs(ws, { tags: ["base"] }))).toEqual([b, a]);
  expect(idsOf(await runs(ws, { tags: ["base", " PAPER "] }))).toEqual([a]);
  expect(idsOf(await runs(ws, { facet: "solver.order>=2" }))).toEqual([b, a]);
  expect(idsOf(await runs(ws, { facet: ["solver.order>=2", "solver.order<=2"] }))).toEqual([a]);
  expect(idsOf(await runs(ws, { facet: { "solver.order": "3" } }))).toEqual([b]);
  expect(idsOf(await runs(ws, { config: "model.rho>=28" }))).toEqual([a]);
  expect((await runs(ws, { status: "failed" }))[0]?.error).toContain("no");
  expect(idsOf(await runs(ws, { name: "other" }))).toEqual([c]);
  expect(await runs(ws, { limit: 2 })).toHaveLength(2);
  await expect(runs(ws, { statsu: "failed" } as never)).rejects.toThrow("statsu");
  await expect(runs(ws, { status: "done" } as never)).rejects.toThrow("expected one of completed, failed");
  await expect(runs(ws, { facet: "order" })).rejects.toThrow("Invalid artifact facet predicate 'order'");
});

test("a facet that is too large is passed over, and said", async () => {
  const facet = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`k${i}`, 1]));
  const { warnings } = await run(ws, "model", { codeId: "v1", facet }, () => undefined);
  expect(warnings.join()).toContain("501 leaves");
  expect(await runs(ws, { facet: "k1=1" })).toEqual([]);
  expect(lab.notices.join()).toContain("too large to be asked for");
});

test("one run is one run: none or several are refused with their number and three ids", async () => {
  const first = await model({ iteration: 0 });
  expect((await oneRun(ws, { iteration: 0 })).id).toBe(first);
  for (let i = 1; i < 5; i++) await model({ iteration: i });
  await expect(oneRun(ws, { iteration: 9 })).rejects.toMatchObject({ code: "not-one-run", details: { count: 0 } });
  const several = oneRun(ws, { program: "model" });
  await expect(several).rejects.toMatchObject({ details: { count: 5, ids: { length: 3 } } });
  await expect(several).rejects.toThrow("5 runs are meant by this");
});

test("the latest run has the highest iteration, and of those what took the place of the others", async () => {
  await model({ iteration: 3, config: { a: 1 } });
  const over = await model({ iteration: 3, config: { a: 1 }, cache: "overwrite" });
  await model({ iteration: 1 });
  await model({});
  expect((await latestRun(ws, { program: "model" })).id).toBe(over);
  await expect(latestRun(ws, { program: "gone" })).rejects.toThrow("No run is meant by this");
});

test("two runs differ in what was added, removed and changed, of code and inputs too (C50)", async () => {
  const file = `${lab.root}/rows.csv`;
  writeFileSync(file, "1");
  const a = await model({
    config: { s: { tol: 1, order: 2 }, gone: 0 },
    facet: { run: { kind: "base" } },
    inputs: { rows: file },
  });
  writeFileSync(file, "2");
  const b = await model(
    { config: { s: { tol: 3, order: 2 }, new: [1] }, facet: { run: { kind: "base" } }, inputs: { rows: file } },
    "model",
    "v2",
  );
  const found = await diff(ws, a, b.slice(-12));
  expect(found.config.map(({ path, state, from, to }) => [path, state, from, to])).toEqual([
    ["gone", "removed", "0", undefined],
    ["new", "added", undefined, "[1]"],
    ["s.order", "same", "2", "2"],
    ["s.tol", "changed", "1", "3"],
  ]);
  expect(found.facet).toEqual([{ path: "run.kind", state: "same", from: '"base"', to: '"base"' }]);
  expect(found.code).toEqual([{ path: "id", state: "changed", from: "given:v1", to: "given:v2" }]);
  expect(found.inputs).toMatchObject([{ path: "rows", state: "changed" }]);
  expect(await diff(ws, { id: a }, { id: b })).toEqual(found);
  expect((await diff(ws, a, "model")).to).toBe(b);
  await expect(diff(ws, a, "ffff")).rejects.toThrow("No run is meant by this");
});

test("an explanation of changed code names both code ids where no file tells more", async () => {
  await model({});
  const { lines } = await explain(ws, await model({}, "model", "v2"));
  expect(lines.at(-1)).toBe("  code id: given:v1 → given:v2");
});

test("an explanation says what was the same in words that agree", async () => {
  const same = async (options: RunOptions, code = "v1") =>
    (await explain(ws, await model(options, "model", code))).lines[1]?.replace(/run \w+/, "it");
  const row = (text: string) => ({ inputs: { rows: { bytes: Buffer.from(text) } } });
  await model({ config: { x: 1 }, ...row("1") });
  expect(await same({ config: { x: 2 }, ...row("1") })).toContain("where code and inputs were the same (");
  expect(await same({ config: { x: 3 }, ...row("3") })).toContain("where code was the same (");
  expect(await same({ config: { x: 4 }, ...row("3") }, "v4")).toContain("where inputs were the same (");
  expect(await same({ config: { x: 5 }, ...row("5") }, "v5")).toContain("where nothing was the same (");
});

test("runs are paired by coordinates, and a duplicate names its side and key (C30)", async () => {
  for (const year of [2020, 2030]) await model({ year, tags: ["a"], config: { s: 1 } });
  for (const year of [2030, 2040]) await model({ year, tags: ["b"], config: { s: 1 } });
  const [a, b] = [await runs(ws, { tags: ["a"] }), await runs(ws, { tags: ["b"] })];
  const { pairs, onlyA, onlyB } = align(a, b, "year");
  expect(pairs.map(([x, y]) => [x.year, x.tags[0], y.year, y.tags[0]])).toEqual([[2030, "a", 2030, "b"]]);
  expect([onlyA, onlyB].map((all) => all.map(({ year }) => year))).toEqual([[2020], [2040]]);
  expect(() => align(a, b, ["config.s"])).toThrow("Side a has two runs with config.s=1");
  expect(() => align([], b, ["program"])).toThrow("Side b has two runs with program=model");
  expect(() => align(a, b, "yaer")).toThrow("yaer");
});
