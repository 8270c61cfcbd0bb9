/** A workspace in memory whose clock is turned by hand, with sessions that store blobs. */
import { hex, sha256 } from "#sdk/base/sha256.js";
import { type CollectOptions, type CollectResult, collectIn } from "#sdk/workspace/collect-blobs.js";
import type { Environment } from "#sdk/workspace/environment.js";
import { Workspace } from "#sdk/workspace/workspace.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

export const dayMs = 86_400_000;
/** A process has one session for maintenance per folder. */
let places = 0;

export interface Place {
  /** The `.tapelab` folder. */
  dir: string;
  clock: FixedClock;
  disk: MemoryDisk;
  environment: Environment;
  ws: Workspace;
  gc(options?: CollectOptions): Promise<CollectResult>;
}

export function place(): Place {
  const clock = new FixedClock();
  const disk = new MemoryDisk(clock);
  const root = `/w${++places}`;
  const dir = `${root}/.tapelab`;
  disk.putDir(root);
  const ids = new CounterIds();
  const environment: Environment = { disk, clock, ids, env: {}, cwd: root, notify: () => undefined };
  const ws = new Workspace(environment, { dir, root, home: "/home" });
  const gc = (options: CollectOptions = {}): Promise<CollectResult> => collectIn(environment, ws, options);
  return { dir, clock, disk, environment, ws, gc };
}

/** A value that becomes a blob. */
export const field = (seed: number): Float64Array =>
  Float64Array.from({ length: 1_000 }, (_, i) => Math.round(50 * Math.sin(i / seed)));
export const hashOf = (value: Float64Array): string => hex(sha256(new Uint8Array(value.buffer)));

export async function record({ ws }: Place, label: string, values: readonly Float64Array[], more = 0): Promise<void> {
  const session = await ws.startSession(label);
  for (const value of values) {
    session.capture("field", { plot: value }, { blob: ["plot"] });
    await session.commit("with blob");
  }
  for (let i = 0; i < more; i++) {
    session.capture("step", { i });
    await session.commit("later");
  }
  await session.end();
}
