import type { Bundle } from "../link.js";

/** What a value looks like in a cell. */
export interface Shown {
  readonly data: Bundle;
  readonly metadata: Bundle;
}

/** A text that is all there is to see. */
export function shownText(text: string): Shown {
  return { data: { "text/plain": text }, metadata: {} };
}
