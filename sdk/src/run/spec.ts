/** A run-space spec: what it may say, with defaults filled in, and the one canonical form that its id is made of. */
import { near, shown } from "../base/text.js";
import { type Canonical, type CanonicalMap, isList, isMap, plainOf } from "./canonical.js";
import { badSpec } from "./failures.js";

/** How lists become runs: the i-th values together, or each with each. */
export type CombineMode = "by_position" | "combinatorial";

export interface SourceSpec {
  readonly format: "csv" | "json" | "yaml" | "ndjson";
  /** As written; relative to the folder of the spec. */
  readonly path: string;
  readonly select: readonly string[] | undefined;
  readonly rename: ReadonlyMap<string, string>;
  /** `by_position`: rows stay rows. */
  readonly mode: CombineMode;
  readonly role: string | undefined;
  /** What becomes of rows with other keys than the first. */
  readonly ragged: "error" | "null";
}

export interface BlockSpec {
  readonly mode: CombineMode;
  readonly context: ReadonlyMap<string, readonly Canonical[]>;
  readonly source: SourceSpec | undefined;
}

export interface RunSpaceSpec {
  readonly combine: CombineMode;
  readonly maxRuns: number;
  readonly isDryRun: boolean;
  readonly blocks: readonly BlockSpec[];
}

const modes: readonly CombineMode[] = ["by_position", "combinatorial"];
const formats = ["csv", "json", "yaml", "ndjson"] as const;
const specKeys = ["combine", "max_runs", "dry_run", "blocks", "name", "label", "description"];
const blockKeys = ["mode", "context", "source", "name", "label", "description"];
const sourceKeys = ["format", "path", "select", "rename", "mode", "role", "ragged"];
const maxRunsMost = 1_000_000;

/** The spec in a value: the value itself, or what stands under its key `run_space`. Rejects with `bad-spec`. */
export function readSpec(value: Canonical): RunSpaceSpec {
  const inner = isMap(value) && value.has("run_space") ? value.get("run_space") : value;
  const spec = mapOf(inner, "run_space");
  checkKeys(spec, specKeys, "run_space");
  const blocks = spec.get("blocks") ?? [];
  if (!isList(blocks)) throw badSpec("run_space.blocks must be a list");
  const read = blocks.map((block, i) => readBlock(block, `run_space.blocks[${i}]`));
  checkDoubles(read);
  return {
    combine: modeOf(spec.get("combine"), "combinatorial") ?? wrongMode("run_space.combine"),
    maxRuns: readCap(spec.get("max_runs") ?? 1000),
    isDryRun: flagOf(spec.get("dry_run") ?? false, "run_space.dry_run"),
    blocks: read,
  };
}

/** The form that is hashed: defaults filled in, modes in lower case, `dry_run` always false, free text left out. */
export function canonicalSpec({ combine, maxRuns, blocks }: RunSpaceSpec): Canonical {
  return new Map<string, Canonical>([
    ["blocks", blocks.map(canonicalBlock)],
    ["combine", combine],
    ["dry_run", false],
    ["max_runs", maxRuns],
  ]);
}

function canonicalBlock({ context, mode, source }: BlockSpec): Canonical {
  return new Map<string, Canonical>([
    ["context", new Map(context)],
    ["mode", mode],
    ["source", source ? canonicalSource(source) : null],
  ]);
}

/** What only Tapelab knows enters where it differs from its default: other specs keep their ids. */
function canonicalSource({ format, mode, path, rename, select, role, ragged }: SourceSpec): Canonical {
  const map = new Map<string, Canonical>([
    ["format", format],
    ["mode", mode],
    ["path", path],
    ["rename", new Map(rename)],
    ["select", select ?? null],
  ]);
  if (role !== undefined) map.set("role", role);
  if (ragged !== "error") map.set("ragged", null);
  return map;
}

