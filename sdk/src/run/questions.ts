/** Questions about the runs of a workspace: which there are, and where two of them differ. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import { type Canonical, canonicalOf } from "./canonical.js";
import { type Change, changesOf, namedLeaves } from "./changes.js";
import { leavesOf, notIndexed } from "./facets.js";
import { checkGiven, checkKinds, isTextList, type Kind } from "./given.js";
import { configFields, inputTexts } from "./miss-details.js";
import { fulfils, type Predicate, predicateOf, valuesMatch } from "./predicates.js";
import { isWhole } from "./run-options.js";
import type { RunRecord } from "./run-record.js";
import { type RunFacts, type RunState, runStates } from "./status.js";

/** Values to look for: `"solver.order>=2"`, several of these, or paths with their values. */
export type Wanted = string | readonly string[] | Readonly<Record<string, unknown>>;

/** Which runs are meant. Values match whatever their case, and "2030" is 2030. */
export interface RunFilter {
  /** All of these. */
  readonly tags?: readonly string[];
  readonly program?: string;
  /** Name of the session. */
  readonly name?: string;
  readonly status?: RunState;
  readonly year?: number | string;
  readonly iteration?: number | string;
  /** Parts of this run or scenario. */
  readonly parent?: string;
  readonly launch?: string;
  readonly facet?: Wanted;
  readonly config?: Wanted;
  /** At most so many. Default 100. */
  readonly limit?: number;
}

const filters = [
  "tags",
  "program",
  "name",
  "status",
  "year",
  "iteration",
  "parent",
  "launch",
  "facet",
  "config",
  "limit",
];
const limitDefault = 100;
const whole: Kind = ["a whole number", isWhole];
const kinds: Readonly<Record<string, Kind>> = { year: whole, iteration: whole, tags: ["a list of texts", isTextList] };

/**
 * Runs, the newest first.
 *
 * @example await runs(ws, { program: "lorenz", status: "failed", config: "rho>=24" });
 */
export async function runs(ws: Workspace, filter: RunFilter = {}): Promise<RunRecord[]> {
  const found = await matching(ws, "runs", filter);
  const { limit = limitDefault } = filter;
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw badOption("runs", "limit", { expected: "a whole number from 1", found: foundText(limit), outcome });
  return found.slice(0, limit);
}

/** The one run that is meant. Rejects with `not-one-run`. */
export async function oneRun(ws: Workspace, filter: RunFilter): Promise<RunRecord> {
  const found = await matching(ws, "oneRun", filter);
  const [one] = found;
  if (one && found.length === 1) return one;
  throw notOne(found, "Say more of what it is; `tapelab runs` lists them.");
}

/** The run with the highest iteration; of several the one that took the place of the others, then the newest. */
export async function latestRun(ws: Workspace, filter: RunFilter = {}): Promise<RunRecord> {
  const found = await matching(ws, "latestRun", filter);
  const replaced = new Set(found.flatMap(({ replaces }) => replaces));
  const rank = ({ id }: RunRecord): number => (replaced.has(id) ? 1 : 0);
  const iteration = (run: RunRecord): number => run.iteration ?? Number.NEGATIVE_INFINITY;
  const [latest] = found.sort(
    (a, b) => compare(iteration(b), iteration(a)) || rank(a) - rank(b) || compare(b.id, a.id),
  );
  if (latest) return latest;
  throw notOne([], "`tapelab runs` lists what is there.");
}

/** What two runs have in common, and what not. */
export interface RunDiff {
  readonly from: string;
  readonly to: string;
  readonly config: readonly Change[];
  readonly facet: readonly Change[];
  /** The code id under the path `id`, and the files that were noted with it. */
  readonly code: readonly Change[];
  /** By hash. */
  readonly inputs: readonly Change[];
  readonly outputs: readonly Change[];
}

/** A run by its id or a part of it, the name of its program (its newest run), or what `run`, `runs` and others gave. */
export type RunRef = string | { readonly id: string };

export const idOf = (run: RunRef): string => (typeof run === "string" ? run : run.id);

