/** `tapelab cat`: the scopes of a tape as a table, JSON lines, CSV or Arrow. */
import { near, shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import type { ReadEvent } from "../read/read-event.js";
import type { Scope } from "../read/scope.js";
import type { Selection } from "../read/selection.js";
import type { Tape } from "../read/tape.js";
import { arrowBytes } from "../value/arrow-ipc.js";
import { scopeGroups } from "./observe.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { csvPrinter, jsonPrinter, namesOf, type ScopePrinter, tablePrinter } from "./scope-printer.js";
import { tellLosses, withTape } from "./tapes.js";
import type { ExitCode } from "./verbs.js";

interface Wanted {
  readonly selection: Selection;
  readonly variables: readonly string[] | undefined;
  readonly limit: number;
}

export async function cat(given: Given, output: Output): Promise<ExitCode> {
  const format = formatOf(given, output);
  const variables = given.list("var");
  const selection = { label: given.text("label"), sequence: given.range("sequence"), variables };
  const wanted: Wanted = {
    selection: onlyGiven(selection),
    variables,
    limit: given.count("limit") ?? Number.POSITIVE_INFINITY,
  };
  return withTape(given.positionals[0]!, given, async (tape, entry) => {
    if (format === "arrow") await printArrow(output, tape, wanted);
    else await printScopes(given, format, output, tape, wanted);
    return tellLosses(output, tape, entry, given.range("sequence"));
  });
}

async function printScopes(given: Given, format: Format, output: Output, tape: Tape, wanted: Wanted): Promise<void> {
  if (!given.flag("follow")) await assertAnyHeld(tape, wanted);
  const printer = await printerFor(format, output, tape, wanted);
  const seen = given.flag("follow")
    ? await follow(tape, wanted, printer, output)
    : await printAll(tape, wanted, printer);
  if (seen.scopes === 0) output.note(await whyNone(tape, wanted.selection));
  const missing = wanted.variables?.filter((name) => seen.scopes > 0 && !seen.names.has(name)) ?? [];
  if (missing.length > 0) throw new UsageError(noSuchVariable(missing, await allNames(tape, wanted)));
}

/** Which of the filters found nothing. */
async function whyNone(tape: Tape, selection: Selection): Promise<string> {
  const error: unknown = await tape.latestScope(selection).catch((cause: unknown) => cause);
  return isTapelabError(error, "no-such-scope") ? error.message : "No scope matches.";
}

/** Where no selected scope holds any of the variables, the table would be rows of nothing. */
async function assertAnyHeld(tape: Tape, wanted: Wanted): Promise<void> {
  const { variables, limit } = wanted;
  if (variables === undefined || limit === 0) return;
  let count = 0;
  for await (const group of scopeGroups(tape, wanted.selection)) {
    if (namesOf(group.slice(0, limit - count)).length > 0) return;
    count += group.length;
    if (count >= limit) break;
  }
  if (count > 0) throw new UsageError(noSuchVariable(variables, await allNames(tape, wanted)));
}

type Format = "table" | "json" | "csv" | "arrow";

function formatOf(given: Given, output: Output): Format {
  const format = given.text("format") as Format | undefined;
  if (output.json && format !== undefined && format !== "json")
    throw new UsageError(`--json and --format ${format} exclude each other.`);
  if (given.flag("follow") && (format === "arrow" || format === "csv"))
    throw new UsageError(`--follow shows a table or json, not ${format}.`);
  return format ?? (output.json ? "json" : "table");
}

async function printerFor(format: Format, output: Output, tape: Tape, wanted: Wanted): Promise<ScopePrinter> {
  if (format === "json") return jsonPrinter(output, wanted.variables);
  if (format === "csv") return csvPrinter(output, wanted.variables ?? (await allNames(tape, wanted)));
  return tablePrinter(output, wanted.variables);
}

/** What was printed, to say afterwards what was not found. */
interface Seen {
  scopes: number;
  readonly names: Set<string>;
}

async function printAll(tape: Tape, wanted: Wanted, printer: ScopePrinter): Promise<Seen> {
  const seen: Seen = { scopes: 0, names: new Set() };
  for await (const group of scopeGroups(tape, wanted.selection)) {
    await print(group, wanted, printer, seen);
    if (seen.scopes >= wanted.limit) break;
  }
  return seen;
}

/** Past first, then live. What arrives together is printed together. */
function follow(tape: Tape, wanted: Wanted, printer: ScopePrinter, output: Output): Promise<Seen> {
  const onEvent = (event: ReadEvent): void => output.note(event.text);
  const seen: Seen = { scopes: 0, names: new Set() };
  let waiting: Scope[] = [];
  let printing = Promise.resolve();
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      subscription.unsubscribe();
      printing.then(() => resolve(seen), reject);
    };
    const flush = async (): Promise<void> => {
      const group = waiting;
      waiting = [];
      await print(group, wanted, printer, seen);
    };
    const subscription = tape.follow$(wanted.selection, { onEvent }).subscribe({
      next: (scope) => {
        if (waiting.push(scope) === 1) printing = printing.then(flush);
        if (seen.scopes + waiting.length >= wanted.limit) finish();
      },
      error: reject,
      complete: () => printing.then(() => resolve(seen), reject),
    });
    process.once("SIGINT", finish);
  });
}

async function print(group: readonly Scope[], { limit }: Wanted, printer: ScopePrinter, seen: Seen): Promise<void> {
  const scopes = group.slice(0, limit - seen.scopes);
  for (const name of namesOf(scopes)) seen.names.add(name);
  seen.scopes += scopes.length;
  await printer.print(scopes);
}

async function printArrow(output: Output, tape: Tape, { selection, limit }: Wanted): Promise<void> {
  if (output.isTerminal) throw new UsageError("Arrow is binary; send it to a file: --format arrow > scopes.arrow");
  const table = await tape.table(selection);
  await output.write(arrowBytes(limit < table.numRows ? table.slice(0, limit) : table));
}

/** Names of all variables that the selected scopes hold. */
async function allNames(tape: Tape, { selection, limit }: Wanted): Promise<string[]> {
  const { variables: _, ...anyVariable } = selection;
  const names = new Set<string>();
  let count = 0;
  for await (const group of scopeGroups(tape, anyVariable)) {
    for (const name of namesOf(group.slice(0, limit - count))) names.add(name);
    count += group.length;
    if (count >= limit) break;
  }
  return [...names];
}

function noSuchVariable(missing: readonly string[], known: readonly string[]): string {
  const meant = missing.flatMap((name) => near(name, known).slice(0, 1));
  const listed = known
    .slice(0, 20)
    .map((name) => shown(name, 60))
    .join(", ");
  const hint = meant.length === 0 ? "" : ` Did you mean ${meant.map((name) => shown(name, 60)).join(", ")}?`;
  return `No scope shown holds ${missing.map((name) => shown(name, 60)).join(", ")}; they hold ${listed || "no variables"}.${hint}`;
}

/** Filters that were not given are left out. */
function onlyGiven(selection: Selection): Selection {
  return Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== undefined));
}
