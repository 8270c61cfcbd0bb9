/** Runs that read what others made: what changes upstream executes its descendants, and nothing else (C33). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type Artifact, type InputSource, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
let ws: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-chain-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

interface Change {
  readonly seed?: number;
  readonly gain?: number;
  /** Of the middle stage. */
  readonly code?: string;
}

/** a → b → c, and a side branch that reads nothing of them; names of those that were executed. */
async function chain({ seed = 1, gain = 2, code = "1" }: Change): Promise<string[]> {
  const executed: string[] = [];
  const step = async (name: string, config: object, codeId: string, inputs: Record<string, InputSource>) => {
    const done = await run(ws, name, { config: { ...config }, codeId, inputs }, async (active) => {
      executed.push(name);
      const read = await Promise.all(Object.keys(inputs).map(async (one) => (await active.input(one)).bytes()));
      await active.output(
        "made",
        Buffer.from(`${name}(${JSON.stringify(config)},${read.map((one) => Buffer.from(one))})`),
      );
    });
    return done.outputs.made as Artifact;
  };
  const a = await step("a", { seed }, "1", {});
  const b = await step("b", { gain }, code, { a });
  await step("c", {}, "1", { b });
  await step("side", { fixed: 1 }, "1", {});
  return executed;
}

test("only a changed run and its descendants execute (C33)", async () => {
  expect(await chain({})).toEqual(["a", "b", "c", "side"]);
  expect(await chain({})).toEqual([]);
  expect(await chain({ gain: 3 })).toEqual(["b", "c"]);
  expect(await chain({ seed: 2 })).toEqual(["a", "b", "c"]);
  expect(await chain({ code: "2" })).toEqual(["b", "c"]);
  expect(await chain({})).toEqual([]);
});
