/** What the outputs of a run are to be, and what follows when they are not. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { RunOptions } from "./run-options.js";

export type OutputRules = Pick<RunOptions, "expect" | "onMissing" | "onExtra" | "store">;

/** Warnings; throws `outputs-differ` where a difference is an error. Without `expect` every output is right. */
export function checkOutputs(run: string, made: readonly string[], rules: OutputRules): readonly string[] {
  const { expect, onMissing = "warn", onExtra = "warn" } = rules;
  if (!expect) return [];
  const missing = expect.filter((key) => !made.includes(key));
  const extra = made.filter((key) => !expect.includes(key));
  const isError = (missing.length > 0 && onMissing === "error") || (extra.length > 0 && onExtra === "error");
  if (isError) {
    const text = `Run ${shown(JSON.stringify(run), 80)} made other outputs than expected: ${difference(missing, extra)}. It is recorded as failed and answers no other run. Correct the program, expect, onMissing or onExtra.`;
    throw new TapelabError("outputs-differ", text, { run, missing, extra });
  }
  return [
    ...(missing.length > 0 && onMissing === "warn" ? [`Expected outputs are missing: ${names(missing)}.`] : []),
    ...(extra.length > 0 && onExtra === "warn" ? [`Outputs that nobody expects: ${names(extra)}.`] : []),
  ];
}

function difference(missing: readonly string[], extra: readonly string[]): string {
  const parts = [missing.length > 0 && `missing ${names(missing)}`, extra.length > 0 && `not expected ${names(extra)}`];
  return parts.filter(Boolean).join("; ");
}

const names = (keys: readonly string[]): string => shown(keys.join(", "), 300);
