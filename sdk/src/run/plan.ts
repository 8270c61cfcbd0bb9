/** A plan: a spec with its sources read, its identities and its runs. Making one writes nothing. */
import { byCodePoint } from "../base/canonical-json.js";
import { type Disk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import { type Canonical, canonicalText, Float, isList, isMap } from "./canonical.js";
import { type Expansion, expand, type RunContext } from "./expand.js";
import { badSpec, badText } from "./failures.js";
import { type Fingerprint, type Identity, type InputsScheme, inputsId, planId } from "./identities.js";
import { parseJsonText } from "./json-text.js";
import { type ReadSource, readSource, type SourcePlace } from "./sources.js";
import { canonicalSpec, readSpec } from "./spec.js";
import { parseYamlText } from "./yaml-text.js";

/** What a block of a plan says about itself. */
export interface PlanBlock {
  readonly mode: string;
  readonly size: number;
  /** Sorted. */
  readonly contextKeys: readonly string[];
  readonly source?: {
    readonly path: string;
    readonly format: string;
    readonly mode: string;
    readonly select: readonly string[];
    readonly rename: Readonly<Record<string, string>>;
    readonly sha256: string;
  };
}

export interface Plan {
  /** Scheme `rscf1`. */
  readonly planId: Identity;
  /** Undefined without sources. */
  readonly inputsId: Identity | undefined;
  readonly fingerprints: readonly Fingerprint[];
  /** Contents of the source files that a launch keeps: those of up to 64 MiB. */
  readonly contents: readonly Uint8Array[];
  readonly combine: string;
  /** The cap in force. */
  readonly maxRuns: number;
  readonly isDryRun: boolean;
  readonly size: number;
  readonly blocks: readonly PlanBlock[];
  readonly warnings: readonly string[];
  /** The text that was hashed. */
  readonly canonicalSpec: string;
  /** Context of the run with this index, from 0. */
  run(index: number): RunContext;
}

export interface PlanOptions {
  /** Another cap than the spec's; it is not part of the plan id. */
  readonly maxRuns?: number;
  readonly inputsScheme?: InputsScheme;
}

const contentMax = 64 << 20;

/** The plan of a spec. Rejects with `bad-spec` or `too-many-runs`. */
export function makePlan(
  place: SourcePlace,
  value: Canonical,
  options: PlanOptions = {},
  warnings: readonly string[] = [],
): Plan {
  const spec = readSpec(value);
  const cap = options.maxRuns ?? spec.maxRuns;
  const canonical = canonicalSpec(spec);
  const plan = planId(canonical);
  const sources = spec.blocks.map(({ source }, i) =>
    source
      ? readSource({ ...place, scheme: options.inputsScheme }, source, source.role ?? `block[${i}].source`)
      : undefined,
  );
  const expansion = expand(
    spec,
    sources.map((source) => source?.columns),
    cap,
  );
  const fingerprints = sources.flatMap((source) => (source ? [source.fingerprint] : []));
  const notices = [...warnings, ...sources.flatMap((source) => source?.warnings ?? [])];
  if (hasWord(canonical)) notices.push("The plan holds NaN or Infinity, which few other tools can read.");
  if (expansion.size === 0) notices.push("The plan has no runs: a list in it is empty.");
  return {
    planId: plan,
    inputsId: inputsId(plan.value, fingerprints, options.inputsScheme),
    fingerprints,
    contents: sources.flatMap((source) => (source && source.bytes.length <= contentMax ? [source.bytes] : [])),
    combine: spec.combine,
    maxRuns: cap,
    isDryRun: spec.isDryRun,
    size: expansion.size,
    blocks: spec.blocks.map((block, i) => blockFacts(expansion, i, block.source, sources[i])),
    warnings: notices,
    canonicalSpec: canonicalText(canonical, { newlines: true }),
    run: (index) => runAt(expansion, index),
  };
}

/** Reads a spec file: JSON when its name says so, else YAML. */
export function readSpecFile(disk: Disk, path: string): { value: Canonical; warnings: readonly string[] } {
  const name = path.slice(path.lastIndexOf("/") + 1);
  let bytes: Uint8Array | undefined;
  try {
    bytes = runNow(disk, readSmall(path, 1 << 20));
  } catch (error) {
    throw badSpec(
      `The run_space spec cannot be read: ${(error as Error).message}`,
      "Name a YAML or JSON file of up to 1 MiB.",
    );
  }
  if (!bytes) throw badSpec(`run_space spec file not found: ${path}`, "Name a YAML or JSON file.");
  const text = textOf(bytes, name);
  if (/\.json$/i.test(name)) return { value: parseJsonText(text, name), warnings: [] };
  return parseYamlText(text, name);
}

/** Without a byte order mark. */
function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badText(name, 1, "the file is not UTF-8");
  }
}

function blockFacts(
  expansion: Expansion,
  index: number,
  spec: Parameters<typeof readSource>[1] | undefined,
  read: ReadSource | undefined,
): PlanBlock {
  const block = expansion.blocks[index];
  const facts = {
    mode: block?.mode ?? "",
    size: block?.size ?? 0,
    contextKeys: [...(block?.keys ?? [])].sort(byCodePoint),
  };
  if (!spec || !read) return facts;
  const { path, format, mode, select = [], rename } = spec;
  const source = { path, format, mode, select, rename: Object.fromEntries(rename), sha256: read.fingerprint.sha256 };
  return { ...facts, source };
}

function runAt({ size, run }: Expansion, index: number): RunContext {
  if (Number.isInteger(index) && index >= 0 && index < size) return run(index);
  throw badSpec(`The plan has ${size} runs, numbered from 0; there is no run ${index}`, "Ask for one of them.");
}

/** Whether NaN or an infinity stands anywhere in it. */
function hasWord(value: Canonical): boolean {
  if (value instanceof Float) return !Number.isFinite(value.value);
  if (isList(value)) return value.some(hasWord);
  return isMap(value) && [...value.values()].some(hasWord);
}
