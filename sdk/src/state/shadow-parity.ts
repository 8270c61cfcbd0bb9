/** What the notes of a shadow come to: how often old and new answers were equal, and from where reads come. Pure. */
import { hex } from "../base/sha256.js";
import { canonicalEncoding, valueHash } from "../value/value-hash.js";
import { isObject } from "./model-commit.js";

/** What a note on the tape says: a comparison, or a turn. */
export type ShadowNote =
  | { readonly shadow: string; readonly equal: true }
  | {
      readonly shadow: string;
      readonly equal: false;
      readonly path: string;
      readonly old: string;
      readonly new: string;
    }
  | { readonly shadow: string; readonly turn: "flip" | "unflip" | "retire"; readonly forced: boolean };

export interface Parity {
  readonly enabled: boolean;
  /** No mismatch since the last equal comparison, and before any. */
  readonly equivalent: boolean;
  readonly compared: number;
  /** Equal comparisons since the last mismatch, and in how many sessions. */
  readonly equal: number;
  readonly sessions: number;
  readonly mismatches: number;
  /** Saves that this process could not put on the tape. */
  readonly broken: number;
  /** Reads come from the tape. */
  readonly isFlipped: boolean;
  /** Equal comparisons since the flip. */
  readonly equalSinceFlip: number;
  /** The old file is not written any more. */
  readonly isRetired: boolean;
}

/** Takes the notes of one shadow, oldest first. */
export class ParityFold {
  #compared = 0;
  #equal = 0;
  #mismatches = 0;
  #equalSinceFlip = 0;
  #isFlipped = false;
  #isRetired = false;
  readonly #sessions = new Set<string>();

  apply(session: string, note: ShadowNote): void {
    if ("turn" in note) {
      this.#isFlipped = note.turn !== "unflip";
      this.#isRetired = note.turn === "retire";
      if (note.turn === "flip") this.#equalSinceFlip = 0;
      return;
    }
    this.#compared++;
    if (note.equal) {
      this.#equal++;
      this.#equalSinceFlip++;
      this.#sessions.add(session);
      return;
    }
    this.#mismatches++;
    this.#equal = 0;
    this.#equalSinceFlip = 0;
    this.#sessions.clear();
  }

  get parity(): Omit<Parity, "enabled" | "broken"> {
    return {
      equivalent: this.#compared === 0 || this.#equal > 0,
      compared: this.#compared,
      equal: this.#equal,
      sessions: this.#sessions.size,
      mismatches: this.#mismatches,
      isFlipped: this.#isFlipped,
      equalSinceFlip: this.#isFlipped ? this.#equalSinceFlip : 0,
      isRetired: this.#isRetired,
    };
  }
}

/** The note of a comparison. */
export function comparisonOf(shadow: string, old: unknown, shown: unknown): ShadowNote {
  const path = differingPath(old, shown, "");
  if (path === undefined) return { shadow, equal: true };
  return { shadow, equal: false, path, old: hex(valueHash(old)), new: hex(valueHash(shown)) };
}

export function isSameValue(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b].map((value) => Buffer.from(canonicalEncoding(value, { voids: true })));
  return one!.equals(other!);
}

/** Where two values differ first; empty for the values themselves, undefined when they are equal. */
function differingPath(a: unknown, b: unknown, path: string): string | undefined {
  if (isSameValue(a, b)) return undefined;
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    const at = a.findIndex((one, i) => !isSameValue(one, b[i]));
    return differingPath(a[at], b[at], `${path}[${at}]`);
  }
  if (!isObject(a) || !isObject(b)) return path;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const name = names.find((one) => Object.hasOwn(a, one) !== Object.hasOwn(b, one) || !isSameValue(a[one], b[one]));
  return name === undefined ? path : (differingPath(a[name], b[name], path === "" ? name : `${path}.${name}`) ?? path);
}
