/** First part of the demo: a Lorenz run recorded, written as JSON lines beside it, and read back from both. */
import { systemClock } from "../base/clock.js";
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
  const truth = integrate();
  const jsonl = measureJsonl(jsonlPath, truth);
  const { tapeId, writeMs, commits } = await recordTape(ws, truth, onProgress);
  const readStart = startTimer();
  const tape = await ws.openTape(tapeId);
  const table = await tape.table({ label: "step", variables: ["t", "x", "y", "z"] });
  const column = (name: string): Float64Array => table.getChild(name)!.toArray() as Float64Array;
  const readBack = { t: column("t"), x: column("x"), y: column("y"), z: column("z") };
  const readMs = elapsedMs(readStart);
  await tape.close();
  const sizeBytes = folderSize(`${ws.dir}/tapes/${tapeId}`);
  return {
    tapeId,
    scopes: STEPS,
    commits,
    tape: { sizeBytes, writeMs, readMs, isEqual: isEqual(truth, readBack) },
    jsonl,
    readBack,
  };
}

/** The run itself, computed beforehand so that only recording is timed. */
function integrate(): Trajectory {
  const run: Trajectory = { t: column(), x: column(), y: column(), z: column() };
  let [x, y, z] = [1, 1, 1];
  for (let i = 0; i < STEPS; i++) {
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

const column = (): Float64Array => new Float64Array(STEPS);

async function recordTape(
  ws: Workspace,
  run: Trajectory,
  onProgress: (steps: number) => void,
): Promise<{ tapeId: string; writeMs: number; commits: number }> {
  const start = startTimer();
  const session = await ws.startSession("lorenz", { meta: { sigma: 10, rho: 28, beta: 8 / 3, dt: DT } });
  for (let i = 0; i < STEPS; i++) {
    session.capture("step", { t: run.t[i]!, x: run.x[i]!, y: run.y[i]!, z: run.z[i]! });
    if (i % PER_COMMIT !== PER_COMMIT - 1) continue;
    session.queue("chunk");
    onProgress(i + 1);
  }
  await session.finalize("done");
  const writeMs = elapsedMs(start);
  const tapeId = session.id;
  await session.end();
  return { tapeId, writeMs, commits: STEPS / PER_COMMIT };
}

function measureJsonl(path: string, run: Trajectory): Measured {
  const start = startTimer();
  const file = new JsonlWriter(path);
  for (let i = 0; i < STEPS; i++) {
    const vars = { t: run.t[i]!, x: run.x[i]!, y: run.y[i]!, z: run.z[i]! };
    file.add({ label: "step", time: systemClock.now(), srcFile: "lorenz.ts", vars });
    if (i % PER_COMMIT === PER_COMMIT - 1) file.flush();
  }
  const sizeBytes = file.close();
  const writeMs = elapsedMs(start);
  const readStart = startTimer();
  const back: Trajectory = { t: column(), x: column(), y: column(), z: column() };
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
