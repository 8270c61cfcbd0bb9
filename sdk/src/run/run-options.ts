/** Options of a run, checked. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import type { CodeMode } from "./code-id.js";
import { checkKinds, isObject, isTextList, type Kind, oneOf } from "./given.js";
import type { HashInput } from "./hash-inputs.js";
import type { InputSource } from "./input.js";
import type { CacheMode } from "./run-cache.js";

/** Which bytes a cached run brings to disk. */
export type Hydration = "metadata" | "inputs-missing" | "outputs-requested" | "outputs-all";
/** What happens when the outputs are not those that `expect` names. */
export type OnDifference = "error" | "warn" | "ignore";

/** What a run says of itself before it begins. Only the first group can make its result another one. */
export interface RunOptions {
  /** Values that decide the result: part of the signature. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the program reads, by name: part of the signature by content. */
  readonly inputs?: Readonly<Record<string, InputSource>>;
  /** Large files and directories that count by their digest alone. */
  readonly hashInputs?: Readonly<Record<string, HashInput>>;
  readonly year?: number | string;
  readonly iteration?: number | string;
  /** A number and a version that are changed to make earlier runs count no more. */
  readonly epoch?: number;
  readonly version?: string | number;
  /** What else matters to the result. */
  readonly keyParts?: Readonly<Record<string, unknown>>;
  /** Names the code yourself, where git and imports do not tell what counts. */
  readonly codeId?: string;
  readonly code?: CodeMode;
  /** Files that belong to the code and are not imported. */
  readonly extraDeps?: readonly string[];

  /** What runs are asked for by; never part of the signature, like all that follows. */
  readonly facet?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  readonly description?: string;
  /** Id of the run or scenario that this one is a part of. Default: the run around it. */
  readonly parent?: string;
  readonly stage?: string;
  readonly phase?: string;
  /** Options that change no result: jobs, log level, time limits. */
  readonly runtime?: Readonly<Record<string, unknown>>;
  /** Default `reuse`: a finished run with an equal signature answers. */
  readonly cache?: CacheMode;
  /** `lazy` (default): a run whose bytes are missing answers all the same; `eager`: it does not. */
  readonly validate?: "lazy" | "eager";
  /** Default `metadata`: bytes are fetched and verified when they are read. */
  readonly hydrate?: Hydration;
  /** Keys of the outputs that `outputs-requested` brings. */
  readonly outputs?: readonly string[];
  /** Where outputs are brought to; the run's own folder by default. */
  readonly outputsFolder?: string;
  /** Exchange files that are in the way and have other content. */
  readonly replace?: boolean;
  /** Keys of the outputs that the program is to make. */
  readonly expect?: readonly string[];
  readonly onMissing?: OnDifference;
  readonly onExtra?: OnDifference;
  /** Where contents are kept: `blob` copies them, `reference` leaves them where they are. By size when left out. */
  readonly store?: "blob" | "reference";
}

const tagsMax = 200;
const tagMax = 256;
const object: Kind = ["an object", isObject];
const text: Kind = ["a text", (value) => typeof value === "string"];
const list: Kind = ["a list of texts", isTextList];
const whole: Kind = ["a whole number, or the text of one", isWhole];
const difference = oneOf("error", "warn", "ignore");
const kinds: Readonly<Record<keyof RunOptions, Kind>> = {
  cache: oneOf("reuse", "overwrite", "readonly", "off"),
  validate: oneOf("lazy", "eager"),
  hydrate: oneOf("metadata", "inputs-missing", "outputs-requested", "outputs-all"),
  ...{ onMissing: difference, onExtra: difference, store: oneOf("blob", "reference"), replace: oneOf(true, false) },
  ...{ config: object, inputs: object, hashInputs: object, keyParts: object, facet: object, runtime: object },
  ...{ codeId: text, code: text, description: text, parent: text, stage: text, phase: text, outputsFolder: text },
  ...{ extraDeps: list, outputs: list, expect: list, year: whole, iteration: whole },
  tags: [`at most ${tagsMax} texts of 1 to ${tagMax} characters`, areTags],
  epoch: ["a whole number", Number.isSafeInteger],
  version: ["a number or a text", (value) => ["string", "number"].includes(typeof value)],
};
export const runOptionNames: readonly string[] = Object.keys(kinds);

/** Of options that hold others too, those of a run. */
export function pickRunOptions(options: object): RunOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => runOptionNames.includes(name)));
}

/** Refuses with `bad-option` what is none, or does not fit, before anything is started. */
export function checkRunOptions(call: string, options: RunOptions, outcome = "The run was not started."): void {
  checkOptions(call, options ?? null, runOptionNames, outcome); // left out, it is no object either
  checkKinds(call, options, kinds, outcome);
  const { hydrate, outputs } = options;
  if (hydrate === "outputs-requested" && !outputs?.length)
    throw badOption(call, "outputs", { expected: "the keys that are wanted", found: foundText(outputs), outcome });
}

function areTags(value: unknown): boolean {
  const isTag = (tag: string): boolean => tag.length > 0 && tag.length <= tagMax;
  return isTextList(value) && value.length <= tagsMax && value.every(isTag);
}

/** A whole number, or the text of one. */
export function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d{1,15}$/.test(value));
}
