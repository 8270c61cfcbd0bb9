/** Options of calls: a name that means nothing would be lost without a word, so it is refused. */
import { TapelabError } from "../errors.js";
import { near, shown } from "./text.js";

/**
 * Refuses what is no object of options, and names that are none of them. `call` names the call, `outcome` what did not
 * happen: "Nothing was read."
 */
export function checkOptions(call: string, options: unknown, names: readonly string[], outcome: string): void {
  if (options === undefined) return;
  const expected = expectedNames(names);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw badOption(call, "options", { expected: `an object with ${expected}`, found: foundText(options), outcome });
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const [meant] = near(unknown, names);
  const other = names.length === 0 ? undefined : "Leave it out.";
  const advice = meant === undefined ? other : `Did you mean ${JSON.stringify(meant)}?`;
  throw badOption(call, unknown, { expected, found: foundText(unknown), outcome, advice });
}

function expectedNames(names: readonly string[]): string {
  if (names.length > 1) return `one of ${names.join(", ")}`;
  return names.length === 1 ? `the option ${names[0]}` : "no options";
}

/** What was expected and found, and what did not happen. */
export interface Misfit {
  readonly expected: string;
  readonly found: string;
  readonly outcome: string;
  readonly advice?: string;
}

/** The error for an option that does not fit. */
export function badOption(call: string, option: string, misfit: Misfit): TapelabError<"bad-option"> {
  const { expected, found, outcome, advice } = misfit;
  const where = option === "options" ? "the options" : `option ${shown(JSON.stringify(option), 60)}`;
  const text = `${call}: ${where}: expected ${expected}, found ${found}. ${outcome}`;
  const full = advice === undefined ? text : `${text} ${advice}`;
  return new TapelabError("bad-option", full, { option, expected, found });
}

/** A value that does not fit, in a few words; never throws. */
export function foundText(value: unknown): string {
  if (typeof value === "string") return shown(JSON.stringify(value), 60);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : shown(String(value), 60);
}
