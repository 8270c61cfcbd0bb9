/** Rows of decoded columns on their way into one Arrow array. */
import type { Data, DataType } from "apache-arrow";
import type { ColumnData } from "./column-data.js";
import { presences } from "./columns.js";
import { storages } from "./kinds.js";

/** Rows of one column and where they go. */
export interface Piece {
  readonly data: ColumnData;
  readonly count: number;
  /** The i-th row; undefined: from row `from` on, one after another. */
  readonly rows: ArrayLike<number> | undefined;
  readonly from: number;
  /** The place of the i-th row; undefined: from place `at` on, one after another. */
  readonly places: ArrayLike<number> | undefined;
  readonly at: number;
}

export const rowOf = (piece: Piece, i: number): number => (piece.rows ? piece.rows[i]! : piece.from + i);
export const placeOf = (piece: Piece, i: number): number => (piece.places ? piece.places[i]! : piece.at + i);

/** How the columns of one variable become one array. */
export interface Joined {
  readonly type: DataType;
  join(pieces: readonly Piece[], length: number): Data;
}

/** Validity bitmap and count of nulls; no bitmap when every row has a value. */
export function validity(
  pieces: readonly Piece[],
  length: number,
  counts: (data: ColumnData) => boolean,
): { nullCount: number; nullBitmap: Uint8Array | undefined } {
  const taking = pieces.filter(({ data }) => counts(data));
  let covered = 0;
  for (const piece of taking) covered += piece.count;
  if (covered === length && taking.every(({ data }) => data.isFull)) return { nullCount: 0, nullBitmap: undefined };
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  let valid = 0;
  for (const piece of taking) {
    const { presence } = piece.data;
    for (let i = 0; i < piece.count; i++) {
      if (presence.code(rowOf(piece, i)) !== presences.value) continue;
      const place = placeOf(piece, i);
      nullBitmap[place >> 3]! |= 1 << (place & 7);
      valid++;
    }
  }
  return { nullCount: length - valid, nullBitmap };
}

export const isInline = (data: ColumnData): boolean => data.column.storage === storages.inline;

/** Visits the rows that have a value. */
export function eachValue(pieces: readonly Piece[], visit: (piece: Piece, row: number, place: number) => void): void {
  for (const piece of pieces) {
    const { presence } = piece.data;
    for (let i = 0; i < piece.count; i++) {
      const row = rowOf(piece, i);
      if (presence.isFull || presence.code(row) === presences.value) visit(piece, row, placeOf(piece, i));
    }
  }
}
