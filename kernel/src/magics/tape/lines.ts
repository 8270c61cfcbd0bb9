import type { Shown } from "../../display/shown.js";
import { joined, line } from "../outcome.js";

/** Lines of text, one below the other. */
export function lines(...texts: readonly string[]): Shown {
  return joined(...texts.map((text) => line(text)));
}

/** `c5`, `c5-c9` */
export function span(first: number, last: number): string {
  return first === last ? `c${first}` : `c${first}-c${last}`;
}