/** Where two runs differ. Rejects with `not-one-run`. */
export async function diff(ws: Workspace, from: RunRef, to: RunRef): Promise<RunDiff> {
  checkGiven("diff", { ws, from, to });
  const [a, b] = [await runNamed(ws, idOf(from)), await runNamed(ws, idOf(to))];
  const changes = (of: (run: RunRecord) => Iterable<readonly [string, string]>): Change[] => changesOf(of(a), of(b));
  return {
    from: a.id,
    to: b.id,
    config: changes(({ config, facts }) => [...namedLeaves(config), ...configFields(facts)]),
    facet: changes(({ facet = "{}" }) => namedLeaves(facet)),
    code: changes(({ codeId, facts }) => [
      ...(codeId === undefined ? [] : [["id", codeId] as const]),
      ...(facts.run_code_files ?? []),
    ]),
    inputs: changes(({ inputs }) => inputTexts(inputs)),
    outputs: changes(({ outputs }) => outputs.map(({ key, sha256 }) => [key, sha256] as const)),
  };
}

/** Runs of two lists that belong together, and those without a partner. */
export interface Aligned {
  readonly pairs: readonly (readonly [RunRecord, RunRecord])[];
  readonly onlyA: readonly RunRecord[];
  readonly onlyB: readonly RunRecord[];
}

const coordinates = ["program", "name", "year", "iteration", "stage", "phase", "index", "scenario"] as const;

/**
 * Pairs runs that are equal in what `on` names: `year`, `iteration`, `index`, `stage`, `phase`, `program`, `name`,
 * `scenario`, or a value as `config.PATH` or `facet.PATH`. Throws `not-aligned` where one list has two of a kind.
 *
 * @example align(await runs(ws, { tags: ["base"] }), await runs(ws, { tags: ["policy"] }), ["year"]);
 */
export function align(a: readonly RunRecord[], b: readonly RunRecord[], on: string | readonly string[]): Aligned {
  checkGiven("align", { a, b, on }, "Nothing was paired.");
  const names = typeof on === "string" ? [on] : on;
  const [left, right] = [byKey("a", a, names), byKey("b", b, names)];
  const pairs: [RunRecord, RunRecord][] = [];
  for (const [key, one] of left) {
    const other = right.get(key);
    if (other) pairs.push([one, other]);
  }
  return {
    pairs,
    onlyA: [...left].filter(([key]) => !right.has(key)).map(([, run]) => run),
    onlyB: [...right].filter(([key]) => !left.has(key)).map(([, run]) => run),
  };
}

/** The run with this id, or the only one whose id begins or ends so. Rejects with `not-one-run`. */
export async function runOf(ws: Workspace, id: string): Promise<RunRecord> {
  const exact = ws.exists ? await ws.runs.record(id) : undefined;
  if (exact) return exact;
  const all = ws.exists && /^[0-9a-f]{4,31}$/.test(id) ? await ws.runs.records() : [];
  const found = all.filter((run) => run.id.startsWith(id) || run.id.endsWith(id));
  const [one] = found;
  if (one && found.length === 1) return one;
  throw notOne(found, `Looked for ${JSON.stringify(id.slice(0, 80))}; \`tapelab runs\` lists them.`);
}

/** The same, or by the index in the newest launch. */
export async function runAt(ws: Workspace, run: string | number): Promise<RunRecord> {
  const index = typeof run === "number" || /^\d{1,7}$/.test(run) ? Number(run) : undefined;
  if (index === undefined || !ws.exists) return runOf(ws, String(run));
  const { attempts, runs: all } = await ws.runs.known();
  const [last] = [...attempts].sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0) || b.attempt - a.attempt);
  const isMeant = (one: RunFacts): boolean =>
    one.launch === last?.launch && one.attempt === last.attempt && one.index === index;
  const found = all.filter(isMeant).sort((a, b) => b.try - a.try)[0];
  return runOf(ws, found?.session ?? String(run));
}

/** The same, or the newest run of the program with this name. For questions only. */
export async function runNamed(ws: Workspace, run: string | number): Promise<RunRecord> {
  const newest = ws.exists ? (await ws.runs.records()).find(({ program }) => program === run) : undefined;
  return newest ?? runAt(ws, run);
}

const outcome = "Nothing was listed.";

