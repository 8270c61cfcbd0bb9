/** The forms in which a column lies in a body, and the rules of content that choose them. */

import { widthOf } from "./kinds.js";

export const forms = { dense: 0, const: 1, changes: 2, words: 3, text: 4, wordChanges: 10 } as const;

/** High half of a form byte. */
export const presenceForms = {
  full: 0,
  someNull: 1,
  someAbsent: 2,
  mixed: 3,
  allAbsent: 4,
  allNull: 5,
  allUndefined: 6,
  void: 7,
} as const;

/** The form of a column when a strip leaves its forms out: all values there, dense or as text. */
export function naturalForm(column: { type: number; dims: readonly number[]; storage: number }): number {
  return widthOf(column) >= 0 ? forms.dense : forms.text;
}

/** Rows that may differ from the row before for a change list to pay off: (c + 1)(2 + w) <= rows x w / 2. -1: none may. */
export function changesMax(rows: number, width: number): number {
  return Math.floor((rows * width) / (2 * (2 + width))) - 1;
}

/** Counts rows that differ in any bit from the row before; stops counting above `max`. */
export function countChanges(
  raw: Uint8Array,
  lanes: Int32Array | undefined,
  rows: number,
  width: number,
  max: number,
): number {
  if (width === 8 && lanes) return countPairs(lanes, rows, max);
  if (width === 1) return countBytes(raw, rows, max);
  let count = 0;
  for (let row = 1; row < rows && count <= max; row++) if (differs(raw, lanes, row, width)) count++;
  return count;
}

function countPairs(lanes: Int32Array, rows: number, max: number): number {
  let count = 0;
  const end = rows * 2;
  for (let at = 2; at < end; at += 2) {
    if (lanes[at] === lanes[at - 2] && lanes[at + 1] === lanes[at - 1]) continue;
    if (++count > max) return count;
  }
  return count;
}

function countBytes(raw: Uint8Array, rows: number, max: number): number {
  let count = 0;
  for (let at = 1; at < rows; at++) if (raw[at] !== raw[at - 1] && ++count > max) return count;
  return count;
}

/** Whether a row differs from the row before. */
export function differs(raw: Uint8Array, lanes: Int32Array | undefined, row: number, width: number): boolean {
  if (lanes && (width & 3) === 0) {
    const size = width >> 2;
    const from = row * size;
    for (let at = from; at < from + size; at++) if (lanes[at] !== lanes[at - size]) return true;
    return false;
  }
  const from = row * width;
  for (let at = from; at < from + width; at++) if (raw[at] !== raw[at - width]) return true;
  return false;
}
