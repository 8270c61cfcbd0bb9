/** What a command finds of its run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { launch } from "tapelab/run";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tapelab-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a command finds its run, launch, attempt, number and values in its environment, and no shell reads its words", async () => {
  const script = join(folder, "tells.cjs");
  const told = (index: number): string => join(folder, `told-${index}.json`);
  writeFileSync(
    script,
    `const { readFileSync, writeFileSync } = require("node:fs");
     const { TAPELAB_RUN: run, TAPELAB_LAUNCH: launch, TAPELAB_ATTEMPT: attempt, TAPELAB_INDEX: index, TAPELAB_CONTEXT: context } = process.env;
     const all = { run, launch, attempt, index, context: readFileSync(context, "utf8"), words: process.argv.slice(2) };
     writeFileSync(${JSON.stringify(join(folder, "told-"))} + index + ".json", JSON.stringify(all));`,
  );
  const words = ["$HOME", "a b", "; exit 3", "*"];
  const spec = { blocks: [{ mode: "by_position", context: { x: [1, 2], n: [2n ** 60n, 0.5] } }] };
  const ws = await openWorkspace(folder);
  const { done, id } = await launch(ws, spec, { command: [process.execPath, script, ...words] }, { attempt: 3 });
  const { runs, status } = await done;
  expect(status).toBe("completed");
  for (const { index, session } of runs)
    expect(JSON.parse(readFileSync(told(index), "utf8"))).toEqual({
      ...{ run: session, launch: id.value, attempt: "3", index: String(index), words },
      context: index === 0 ? '{"n":1152921504606846976,"x":1}' : '{"n":0.5,"x":2}',
    });
});