async function matching(ws: Workspace, call: string, filter: RunFilter = {}): Promise<RunRecord[]> {
  checkGiven(call, { ws }, outcome);
  checkOptions(call, filter, filters, outcome);
  const { tags = [], status, parent } = filter;
  if (status !== undefined && !runStates.some((one) => valuesMatch(one, canonicalOf(status))))
    throw badOption(call, "status", { expected: `one of ${runStates.join(", ")}`, found: foundText(status), outcome });
  checkKinds(call, filter, kinds, outcome);
  const [facet, config] = [testOf(call, "facet", filter.facet), testOf(call, "config", filter.config)];
  if (!ws.exists) return [];
  const same = (actual: Canonical | undefined, wanted: unknown): boolean =>
    wanted === undefined || (actual !== undefined && valuesMatch(actual, canonicalOf(wanted)));
  const isMeant = (run: RunRecord): boolean =>
    tags.every((tag) => run.tags.some((one) => valuesMatch(one, tag))) &&
    (["program", "name", "status", "year", "iteration", "launch"] as const).every((of) => same(run[of], filter[of])) &&
    (parent === undefined || run.parent === parent || run.scenario === parent);
  const meant = (await ws.runs.records()).filter(isMeant).filter((run) => config?.(run, run.config) ?? true);
  if (!facet) return meant;
  const large = meant.filter((run) => run.facet !== undefined && notIndexed(run.facet) !== undefined);
  if (large.length > 0)
    ws.runs.notify(
      `Facets that are too large to be asked for are passed over, as of run ${large[0]?.id}: ${large.length} of them.`,
    );
  return meant.filter((run) => run.facet !== undefined && !large.includes(run) && facet(run, run.facet));
}

/** Whether a run fulfils all that is wanted of a canonical text of it; undefined when nothing is. */
function testOf(
  call: string,
  option: string,
  wanted: Wanted | undefined,
): ((run: RunRecord, text: string) => boolean) | undefined {
  if (wanted === undefined) return undefined;
  const predicates = predicatesOf(call, option, wanted);
  return ({ program }, text) => {
    const leaves = leavesOf(text);
    return predicates.every((one) => fulfils(one, program, leaves));
  };
}

function predicatesOf(call: string, option: string, wanted: Wanted): Predicate[] {
  const of = option === "config" ? "configuration" : undefined;
  if (typeof wanted === "string") return [predicateOf(wanted, of)];
  if (isTextList(wanted)) return wanted.map((one) => predicateOf(one, of));
  if (typeof wanted !== "object" || wanted === null)
    throw badOption(call, option, { expected: "KEY=VALUE, or an object", found: foundText(wanted), outcome });
  return Object.entries(wanted).map(([path, value]) => {
    const canonical = canonicalOf(value, path);
    const isPlain = canonical === null || typeof canonical !== "object";
    return { namespace: null, path, op: "=", value: isPlain ? canonical : Number(value) };
  });
}

function byKey(side: "a" | "b", list: readonly RunRecord[], names: readonly string[]): Map<string, RunRecord> {
  const found = new Map<string, RunRecord>();
  for (const run of list) {
    const key = names.map((name) => `${name}=${coordinate(run, name)}`).join(", ");
    const other = found.get(key);
    if (other)
      throw new TapelabError(
        "not-aligned",
        `Side ${side} has two runs with ${key}: ${other.id} and ${run.id}. Nothing was paired. Name more that tells them apart, or leave one out.`,
        { side, key, runs: [other.id, run.id] },
      );
    found.set(key, run);
  }
  return found;
}

function coordinate(run: RunRecord, name: string): string {
  const known = coordinates.find((one) => one === name);
  if (known) return String(run[known] ?? "none");
  const [, kind, path] = /^(config|facet)\.(.+)$/s.exec(name) ?? [];
  if (path === undefined)
    throw badOption("align", "on", {
      expected: `${coordinates.join(", ")}, config.PATH or facet.PATH`,
      found: JSON.stringify(name),
      outcome: "Nothing was paired.",
    });
  const text = kind === "config" ? run.config : (run.facet ?? "{}");
  return namedLeaves(text).find(([one]) => one === path)?.[1] ?? "none";
}

function notOne(found: readonly RunRecord[], advice: string): TapelabError<"not-one-run"> {
  const ids = found.slice(0, 3).map(({ id }) => id);
  const text =
    found.length === 0
      ? `No run is meant by this. ${advice}`
      : `${found.length} runs are meant by this, where one is expected: ${ids.join(", ")}${found.length > 3 ? ", …" : ""}. ${advice}`;
  return new TapelabError("not-one-run", text, { count: found.length, ids });
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
