/** Where two lists of named texts differ: configurations, facets, inputs, files of code. */
import { byCodePoint } from "../base/canonical-json.js";
import { type Canonical, canonicalText, Float } from "./canonical.js";
import { leavesOf } from "./facets.js";

/** A difference as seen from the first one. */
export interface Change {
  readonly path: string;
  readonly state: "added" | "removed" | "changed" | "same";
  /** Undefined where it is not there. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export type Named = Iterable<readonly [path: string, text: string]>;

/** By path, in the order of code points. */
export function changesOf(from: Named, to: Named): Change[] {
  const [a, b] = [new Map(from), new Map(to)];
  return [...new Set([...a.keys(), ...b.keys()])].sort(byCodePoint).map((path): Change => {
    const [was, is] = [a.get(path), b.get(path)];
    const state = was === undefined ? "added" : is === undefined ? "removed" : was === is ? "same" : "changed";
    return { path, state, from: was, to: is };
  });
}

/** The leaves of a canonical text, each as canonical text. 1 and 1.0 are the same here, as they are to a signature. */
export function namedLeaves(text: string): [string, string][] {
  const plain = (value: Canonical): string => {
    const whole = value instanceof Float && Number.isSafeInteger(value.value) && !Object.is(value.value, -0);
    return whole ? String(value.value) : canonicalText(value);
  };
  return leavesOf(text).map(({ path, value }) => [path, plain(value)]);
}
