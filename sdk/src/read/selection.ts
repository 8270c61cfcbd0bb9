/**
 * Which scopes a reader wants: filters joined by AND, checked once and compiled to functions that look at no more
 * than they need. What the directory of a tape can decide (label, kind, sequence) is decided without opening a commit.
 */
import { canonicalJson } from "../base/canonical-json.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type CommitEntry, KIND } from "../tape/types.js";

/** A point in time: milliseconds since 1970 (with fraction), nanoseconds as bigint, or a Date. */
export type Moment = number | bigint | Date;

/** Filters for reading. All are optional and joined by AND; ranges are inclusive. */
export interface Selection {
  /** A session id, the first label of a session (newest wins), or `"active"`. Left out: every session. */
  readonly session?: string;
  /** Label of the commit, exactly; `""` = commits without a label. */
  readonly commitLabel?: string;
  /** End of the source path at a `/`: `prepare.ts` matches `src/prepare.ts`, not `01-prepare.ts`. */
  readonly srcFile?: string;
  /** One of the scope's labels, exactly. */
  readonly label?: string;
  /** Each key given is equal in the scope's metadata. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Range of commit numbers. */
  readonly sequence?: { readonly from?: number; readonly to?: number };
  /** Range of scope times; a scope without a time of its own has that of its commit. */
  readonly time?: { readonly from?: Moment; readonly to?: Moment };
  /** Read these variables only. It narrows what a scope holds, not which scopes are delivered. */
  readonly variables?: readonly string[];
  /** Also SYSTEM commits (start, resume and end of the session), which are left out unless asked for. */
  readonly system?: boolean;
}

/** Facts of the rows of one strip, as far as filters ask. */
export interface RowFacts {
  readonly rows: number;
  /** The labels of every row, when they are the same in all. */
  readonly labels: readonly string[] | undefined;
  labelsOf(row: number): readonly string[];
  fileOf(row: number): string | undefined;
  timeNsOf(row: number): bigint;
  metaOf(row: number): Readonly<Record<string, unknown>> | undefined;
}

/** Which rows match: all, none, or those with a 1. */
export type RowSet = "all" | "none" | Uint8Array;

/** A checked selection, ready to be asked. */
export interface Query {
  readonly selection: Selection;
  /** From the directory alone. */
  matchesEntry(entry: CommitEntry): boolean;
  /** Whether a commit number can match at all; for damage, of which nothing else is known. */
  matchesSequence(sequence: number): boolean;
  /** Context columns that the row filters look at; empty when every row of a matching commit matches. */
  readonly contextNames: readonly string[];
  matchLabels(labels: readonly string[]): boolean;
  matchRows(facts: RowFacts): RowSet;
}

const filterNames = [
  "session",
  "commitLabel",
  "srcFile",
  "label",
  "meta",
  "sequence",
  "time",
  "variables",
  "system",
] as const satisfies readonly (keyof Selection)[];

export function isFilter(name: string): boolean {
  return (filterNames as readonly string[]).includes(name);
}

/** Options of reads, which are easily given in the wrong place. */
const optionNames: ReadonlySet<string> = new Set(["unique", "track", "onEvent", "until", "scheduler", "by", "speed"]);

/** Checks a selection and compiles it. Throws `bad-selection`, naming the filter, what it takes and what was found. */
export function compileSelection(selection: Selection = {}): Query {
  checkSelection(selection);
  const { commitLabel, label, sequence = {}, system = false } = selection;
  const { from = 0, to = Number.POSITIVE_INFINITY } = sequence;
  const rowTests = rowTestsOf(selection);
  return {
    selection,
    matchesSequence: (number) => number >= from && number <= to,
    matchesEntry: (entry) =>
      entry.sequence >= from &&
      entry.sequence <= to &&
      (system || entry.kind !== KIND.system) &&
      (commitLabel === undefined || entry.label === commitLabel),
    contextNames: contextNamesOf(selection),
    matchLabels: (labels) => label === undefined || labels.includes(label),
    matchRows: (facts) => matchRows(facts, label, rowTests),
  };
}

/** The filters that were given, each with its text and as a selection by itself. */
export function filtersOf(selection: Selection): { text: string; alone: Selection }[] {
  return filterNames
    .filter((name) => selection[name] !== undefined && name !== "variables" && name !== "system" && name !== "session")
    .map((name) => ({
      text: `${name}: ${shownFilter(selection[name])}`,
      alone: { [name]: selection[name], ...(selection.system ? { system: true } : {}) },
    }));
}

/** Nanoseconds since 1970. A number has its fraction of a millisecond kept to the nanosecond. */
export function nanoseconds(moment: Moment): bigint {
  if (typeof moment === "bigint") return moment;
  const ms = typeof moment === "number" ? moment : moment.getTime();
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}

type RowTest = (facts: RowFacts, row: number) => boolean;

function rowTestsOf({ srcFile, meta, time }: Selection): RowTest[] {
  const tests: RowTest[] = [];
  if (srcFile !== undefined) tests.push(fileTest(srcFile.replace(/^(\.\/)+/, "")));
  if (time !== undefined) tests.push(timeTest(time));
  if (meta !== undefined && Object.keys(meta).length > 0) tests.push(metaTest(meta));
  return tests;
}

