/** Which rows of a column have a value, and why the others have none. */
import { presences } from "./columns.js";
import { presenceForms } from "./forms.js";
import type { Sections } from "./sections.js";

export interface Presence {
  /** One of `presences`. */
  code(row: number): number;
  readonly isFull: boolean;
  /** Whether a row may be absent. */
  readonly mayBeAbsent: boolean;
  /** Arrow bit order, 1 = has a value; undefined when all rows have one. */
  bitmap(): Uint8Array | undefined;
  /** Rows without a value. */
  readonly missing: number;
}

/** Every row has a value. */
export const full: Presence = {
  code: () => presences.value,
  isFull: true,
  mayBeAbsent: false,
  bitmap: () => undefined,
  missing: 0,
};

export function readPresence(sections: Sections, form: number, rows: number): Presence {
  switch (form) {
    case presenceForms.full:
    case presenceForms.void:
      return full;
    case presenceForms.someNull:
      return bits(sections, rows, presences.null);
    case presenceForms.someAbsent:
      return bits(sections, rows, presences.absent);
    case presenceForms.mixed:
      return pairs(sections, rows);
    case presenceForms.allAbsent:
      return none(rows, presences.absent);
    case presenceForms.allNull:
      return none(rows, presences.null);
    case presenceForms.allUndefined:
      return none(rows, presences.undefined);
    default:
      throw sections.bad(`presence ${form} is not known`);
  }
}

function none(rows: number, code: number): Presence {
  const mayBeAbsent = code === presences.absent;
  return {
    code: () => code,
    isFull: rows === 0,
    mayBeAbsent,
    bitmap: () => new Uint8Array((rows + 7) >> 3),
    missing: rows,
  };
}

function bits(sections: Sections, rows: number, code: number): Presence {
  const bitmap = sections.take((rows + 7) >> 3);
  const has = (row: number): boolean => (bitmap[row >> 3]! & (1 << (row & 7))) !== 0;
  let missing = 0;
  for (let row = 0; row < rows; row++) if (!has(row)) missing++;
  return {
    code: (row) => (has(row) ? presences.value : code),
    isFull: false,
    mayBeAbsent: code === presences.absent,
    bitmap: () => bitmap,
    missing,
  };
}

function pairs(sections: Sections, rows: number): Presence {
  const codes = sections.take((rows * 2 + 7) >> 3);
  const code = (row: number): number => (codes[row >> 2]! >> ((row & 3) * 2)) & 3;
  const bitmap = new Uint8Array((rows + 7) >> 3);
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    if (code(row) === presences.value) bitmap[row >> 3]! |= 1 << (row & 7);
    else missing++;
  }
  return { code, isFull: false, mayBeAbsent: true, bitmap: () => bitmap, missing };
}
