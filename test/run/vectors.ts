/** Vectors of identities and expansion: computed by Semantiva's and Consist's own functions, or from written formulas. */
import vectors from "./vectors.json" with { type: "json" };

export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own.
  readonly input: any;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own.
  readonly expected: any;
  /** What our code does: `same`, or how it differs on purpose. */
  readonly tapelab: string;
}

/** The vectors of one kind, with the name as first element for `test.each`. */
export function vectorsOf(kind: string): (readonly [string, Vector])[] {
  return (vectors.vectors as Vector[]).filter((one) => one.kind === kind).map((one) => [one.name, one] as const);
}
