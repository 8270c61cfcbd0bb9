/**
 * Command lines: declared options in, typed values out. Whatever is not declared is a usage error that names the
 * nearest declared name; nothing is ignored and nothing is guessed.
 */
import { parseArgs } from "node:util";
import { near } from "../base/text.js";

interface Declared {
  /** Word for the value in the help text. */
  readonly value?: string;
  readonly help: string;
}

/**
 * One option of a verb. The kind says which text is accepted and which getter of `Given` returns it; `list` is split at
 * commas, `texts` are not, and both may be given several times.
 */
export type OptionSpec =
  | (Declared & { readonly kind: "flag" | "list" | "texts" | "whole" | "range" | "since" })
  | (Declared & { readonly kind: "count"; readonly from?: 0 })
  | (Declared & { readonly kind: "text"; readonly mayBeEmpty?: true })
  | (Declared & { readonly kind: "choice"; readonly choices: readonly string[] });

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** Inclusive bounds of sequence numbers. */
export interface Range {
  readonly from?: number;
  readonly to?: number;
}

/** A mistake on the command line: exit code 2, one line, never a stack trace. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** What was given on a command line, checked against what the verb declares. */
export class Given {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(positionals: readonly string[], values: ReadonlyMap<string, unknown>) {
    this.positionals = positionals;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  text(name: string): string | undefined {
    return this.#values.get(name) as string | undefined;
  }

  list(name: string): readonly string[] | undefined {
    return this.#values.get(name) as readonly string[] | undefined;
  }

  texts(name: string): readonly string[] {
    return (this.#values.get(name) as readonly string[] | undefined) ?? [];
  }

  /** Of a count or a whole number. */
  count(name: string): number | undefined {
    return this.#values.get(name) as number | undefined;
  }

  range(name: string): Range | undefined {
    return this.#values.get(name) as Range | undefined;
  }

  /** Milliseconds since 1970. */
  since(name: string): number | undefined {
    return this.#values.get(name) as number | undefined;
  }

  /** The one given of options that exclude each other; undefined when none is. */
  oneOf(...names: readonly string[]): string | undefined {
    const [first, second] = names.filter((name) => this.#values.has(name));
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other.`);
    return first;
  }
}

/** Reads the arguments of one verb. `nowMs` is what relative times count back from. */
export function parseOptions(
  argv: readonly string[],
  table: OptionTable,
  maxPositionals: number,
  nowMs: number,
): Given {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(table),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values = new Map<string, unknown>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") take(values, table, token, nowMs);
  }
  const extra = positionals[maxPositionals];
  if (extra !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}.`);
  return new Given(positionals, values);
}

/** `name` with a hint: the nearest of the known names, or nothing when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const found = near(name, known);
  return found.length === 0 ? "" : ` Did you mean ${found.slice(0, 3).join(" or ")}?`;
}

type ParserOptions = Record<string, { type: "string" | "boolean"; short?: string }>;

function parserOptions(table: OptionTable): ParserOptions {
  const options: ParserOptions = {};
  for (const [name, spec] of Object.entries(table)) {
    options[name] = spec.kind === "flag" ? { type: "boolean" } : { type: "string" };
    if (name === "help") options[name]!.short = "h";
  }
  return options;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function take(values: Map<string, unknown>, table: OptionTable, token: OptionToken, nowMs: number): void {
  const spec = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
  if (!spec) {
    const known = Object.keys(table).map((name) => `--${name}`);
    throw new UsageError(`Unknown option ${token.rawName}.${didYouMean(token.rawName, known)}`);
  }
  if (spec.kind === "flag") {
    if (token.inlineValue) throw new UsageError(`${token.rawName} takes no value.`);
    values.set(token.name, true);
    return;
  }
  const text = token.value;
  const looksLikeOption = !token.inlineValue && text !== undefined && /^-[^\d]/.test(text);
  if (text === undefined || looksLikeOption || (text === "" && !takesEmpty(spec)))
    throw new UsageError(`${token.rawName} needs a value (${spec.value ?? "TEXT"}).`);
  if (spec.kind === "list") {
    const earlier = (values.get(token.name) as string[] | undefined) ?? [];
    const parts = text.split(",").map((part) => part.trim());
    if (parts.every((part) => part === "")) throw expected(token.rawName, "names, separated by commas", text);
    values.set(token.name, [...earlier, ...parts.filter((part) => part !== "")]);
    return;
  }
  if (spec.kind === "texts") {
    values.set(token.name, [...((values.get(token.name) as string[] | undefined) ?? []), text]);
    return;
  }
  if (values.has(token.name)) throw new UsageError(`${token.rawName} is given twice.`);
  values.set(token.name, parseValue(token.rawName, spec, text, nowMs));
}

/** An empty text is most often a variable of the shell that is not set. */
function takesEmpty(spec: OptionSpec): boolean {
  return spec.kind === "text" ? spec.mayBeEmpty === true : spec.kind !== "texts";
}

function parseValue(option: string, spec: OptionSpec, text: string, nowMs: number): unknown {
  switch (spec.kind) {
    case "count":
      if (!/^\d{1,15}$/.test(text) || Number(text) < (spec.from ?? 1))
        throw expected(option, `a whole number from ${spec.from ?? 1}`, text);
      return Number(text);
    case "whole":
      if (!/^-?\d{1,15}$/.test(text)) throw expected(option, "a whole number", text);
      return Number(text);
    case "range":
      return parseRange(option, text);
    case "since":
      return parseSince(option, text, nowMs);
    case "choice":
      if (!spec.choices.includes(text)) throw expected(option, `one of ${spec.choices.join(", ")}`, text);
      return text;
    default:
      return text;
  }
}

function parseRange(option: string, text: string): Range {
  const match = /^(\d{0,15})(\.\.)?(\d{0,15})$/.exec(text);
  const [, from = "", dots, to = ""] = match ?? [];
  if (!match || (from === "" && to === ""))
    throw expected(option, "a sequence (12) or a range (2..40, 2.., ..40)", text);
  if (dots === undefined) return { from: Number(from), to: Number(from) };
  const range: { from?: number; to?: number } = {};
  if (from !== "") range.from = Number(from);
  if (to !== "") range.to = Number(to);
  if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
    throw expected(option, "a range whose first number is not above its last", text);
  }
  return range;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 7 * 86_400e3 };

function parseSince(option: string, text: string, nowMs: number): number {
  const ago = /^(\d{1,9}(?:\.\d+)?)([smhdw])$/.exec(text);
  if (ago) return nowMs - Number(ago[1]) * UNIT_MS[ago[2]!]!;
  const at = /^\d{4}-\d\d(-\d\d(T.*)?)?/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw expected(option, "a time ago (90s, 15m, 2h, 3d) or a date (2026-10-02, 2026-10-02T14:00)", text);
  return at;
}

function expected(option: string, what: string, found: string): UsageError {
  return new UsageError(`${option} expects ${what}, found ${JSON.stringify(found)}.`);
}
