/** Command lines: declared options in, checked values out. What is not declared is a usage error, nothing is guessed. */
import { parseArgs } from "node:util";

export interface OptionSpec {
  /** `texts` may be given several times. */
  readonly kind: "flag" | "text" | "texts" | "count";
  /** Word for the value in the help text. */
  readonly value?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

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

  texts(name: string): readonly string[] {
    return (this.#values.get(name) as readonly string[] | undefined) ?? [];
  }

  count(name: string): number | undefined {
    return this.#values.get(name) as number | undefined;
  }

  /** The one given of options that exclude each other; undefined when none is. */
  oneOf(...names: readonly string[]): string | undefined {
    const [first, second] = names.filter((name) => this.#values.has(name));
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other.`);
    return first;
  }
}

export function parseOptions(argv: readonly string[], table: OptionTable, positionalsMax: number): Given {
  const options: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const [name, { kind }] of Object.entries(table))
    options[name] = { type: kind === "flag" ? "boolean" : "string", ...(name === "help" && { short: "h" }) };
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values = new Map<string, unknown>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") take(values, table, token);
  }
  const extra = positionals[positionalsMax];
  if (extra !== undefined) throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}.`);
  return new Given(positionals, values);
}

/** A hint at the nearest known name, or nothing when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = known.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far)[0];
  return nearest && nearest.far <= Math.max(1, name.length / 3) ? ` Did you mean ${nearest.one}?` : "";
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function take(values: Map<string, unknown>, table: OptionTable, token: OptionToken): void {
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
  if (text === undefined || text === "" || (!token.inlineValue && text.startsWith("-")))
    throw new UsageError(`${token.rawName} needs a value (${spec.value ?? "TEXT"}).`);
  if (spec.kind === "texts") {
    values.set(token.name, [...((values.get(token.name) as string[] | undefined) ?? []), text]);
    return;
  }
  if (values.has(token.name)) throw new UsageError(`${token.rawName} is given twice.`);
  if (spec.kind === "count" && !/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`${token.rawName} expects a whole number from 1, found ${JSON.stringify(text)}.`);
  values.set(token.name, spec.kind === "count" ? Number(text) : text);
}

/** How many letters must be changed, added or left out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
