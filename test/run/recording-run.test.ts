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
