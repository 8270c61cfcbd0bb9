/**
 * A run as the tape of its session tells it: what entered its signature, what it belongs to, what it made, how it went.
 * Facts of the session's first commit and of its notes, by their stored names; everything else here is folded from them.
 */
import type { ArtifactFacts, InputFacts } from "./artifact.js";
import type { HashPlace } from "./hash-inputs.js";
import type { CacheMode, Miss, SignatureFacts } from "./run-cache.js";
import type { RunState } from "./status.js";

/** Notes on the tape of a run. */
export const runLabels: {
  /** `{artifacts: ArtifactFacts[]}`, with the contents that are kept as blobs. */
  readonly outputs: "run_outputs";
  /** `{inputs: InputFacts[]}`: named while the run was under way; lineage, no part of the signature. */
  readonly inputs: "run_inputs";
  /** `{status, error?, value?}`; `value`: what it returned is the scope `output`. */
  readonly end: "run_end";
} = { outputs: "run_outputs", inputs: "run_inputs", end: "run_end" };

/** Facts of a run in the first commit of its session; absent ones are left out. */
export interface RunStartFacts extends Partial<SignatureFacts> {
  /** Name of the program; the session's label is the same. */
  readonly run_program?: string;
  /** Canonical text of the configuration. A launched run has it as `run_space_context`. */
  readonly run_config?: string;
  /** What besides the configuration entered its hash: `{year, iteration, epoch, version, key_parts, hash_inputs}`. */
  readonly run_fields?: Readonly<Record<string, unknown>>;
  readonly run_inputs?: readonly InputFacts[];
  /** By label: where each hash input lay, as a URI, and what of it counts. */
  readonly run_hash_inputs?: Readonly<Record<string, HashPlace>>;
  /** URIs of files that belong to the code and are not imported. */
  readonly run_extra_deps?: readonly string[];
  /** Files that the code id stands for, `[path, sha256]`, at most 1,000: what a changed code id is explained by. */
  readonly run_code_files?: readonly (readonly [string, string])[];
  /** Session id of the run or scenario that this one is a part of. */
  readonly run_parent?: string;
  readonly run_scenario?: string;
  readonly run_stage?: string;
  readonly run_phase?: string;
  readonly run_tags?: readonly string[];
  readonly run_description?: string;
  /** Canonical text of what can be asked for and does not enter the signature. */
  readonly run_facet?: string;
  /** Names and roots of the mounts when it began. */
  readonly run_mounts?: Readonly<Record<string, string>>;
  /** Its run directory, as a full path. */
  readonly run_dir?: string;
  /** Why no finished run answered. */
  readonly run_miss?: Miss;
  /** How the program is started again; of a module with path and folder as URIs. Absent for a function. */
  readonly run_command?: { readonly kind: "module" | "command"; readonly [name: string]: unknown };
  /** A scenario only groups runs. */
  readonly run_kind?: "scenario";
}

/** One run. Absent coordinates are undefined, never 0. */
export interface RunRecord {
  /** Id of its session: whatever names this run, names it so. */
  readonly id: string;
  /** Id of its tape: the same, but where the tape is a copy of the one that was recorded. */
  readonly tape: string;
  /** Name of its session. */
  readonly name: string;
  readonly program: string;
  readonly kind: "run" | "scenario";
  readonly status: RunState;
  readonly error: string | undefined;
  /** What it returned is on its tape, as the scope `output`. */
  readonly hasValue: boolean;
  /** Answered by another run: that run's id. */
  readonly source: string | undefined;
  readonly cacheMode: CacheMode | undefined;
  readonly replaces: readonly string[];
  readonly codeId: string | undefined;
  readonly configHash: string | undefined;
  readonly inputHash: string | undefined;
  readonly signature: string | undefined;
  readonly signatureScheme: string | undefined;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  /** Canonical text of its configuration. */
  readonly config: string;
  readonly facet: string | undefined;
  readonly tags: readonly string[];
  readonly description: string | undefined;
  readonly parent: string | undefined;
  readonly scenario: string | undefined;
  readonly year: number | undefined;
  readonly iteration: number | undefined;
  readonly stage: string | undefined;
  readonly phase: string | undefined;
  readonly launch: string | undefined;
  readonly attempt: number | undefined;
  readonly index: number | undefined;
  /** From 1. */
  readonly try: number;
  readonly inputs: readonly InputFacts[];
  /** Of a run that another one answered: that one's. */
  readonly outputs: readonly ArtifactFacts[];
  /** It answers nothing: somebody said so. */
  readonly isExcluded: boolean;
  /** False: it was executed again, and something came out differently. Undefined as long as nobody tried. */
  readonly reproduced?: boolean;
  /** Something of its tape could not be read when it was looked at; whoever needs to be sure examines it. */
  readonly isDamaged: boolean;
  /** Its first facts as they are stored. */
  readonly facts: RunStartFacts;
}
