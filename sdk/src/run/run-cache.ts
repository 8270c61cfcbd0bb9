/** The run cache: which finished run answers a new one, and why none does. A fold over what sessions say of themselves. */
import type { InputFacts } from "./artifact.js";
import { type Canonical, canonicalText, isMap } from "./canonical.js";
import { unknownCode } from "./code-id.js";
import { parseJsonText } from "./json-text.js";
import { type SignatureParts, type SignatureScheme, signature } from "./signature.js";

/** `reuse`: look, execute on a miss. `readonly`: the same, and record nothing. `overwrite`: execute, and answer from now on. `off`: execute, and never answer. */
export type CacheMode = "reuse" | "overwrite" | "readonly" | "off";

/** What a session says of its run's signature: facts of its first commit, under these names. */
export interface SignatureFacts {
  readonly run_signature: string;
  readonly run_signature_scheme: SignatureScheme;
  readonly run_code_id: string;
  readonly run_config_hash: string;
  readonly run_input_hash: string;
  readonly run_cache_mode: CacheMode;
  /** Sessions that answered this signature until now. */
  readonly run_replaces?: readonly string[];
  /** The session that answered this run. */
  readonly run_cache_source?: string;
}

/** A finished run. */
export interface Candidate extends SignatureFacts {
  readonly session: string;
  readonly program: string;
  /** Canonical text of its configuration, and of what can be asked for. */
  readonly context: string;
  readonly facet?: string;
  readonly inputs?: readonly InputFacts[];
  /** Files that its code id stands for: path and sha256. */
  readonly files?: readonly (readonly [string, string])[];
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
    run_input_hash: parts.inputs,
    run_cache_mode: mode,
    ...(replaces.length > 0 && { run_replaces: replaces }),
  };
}

/** Runs that may answer a signature, best first: what no other one replaces, then by id. No clock decides. */
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
  const replaced = new Set(equal.flatMap((one) => one.run_replaces ?? []));
  const rank = (one: Candidate): number => (replaced.has(one.session) ? 1 : 0);
  return equal.sort((a, b) => rank(a) - rank(b) || (a.session < b.session ? 1 : -1));
}

/** Why no finished run answers. */
export interface Miss {
  readonly reason: string;
  /** The finished run of the program that is most alike. */
  readonly candidate?: string;
  readonly matched: readonly string[];
  readonly mismatched: readonly string[];
  /** Changed keys of the configuration: the value then and now, as canonical JSON would show them. */
  readonly details: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly confidence: "low" | "medium" | "high";
}

const lookedAt = 20;

export function explainMiss(
  all: readonly Candidate[],
  run: { readonly program: string; readonly parts: SignatureParts; readonly mode: CacheMode; readonly context: string },
): Miss {
  const { parts, mode } = run;
  const none = { matched: [], mismatched: [], details: {}, confidence: "low" } as const;
  if (parts.code === unknownCode) return { ...none, reason: "code_unknown" };
  if (mode === "overwrite" || mode === "off") return { ...none, reason: `mode_${mode}` };
  const alike = all
    .filter((one) => one.program === run.program && one.run_cache_mode !== "off")
    .sort((a, b) => (a.session < b.session ? 1 : -1))
    .slice(0, lookedAt)
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
    details: mismatched.includes("config") ? changedKeys(one.context, run.context) : {},
    confidence: (["low", "medium", "high", "high"] as const)[matched.length] ?? "low",
  };
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

function changedKeys(then: string, now: string): Record<string, readonly [unknown, unknown]> {
  const [a, b] = [entries(then), entries(now)];
  const changed: [string, readonly [unknown, unknown]][] = [];
  for (const key of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    if (a.get(key) !== b.get(key)) changed.push([key, [a.get(key), b.get(key)]]);
  }
  return Object.fromEntries(changed);
}

function entries(text: string): Map<string, string> {
  const value: Canonical = parseJsonText(text, "context");
  const found = new Map<string, string>();
  if (isMap(value)) for (const [key, one] of value) found.set(key, canonicalText(one));
  return found;
}
