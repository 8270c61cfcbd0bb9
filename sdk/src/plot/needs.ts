/** What a reading has to look at for a plot. */
import type { Wanted } from "./check-options.js";
import { holdersOf } from "./chunk.js";

/** Variables; undefined = all. */
export function neededNames({ x, ys, z, color, facet, kind, scrub }: Wanted): string[] | undefined {
  if (scrub !== undefined) return undefined;
  const isThreeD = kind === "trajectory3d";
  if (ys === undefined && !isThreeD && !(kind === "histogram" && x !== undefined)) return undefined;
  const names = [
    x ?? (isThreeD ? "x" : ["t", "time"]),
    ys ?? (isThreeD ? "y" : []),
    isThreeD ? (z ?? "z") : [],
    color ?? [],
    facet ?? [],
  ];
  return [...new Set(names.flat().flatMap(holdersOf))];
}

/** Columns of context. */
export function neededContext({ x, ys, color, facet, scrub }: Wanted): readonly string[] {
  if (scrub !== undefined) return allContext;
  return [x, color, facet, ...(ys ?? [])].includes("label") ? ["$t", "$label"] : ["$t"];
}

export const allContext: readonly string[] = [
  "$t",
  "$label",
  "$file",
  "$line",
  "$cell",
  "$cellLine",
  "$thread",
  "$meta",
];
