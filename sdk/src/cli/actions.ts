/** Verbs that have actions: `tapelab run plan`, `tapelab cache ls`. */
import { near, shown } from "../base/text.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import type { ExitCode } from "./verbs.js";

/** One action of a verb; `subject` is its first argument, "" when it needs none and none is given. */
export type Action = (given: Given, subject: string, output: Output) => Promise<ExitCode>;

export interface ActionFacts {
  /** Name of the argument that it needs. */
  readonly subject?: string;
  load(): Promise<Action>;
}

/** Does what the first word after the verb says. */
export async function act(
  verb: string,
  actions: Readonly<Record<string, ActionFacts>>,
  given: Given,
  output: Output,
): Promise<ExitCode> {
  const [name = "", subject] = given.positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) {
    const names = Object.keys(actions);
    const [meant] = near(name, names);
    const advice = meant === undefined ? `Known: ${names.join(", ")}` : `Did you mean ${meant}?`;
    throw new UsageError(`tapelab ${verb} has no action ${shown(JSON.stringify(name), 60)}. ${advice}`);
  }
  if (action.subject !== undefined && subject === undefined) throw new UsageError(`${action.subject} is missing.`);
  const does = await action.load();
  return does(given, subject ?? "", output);
}
