/** Two processes that start the same launch at the same moment: one of them does. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { launches } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

const rounds = 25;
const folder = mkdtempSync(join(tmpdir(), "tapelab-race-"));
const sdk = join(import.meta.dirname, "../../sdk");
let ws: Workspace;
let racers: ChildProcess[] = [];

beforeAll(async () => {
  writeFileSync(
    join(folder, "program.cjs"),
    `const { appendFileSync, existsSync } = require("node:fs");
     exports.default = async ({ round }, { index }) => {
       appendFileSync(${JSON.stringify(join(folder, "ran.txt"))}, round + "/" + index + "\\n");
       while (!existsSync(${JSON.stringify(folder)} + "/go-" + round)) await new Promise((done) => setTimeout(done, 5));
     };`,
  );
  writeFileSync(
    join(folder, "racer.cjs"),
    `const { openWorkspace } = require(${JSON.stringify(sdk)});
     const { launch } = require(${JSON.stringify(join(sdk, "dist/run/index.js"))});
     process.on("message", async ({ round, options }) => {
       const ws = await openWorkspace(${JSON.stringify(folder)});
       const spec = { blocks: [{ mode: "by_position", context: { round: [round, round], x: [1, 2] } }] };
       try {
         const { attempt, done } = await launch(ws, spec, ${JSON.stringify(join(folder, "program.cjs"))}, { jobs: 0, ...options });
         process.send({ attempt });
         await done;
         process.send({ isDone: true });
       } catch (error) {
         process.send({ code: error.code, text: error.message });
       }
     });
     process.send({ isReady: true });`,
  );
  ws = await openWorkspace(folder);
  await (await ws.startSession("first")).end();
  racers = [0, 1].map(() => fork(join(folder, "racer.cjs"), { stdio: "inherit", execArgv: [] }));
  await Promise.all(racers.map(heard));
});
afterAll(() => {
  for (const racer of racers) racer.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly attempt?: number;
  readonly isDone?: true;
  readonly code?: string;
  readonly text?: string;
}

function heard(racer: ChildProcess): Promise<Told> {
  return new Promise((resolve) => racer.once("message", (message) => resolve(message as Told)));
}

test.each([
  [
    "launch id and attempt",
    (round: number) => ({ id: `given-${round}`, attempt: 1 }),
    /was already started.*The next is 2/,
  ],
  ["idempotency key", (round: number) => ({ key: `key-${round}` }), /The next is 2|attempt 1 is under way/],
] as const)(
  "of two processes with the same %s one starts, and no run runs twice, in every round",
  async (what, options, text) => {
    for (let i = 0; i < rounds; i++) {
      const round = `${what.split(" ")[0]}-${i}`;
      const answers = racers.map(heard);
      for (const racer of racers) racer.send({ round, options: options(i) });
      const told = await Promise.all(answers);
      const winner = told.findIndex(({ attempt }) => attempt !== undefined);
      expect(told.map(({ attempt, code }) => attempt ?? code).sort()).toEqual([1, "launch-taken"]);
      expect(told[1 - winner]?.text).toMatch(text);
      const done = heard(racers[winner] as ChildProcess);
      writeFileSync(join(folder, `go-${round}`), "");
      expect(await done).toEqual({ isDone: true });
    }
    const prefix = what.split(" ")[0] ?? "";
    const own = (await launches(ws)).filter(({ runs }) => runs.some(({ context }) => context.includes(`"${prefix}-`)));
    expect(own.map(({ attempt, state }) => [attempt, state])).toEqual(
      Array.from({ length: rounds }, () => [1, "complete"]),
    );
    const lines = readFileSync(join(folder, "ran.txt"), "utf8")
      .trim()
      .split("\n")
      .filter((line) => line.startsWith(prefix));
    expect([lines.length, new Set(lines).size]).toEqual([2 * rounds, 2 * rounds]);
  },
  300_000,
);