function readBlock(value: Canonical, where: string): BlockSpec {
  const block = mapOf(value, where);
  checkKeys(block, blockKeys, where);
  const mode = modeOf(block.get("mode"));
  if (!mode)
    throw badSpec(`${where} has invalid mode '${modeText(block.get("mode"))}'`, "Use by_position or combinatorial.");
  const context = new Map<string, readonly Canonical[]>();
  for (const [key, list] of mapOf(block.get("context") ?? new Map(), `${where}.context`)) {
    if (!isList(list)) throw badSpec(`${where}.context['${key}'] must be a list`, `Write ${shown(key)}: [value].`);
    context.set(key, list);
  }
  const source = block.get("source") ?? null;
  return { mode, context, source: source === null ? undefined : readSource(source, `${where}.source`) };
}

function readSource(value: Canonical, where: string): SourceSpec {
  const source = mapOf(value, where);
  checkKeys(source, sourceKeys, where);
  const format = formats.find((name) => name === String(source.get("format") ?? "").toLowerCase());
  if (!format) throw badSpec(`${where}.format must be one of 'csv', 'json', 'yaml', 'ndjson'`);
  const path = source.get("path");
  if (typeof path !== "string" || path === "") throw badSpec(`${where}.path must be the path of a file`);
  const mode = modeOf(source.get("mode"), "by_position") ?? wrongMode(`${where}.mode`);
  const select = source.get("select") ?? null;
  const rename = new Map<string, string>();
  for (const [from, to] of mapOf(source.get("rename") ?? new Map(), `${where}.rename`)) {
    rename.set(from, textOf(to, `${where}.rename['${from}']`));
  }
  const role = source.get("role") ?? undefined;
  const ragged = source.has("ragged") ? (source.get("ragged") ?? "null") : "error";
  if (ragged !== "error" && ragged !== "null") throw badSpec(`${where}.ragged must be error or null`);
  if (select !== null && !isList(select)) throw badSpec(`${where}.select must be a list of column names`);
  return {
    format,
    path,
    select: select?.map((one, i) => textOf(one, `${where}.select[${i}]`)),
    rename,
    mode,
    role: role === undefined ? undefined : textOf(role, `${where}.role`),
    ragged,
  };
}

function checkDoubles(blocks: readonly BlockSpec[]): void {
  const seen = new Set<string>();
  for (const [i, { context }] of blocks.entries()) {
    const twice = [...context.keys()].filter((key) => seen.has(key)).sort();
    if (twice.length > 0)
      throw badSpec(`Duplicate context key(s) across run_space blocks: ${twice.join(", ")} (at block ${i})`);
    for (const key of context.keys()) seen.add(key);
  }
}

function checkKeys(map: CanonicalMap, known: readonly string[], where: string): void {
  for (const key of map.keys()) {
    if (known.includes(key)) continue;
    const moved: Record<string, string> = { values: "context", sources: "source" };
    const meant =
      (Object.hasOwn(moved, key) && known.includes("context") ? moved[key] : undefined) ?? near(key, known)[0];
    const advice = meant === undefined ? `Known are ${known.join(", ")}.` : `Did you mean \`${meant}:\`?`;
    throw badSpec(`${where} has the unknown key '${key}'`, advice);
  }
}

function mapOf(value: Canonical | undefined, where: string): CanonicalMap {
  if (isMap(value)) return value;
  throw badSpec(`${where} must be a map`);
}

function textOf(value: Canonical, where: string): string {
  if (typeof value === "string") return value;
  throw badSpec(`${where} must be text`);
}

function flagOf(value: Canonical, where: string): boolean {
  if (typeof value === "boolean") return value;
  throw badSpec(`${where} must be true or false`);
}

function readCap(value: Canonical): number {
  const isCap = typeof value === "number" && value >= 1 && value <= maxRunsMost;
  if (!isCap) throw badSpec("run_space.max_runs must be an integer from 1 to 1,000,000");
  return value;
}

function modeOf(value: Canonical | undefined, fallback?: CombineMode): CombineMode | undefined {
  if (value === undefined) return fallback;
  return modes.find((mode) => mode === String(value).toLowerCase());
}

function modeText(value: Canonical | undefined): string {
  return value === undefined || value === null ? "" : String(plainOf(value));
}

function wrongMode(where: string): never {
  throw badSpec(`${where} must be 'by_position' or 'combinatorial'`);
}
