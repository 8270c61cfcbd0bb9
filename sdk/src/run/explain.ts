/** Why a run was executed, or what answered it: what its tape says of that, in words. */
import type { Workspace } from "../workspace/workspace.js";
import { damageText, passedOverText } from "./cache-look.js";
import { checkGiven } from "./given.js";
import type { Changed } from "./miss-details.js";
import { idOf, type RunRef, runNamed } from "./questions.js";
import type { Miss } from "./run-cache.js";
import type { RunRecord } from "./run-record.js";

export interface Explanation {
  readonly run: RunRecord;
  /** Why no finished run answered; undefined where one did, or where nothing was noted. */
  readonly miss: Miss | undefined;
  /** The same for people. */
  readonly lines: readonly string[];
}

const reasons: Readonly<Record<string, string>> = {
  no_similar_prior_run: "no run of this program had completed before",
  candidate_outputs_invalid: "a run has the same signature, but outputs of it are gone or changed",
  candidate_damaged: "a run that may have answered is damaged",
  mode_overwrite: "it was started to overwrite: finished runs were not asked",
  mode_off: "it was started with the run cache off",
  code_unknown: "nobody knows what code it executes; name it with a code id, or run a file",
  lookup_failed: "the run cache could not be asked",
};

/**
 * Explains a run: what `run` gave, its id, a part of it, the name of its program (its newest run), or its index in the
 * newest launch.
 *
 * @example console.log((await explain(ws, "3fa9c1d2")).lines.join("\n"));
 */
export async function explain(ws: Workspace, run: RunRef | number): Promise<Explanation> {
  checkGiven("explain", { ws, ...(typeof run !== "number" && { run }) });
  const found = await runNamed(ws, typeof run === "number" ? run : idOf(run));
  const { id, source, status } = found;
  const { run_miss: miss } = found.facts;
  if (source !== undefined)
    return { run: found, miss: undefined, lines: [`Run ${id} was not executed: run ${source} answered it.`] };
  const verb = status === "running" ? "is executed" : "was executed";
  if (!miss) return { run: found, miss, lines: [`Run ${id} ${verb}. Its tape does not say why.`] };
  const codes = await codeIds(ws, found, miss);
  const passed = (miss.passedOver ?? []).map(passedOverText);
  const lines = [`Run ${id} ${verb}: ${reasonText(miss.reason)}.`, ...missLines(miss), ...codes, ...passed];
  return { run: found, miss, lines };
}

/** Where no file tells what changed of the code, as with commits of git: the two code ids. */
async function codeIds(ws: Workspace, { codeId }: RunRecord, miss: Miss): Promise<string[]> {
  const { candidate, mismatched, files = {} } = miss;
  if (candidate === undefined || !mismatched.includes("code") || Object.keys(files).length > 0) return [];
  const was = (await ws.runs.record(candidate))?.codeId ?? null;
  return changeLines("code", { id: [was, codeId ?? null] });
}

function reasonText(reason: string): string {
  if (reason === "all_components_changed") return "code, configuration and inputs changed";
  if (!reason.endsWith("_changed")) return reasons[reason] ?? reason;
  return `${reason.replace("config", "configuration").replaceAll("_and_", " and ").replace("_changed", "")} changed`;
}

function missLines(miss: Miss): string[] {
  const { candidate, matched, confidence, details, inputs = {}, files = {} } = miss;
  if (candidate === undefined) return [];
  if (miss.reason === "candidate_damaged") return miss.passedOver?.includes(candidate) ? [] : [damageText(candidate)]; // compared with nothing
  const equal = matched.length === 0 ? "nothing" : new Intl.ListFormat("en-GB").format(matched);
  const verb = matched.length > 1 || matched[0] === "inputs" ? "were" : "was";
  return [
    `Compared with run ${candidate}, where ${equal} ${verb} the same (confidence ${confidence}):`,
    ...changeLines("config", details),
    ...changeLines("input", inputs),
    ...changeLines("code", files),
  ];
}

function changeLines(what: string, changed: Changed): string[] {
  const text = (value: string | null): string => (value === null ? "not there" : brief(value));
  return Object.entries(changed).map(([name, [was, is]]) => `  ${what} ${name}: ${text(was)} → ${text(is)}`);
}

/** Hashes by their beginning; long values cut. */
function brief(value: string): string {
  const short = value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");
  return short.length > 100 ? `${short.slice(0, 99)}…` : short;
}
