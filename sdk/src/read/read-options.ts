/** Options of reads, checked when the read is asked for: a misspelled one would change nothing, silently. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import { isFilter } from "./selection.js";

const outcome = "Nothing was read.";

/** `onEvent` and what else this read takes. Throws `bad-option`. */
export function checkReadOptions(call: string, options: object, more: readonly string[] = []): void {
  const names = [...more, "onEvent"];
  const misplaced = Object.keys(options ?? {}).find((name) => isFilter(name) && !names.includes(name));
  if (misplaced !== undefined) {
    const expected = "to stand among the filters, in the argument before the options";
    throw badOption(call, misplaced, { expected, found: "it among the options", outcome });
  }
  checkOptions(call, options, names, outcome);
  const { onEvent, until } = options as { readonly onEvent?: unknown; readonly until?: unknown };
  if (onEvent !== undefined && typeof onEvent !== "function")
    throw badOption(call, "onEvent", { expected: "a function", found: foundText(onEvent), outcome });
  checkUntil(call, until);
}

/** Which commits are shown: `written` or `durable`. */
export function checkUntil(call: string, until: unknown): void {
  if (until === undefined || until === "written" || until === "durable") return;
  throw badOption(call, "until", { expected: '"written" or "durable"', found: foundText(until), outcome });
}
