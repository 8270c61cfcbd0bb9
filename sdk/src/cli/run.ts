/** `tapelab run ACTION`: plans, launches, and how launches stand. */
import { near, shown } from "../base/text.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { runLaunch } from "./run-launch.js";
import { listLaunches, showLaunch } from "./run-list.js";
import { runPlan } from "./run-plan.js";
import type { ExitCode } from "./verbs.js";

type Action = (given: Given, subject: string, output: Output) => Promise<ExitCode>;

const actions: ReadonlyMap<string, { readonly subject: string | undefined; readonly run: Action }> = new Map([
  ["plan", { subject: "SPEC", run: runPlan }],
  ["launch", { subject: "SPEC", run: runLaunch }],
  ["retry", { subject: "SPEC", run: runLaunch }],
  ["ls", { subject: undefined, run: listLaunches }],
  ["show", { subject: "LAUNCH", run: showLaunch }],
]);

export async function run(given: Given, output: Output): Promise<ExitCode> {
  const [name = "", subject] = given.positionals;
  const action = actions.get(name);
  if (!action) {
    const names = [...actions.keys()];
    const [meant] = near(name, names);
    const advice = meant === undefined ? `Known: ${names.join(", ")}` : `Did you mean ${meant}?`;
    throw new UsageError(`tapelab run has no action ${shown(JSON.stringify(name), 60)}. ${advice}`);
  }
  if (action.subject !== undefined && subject === undefined) throw new UsageError(`${action.subject} is missing.`);
  return action.run(given, subject ?? "", output);
}
