/** Scenarios: a run that only groups steps. Each step is a run of its own. */
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import type { RunOptions } from "./run-options.js";
import type { RunDone } from "./start-run.js";

export type StepFunction<T> = (run: ActiveRun) => T | Promise<T>;

export interface Scenario {
  /** Id of its session: the parent of its steps. */
  readonly id: string;
  readonly name: string;
  /** A run with the scenario as parent. */
  step<T>(name: string, fn: StepFunction<T>): Promise<RunDone<T>>;
  step<T>(name: string, options: RunOptions, fn: StepFunction<T>): Promise<RunDone<T>>;
}

/** Runs `fn` as a scenario; see `Scenario`. */
export function scenario<T>(ws: Workspace, name: string, fn: (scenario: Scenario) => T | Promise<T>): Promise<T> {
  return Promise.reject(new Error(`not built yet: ${ws.dir} ${name} ${typeof fn}`));
}
