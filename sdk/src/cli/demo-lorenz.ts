/** First part of the demo: a Lorenz run recorded, written as JSON lines beside it, and read back from both. */
import { systemClock } from "../base/clock.js";
import { initWorkspace, reset } from "../workspace/init.js";
import type { Workspace } from "../workspace/workspace.js";
import { JsonlWriter, readJsonl } from "./demo-jsonl.js";
import { folderSize } from "./folders.js";
import { elapsedMs, startTimer } from "./stopwatch.js";

export const STEPS = 100_000;
export const PER_COMMIT = 1_000;
const DT = 0.005;

export interface Trajectory {
  readonly t: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export interface Measured {
  readonly sizeBytes: number;
  readonly writeMs: number;
  readonly readMs: number;
  /** Whether every number read is the number recorded. */
  readonly isEqual: boolean;
}

export interface LorenzResult {
  readonly tapeId: string;
  readonly scopes: number;
  readonly commits: number;
  readonly tape: Measured;
  readonly jsonl: Measured;
  readonly readBack: Trajectory;
}

/** Records, writes, reads and compares. `onProgress` is called now and then with the number of steps done. */
export async function lorenzDemo(
  ws: Workspace,
  jsonlPath: string,
  onProgress: (steps: number) => void,
): Promise<LorenzResult> {
  await warmUp();
  const truth = integrate(STEPS);
  const jsonl = measureJsonl(jsonlPath, truth);
  const { tapeId, tape, readBack } = await measureTape(ws, truth, onProgress);
  return { tapeId, scopes: STEPS, commits: STEPS / PER_COMMIT, tape, jsonl, readBack };
}

/** A short run of both in a workspace that is deleted at once: what is measured is the work, not the start of a program. */
async function warmUp(): Promise<void> {
  const run = integrate(STEPS / 10);
  const { workspace } = await initWorkspace({ sandbox: true });
  measureJsonl(`${workspace.root}/lorenz.jsonl`, run);
  await measureTape(workspace, run, () => undefined);
  await reset();
}

/** The run itself, computed beforehand so that only recording is timed. */
function integrate(steps: number): Trajectory {
  const run = emptyRun(steps);
  let [x, y, z] = [1, 1, 1];
  for (let i = 0; i < steps; i++) {
    const [dx, dy, dz] = [10 * (y - x), x * (28 - z) - y, x * y - (8 / 3) * z];
    x += dx * DT;
    y += dy * DT;
    z += dz * DT;
    run.t[i] = (i + 1) * DT;
    run.x[i] = x;
    run.y[i] = y;
    run.z[i] = z;
  }
  return run;
}

function emptyRun(steps: number): Trajectory {
  const column = (): Float64Array => new Float64Array(steps);
  return { t: column(), x: column(), y: column(), z: column() };
}

async function measureTape(
  ws: Workspace,
  run: Trajectory,
  onProgress: (steps: number) => void,
): Promise<{ tapeId: string; tape: Measured; readBack: Trajectory }> {
  const start = startTimer();
  const session = await ws.startSession("lorenz", { meta: { sigma: 10, rho: 28, beta: 8 / 3, dt: DT } });
  for (let i = 0; i < run.t.length; i++) {
    session.capture("step", { t: run.t[i]!, x: run.x[i]!, y: run.y[i]!, z: run.z[i]! });
    if (i % PER_COMMIT !== PER_COMMIT - 1) continue;
    session.queue("chunk");
    onProgress(i + 1);
  }
  await session.finalize("done");
  const writeMs = elapsedMs(start);
  const { id } = session;
  await session.end();

  const readStart = startTimer();
  const tape = await ws.openTape(id);
  const table = await tape.table({ label: "step", variables: ["t", "x", "y", "z"] });
  const column = (name: string): Float64Array => table.getChild(name)!.toArray() as Float64Array;
  const readBack = { t: column("t"), x: column("x"), y: column("y"), z: column("z") };
  const readMs = elapsedMs(readStart);
  await tape.close();
  const sizeBytes = folderSize(`${ws.dir}/tapes/${id}`);
  return { tapeId: id, tape: { sizeBytes, writeMs, readMs, isEqual: isEqual(run, readBack) }, readBack };
}

function measureJsonl(path: string, run: Trajectory): Measured {
  const steps = run.t.length;
  const start = startTimer();
  const file = new JsonlWriter(path);
  for (let i = 0; i < steps; i++) {
    const vars = { t: run.t[i]!, x: run.x[i]!, y: run.y[i]!, z: run.z[i]! };
    file.add({ label: "step", time: systemClock.now(), srcFile: "lorenz.ts", vars });
    if (i % PER_COMMIT === PER_COMMIT - 1) file.flush();
  }
  const sizeBytes = file.close();
  const writeMs = elapsedMs(start);

  const readStart = startTimer();
  const back = emptyRun(steps);
  let at = 0;
  readJsonl(path, ({ vars }) => {
    back.t[at] = vars.t!;
    back.x[at] = vars.x!;
    back.y[at] = vars.y!;
    back.z[at] = vars.z!;
    at++;
  });
  return { sizeBytes, writeMs, readMs: elapsedMs(readStart), isEqual: isEqual(run, back) };
}

function isEqual(a: Trajectory, b: Trajectory): boolean {
  return (["t", "x", "y", "z"] as const).every(
    (name) => a[name].length === b[name].length && a[name].every((value, i) => value === b[name][i]),
  );
}
