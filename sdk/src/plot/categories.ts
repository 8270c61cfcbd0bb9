/** Texts numbered in the order in which they appear. */
import type { Cells } from "./cells.js";

/** Different texts that are told apart; all further ones are one. */
const namesMax = 10_000;

export class Categories {
  readonly #codes = new Map<string, number>();

  get names(): readonly string[] {
    return [...this.#codes.keys()];
  }

  code(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size;
      if (code >= namesMax) return namesMax;
      this.#codes.set(text, code);
    }
    return code;
  }

  /** A code per row; -1 where there is no value. Numbers and booleans are categories by their text. */
  codes(cells: Cells | undefined, rows: number): Int32Array {
    const codes = new Int32Array(rows).fill(-1);
    if (!cells) return codes;
    for (let row = 0; row < rows; row++) {
      const text = cells.texts?.[row];
      const number = cells.numbers[row]!;
      if (text !== undefined) codes[row] = this.code(text);
      else if (!Number.isNaN(number))
        codes[row] = this.code(cells.kind === "flag" ? String(number === 1) : String(number));
    }
    return codes;
  }
}