function matchRows(facts: RowFacts, label: string | undefined, tests: readonly RowTest[]): RowSet {
  if (facts.rows === 0) return "none";
  if (label !== undefined && facts.labels && !facts.labels.includes(label)) return "none";
  const byLabel = label !== undefined && !facts.labels;
  if (tests.length === 0 && !byLabel) return "all";
  const rows = new Uint8Array(facts.rows);
  let count = 0;
  for (let row = 0; row < facts.rows; row++) {
    if (byLabel && !facts.labelsOf(row).includes(label)) continue;
    if (!tests.every((test) => test(facts, row))) continue;
    rows[row] = 1;
    count++;
  }
  return count === 0 ? "none" : count === facts.rows ? "all" : rows;
}

function contextNamesOf({ srcFile, meta, time, label }: Selection): string[] {
  return [
    ...(label === undefined ? [] : ["$label"]),
    ...(srcFile === undefined ? [] : ["$file"]),
    ...(time === undefined ? [] : ["$t"]),
    ...(meta === undefined ? [] : ["$meta"]),
  ];
}

function fileTest(wanted: string): RowTest {
  // Neighbouring rows nearly always share their file: the last answer is kept.
  let last: string | undefined;
  let answer = false;
  return (facts, row) => {
    const file = facts.fileOf(row);
    if (file === undefined) return false;
    if (file !== last) {
      last = file;
      answer = file === wanted || file.endsWith(`/${wanted}`);
    }
    return answer;
  };
}

function timeTest({ from, to }: NonNullable<Selection["time"]>): RowTest {
  const first = from === undefined ? undefined : nanoseconds(from);
  const last = to === undefined ? undefined : nanoseconds(to);
  return (facts, row) => {
    const time = facts.timeNsOf(row);
    return (first === undefined || time >= first) && (last === undefined || time <= last);
  };
}

function metaTest(meta: Readonly<Record<string, unknown>>): RowTest {
  const wanted = Object.entries(meta).map(([key, value]) => ({ key, text: canonicalJson(value) }));
  return (facts, row) => {
    const found = facts.metaOf(row);
    if (!found) return false;
    return wanted.every(({ key, text }) => Object.hasOwn(found, key) && canonicalJson(found[key]) === text);
  };
}

function checkSelection(selection: Selection): void {
  if (typeof selection !== "object" || selection === null || Array.isArray(selection)) {
    throw bad("selection", "an object of filters", selection);
  }
  for (const name of Object.keys(selection)) {
    if (isFilter(name)) continue;
    if (optionNames.has(name)) throw bad(name, "to be given as an option, in the argument after the filters", name);
    const [meant] = near(name, filterNames);
    throw bad(name, meant ? `one of the filters (did you mean "${meant}"?)` : `one of ${filterNames.join(", ")}`, name);
  }
  const { session, commitLabel, srcFile, label, meta, variables, system } = selection;
  if (session !== undefined && !isText(session, true))
    throw bad("session", "a session id or label, not empty", session);
  if (commitLabel !== undefined && !isText(commitLabel)) throw bad("commitLabel", "a text", commitLabel);
  if (srcFile !== undefined && !isText(srcFile, true)) throw bad("srcFile", "the end of a path, not empty", srcFile);
  if (label !== undefined && !isText(label, true)) throw bad("label", "a label, not empty", label);
  if (system !== undefined && typeof system !== "boolean") throw bad("system", "true or false", system);
  if (variables !== undefined && !(Array.isArray(variables) && variables.every((name) => isText(name)))) {
    throw bad("variables", "a list of names", variables);
  }
  if (meta !== undefined) checkMeta(meta);
  checkRange("sequence", selection.sequence, "whole numbers from 0", (end) => Number.isSafeInteger(end) && end! >= 0);
  checkRange("time", selection.time, "milliseconds, bigint nanoseconds or Dates", isMoment);
}

function checkMeta(meta: unknown): void {
  if (typeof meta !== "object" || meta === null || Array.isArray(meta)) {
    throw bad("meta", "an object of metadata keys and their values", meta);
  }
  for (const [key, value] of Object.entries(meta)) {
    try {
      canonicalJson(value);
    } catch (cause) {
      throw bad(`meta.${key}`, "a JSON value", value, cause);
    }
  }
}

function checkRange<T extends Moment>(
  name: string,
  range: { readonly from?: T; readonly to?: T } | undefined,
  expected: string,
  isEnd: (end: T) => boolean,
): void {
  if (range === undefined) return;
  if (typeof range !== "object" || range === null) throw bad(name, `{from?, to?} of ${expected}`, range);
  const unknown = Object.keys(range).find((key) => key !== "from" && key !== "to");
  if (unknown !== undefined) throw bad(name, "{from?, to?}", unknown);
  const { from, to } = range;
  for (const end of [from, to]) {
    if (end !== undefined && !isEnd(end)) throw bad(name, `{from?, to?} of ${expected}`, end);
  }
  if (from !== undefined && to !== undefined && nanoseconds(from) > nanoseconds(to)) {
    throw bad(name, "from not above to", range);
  }
}

function isMoment(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return Number.isFinite(value instanceof Date ? value.getTime() : value);
}

function isText(value: unknown, filled = false): value is string {
  return typeof value === "string" && (!filled || value.trim() !== "");
}

function shownFilter(value: unknown): string {
  const text = JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
  return shown(text ?? String(value), 120);
}

function bad(filter: string, expected: string, found: unknown, cause?: unknown): TapelabError<"bad-selection"> {
  const text = typeof found === "string" ? JSON.stringify(found) : shownFilter(found);
  return new TapelabError(
    "bad-selection",
    `The filter "${shown(filter, 60)}" expects ${expected}, found ${shown(text, 120)}. Nothing was read. Correct the filter.`,
    { filter, expected, found: text },
    cause === undefined ? undefined : { cause },
  );
}
