/** What the tapes of a workspace tell together: runs with what was said of them later, and attempts of launches. */
import { NewestFirst } from "../base/newest-first.js";
import {
  attemptOf,
  candidateOf,
  corrected,
  recordOf,
  type SeenEnd,
  type ToldTape,
  withSeen,
} from "../run/fold-record.js";
import type { Candidate } from "../run/run-cache.js";
import type { RunRecord } from "../run/run-record.js";
import type { AttemptFacts } from "../run/status.js";
import { Fold } from "../state/fold.js";
import type { KnownTape } from "./run-records.js";

/** What operations on runs are about: `run/<session id>`. */
export const runEntity: string = "run/";

/** Runs and attempts, as they stand. */
export interface KnownRuns {
  /** The newest first: by id, which no clock that was set back changes for a run that is there. */
  readonly runs: NewestFirst<RunRecord>;
  readonly byId: ReadonlyMap<string, RunRecord>;
  readonly attempts: readonly AttemptFacts[];
  /** Runs that may answer others, the newest first. */
  readonly candidates: NewestFirst<Candidate>;
  /** The same by signature. */
  readonly answering: ReadonlyMap<string, readonly Candidate[]>;
  /** Runs whose tapes are not whole. */
  readonly damaged: readonly RunRecord[];
  /** Runs of which only their tapes are known, for their starts cannot be read. */
  readonly lost: readonly string[];
  /** Runs, known or not, of which something is said elsewhere than on their own tape. */
  readonly spokenOf: ReadonlySet<string>;
}

export function answerOf(tapes: readonly KnownTape[]): KnownRuns {
  const attempts: AttemptFacts[] = [];
  const seen = new Map<string, SeenEnd>();
  const byId = new Map<string, RunRecord>();
  for (const { told } of tapes) {
    if (told?.kind === "run") {
      const other = byId.get(told.session);
      if (!other || other.isDamaged || told.tape === told.session)
        byId.set(told.session, once(records, told, recordOf));
    }
    if (told?.kind !== "attempt") continue;
    const attempt = attemptOf(told);
    attempts.push(attempt.facts);
    for (const [session, end] of attempt.seen) seen.set(session, end);
  }
  for (const [id, run] of byId) byId.set(id, withSeen(run, seen.get(id)));
  const corrections = correctionsOf(tapes);
  for (const [id, fields] of corrections) {
    const run = byId.get(id);
    if (run) byId.set(id, corrected(run, fields));
  }
  for (const [id, run] of byId) {
    const source = run.outputs.length === 0 && run.source !== undefined ? byId.get(run.source) : undefined;
    if (source) byId.set(id, { ...run, outputs: source.outputs });
  }
  const runs = [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  const candidates = runs.flatMap((run) => once(answers, run, candidateOf) ?? []);
  const lost = tapes.filter(({ isLost }) => isLost).map(({ tape }) => tape);
  const answering = new Map<string, Candidate[]>();
  for (const one of candidates) addTo(answering, one);
  const damaged = runs.filter(({ isDamaged }) => isDamaged);
  const spokenOf = new Set([...seen.keys(), ...corrections.keys()]);
  const lists = { runs: new NewestFirst(runs), candidates: new NewestFirst(candidates) };
  return { ...lists, byId, attempts, answering, damaged, lost, spokenOf };
}

/**
 * The same with tapes that were not there before, where all of them are runs, newer than the others, of which only their
 * own tapes speak: no run before them is folded again, and maps and lists are those of before, which grow. Undefined where
 * everything has to be.
 */
export function answerWith(before: KnownRuns, tapes: readonly KnownTape[]): KnownRuns | undefined {
  const { byId, spokenOf } = before;
  const added: RunRecord[] = [];
  for (const { told, base, edits } of [...tapes].sort((a, b) => (a.tape < b.tape ? -1 : 1))) {
    if (told?.kind !== "run" || base || edits.length > 0 || spokenOf.has(told.session)) return undefined;
    const newest = added[0] ?? before.runs.newest;
    if (newest && told.session <= newest.id) return undefined;
    const run = once(records, told, recordOf);
    const source = run.outputs.length === 0 && run.source !== undefined ? byId.get(run.source) : undefined;
    added.unshift(source ? { ...run, outputs: source.outputs } : run);
  }
  if (added.length === 0) return before;
  for (const run of added.reverse()) {
    (byId as Map<string, RunRecord>).set(run.id, run);
    before.runs.add(run);
    const candidate = once(answers, run, candidateOf);
    if (!candidate) continue;
    before.candidates.add(candidate);
    addTo(before.answering as Map<string, Candidate[]>, candidate);
  }
  const damaged = added.filter(({ isDamaged }) => isDamaged);
  return damaged.length > 0 ? { ...before, damaged: [...damaged.reverse(), ...before.damaged] } : before;
}

function addTo(answering: Map<string, Candidate[]>, one: Candidate): void {
  const equal = answering.get(one.run_signature);
  if (equal) equal.push(one);
  else answering.set(one.run_signature, [one]);
}

/** What was made of tapes and runs that did not change since: each new run asks for all of them. */
const records = new WeakMap<ToldTape, RunRecord>();
const answers = new WeakMap<RunRecord, Candidate | undefined>();

function once<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  if (!known.has(key)) known.set(key, make(key));
  return known.get(key) as V;
}

/** By run: what was said of it later. */
function correctionsOf(tapes: readonly KnownTape[]): Map<string, Readonly<Record<string, unknown>>> {
  const fold = new Fold();
  for (const { base } of tapes) if (base) fold.merge(base);
  for (const { tape, edits } of tapes) for (const commit of edits) fold.apply(tape, commit);
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const entity of fold.entities())
    if (entity.startsWith(runEntity)) found.set(entity.slice(runEntity.length), fold.get(entity) ?? {});
  return found;
}
