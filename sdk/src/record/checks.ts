/** Checks of what users pass to a session; each error says that nothing was taken. */
import { limits } from "../base/limits.js";
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
    throw badLabel(String(more), `the option labels of a ${what} is a list of texts, found ${typeof more}`);
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

const commitOptions: Readonly<Record<"commit" | "queue", ReadonlySet<string>>> = {
  commit: new Set(["meta", "allowEmpty", "durability"]),
  queue: new Set(["meta", "every", "maxPending"]),
};

/** The label of a commit, and that the options of the call mean something. */
export function checkCommitLabel(label: string, options: object = {}, call: "commit" | "queue" = "commit"): string {
  const known = commitOptions[call];
  const unknown = Object.keys(options ?? {}).find((name) => !known.has(name));
  if (options === null || typeof options !== "object" || unknown !== undefined) {
    const expected = `one of ${[...known].join(", ")}`;
    const found = foundIn(unknown ?? options);
    const text = `${call}: the options: expected ${expected}, found ${found}. Nothing was taken from the stage.`;
    throw new TapelabError("bad-option", text, { option: "options", expected, found });
  }
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
  const found = foundIn(value);
  const text = `${option} is a whole number of at least 1, found ${found}. Nothing was taken from the stage.`;
  throw new TapelabError("bad-option", text, { option, expected: "a whole number of at least 1", found });
}

/** Whether a capture's options say something that its values have to be looked at for. */
export function hasMoreThanTime({ labels, meta, blob, hash, units }: CaptureOptions): boolean {
  return labels !== undefined || meta !== undefined || blob !== undefined || hash !== undefined || units !== undefined;
}

export function checkDurability(level: unknown): "disk" | "os" {
  if (level === "disk" || level === "os") return level;
  const found = foundIn(level);
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

const captureOptions: ReadonlySet<string> = new Set(["labels", "meta", "time", "blob", "hash", "units"]);

/** What a capture says besides its values: a name that means nothing, or a list that is none, would be lost silently. */
export function checkCaptureOptions(options: object): void {
  const given = options as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (!captureOptions.has(name)) throw badCapture(name, `one of ${[...captureOptions].join(", ")}`, name);
    if (value === undefined) continue;
    if ((name === "blob" || name === "hash") && !isTexts(value))
      throw badCapture(name, "a list of variable names", value);
    if (name === "units" && !isUnits(value)) throw badCapture(name, "an object of names and units as text", value);
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isUnits(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isTexts(Object.values(value));
}

function badCapture(option: string, expected: string, value: unknown): TapelabError<"bad-option"> {
  const found = foundIn(value);
  const text = `capture: option ${shown(JSON.stringify(option), 60)}: expected ${expected}, found ${found}. The scope was not captured.`;
  return new TapelabError("bad-option", text, { option, expected, found });
}

export function checkDrop(count: number | "all"): number | "all" {
  if (count === "all" || (Number.isInteger(count) && count >= 0)) return count;
  const found = foundIn(count);
  const expected = 'a whole number of at least 0, or "all"';
  throw new TapelabError("bad-option", `stage.drop: expected ${expected}, found ${found}. Nothing was dropped.`, {
    option: "count",
    expected,
    found,
  });
}

/** A value that does not fit, in a few words; never throws. */
function foundIn(value: unknown): string {
  if (typeof value === "string") return shown(JSON.stringify(value), 60);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "another list" : "an object";
  return shown(String(value), 60);
}
