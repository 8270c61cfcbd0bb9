/** Checks of what users pass to a session; each error says that nothing was taken. */
import { limits } from "../base/limits.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { CaptureOptions } from "./session-options.js";

function mib(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}

/** The labels of a session: its name, trimmed and not empty, then free tags. */
export function checkLabels(label: string, more: readonly string[] = []): string[] {
  if (typeof label === "string" && label.trim() === "")
    throw badLabel(label, "the first label of a session must not be empty");
  const [first, ...tags] = checkAll("session", label, more);
  return [first!.trim(), ...tags];
}

/** The labels of a scope. One that cannot be stored must not reach the stage, where it would spoil a whole commit. */
export function checkScopeLabels(label: string, more: readonly string[] = []): string[] {
  return checkAll("scope", label, more);
}

function checkAll(what: string, label: string, more: readonly string[]): string[] {
  if (!Array.isArray(more))
    throw badLabel(
      String(more),
      `the option labels of a ${what} is a list of texts, found ${more === null ? "null" : typeof more}`,
    );
  const labels = [label, ...more];
  if (labels.length > limits.labels)
    throw badLabel(label, `a ${what} has at most ${limits.labels} labels, found ${labels.length}`);
  for (const one of labels) {
    if (typeof one !== "string") throw badLabel(String(one), `a label is a text, found ${typeof one}`);
    if (one.length > limits.labelChars)
      throw badLabel(one, `a label has at most ${limits.labelChars} characters, found ${one.length}`);
  }
  return labels;
}

const commitOptions = {
  commit: ["meta", "allowEmpty", "durability"],
  queue: ["meta", "every", "maxPending"],
  finalize: [],
  edit: [],
} as const;

const nothingTaken = "Nothing was taken from the stage.";

/** The label of a commit, and that the options of the call mean something. */
export function checkCommitCall(call: keyof typeof commitOptions, label: string, options?: object): string {
  const outcome = call === "finalize" ? `${nothingTaken} Commit with it first, then finalize.` : nothingTaken;
  checkOptions(call, options, commitOptions[call], outcome);
  const { allowEmpty } = (options ?? {}) as { readonly allowEmpty?: unknown };
  if (allowEmpty !== undefined && typeof allowEmpty !== "boolean")
    throw badOption(call, "allowEmpty", { expected: "true or false", found: foundText(allowEmpty), outcome });
  if (typeof label !== "string")
    throw badLabel(String(label), `the label of a commit is a text, found ${typeof label}`);
  if (label.length > limits.labelChars)
    throw badLabel(label, `a label has at most ${limits.labelChars} characters, found ${label.length}`);
  return label;
}

function badLabel(label: string, reason: string): TapelabError<"bad-label"> {
  return new TapelabError(
    "bad-label",
    `The label ${shown(JSON.stringify(label), 60)} cannot be used: ${reason}. Nothing was recorded.`,
    { label, reason },
  );
}

export function checkCount(option: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && value >= 1) return value;
  const found = foundText(value);
  const text = `${option} is a whole number of at least 1, found ${found}. ${nothingTaken}`;
  throw new TapelabError("bad-option", text, { option, expected: "a whole number of at least 1", found });
}

/** Whether a capture's options say something that has to be looked at. */
export function hasMoreThanTime(options: CaptureOptions): boolean {
  if (typeof options !== "object" || options === null) return true;
  for (const name in options) if (name !== "time") return true;
  return false;
}

/** The moment that a capture was given, as the stage takes it. */
export function timeOf(moment: Date): number {
  if (moment instanceof Date) return moment.getTime();
  throw badCapture("time", "milliseconds, bigint nanoseconds or a Date", moment);
}

export function checkDurability(level: unknown): "disk" | "os" {
  if (level === "disk" || level === "os") return level;
  const found = foundText(level);
  const text = `durability is "disk" or "os", found ${found}. Nothing was committed.`;
  throw new TapelabError("bad-option", text, { option: "durability", expected: '"disk" or "os"', found });
}

/** For calls on a session that records no more. */
export function endedError({ id, label }: { readonly id: string; readonly label: string }, call: string): TapelabError {
  const text = `Session "${shown(label, 80)}" has ended (${call}). Nothing was recorded. Start a new session, or resume this one by its id: ${id}.`;
  return new TapelabError("session-ended", text, { id, label });
}

/** The notice at half of the memory that a session may hold. */
export function halfFull(label: string, sizeBytes: number, limitBytes: number): string {
  return `Session "${shown(label, 80)}" holds ${mib(sizeBytes)} of at most ${mib(limitBytes)} in memory. Queue or commit more often.`;
}

export function queueFull(label: string, sizeBytes: number, limitBytes: number): TapelabError {
  const text = `Session "${shown(label, 80)}" holds ${mib(sizeBytes)} in memory, the limit is ${mib(limitBytes)} (session.max_queued_bytes). The scope was not captured; what is held stays. Queue or commit more often.`;
  return new TapelabError("queue-full", text, { sizeBytes, limitBytes });
}

const captureOptions = ["labels", "meta", "time", "blob", "hash", "units", "levels"];
const notCaptured = "The scope was not captured.";

/** What a capture says besides its values: a name that means nothing, or a list that is none, would be lost silently. */
export function checkCaptureOptions(options: object): void {
  checkOptions("capture", options, captureOptions, notCaptured);
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined) continue;
    if (name === "labels" && !Array.isArray(value)) checkAll("scope", "", value as never);
    if ((name === "blob" || name === "hash") && !isTexts(value))
      throw badCapture(name, "a list of variable names", value);
    if (name === "units" && !isUnits(value)) throw badCapture(name, "an object of names and units as text", value);
    if (name === "levels" && !isLevels(value))
      throw badCapture(name, 'an object of names and "cell" or "global"', value);
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isUnits(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isTexts(Object.values(value));
}

function isLevels(value: unknown): boolean {
  return isUnits(value) && Object.values(value as object).every((level) => level === "cell" || level === "global");
}

function badCapture(option: string, expected: string, value: unknown): TapelabError<"bad-option"> {
  return badOption("capture", option, { expected, found: foundText(value), outcome: notCaptured });
}

export function checkDrop(count: number | "all"): number | "all" {
  if (count === "all" || (Number.isInteger(count) && count >= 0)) return count;
  const found = foundText(count);
  const expected = 'a whole number of at least 0, or "all"';
  throw new TapelabError("bad-option", `stage.drop: expected ${expected}, found ${found}. Nothing was dropped.`, {
    option: "count",
    expected,
    found,
  });
}
