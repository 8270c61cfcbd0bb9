/** How deep a verb looks: one of three flags. */
import { type Given, UsageError } from "./options.js";

export type Depth = "quick" | "full" | "deep";

/** The one that was given; several exclude each other. */
export function chosenDepth(given: Given, otherwise: Depth): Depth {
  const chosen = (["quick", "full", "deep"] as const).filter((depth) => given.flag(depth));
  if (chosen.length > 1) throw new UsageError(`--${chosen[0]} and --${chosen[1]} exclude each other.`);
  return chosen[0] ?? otherwise;
}
