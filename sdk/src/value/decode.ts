/** Commit images to lazy columns. Every section is checked against its bytes before a view is made. */
import type { Column } from "tapelab-proto";
import type { Shape } from "./shape.js";
import type { ScopeContext } from "./stage.js";

export interface StoredBlob {
  sha256: string;
  size: number;
  name: string;
  media: string;
  type: string;
}

/** One variable of one scope, as it was stored. */
export type Stored =
  | { kind: "value"; value: unknown }
  | { kind: "null" }
  | { kind: "undefined" }
  | { kind: "absent" }
  | { kind: "void"; type: string; reason: string }
  | { kind: "hash"; hash: string; type: string }
  | { kind: "blob"; blob: StoredBlob };

export interface ColumnData {
  readonly column: Column;
  readonly rows: number;
  stored(row: number): Stored;
  /** The inline value (a fresh copy), null, or undefined for everything else. */
  get(row: number): unknown;
  /** One entry per row (elements of typed arrays one after another); a view when the form is dense, else made. */
  values(): ArrayLike<unknown>;
}

export interface RowContext extends ScopeContext {
  /** UTC nanoseconds. */
  readonly timeNs: bigint | undefined;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

export interface DecodedStrip {
  readonly shape: Shape;
  readonly rows: number;
  /** Undefined: labels differ by row (union strip), ask `context(row)`. */
  readonly labels: readonly string[] | undefined;
  /** Variables only, under their own names (a leading `$` is one `$`). */
  readonly columns: readonly Column[];
  /** The column of a variable; a union strip may hold several of one name: see `columnsOf`. */
  column(name: string): ColumnData | undefined;
  /** All columns of a variable: one, or several in a union strip (at most one of them has a value in a row). */
  columnsOf(name: string): readonly ColumnData[];
  /** One variable of one row, whichever column holds it. */
  stored(name: string, row: number): Stored;
  context(row: number): RowContext;
}

export interface DecodedCommit {
  readonly label: string;
  readonly kind: number;
  readonly wallMs: number;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly strips: readonly DecodedStrip[];
  /** Strip and row in it of scope n, from 0. */
  place(n: number): { strip: number; row: number };
  /** sha256 of each blob, hex. */
  readonly blobs: readonly string[];
}

/** Throws `corrupt-commit` when the sections do not fit the form. */
export function decodeColumn(column: Column, rows: number, form: number, sections: Uint8Array): ColumnData {
  throw new Error(`not yet: ${column.name} ${rows} ${form} ${sections.length}`);
}

/** Opens an image. Columns are decoded when they are asked for; a damaged one throws by itself. */
export function decodeImage(image: Uint8Array, shapeOf: (id: string) => Shape | undefined): DecodedCommit {
  throw new Error(`not yet: ${image.length} ${typeof shapeOf}`);
}
