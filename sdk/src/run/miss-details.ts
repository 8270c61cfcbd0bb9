/** What differs between a run and the finished one that is most alike: keys, inputs, files of code. */
import type { InputFacts } from "./artifact.js";
import { changesOf, type Named, namedLeaves } from "./changes.js";
import type { Candidate } from "./run-cache.js";
import type { RunStartFacts } from "./run-record.js";

/** By name: then and now; null where it was not, or is not, there. */
export type Changed = Readonly<Record<string, readonly [string | null, string | null]>>;

export interface MissDetails {
  /** Keys of the configuration, as paths of facets, with canonical texts of their values. */
  readonly details: Changed;
  /** Inputs, with their hashes; `fast:` where size and time stand for the content. */
  readonly inputs?: Changed;
  /** Files that the code id stands for, with their hashes. Empty where the run before did not note them. */
  readonly files?: Changed;
}

/** What a run says of itself, before it is one. */
export interface Asking {
  /** Canonical text of the configuration. */
  readonly context: string;
  readonly facts?: RunStartFacts;
}

export function missDetails(then: Candidate, now: Asking, mismatched: readonly string[]): MissDetails {
  const [was, is] = [then as RunStartFacts, now.facts ?? {}];
  const isOf = (part: string): boolean => mismatched.includes(part);
  return {
    details: isOf("config")
      ? changed(
          [...namedLeaves(then.context), ...configFields(was)],
          [...namedLeaves(now.context), ...configFields(is)],
        )
      : {},
    ...(isOf("inputs") && { inputs: changed(inputTexts(was.run_inputs), inputTexts(is.run_inputs)) }),
    ...(isOf("code") && {
      files: changed(was.run_code_files ?? [], was.run_code_files ? (is.run_code_files ?? []) : []),
    }),
  };
}

function changed(from: Named, to: Named): Changed {
  const all = changesOf(from, to).filter(({ state }) => state !== "same");
  return Object.fromEntries(all.map(({ path, from: was = null, to: now = null }) => [path, [was, now] as const]));
}

/** What else enters the hash of the configuration, below the key that is reserved for it. */
export function configFields({ run_fields: all = {} }: RunStartFacts): [string, string][] {
  return Object.entries(all)
    .filter(([name]) => name !== "program")
    .map(([name, value]) => [`__tapelab__.${name}`, JSON.stringify(value)]);
}

/** Hashes by name; an input that is named twice is told twice. */
export function inputTexts(inputs: readonly InputFacts[] = []): [string, string][] {
  const seen = new Map<string, number>();
  return inputs.map(({ name, sha256, signature }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return [
      count === 1 ? name : `${name} (${count})`,
      signature === undefined ? sha256 : `${sha256} by signature ${signature}`,
    ];
  });
}
