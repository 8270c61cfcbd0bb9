/** Which texts are accepted for a value. */
import type { OptionSpec } from "./table.js";
import { isVariableName, pairOf, plainText, type Value } from "./words.js";

const labelForm = /^[A-Za-z0-9][\w. /-]{0,63}$/;

/** The text when it is wrong for what the option or operand takes; undefined when it is right. */
export function wrongText(
  { takes, choices = [] }: Pick<OptionSpec, "takes" | "choices">,
  text: string,
): string | undefined {
  return isRight(takes, choices, text) ? undefined : text;
}

function isRight(takes: OptionSpec["takes"], choices: readonly string[], text: string): boolean {
  switch (takes) {
    case "label":
      return labelForm.test(text);
    case "count":
      return /^[1-9]\d{0,14}$/.test(text);
    case "from0":
      return /^\d{1,15}$/.test(text);
    case "since":
      return sinceMs(text) !== undefined;
    case "drop":
      return text === "all" || /^[1-9]\d{0,14}$/.test(text);
    case "variables":
      return listOf(text).length > 0 && listOf(text).every(isVariableName);
    case "list":
      return listOf(text).length > 0;
    case "indexes":
      return listOf(text).length > 0 && listOf(text).every((part) => indexesIn(part) !== undefined);
    case "choice":
      return choices.includes(text);
    case "id":
      return /^[0-9a-fA-F]{32}$/.test(text.trim());
    case "path":
      return text.trim() !== "" && !text.includes("\0");
    default:
      return true;
  }
}

/** The same for a value that is known before the cell runs; what is inserted is checked when the line is reached. */
export function checkStatic(spec: Pick<OptionSpec, "takes" | "choices">, value: Value): string | undefined {
  if (spec.takes === "pairs") return pairOf(value) === undefined ? "" : undefined;
  const text = plainText(value.pieces);
  return text === undefined ? undefined : wrongText(spec, text);
}

/** `30d` ago or a date, as milliseconds; undefined for something else. */
export function sinceMs(text: string): number | undefined {
  const [, days] = /^(\d{1,6})d$/.exec(text) ?? [];
  const ms = days === undefined ? Date.parse(`${text}T00:00`) : Date.now() - Number(days) * 86_400_000;
  return Number.isNaN(ms) ? undefined : ms;
}

/** `5-9` or `3` as indexes; undefined for something else. */
export function indexesIn(part: string): readonly number[] | undefined {
  const [, from = "", to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part) ?? [];
  if (from === "" || Number(to) < Number(from)) return undefined;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => Number(from) + n);
}

/** `x,y, z`: the names. */
export function listOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
