/**
 * A look into the run cache: which finished run answers, and why none does. A run answers when its tape is whole and, as
 * far as it was asked for, its bytes are there.
 */
import { shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import { unknownCode } from "./code-id.js";
import { bringOutputs, lostOutputs, requestedOutputs } from "./hydrate.js";
import type { RunHost } from "./launch.js";
import type { PreparedRun } from "./prepare-run.js";
import type { RunDeps } from "./recording-run.js";
import { candidatesFor, explainMiss, type Miss } from "./run-cache.js";
import type { RunOptions } from "./run-options.js";
import type { RunRecord } from "./run-record.js";

/** The finished run that answers. */
export interface Hit {
  readonly record: RunRecord;
  /** Keys of outputs whose bytes are not here. */
  readonly ghosts: readonly string[];
  /** What it returned, where that was asked for and all of it was kept. */
  readonly value?: Readonly<Record<string, unknown>>;
  readonly warning?: string;
}

/** What a look needs beside the run. */
export interface LookNeeds {
  readonly deps: RunDeps;
  /** What it returned is wanted, too. */
  readonly isValued: boolean;
}

export interface Look {
  readonly hit?: Hit;
  /** Why none answers; undefined with a hit. */
  readonly miss?: Miss;
  /** Runs with the same signature, whose place the new one takes. */
  readonly replaces: readonly string[];
  readonly warnings: readonly string[];
}

type Refusal = "candidate_damaged" | "candidate_outputs_invalid";

/** Looks as the mode says. Rejects with `artifact-differs` where a restored file would have to replace another one. */
export async function lookUp(host: RunHost, run: PreparedRun, options: RunOptions, needs: LookNeeds): Promise<Look> {
  let folded: Awaited<ReturnType<RunHost["folded"]>>;
  try {
    folded = await host.folded();
  } catch (error) {
    return { miss: lookupFailed, replaces: [], warnings: [`The run cache could not be asked: ${String(error)}`] };
  }
  const { byId, candidates: known, answering, damaged, lost } = folded;
  const equal = candidatesFor(answering.get(run.signature) ?? [], run.signature, run.scheme);
  const replaces = run.mode === "off" ? [] : equal.map(({ session }) => session);
  const isAsked = (run.mode === "reuse" || run.mode === "readonly") && run.parts.code !== unknownCode;
  const refused: Refused[] = [];
  for (const { session } of isAsked ? equal : []) {
    const hit = await admit(host, byId.get(session), options, needs);
    if (typeof hit === "object")
      return { hit, replaces: [], warnings: [...damageTexts(refused), ...(hit.warning ? [hit.warning] : [])] };
    refused.push({ session, reason: hit });
  }
  if (isAsked)
    refused.push(...damagedRuns(damaged, run).filter((one) => !refused.some((r) => r.session === one.session)));
  const miss = explainMiss(known, { ...run, context: run.facts.run_config ?? "{}" });
  const passedOver = isAsked ? lost.slice(0, passedOverMax) : [];
  const [first] = refused;
  const [session] = miss.reason === "no_similar_prior_run" ? passedOver : [];
  const instead = first ?? (session && ({ session, reason: "candidate_damaged" } as const));
  const why = instead ? { ...miss, reason: instead.reason, candidate: instead.session } : miss;
  const told = { ...why, ...(passedOver.length > 0 && { passedOver }) };
  return { miss: told, replaces, warnings: [...damageTexts(refused), ...passedOver.map(passedOverText)] };
}

interface Refused {
  readonly session: string;
  readonly reason: Refusal;
}

/** Of the damaged runs those that would be candidates if their tapes were whole. */
function damagedRuns(runs: readonly RunRecord[], { signature }: PreparedRun): Refused[] {
  const isMeant = ({ source, cacheMode, status }: RunRecord): boolean =>
    source === undefined && cacheMode !== "off" && status !== "failed";
  const meant = runs.filter((one) => one.signature === signature && isMeant(one));
  return meant.map(({ id }) => ({ session: id, reason: "candidate_damaged" }));
}

const passedOverMax = 20;

/** Said of a run whose start cannot be read, where no other one answers. */
export function passedOverText(session: string): string {
  return `The start of run ${session} cannot be read, so it was passed over: it may be the one that would have answered. See what is wrong: tapelab doctor ${session}; get it back: tapelab recover ${session} --from COPY`;
}

export function damageText(session: string): string {
  return `Run ${session.slice(0, 8)} would have answered, and its tape is damaged: tapelab verify ${session}`;
}

function damageTexts(refused: readonly Refused[]): string[] {
  return refused.filter(({ reason }) => reason === "candidate_damaged").map(({ session }) => damageText(session));
}

const lookupFailed: Miss = { reason: "lookup_failed", matched: [], mismatched: [], details: {}, confidence: "low" };

async function admit(
  host: RunHost,
  record: RunRecord | undefined,
  options: RunOptions,
  { deps, isValued }: LookNeeds,
): Promise<Hit | Refusal> {
  const { validate = "lazy", replace = false, outputsFolder } = options;
  if (!record || !(await host.isWhole(record.tape))) return "candidate_damaged";
  const kept = isValued && record.hasValue ? await host.kept(record.tape) : undefined;
  const wanted = requestedOutputs(record, options);
  if (!wanted || (kept && "lost" in kept)) return "candidate_outputs_invalid";
  const missing = await lostOutputs(deps, record, validate === "eager");
  if (missing.length > 0 && validate === "eager") return "candidate_outputs_invalid";
  if (wanted.length > 0) {
    if ((await lostOutputs(deps, { ...record, outputs: wanted }, true)).length > 0) return "candidate_outputs_invalid";
    try {
      await bringOutputs(deps, record, wanted, { folder: outputsFolder ?? deps.scratch(), replace });
    } catch (error) {
      if (!isTapelabError(error) || isTapelabError(error, "artifact-differs")) throw error;
      return "candidate_outputs_invalid";
    }
  }
  const hit = { record, ghosts: missing };
  if (!kept) return hit;
  return "value" in kept ? { ...hit, value: kept.value } : { ...hit, warning: unkeptText(record, kept.unkept) };
}

function unkeptText({ id }: RunRecord, name: string): string {
  return `What run ${id.slice(0, 8)} returned is not given back: no tape can keep ${shown(name, 80)}. Return plain values, or note outputs.`;
}
