/** `run`: one execution with a signature, or the finished run that answers it. */
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import type { Artifact } from "./artifact.js";
import type { Miss } from "./run-cache.js";
import type { RunOptions } from "./run-options.js";

/** A run that is over. */
export interface RunDone<T> {
  /** Id of its session. A `readonly` run has one, and no tape. */
  readonly id: string;
  readonly cached: boolean;
  /** The run that answered it. */
  readonly source?: string;
  /** What the program returned; of a cached run what was kept of it, else undefined. */
  readonly value: T | undefined;
  readonly outputs: Readonly<Record<string, Artifact>>;
  /** Why no finished run answered. */
  readonly miss?: Miss;
  readonly signature: string;
  readonly warnings: readonly string[];
}

/**
 * Executes `fn` as a run, or has a finished run with equal code, configuration and inputs answer it. What the function
 * throws is on the run's tape and rejects.
 *
 * @example
 * const { outputs, cached } = await run(ws, "fit", { config: { order: 3 }, inputs: { rows: "rows.csv" } }, async (r) => {
 *   await r.output("fit", Buffer.from(JSON.stringify(fit(3))));
 * });
 */
export function run<T>(
  ws: Workspace,
  name: string,
  options: RunOptions,
  fn: (run: ActiveRun) => T | Promise<T>,
): Promise<RunDone<T>> {
  return Promise.reject(new Error(`not built yet: ${ws.dir} ${name} ${typeof options} ${typeof fn}`));
}
