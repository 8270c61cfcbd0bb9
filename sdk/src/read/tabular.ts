/** A scope as an Arrow table: which of its variables are tables, which are columns, and when that is not clear. */
import type { Table } from "apache-arrow";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { valueTable } from "../value/arrow.js";
import { isStandIn } from "../value/stand-in.js";
import { isPlain, isTable } from "./bind.js";
import type { Scope } from "./scope.js";

/** The table of one variable, or, without a name, of the scope. */
export async function scopeTableOf(scope: Scope, name: string | undefined): Promise<Table> {
  if (name !== undefined) return namedTable(scope, name);
  const values = await readable(scope);
  const tables = values.filter(({ value }) => isTabular(value));
  if (tables.length === 1) return toTable(scope, tables[0]!.name, tables[0]!.value);
  if (tables.length > 1)
    throw ambiguous(
      scope,
      tables.map((one) => one.name),
    );
  const groups = columnGroups(values);
  if (groups.length > 1)
    throw ambiguous(
      scope,
      groups.map((group) => group.map((one) => one.name).join(" + ")),
    );
  const [columns] = groups;
  return toTable(scope, "columns", columns ? recordOf(columns) : [recordOf(values)]);
}

interface Named {
  readonly name: string;
  readonly value: unknown;
}

async function namedTable(scope: Scope, name: string): Promise<Table> {
  return toTable(scope, name, await scope.value(name));
}

/** What is there to be read: hashes, void and unavailable values take no part. */
async function readable(scope: Scope): Promise<Named[]> {
  const values: Named[] = [];
  for (const name of scope.names) {
    const value = await scope.value(name);
    if (!isStandIn(value)) values.push({ name, value });
  }
  return values;
}

function toTable(scope: Scope, name: string, value: unknown): Table {
  const table = isStandIn(value) ? undefined : valueTable(value);
  if (table) return table;
  throw new TapelabError(
    "bad-conversion",
    `Variable "${shown(name, 60)}" of scope ${scope.uid} is no table: expected an Arrow value, columns of equal length ` +
      `or flat records, found ${scope.has(name) ? scope.describe(name).typeShort : "values that differ in kind"}. ` +
      `Read it with value(${JSON.stringify(shown(name, 60))}).`,
    { name, expected: "Table", found: scope.has(name) ? scope.describe(name).type : "mixed values" },
  );
}

/** Arrow tables and batches, columns of equal length, flat records. */
function isTabular(value: unknown): boolean {
  if (isTable(value) || isBatch(value)) return true;
  if (Array.isArray(value)) return value.length > 0 && value.every(isFlatRecord);
  if (!isPlain(value)) return false;
  const columns = Object.values(value);
  return columns.length > 0 && columns.every(isColumn) && new Set(columns.map(lengthOf)).size === 1;
}

function isFlatRecord(value: unknown): boolean {
  return isPlain(value) && Object.values(value).every((field) => !isPlain(field) && !isColumn(field));
}

function isBatch(value: unknown): boolean {
  return typeof value === "object" && value !== null && "schema" in value && "numRows" in value && "numCols" in value;
}

/** Lists, typed arrays and Arrow vectors. */
function isColumn(value: unknown): value is { readonly length: number } {
  if (Array.isArray(value)) return true;
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  return typeof value === "object" && value !== null && "length" in value && "stride" in value && "isValid" in value;
}

function lengthOf(value: unknown): number {
  return (value as { readonly length: number }).length;
}

/** The columns of the scope by their length. */
function columnGroups(values: readonly Named[]): Named[][] {
  const groups = new Map<number, Named[]>();
  for (const one of values) {
    if (!isColumn(one.value)) continue;
    const length = lengthOf(one.value);
    groups.set(length, [...(groups.get(length) ?? []), one]);
  }
  return [...groups.values()];
}

function recordOf(values: readonly Named[]): Record<string, unknown> {
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

function ambiguous(scope: Scope, readings: readonly string[]): TapelabError<"ambiguous-table"> {
  const names = readings.map((reading) => `"${shown(reading, 60)}"`).join(", ");
  return new TapelabError(
    "ambiguous-table",
    `Scope ${scope.uid} can be read as a table in more than one way: ${names}. No table was made. ` +
      `Name the variable: scope.table(${JSON.stringify(shown(readings[0]?.split(" + ")[0] ?? "", 60))}).`,
    { scope: scope.uid, readings },
  );
}
