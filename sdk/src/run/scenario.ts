/** Scenarios: a run that only groups steps. Each step is a run of its own. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import { frameHere, within, workspaceHere } from "./context.js";
import { checkGiven } from "./given.js";
import type { RunOptions } from "./run-options.js";
import { type RunStartFacts, runLabels } from "./run-record.js";
import { type RunDone, run } from "./start-run.js";

export type StepFunction<T> = (run: ActiveRun) => T | Promise<T>;

/** A scenario under way. What `tape` captures between its steps goes to its own session. */
export interface Scenario {
  /** Id of its session: the parent of its steps. */
  readonly id: string;
  readonly name: string;
  /** A run with the scenario as parent. When it fails and nobody catches that, the scenario ends with it. */
  step<T>(name: string, fn: StepFunction<T>): Promise<RunDone<T>>;
  step<T>(name: string, options: RunOptions, fn: StepFunction<T>): Promise<RunDone<T>>;
}

type ScenarioFunction<T> = (scenario: Scenario) => T | Promise<T>;

interface FailedStep {
  readonly name: string;
  readonly expect: readonly string[];
  readonly error: unknown;
}

/**
 * Runs `fn` as a scenario: in the workspace given, else in that of `useWorkspace` or of `tape`. Rejects with what `fn` throws; its end,
 * and the step that failed, are on its tape then. Scenarios do not nest.
 *
 * @example
 * await scenario(ws, "base", async (sc) => {
 *   const fit = await sc.step("fit", { config: { order: 3 } }, fitCurve);
 *   await sc.step("plot", { inputs: { fit: fit.outputs.fit } }, plotCurve);
 * });
 */
export function scenario<T>(ws: Workspace, name: string, fn: ScenarioFunction<T>): Promise<T>;
export function scenario<T>(name: string, fn: ScenarioFunction<T>): Promise<T>;
export async function scenario<T>(
  ...given: [Workspace, string, ScenarioFunction<T>] | [string, ScenarioFunction<T>]
): Promise<T> {
  const [ws, name, fn] = given.length === 3 ? given : [workspaceHere(), ...given];
  if (ws === undefined) throw notHere(name, "no workspace is active here", "Give one: scenario(ws, name, fn).");
  checkGiven("scenario", { ws, fn }, "Nothing was started.");
  const outer = frameHere()?.scenario;
  if (outer) throw notHere(name, `this is inside the scenario ${quoted(outer.name)}`, "Scenarios do not nest.");
  const host = ws.runs;
  const id = host.newId();
  const facts: RunStartFacts = { run_kind: "scenario", run_program: name };
  const session = host.startRun({ id, label: name, facts: { ...facts } });
  const steps = new Steps(ws, { id, name });
  const end = async (label: string, meta: Readonly<Record<string, unknown>>): Promise<void> => {
    steps.isEnded = true;
    try {
      await session.finalize(label);
      await session.note(runLabels.end, meta);
    } finally {
      await session.end();
    }
  };
  let value: T;
  try {
    const active = { workspace: ws, run: undefined, scenario: { id, name }, active: session };
    value = await within(active, () => fn(steps));
  } catch (error) {
    const untold = (second: unknown): void =>
      host.notify(`The scenario ${quoted(name)} (${id}) failed, and its tape does not say so: ${textOf(second)}.`);
    await steps
      .failure(error)
      .then((why) => end("failed", { status: "failed", ...why }))
      .catch(untold);
    throw error;
  }
  await end("done", { status: "completed" });
  return value;
}

class Steps implements Scenario {
  readonly id: string;
  readonly name: string;
  isEnded = false;
  readonly #ws: Workspace;
  #failed: FailedStep | undefined;

  constructor(ws: Workspace, { id, name }: { id: string; name: string }) {
    this.#ws = ws;
    this.id = id;
    this.name = name;
  }

  step<T>(name: string, ...rest: [StepFunction<T>] | [RunOptions, StepFunction<T>]): Promise<RunDone<T>> {
    const [options, fn] = rest.length === 2 ? rest : [{}, rest[0]];
    if (this.isEnded)
      return Promise.reject(
        notHere(name, `the scenario ${quoted(this.name)} has ended`, "Await its steps inside of it."),
      );
    const { id } = this;
    const done = within({ scenario: { id, name: this.name } }, () =>
      run(this.#ws, name, { ...options, parent: id }, fn),
    );
    return done.catch((error: unknown) => {
      this.#failed = { name, expect: options.expect ?? [], error };
      throw error;
    });
  }

  /** What the end of the scenario says of an error. */
  async failure(error: unknown): Promise<Readonly<Record<string, unknown>>> {
    const text = textOf(error);
    const failed = this.#failed;
    if (failed === undefined || failed.error !== error) return { error: text, failed_with: text };
    const runs = await this.#ws.runs.records();
    const made = new Set(
      runs
        .filter(({ parent, program }) => parent === this.id && program === failed.name)
        .flatMap(({ outputs }) => outputs.map(keyOf)),
    );
    const missing = failed.expect.filter((key) => !made.has(key));
    return {
      error: `step ${failed.name}: ${text}`,
      failed_with: text,
      failed_step: failed.name,
      missing_outputs: missing,
    };
  }
}

const keyOf = ({ key }: { readonly key: string }): string => key;
const textOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
const quoted = (name: string): string => shown(JSON.stringify(name), 80);

function notHere(name: string, why: string, hint: string): TapelabError<"inside-run"> {
  const text = `${quoted(name)} cannot start: ${why}. Nothing was started. ${hint}`;
  return new TapelabError("inside-run", text, { call: "scenario", run: name });
}
