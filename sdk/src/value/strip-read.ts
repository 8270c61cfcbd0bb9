/** One strip of a decoded commit: variables by name, context by row. */
import type { Column } from "tapelab-proto";
import type { ColumnData, Stored } from "./column-data.js";
import type { DecodedStrip, RowContext } from "./decode.js";
import { naturalForm } from "./forms.js";
import { widthOf } from "./kinds.js";
import { corrupt } from "./sections.js";
import type { Shape } from "./shape.js";

export function openStrip(shape: Shape, rows: number, decode: (index: number) => ColumnData): DecodedStrip {
  return new OpenStrip(shape, rows, decode);
}

const isSystem = (name: string): boolean => name.startsWith("$") && !name.startsWith("$$");

/** Facts about a shape that all its strips share. */
export interface ShapeFacts {
  /** Bytes of one row of each column, -1 when rows differ. */
  readonly widths: readonly number[];
  readonly naturalForms: readonly number[];
  readonly variables: readonly Column[];
  /** Indexes of the columns of each variable. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly system: ReadonlyMap<string, number>;
}

const known = new WeakMap<Shape, ShapeFacts>();

export function factsOf(shape: Shape): ShapeFacts {
  let facts = known.get(shape);
  if (facts) return facts;
  const variables: Column[] = [];
  const byName = new Map<string, number[]>();
  const system = new Map<string, number>();
  shape.columns.forEach((column, index) => {
    if (isSystem(column.name)) {
      system.set(column.name, index);
      return;
    }
    const name = column.name.startsWith("$$") ? column.name.slice(1) : column.name;
    variables.push(name === column.name ? column : { ...column, name });
    const indexes = byName.get(name);
    if (indexes) indexes.push(index);
    else byName.set(name, [index]);
  });
  const widths = shape.columns.map(widthOf);
  facts = { widths, naturalForms: shape.columns.map(naturalForm), variables, byName, system };
  known.set(shape, facts);
  return facts;
}

class OpenStrip implements DecodedStrip {
  readonly shape: Shape;
  readonly rows: number;
  readonly #facts: ShapeFacts;
  readonly #decode: (index: number) => ColumnData;
  readonly #columns: (ColumnData | undefined)[] = [];
  #common: RowContext | undefined;

  constructor(shape: Shape, rows: number, decode: (index: number) => ColumnData) {
    this.shape = shape;
    this.rows = rows;
    this.#facts = factsOf(shape);
    this.#decode = decode;
  }

  get columns(): readonly Column[] {
    return this.#facts.variables;
  }

  get labels(): readonly string[] | undefined {
    const data = this.#system("$label");
    if (!data) return [];
    if (this.rows !== 1 && data.texts?.isConst !== true) return undefined;
    return this.#labels(0);
  }

  column(name: string): ColumnData | undefined {
    const [index] = this.#facts.byName.get(name) ?? [];
    return index === undefined ? undefined : this.#at(index);
  }

  columnsOf(name: string): readonly ColumnData[] {
    return (this.#facts.byName.get(name) ?? []).map((index) => this.#at(index));
  }

  stored(name: string, row: number): Stored {
    for (const index of this.#facts.byName.get(name) ?? []) {
      const stored = this.#at(index).stored(row);
      if (stored.kind !== "absent") return stored;
    }
    return { kind: "absent" };
  }

  context(row: number): RowContext {
    const timeNs = this.#system("$t")?.get(row) as bigint | undefined;
    const meta = this.#meta(row);
    if (!this.#common) {
      const made = this.#source(row);
      if (this.#isCommon()) this.#common = made;
      return { ...made, timeNs, meta };
    }
    return { ...this.#common, timeNs, meta };
  }

  contextColumn(name: string): ColumnData | undefined {
    return this.#system(name);
  }

  #source(row: number): RowContext {
    return {
      labels: this.#labels(row),
      srcFile: this.#text("$file", row),
      srcLine: this.#number("$line", row),
      cellId: this.#text("$cell", row),
      cellLine: this.#number("$cellLine", row),
      thread: this.#number("$thread", row),
      timeNs: undefined,
      meta: undefined,
    };
  }

  /** Whether all rows come from one place. */
  #isCommon(): boolean {
    for (const name of ["$label", "$file", "$line", "$cell", "$cellLine", "$thread"]) {
      const data = this.#system(name);
      const isSame = !data || this.rows === 1 || data.texts?.isConst || data.fixed?.cells.length === 1;
      if (!isSame || data?.presence.isFull === false) return false;
    }
    return true;
  }

  #at(index: number): ColumnData {
    this.#columns[index] ??= this.#decode(index);
    return this.#columns[index];
  }

  #system(name: string): ColumnData | undefined {
    const index = this.#facts.system.get(name);
    return index === undefined ? undefined : this.#at(index);
  }

  #labels(row: number): readonly string[] {
    const value = this.#system("$label")?.get(row) ?? [];
    if (typeof value === "string") return [value];
    if (Array.isArray(value) && value.every((label) => typeof label === "string")) return value as string[];
    throw corrupt("the labels of a scope are no list of texts");
  }

  #meta(row: number): Readonly<Record<string, unknown>> | undefined {
    const value = this.#system("$meta")?.get(row) ?? undefined;
    if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return value as RowContext["meta"];
    throw corrupt("the metadata of a scope is no object");
  }

  #text(name: string, row: number): string | undefined {
    const value = this.#system(name)?.get(row);
    return typeof value === "string" ? value : undefined;
  }

  #number(name: string, row: number): number | undefined {
    const value = this.#system(name)?.get(row);
    return typeof value === "number" ? value : undefined;
  }
}
