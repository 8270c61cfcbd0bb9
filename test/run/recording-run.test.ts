import { openWorkspace } from "tapelab";
import { type ActiveRun, outputsOf, run } from "tapelab/run";
import { expect, test } from "vitest";
import { useLab } from "../workspace/lab.js";

const lab = useLab();

test("a run ends behind outputs that its program did not wait for", async () => {
  const ws = await openWorkspace(lab.root);
  const { id, outputs } = await run(ws, "hasty", { codeId: "1" }, (r) => {
    void r.output("a", Buffer.from("1"));
    return { done: true };
  });
  expect(Object.keys(outputs)).toEqual(["a"]);
  expect(Object.keys(await outputsOf(ws, id))).toEqual(["a"]);
});

test("an output after the end is refused, and says that nothing was recorded of it", async () => {
  const ws = await openWorkspace(lab.root);
  let kept: ActiveRun | undefined;
  const { id } = await run(ws, "late", { codeId: "1" }, (r) => {
    kept = r;
  });
  await expect(kept?.output("a", Buffer.from("1"))).rejects.toThrow(
    `Run "late" (${id.slice(0, 8)}) has ended. Nothing was recorded of output a.`,
  );
});

test("a source that is gone while the run executes does not read as if it had not started", async () => {
  const ws = await openWorkspace(lab.root);
  for (const source of ["gone.csv", { run: "none", output: "y" }, 17 as never]) {
    const late = run(ws, "reader", { codeId: "1" }, (r) => r.input("x", source));
    await expect(late).rejects.toThrow(/Nothing was noted of it; the run goes on where/);
    await expect(late).rejects.not.toThrow(/not started/);
  }
  await expect(run(ws, "reader", { codeId: "1", inputs: { x: "gone.csv" } }, () => 1)).rejects.toThrow(
    /no file or directory\. The run was not started\./,
  );
});

test("a bare value that a cached run could not give back is a warning; nothing, or an output, is none", async () => {
  const ws = await openWorkspace(lab.root);
  const warned = async (fn: (r: ActiveRun) => unknown) =>
    (await run(ws, "w", { cache: "off", codeId: "1" }, fn)).warnings;
  expect(await warned(() => 42)).toEqual([expect.stringContaining("a cached run gives undefined")]);
  expect(await warned(() => undefined)).toEqual([]);
  expect(await warned((r) => r.output("a", Buffer.from("1")))).toEqual([]);
  expect(await warned(() => ({ a: 1 }))).toEqual([]);
});

test("a year or iteration that is no whole number, and tags beyond their limits, are refused", async () => {
  const ws = await openWorkspace(lab.root);
  for (const wrong of [
    { year: "abc" },
    { iteration: 1.5 },
    { tags: ["x".repeat(257)] },
    { tags: Array(201).fill("x") },
  ])
    await expect(run(ws, "w", { codeId: "1", ...wrong }, () => ({}))).rejects.toMatchObject({ code: "bad-option" });
  expect(await ws.runs.records()).toEqual([]);
});

test("a run without a workspace is refused, and says how one is given", async () => {
  const wrong = run as unknown as (...given: unknown[]) => Promise<unknown>;
  for (const given of [
    ["fit", {}, () => 1],
    [undefined, "fit", {}, () => 1],
  ])
    await expect(wrong(...given)).rejects.toThrow("expected a workspace first");
});
