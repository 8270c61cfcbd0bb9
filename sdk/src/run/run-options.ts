/** Options of a run, checked. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import type { CodeMode } from "./code-id.js";
import { isObject, isTextList } from "./given.js";
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

/** What each option may be; undefined: whatever has a stable text. */
const choices: Partial<Record<keyof RunOptions, readonly unknown[]>> = {
  cache: ["reuse", "overwrite", "readonly", "off"],
  validate: ["lazy", "eager"],
  hydrate: ["metadata", "inputs-missing", "outputs-requested", "outputs-all"],
  onMissing: ["error", "warn", "ignore"],
  onExtra: ["error", "warn", "ignore"],
  store: ["blob", "reference"],
  replace: [true, false],
};
const tagsMax = 200;
const tagMax = 256;
const objects = ["config", "inputs", "hashInputs", "keyParts", "facet", "runtime"] as const;
const texts = ["codeId", "code", "description", "parent", "stage", "phase", "outputsFolder"] as const;
const lists = ["extraDeps", "tags", "outputs", "expect"] as const;
const others = ["year", "iteration", "epoch", "version"] as const;
export const runOptionNames: readonly string[] = [...Object.keys(choices), ...objects, ...texts, ...lists, ...others];

/** Of options that hold others too, those of a run. */
export function pickRunOptions(options: object): RunOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => runOptionNames.includes(name)));
}

/** Refuses with `bad-option` what is none, or does not fit, before anything is started. */
export function checkRunOptions(call: string, options: RunOptions, outcome = "The run was not started."): void {
  checkOptions(call, options ?? null, runOptionNames, outcome); // left out, it is no object either
  const refuse = (option: keyof RunOptions, expected: string): never => {
    throw badOption(call, option, { expected, found: foundText(options[option]), outcome });
  };
  for (const [option, allowed] of Object.entries(choices) as [keyof RunOptions, readonly unknown[]][])
    if (options[option] !== undefined && !allowed.includes(options[option]))
      refuse(option, `one of ${allowed.map((one) => JSON.stringify(one)).join(", ")}`);
  const isLeftOut = (option: keyof RunOptions): boolean => options[option] === undefined;
  for (const option of objects) if (!isLeftOut(option) && !isObject(options[option])) refuse(option, "an object");
  for (const option of texts) if (!isLeftOut(option) && typeof options[option] !== "string") refuse(option, "a text");
  for (const option of lists) if (!isLeftOut(option) && !isTextList(options[option])) refuse(option, "a list of texts");
  for (const option of ["year", "iteration"] as const)
    if (!isWhole(options[option])) refuse(option, "a whole number, or the text of one");
  if (!["undefined", "string", "number"].includes(typeof options.version)) refuse("version", "a number or a text");
  const { tags = [] } = options;
  if (tags.length > tagsMax || tags.some((tag) => tag.length === 0 || tag.length > tagMax))
    refuse("tags", `at most ${tagsMax} texts of 1 to ${tagMax} characters`);
  if (options.hydrate === "outputs-requested" && !options.outputs?.length)
    refuse("outputs", "the keys that are wanted");
  if (options.epoch !== undefined && !Number.isSafeInteger(options.epoch)) refuse("epoch", "a whole number");
}

/** Left out, a whole number, or the text of one. */
export function isWhole(value: unknown): boolean {
  return (
    value === undefined || Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d{1,15}$/.test(value))
  );
}
