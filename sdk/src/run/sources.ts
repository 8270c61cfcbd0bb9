/** Files that a plan takes values from. Each is read once: the bytes that are hashed are the bytes that are parsed. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import { type Disk, runNow } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { readSmall } from "../base/small-file.js";
import { type Canonical, type CanonicalMap, isList, isMap } from "./canonical.js";
import { parseCsv } from "./csv.js";
import { badSpec, badText } from "./failures.js";
import type { Fingerprint, InputsScheme } from "./identities.js";
import { parseJsonText } from "./json-text.js";
import type { Mounts } from "./mounts.js";
import type { SourceSpec } from "./spec.js";
import { fileUri, isUri, slashed } from "./uri.js";
import { parseYamlText } from "./yaml-text.js";

/** Columns of equal or different lengths, by name. */
export type Columns = ReadonlyMap<string, readonly Canonical[]>;

export interface ReadSource {
  readonly columns: Columns;
  readonly bytes: Uint8Array;
  readonly fingerprint: Fingerprint;
  readonly warnings: readonly string[];
}

/** Where sources may lie. */
export interface SourcePlace {
  readonly disk: Disk;
  /** Folder of the spec: relative paths start here. */
  readonly folder: string;
  /** Nothing outside of the project and its mounts is read. */
  readonly mounts: Mounts;
  /** `rsm1code` names files by their full path. */
  readonly scheme?: InputsScheme;
  /** What a launch read, by role: given, this is read and no file. */
  readonly kept?: ReadonlyMap<string, KeptSource>;
}

/** A source as a launch keeps it. */
export interface KeptSource {
  readonly uri: string;
  readonly bytes: Uint8Array;
}

const bytesMax = 256 << 20;
const rowsMax = 1_000_000;

/** Reads, hashes and parses one source. Rejects with `bad-spec`; nothing is started then. */
export function readSource(place: SourcePlace, spec: SourceSpec, role: string): ReadSource {
  const { uri, bytes } = place.kept?.get(role) ?? readFile(place, spec);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badText(spec.path, 1, "the file is not UTF-8");
  }
  const { columns, warnings } = parse(text, spec);
  const chosen = renamed(selected(columns, spec), spec);
  const fingerprint = { role, uri, sha256: hex(sha256(bytes)), sizeBytes: bytes.length };
  return { columns: chosen, bytes, fingerprint, warnings };
}

function readFile({ disk, mounts, folder, scheme }: SourcePlace, { path }: SourceSpec): KeptSource {
  const from = path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(folder, path);
  const full = isUri(path) ? mounts.resolve(path) : slashed(from);
  if (!mounts.holds(full))
    throw badSpec(
      `run_space source ${path} lies outside of the project and all mounts`,
      "Copy the file into the project, or mount its folder: tapelab mount add NAME PATH.",
    );
  const real = disk.now.realpath(full);
  const kind = real === undefined ? undefined : disk.now.stat(real)?.kind;
  if (real === undefined || kind === undefined)
    throw badSpec(`run_space source file not found: ${path}`, "Paths are relative to the spec's folder.");
  if (kind !== "file") throw badSpec(`run_space source ${path} is a ${kind}`, "Name a file.");
  let bytes: Uint8Array | undefined;
  try {
    bytes = runNow(disk, readSmall(real, bytesMax));
  } catch (error) {
    throw badSpec(`run_space source ${path} cannot be read: ${(error as Error).message}`, "Correct that, or the path.");
  }
  if (bytes) return { uri: scheme === "rsm1code" ? fileUri(real) : mounts.virtualise(full), bytes };
  throw badSpec(`run_space source file not found: ${path}`, "Give a path relative to the spec's folder.");
}

function parse(text: string, spec: SourceSpec): { columns: Columns; warnings: readonly string[] } {
  const { format, path } = spec;
  if (format === "csv") return { columns: limited(parseCsv(text, path), path), warnings: [] };
  if (format === "json") return { columns: columnsOf(parseJsonText(text, path), spec, "JSON"), warnings: [] };
  if (format === "ndjson") return { columns: rowColumns(ndjsonRows(text, path), spec), warnings: [] };
  const { value, warnings } = parseYamlText(text, path, bytesMax);
  return { columns: columnsOf(value, spec, "YAML"), warnings: warnings.map((one) => `${path} ${one}`) };
}

function ndjsonRows(text: string, path: string): CanonicalMap[] {
  const rows: CanonicalMap[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const row = parseJsonText(line, path, i + 1);
    if (!isMap(row)) throw badText(path, i + 1, "NDJSON source lines must be JSON objects");
    rows.push(row);
  }
  return rows;
}

function columnsOf(value: Canonical, spec: SourceSpec, format: string): Columns {
  if (isMap(value)) {
    const columns = new Map<string, readonly Canonical[]>();
    for (const [key, list] of value) columns.set(key, isList(list) ? list : [list]);
    return limited(columns, spec.path);
  }
  if (!isList(value)) throw badSpec(`${format} source must be a list of mappings or a mapping: ${spec.path}`);
  const rows = value.map((row) => {
    if (!isMap(row)) throw badSpec(`run_space source list entries must be mappings: ${spec.path}`);
    return row;
  });
  return rowColumns(rows, spec);
}

/** Rows as columns. Rows with different keys would shift values into the wrong runs. */
function rowColumns(rows: readonly CanonicalMap[], { ragged, path }: SourceSpec): Columns {
  const columns = new Map<string, Canonical[]>();
  for (const row of rows) for (const key of row.keys()) if (!columns.has(key)) columns.set(key, []);
  for (const [i, row] of rows.entries()) {
    if (row.size !== columns.size && ragged === "error") throw raggedRow(rows, path);
    for (const [key, list] of columns) list[i] = row.get(key) ?? null;
  }
  return limited(columns, path);
}

function raggedRow(rows: readonly CanonicalMap[], path: string): Error {
  const keys = (row: CanonicalMap | undefined): string => [...(row?.keys() ?? [])].sort().join(", ") || "none";
  const first = keys(rows[0]);
  const other = rows.findIndex((row) => keys(row) !== first);
  return badSpec(
    `run_space source ${path}: row ${other} has the keys ${keys(rows[other])}, and row 0 has ${first}`,
    "Give all rows the same keys, or say `ragged: null` to fill with null.",
  );
}

function limited(columns: Columns, path: string): Columns {
  for (const list of columns.values())
    if (list.length > rowsMax) throw badSpec(`run_space source ${path} has more than 1,000,000 rows`);
  return columns;
}

function selected(columns: Columns, { select }: SourceSpec): Columns {
  if (!select) return columns;
  const missing = select.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const available = [...columns.keys()].sort().join(", ");
    throw badSpec(
      `run_space source select missing columns: ${missing.join(", ")}`,
      `Available columns in source: ${available}.`,
    );
  }
  return new Map(select.map((name) => [name, columns.get(name) ?? []]));
}

function renamed(columns: Columns, { rename }: SourceSpec): Columns {
  const found = new Map<string, readonly Canonical[]>();
  for (const [name, list] of columns) {
    const to = rename.get(name) ?? name;
    if (found.has(to)) throw badSpec(`run_space source rename collision for '${name}' -> '${to}'`);
    found.set(to, list);
  }
  return found;
}
