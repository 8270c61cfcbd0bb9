/** Texts about values that do not fit: what was needed, what was found, what did not happen, an example. */
import type { Call } from "./parse.js";
import type { OperandSpec, OptionSpec } from "./table.js";
import type { Value } from "./words.js";

/** `%tape start --threshold needs a whole number from 1 on; found "ten". …` */
export function optionNeeds(call: Call, spec: OptionSpec, shown: string, found: string): string {
  const { outcome } = call.command;
  const example = spec.example ?? `${shown} ${spec.value ?? "VALUE"}`;
  return `${call.title} ${shown} needs ${expectedText(spec)}; found ${found}. ${outcome} Example: ${example}.`;
}

function expectedText({ takes = "text", choices = [] }: Pick<OptionSpec, "takes" | "choices">): string {
  const texts = {
    label: "a label: a letter or digit, then letters, digits, blanks and . _ / - (64 characters at most)",
    text: "a text",
    count: "a whole number from 1 on",
    from0: "a whole number from 0 on",
    since: "days or a date (30d, 2026-01-31)",
    drop: 'a whole number from 1 on, or "all"',
    variables: "names of variables, separated by commas",
    list: "names, separated by commas",
    indexes: "indexes such as 3,5-9",
    pairs: "key=value",
    path: "a path",
    id: "the id of a session (32 hex digits)",
    choice: `one of ${choices.join(", ")}`,
  };
  return texts[takes];
}

/** `%tape start needs a label for the session, …; found "a=b". …` */
export function operandNeeds(call: Call, spec: OperandSpec, found: string): string {
  const { outcome, example } = call.command;
  const expected = expectedText(spec);
  const what = expected.startsWith(spec.what) ? expected : `${spec.what} (${expected})`;
  return `${call.title} needs ${what}; found ${found}. ${outcome} Example: ${example}.`;
}

/** A value as errors show it. */
export function foundText(value: Value): string {
  const text = value.pieces
    .map((piece) => (piece.kind === "text" ? piece.text : `{${piece.variable}${piece.steps.length > 0 ? "…" : ""}}`))
    .join("");
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
