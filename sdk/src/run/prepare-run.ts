/** What a run is before it begins: its signature, and the facts that its tape begins with. Nothing is written here. */
import type { ArtifactDeps, InputFacts } from "./artifact.js";
import { placeOf } from "./artifact-place.js";
import type { Look } from "./cache-look.js";
import { type Canonical, type CanonicalMap, canonicalOf, canonicalText, isMap, plainOf } from "./canonical.js";
import { type Code, unknownCode } from "./code-id.js";
import { frameHere } from "./context.js";
import { notIndexed } from "./facets.js";
import { badSpec } from "./failures.js";
import { isTrusted } from "./hash-file.js";
import { hashInput } from "./hash-inputs.js";
import { type InputSource, identifyInput, inEntry } from "./input.js";
import type { RunHost } from "./launch.js";
import { type CacheMode, signatureFacts } from "./run-cache.js";
import type { RunOptions } from "./run-options.js";
import type { RunStartFacts } from "./run-record.js";
import { configHash, inputHash, type SignatureParts, type SignatureScheme, signature } from "./signature.js";
import { notPortable } from "./uri.js";

/** What is executed: by `run` a function, by a launch a program. */
export interface RunWork {
  readonly program: string;
  readonly config: CanonicalMap;
  readonly code: Code;
  readonly options: RunOptions;
  /** What was identified already, where many runs have the same inputs. */
  readonly book?: InputBook;
}

export interface PreparedRun {
  readonly program: string;
  readonly parts: SignatureParts;
  readonly scheme: SignatureScheme;
  readonly signature: string;
  readonly mode: CacheMode;
  readonly inputs: readonly InputFacts[];
  readonly facts: RunStartFacts;
  readonly warnings: readonly string[];
}

type Identified = Awaited<ReturnType<typeof identifyInput>>;

/**
 * What many runs of a launch read is identified once, as long as its file is the same one. A directory is an input anew
 * for each run, and a hash input once: what is so large must stay as it is while a launch goes on.
 */
export class InputBook {
  readonly #inputs = new Map<string, Promise<Identified>>();
  readonly #digests = new Map<string, Promise<string>>();

