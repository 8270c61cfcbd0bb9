/**
 * Decoded scopes as Arrow tables. Together with the other `arrow-` files the only home of apache-arrow.
 *
 * Small commits are joined to long columns first: making Arrow objects costs more than copying their values. A large
 * commit of one strip can keep its memory (`views`).
 */
import { type Data, type DataType, Field, makeData, RecordBatch, Schema, Struct, Table, Vector } from "apache-arrow";
import { joinRule } from "./arrow-join.js";
import type { Joined, Piece } from "./arrow-pieces.js";
import { presences } from "./columns.js";
import type { ColumnData, DecodedCommit } from "./decode.js";

export { type ArrowKind, arrowKind } from "./arrow-ipc.js";
export { valueTable } from "./arrow-values.js";

/** Scopes of one commit, in their order. */
export interface TableSource {
  readonly commit: DecodedCommit;
  /** Numbers of the scopes that take part, ascending from 0; left out = all. */
  readonly scopes?: ArrayLike<number>;
}

export interface TableOptions {
  /** Large commits are not copied: the table is valid as long as the bytes of their images are. */
  readonly views?: boolean;
}

/** From this many rows on a commit is worth a batch of its own. */
const ownBatchRows = 4_096;
const joinedRows = 65_536;

/** One vector over the parts of one variable, one after another. */
export function vectorOf(parts: readonly ColumnData[]): Vector {
  const rule = joinRule(parts);
  let at = 0;
  const pieces = parts.map((data): Piece => {
    at += data.rows;
    return { data, count: data.rows, rows: undefined, from: 0, places: undefined, at: at - data.rows };
  });
  return new Vector([rule.join(pieces, at)]) as Vector;
}

/**
 * One row per scope, one column per variable (in order of first appearance, or those named). Field metadata says which
 * rows are null because the scope had no such variable (`absent`) or held undefined (`undefined`).
 */
export function tableOf(
  sources: readonly TableSource[],
  variables?: readonly string[],
  { views = false }: TableOptions = {},
): Table {
  const names = variables ? [...new Set(variables)] : namesOf(sources);
  const groups = groupsOf(sources, views);
  const columns = names.map((name) => columnOf(name, groups));
  const schema = new Schema(columns.map(({ field }) => field));
  const type = new Struct(schema.fields);
  const batches = groups.map(({ rows }, at) => {
    const children = columns.map(({ data }) => data[at]!);
    return new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children } as never) as never);
  });
  return new Table(schema, batches as never) as Table;
}

function namesOf(sources: readonly TableSource[]): string[] {
  const names = new Set<string>();
  for (const { commit } of sources)
    for (const strip of commit.strips) for (const { name } of strip.columns) names.add(name);
  return [...names];
}

/** Rows of one strip and their places in a batch. */
type StripPiece = Omit<Piece, "data"> & { readonly commit: DecodedCommit; readonly strip: number };

/** Sources that become one batch. */
interface Group {
  rows: number;
  readonly pieces: StripPiece[];
}

function groupsOf(sources: readonly TableSource[], views: boolean): Group[] {
  const groups: Group[] = [];
  let isOpen = false;
  for (const source of sources) {
    const { commit, scopes } = source;
    const rows = scopes?.length ?? commit.rows;
    if (rows === 0) continue;
    const isOwn = views && rows >= ownBatchRows && commit.order === undefined && scopes === undefined;
    let group = groups.at(-1);
    if (!group || !isOpen || isOwn || group.rows + rows > joinedRows) {
      group = { rows: 0, pieces: [] };
      groups.push(group);
    }
    isOpen = !isOwn;
    addPieces(group, source, rows);
  }
  return groups;
}

function addPieces(group: Group, { commit, scopes }: TableSource, rows: number): void {
  const at = group.rows;
  group.rows += rows;
  if (commit.order === undefined) {
    const strip = commit.strips.findIndex((one) => one.rows > 0);
    group.pieces.push({ commit, strip, count: rows, rows: scopes, from: 0, places: undefined, at });
    return;
  }
  const found = commit.strips.map(() => ({ rows: [] as number[], places: [] as number[] }));
  for (let i = 0; i < rows; i++) {
    const { strip, row } = commit.place(scopes ? scopes[i]! : i);
    found[strip]!.rows.push(row);
    found[strip]!.places.push(at + i);
  }
  found.forEach(({ rows: stripRows, places }, strip) => {
    if (places.length > 0)
      group.pieces.push({ commit, strip, count: places.length, rows: stripRows, from: 0, places, at: 0 });
  });
}

function columnOf(name: string, groups: readonly Group[]): { field: Field; data: Data[] } {
  const pieces = groups.map((group) => dataPieces(group, name));
  const rule: Joined = joinRule(pieces.flat().map(({ data }) => data));
  const data = pieces.map((parts, at) => rule.join(parts, groups[at]!.rows));
  const metadata = missingRows(pieces, groups);
  return { field: new Field(name, rule.type as DataType, true, metadata), data };
}

function dataPieces({ pieces }: Group, name: string): Piece[] {
  const found: Piece[] = [];
  for (const { commit, strip, count, rows, from, places, at } of pieces) {
    for (const data of commit.strips[strip]!.columnsOf(name)) found.push({ data, count, rows, from, places, at });
  }
  return found;
}

/** Rows of the table without a value that are no null, as ranges "4,7-9". */
function missingRows(pieces: readonly (readonly Piece[])[], groups: readonly Group[]): Map<string, string> {
  const metadata = new Map<string, string>();
  const isWhole = pieces.every((parts, at) => {
    const covered = parts.reduce((sum, piece) => sum + piece.count, 0);
    return covered === groups[at]!.rows && parts.every(({ data }) => data.isFull);
  });
  if (isWhole) return metadata;
  const absent: number[] = [];
  const undefineds: number[] = [];
  let base = 0;
  groups.forEach(({ rows }, at) => {
    const codes = codesOf(pieces[at]!, rows);
    for (let i = 0; i < rows; i++) {
      if (codes[i] === presences.absent) absent.push(base + i);
      else if (codes[i] === presences.undefined) undefineds.push(base + i);
    }
    base += rows;
  });
  if (absent.length > 0) metadata.set("absent", ranges(absent));
  if (undefineds.length > 0) metadata.set("undefined", ranges(undefineds));
  return metadata;
}

/** Presence of each row over all columns of a variable. */
function codesOf(pieces: readonly Piece[], rows: number): Uint8Array {
  const codes = new Uint8Array(rows).fill(presences.absent);
  for (const { data, count, rows: from, from: first, places, at } of pieces) {
    for (let i = 0; i < count; i++) {
      const code = data.presence.code(from ? from[i]! : first + i);
      if (code !== presences.absent) codes[places ? places[i]! : at + i] = code;
    }
  }
  return codes;
}

function ranges(rows: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < rows.length; ) {
    let end = i;
    while (end + 1 < rows.length && rows[end + 1] === rows[end]! + 1) end++;
    parts.push(end === i ? `${rows[i]}` : `${rows[i]}-${rows[end]}`);
    i = end + 1;
  }
  return parts.join(",");
}
