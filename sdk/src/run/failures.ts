/** The errors of plans. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

/** A spec, or what it names, cannot be used. */
export function badSpec(reason: string, advice = "Correct the spec."): TapelabError<"bad-spec"> {
  const text = `${shown(reason, 500)}. Nothing was started. ${advice}`;
  return new TapelabError("bad-spec", text, { origin: undefined, line: undefined, reason });
}

/** A text that is not what its format says. */
export function badText(origin: string, line: number, reason: string): TapelabError<"bad-spec"> {
  const text = `${shown(origin, 200)} line ${line}: ${shown(reason, 500)}. Nothing was started. Correct the file.`;
  return new TapelabError("bad-spec", text, { origin, line, reason });
}