  async input(deps: ArtifactDeps, name: string, source: InputSource): Promise<Identified> {
    if (typeof source !== "string") return identifyInput(deps, name, source);
    const key = `${name}\0${source}`;
    const known = await this.#inputs.get(key);
    const stamp = known && (await deps.disk.later.stamp(placeOf(deps, source)));
    if (known && stamp && isTrusted(stamp, known.facts.stamp, deps.now())) return known;
    return remembered(this.#inputs, key, identifyInput(deps, name, source));
  }

  digest(deps: ArtifactDeps, label: string, source: Parameters<typeof hashInput>[2]): Promise<string> {
    const key = `${label}\0${JSON.stringify(source)}`;
    return this.#digests.get(key) ?? remembered(this.#digests, key, hashInput(deps, label, source));
  }
}

/** What failed is asked for again. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, found: Promise<T>): Promise<T> {
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;
}

/** Rejects with `bad-spec` or `bad-artifact` for what has no stable text or cannot be read: nothing was started. */
export async function prepareRun(host: RunHost, deps: ArtifactDeps, work: RunWork): Promise<PreparedRun> {
  const { program, config, code, options, book = new InputBook() } = work;
  const { cache: mode = "reuse" } = options;
  const inputs: InputFacts[] = [];
  const warnings: string[] = [];
  for (const [name, source] of Object.entries(options.inputs ?? {})) {
    const { facts, warning } = await book.input(deps, name, source);
    inputs.push(facts);
    for (const text of [warning, notPortable(`Input '${name}'`, facts)]) if (text !== undefined) warnings.push(text);
  }
  const fields = await fieldsOf(host, deps, { ...work, book });
  const { scheme } = host.runSettings;
  const parts = { code: code.id, config: configHash(config, fields), inputs: inputHash(inputs.map(inEntry)) };
  if (code.id === unknownCode) {
    warnings.push(
      `What code "${program}" executes is not known, so it is executed each time. Name it with codeId (--code in the shell), or run a file.`,
    );
  }
  const facts = { ...startFacts(host, deps, work, inputs), run_fields: plainFields(fields) };
  const large = facts.run_facet === undefined ? undefined : notIndexed(facts.run_facet);
  if (large !== undefined) warnings.push(large);
  return { program, parts, scheme, signature: signature(parts, scheme), mode, inputs, facts, warnings };
}

/** What enters the configuration's hash beside the configuration; absent ones are left out. */
async function fieldsOf(host: RunHost, deps: ArtifactDeps, work: RunWork & { book: InputBook }): Promise<CanonicalMap> {
  const { program, options, book } = work;
  const { year, iteration, version, keyParts, hashInputs } = options;
  const epoch = options.epoch ?? host.runSettings.epoch;
  const digests = new Map<string, Canonical>();
  for (const [label, source] of Object.entries(hashInputs ?? {}))
    digests.set(label, await book.digest(deps, label, source));
  const given = { year, iteration, epoch, version, key_parts: keyParts };
  const map = canonicalOf(given, "options");
  const fields = new Map<string, Canonical>([["program", program], ...(isMap(map) ? map : [])]);
  if (digests.size > 0) fields.set("hash_inputs", digests);
  return fields;
}

/** The fields as a tape keeps them: `key_parts`, which may hold what JSON cannot, as canonical text. */
function plainFields(fields: CanonicalMap): Readonly<Record<string, unknown>> {
  const { key_parts: parts, ...rest } = plainOf(fields) as Record<string, unknown>;
  return parts === undefined ? rest : { ...rest, key_parts: canonicalText(fields.get("key_parts") ?? null) };
}

const codeFilesMax = 1_000;

function startFacts(host: RunHost, deps: ArtifactDeps, work: RunWork, inputs: readonly InputFacts[]): RunStartFacts {
  const { program, config, code, options } = work;
  const frame = frameHere();
  const parent = options.parent ?? frame?.run?.id ?? frame?.scenario?.id;
  const { mounts } = host.runSettings;
  const { tags, description, stage, phase, facet, hashInputs, extraDeps = [] } = options;
  const uriOf = (path: string): string => deps.mounts.virtualise(placeOf(deps, path));
  const hashed = Object.entries(hashInputs ?? {}).map(([label, one]) => {
    const place = typeof one === "string" ? { path: one } : one;
    return [label, { ...place, path: uriOf(place.path) }] as const;
  });
  return {
    run_program: program,
    run_config: canonicalText(config),
    ...(inputs.length > 0 && { run_inputs: inputs }),
    ...(hashed.length > 0 && { run_hash_inputs: Object.fromEntries(hashed) }),
    ...(extraDeps.length > 0 && { run_extra_deps: extraDeps.map(uriOf) }),
    ...(code.files.length > 0 && { run_code_files: code.files.slice(0, codeFilesMax) }),
    ...(parent !== undefined && { run_parent: parent }),
    ...(frame?.scenario !== undefined && { run_scenario: frame.scenario.id }),
    ...(stage !== undefined && { run_stage: stage }),
    ...(phase !== undefined && { run_phase: phase }),
    ...(tags && tags.length > 0 && { run_tags: tags }),
    ...(description !== undefined && { run_description: description }),
    ...(facet !== undefined && { run_facet: canonicalText(canonicalOf(facet, "facet")) }),
    ...(mounts && { run_mounts: mounts }),
  };
}

/** What the tape of the run begins with. */
export function factsOf(run: PreparedRun, look: Look, host: RunHost, id: string): RunStartFacts {
  const { parts, mode, scheme, facts } = run;
  return {
    ...facts,
    ...signatureFacts(parts, mode, look.replaces, scheme),
    run_dir: `${host.dir}/runs/${id}`,
    ...(look.hit && { run_cache_source: look.hit.record.id }),
    ...(look.miss && { run_miss: look.miss }),
  };
}

/** The canonical form of a configuration. */
export function configOf(config: unknown): CanonicalMap {
  const map = canonicalOf(config ?? {}, "config");
  if (isMap(map)) return map;
  throw badSpec("The configuration is no object", "Nothing was started.");
}
