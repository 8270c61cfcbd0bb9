/** The run cache: which finished run answers a new one, and why none does. A fold over what sessions say of themselves. */
import { unknownCode } from "./code-id.js";
import { type Asking, type MissDetails, missDetails } from "./miss-details.js";
import type { RunStartFacts } from "./run-record.js";
import { type SignatureParts, type SignatureScheme, signature } from "./signature.js";

/** `reuse`: look, execute on a miss. `readonly`: the same, and record nothing. `overwrite`: execute, and answer from now on. `off`: execute, and never answer. */
export type CacheMode = "reuse" | "overwrite" | "readonly" | "off";

/** What a session says of its run's signature: facts of its first commit, under these names. */
export interface SignatureFacts {
  readonly run_signature: string;
  readonly run_signature_scheme: SignatureScheme;
  readonly run_code_id: string;
  readonly run_config_hash: string;
  readonly run_config_hash_scheme: "conf1";
  readonly run_input_hash: string;
  readonly run_input_hash_scheme: "in1";
  readonly run_cache_mode: CacheMode;
  /** Sessions that answered this signature until now. */
  readonly run_replaces?: readonly string[];
  /** The session that answered this run. */
  readonly run_cache_source?: string;
}

/** A finished run: with what its session says beside the signature, which explains why another run missed. */
export interface Candidate extends SignatureFacts, Pick<RunStartFacts, "run_inputs" | "run_code_files" | "run_fields"> {
  readonly session: string;
  readonly program: string;
  /** Canonical text of its configuration. */
  readonly context: string;
}

export function signatureFacts(
  parts: SignatureParts,
  mode: CacheMode,
  replaces: readonly string[],
  scheme: SignatureScheme = "sig1",
): SignatureFacts {
  return {
    run_signature: signature(parts, scheme),
    run_signature_scheme: scheme,
    run_code_id: parts.code,
    run_config_hash: parts.config,
    run_config_hash_scheme: "conf1",
    run_input_hash: parts.inputs,
    run_input_hash_scheme: "in1",
    run_cache_mode: mode,
    ...(replaces.length > 0 && { run_replaces: replaces }),
  };
}

/** Runs that may answer a signature, best first: what the fewest others replace, then by id. No clock decides. */
export function candidatesFor(
  all: readonly Candidate[],
  wanted: string,
  scheme: SignatureScheme = "sig1",
): Candidate[] {
  const equal = all.filter(
    (one) =>
      one.run_signature === wanted &&
      one.run_signature_scheme === scheme &&
      one.run_code_id !== unknownCode &&
      one.run_cache_mode !== "off" &&
      one.run_cache_source === undefined,
  );
  const ranks = new Map<string, number>();
  for (const { run_replaces: older = [] } of equal)
    for (const session of new Set(older)) ranks.set(session, (ranks.get(session) ?? 0) + 1);
  const rank = ({ session }: Candidate): number => ranks.get(session) ?? 0;
  return equal.sort((a, b) => rank(a) - rank(b) || (a.session < b.session ? 1 : -1));
}

/** Why no finished run answers. */
export interface Miss extends MissDetails {
  readonly reason: string;
  /** The finished run of the program that is most alike. */
  readonly candidate?: string;
  readonly matched: readonly string[];
  readonly mismatched: readonly string[];
  readonly confidence: "low" | "medium" | "high";
  /** Runs whose starts cannot be read: nobody can say whether one of them would have answered. */
  readonly passedOver?: readonly string[];
}

const lookedAt = 20;

/** `all`: the newest first. */
export function explainMiss(
  all: Iterable<Candidate>,
  run: Asking & { readonly program: string; readonly parts: SignatureParts; readonly mode: CacheMode },
): Miss {
  const { parts, mode } = run;
  const none = { matched: [], mismatched: [], details: {}, confidence: "low" } as const;
  if (parts.code === unknownCode) return { ...none, reason: "code_unknown" };
  if (mode === "overwrite" || mode === "off") return { ...none, reason: `mode_${mode}` };
  const alike = newestOf(all, run.program)
    .map((one) => ({ one, matched: matchedParts(one, parts) }))
    .sort((a, b) => b.matched.length - a.matched.length)[0];
  if (!alike) return { ...none, reason: "no_similar_prior_run" };
  const { one, matched } = alike;
  const mismatched = ["code", "config", "inputs"].filter((name) => !matched.includes(name));
  return {
    reason: reasonOf(mismatched),
    candidate: one.session,
    matched,
    mismatched,
    ...missDetails(one, run, mismatched),
    confidence: (["low", "medium", "high", "high"] as const)[matched.length] ?? "low",
  };
}

function newestOf(all: Iterable<Candidate>, program: string): Candidate[] {
  const found: Candidate[] = [];
  for (const one of all) {
    if (one.program === program && one.run_cache_mode !== "off") found.push(one);
    if (found.length === lookedAt) break;
  }
  return found;
}

function matchedParts(one: Candidate, parts: SignatureParts): string[] {
  const pairs = [
    ["code", one.run_code_id === parts.code],
    ["config", one.run_config_hash === parts.config],
    ["inputs", one.run_input_hash === parts.inputs],
  ] as const;
  return pairs.filter(([, isEqual]) => isEqual).map(([name]) => name);
}

/** `config_changed`, `config_and_inputs_changed`, … */
function reasonOf(mismatched: readonly string[]): string {
  if (mismatched.length === 3) return "all_components_changed";
  if (mismatched.length === 0) return "candidate_outputs_invalid";
  const order = ["config", "inputs", "code"].filter((name) => mismatched.includes(name));
  return `${order.join("_and_")}_changed`;
}
