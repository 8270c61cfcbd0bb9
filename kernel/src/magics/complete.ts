/** Completion and inspection on magic lines, from the table. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Bundle } from "../link.js";
import { operandSpec } from "./arguments.js";
import { type Candidate, candidateAt, candidatesOf, linesOf } from "./candidates.js";
import { helpOf } from "./help.js";
import { UsageProblem } from "./problem.js";
import { settle } from "./settle.js";
import {
  type Command,
  groupOf,
  type Magic,
  type MagicTable,
  type OperandSpec,
  type OptionSpec,
  type ValueSource,
} from "./table.js";
import { bareText, plainText, type Word, wordsOf } from "./words.js";
import type { WorkspaceNames } from "./workspace-names.js";

export interface MagicEntry {
  readonly text: string;
  readonly type: "magic" | "variable";
}

/** What the cursor's place can be replaced with. Offsets are UTF-16 indexes in the source. */
export interface MagicCompletion {
  readonly entries: readonly MagicEntry[];
  readonly start: number;
  readonly end: number;
}

/** What completion asks besides the table. */
export interface CompletionContext {
  readonly table: MagicTable;
  /** Folder of the notebook, for paths. */
  readonly folder: string;
  /** Names of the notebook's variables. */
  variables(): readonly string[];
  /** `from`: what is asked for, which may be read for itself. */
  workspace(from?: ValueSource): Promise<WorkspaceNames>;
  /** What the last word of a registered magic may be, by the magic itself. */
  words?(magic: string, words: readonly string[]): Promise<unknown>;
}

const entriesMax = 500;

/** The completion at the offset, when it stands on a magic line; else undefined, and TypeScript is asked. */
export async function completeMagic(
  source: string,
  offset: number,
  context: CompletionContext,
): Promise<MagicCompletion | undefined> {
  const candidate = magicAt(source, offset, context.table);
  if (candidate === undefined) return undefined;
  const cursor = offset - (candidate.start - candidate.at);
  const before = candidate.text.slice(0, cursor);
  const signs = candidate.isCell ? "%%" : "%";
  const nameEnd = candidate.at + signs.length + candidate.name.length;
  if (cursor <= nameEnd) {
    const written = before.slice(candidate.at);
    const entries = namesOf(context.table, candidate).filter(({ text }) => text.startsWith(written));
    return entries.length === 0 && candidate.name !== "" ? undefined : { entries, start: candidate.start, end: offset };
  }
  const magic = context.table.find(candidate.name);
  if (magic === undefined || magic.rest !== undefined) return undefined;
  const found = await completeWords(magic, before, nameEnd, candidate.isCell, context);
  const start = offset - (cursor - found.from);
  return { entries: found.entries.slice(0, entriesMax), start, end: offset };
}

/** Help on the magic, sub-command or option at the offset; undefined where no magic stands. */
export function inspectMagic(source: string, offset: number, table: MagicTable): Bundle | undefined {
  const candidate = magicAt(source, offset, table);
  const magic = candidate && table.find(candidate.name);
  if (candidate === undefined || magic === undefined) return undefined;
  if (magic.rest !== undefined && offset > candidate.start + candidate.name.length + 2) return undefined;
  const rest = candidate.text.slice(candidate.at).replace(/^%%?[^ \t]*/, "");
  const [word = "", second = ""] = rest.trim().split(/[ \t]+/, 2);
  const isOnName = offset <= candidate.start + candidate.text.slice(candidate.at).length - rest.length;
  const command = isOnName ? undefined : magic.commands?.find(({ name }) => name === word);
  if (command?.commands === undefined) return helpOf({ magic, command: command ?? magic });
  const group = groupOf(magic, command);
  return helpOf({ magic: group, command: command.commands.find(({ name }) => name === second) ?? group });
}

/** The magic line at the offset; its name may be incomplete or unknown. */
function magicAt(source: string, offset: number, table: MagicTable): Candidate | undefined {
  const lines = linesOf(source);
  const number = lines.findLastIndex(({ start }) => start <= offset);
  const here = candidateAt(lines, number);
  if (here === undefined || offset <= here.start) return undefined;
  if (here.isCell) return here.isFirst ? here : undefined;
  const others = candidatesOf(source).filter(
    ({ line, name, isCell }) => line !== number && !isCell && table.find(name),
  );
  const [first] = candidatesOf(source);
  const head = first?.isCell && first.isFirst ? first : undefined;
  if (head !== undefined && table.find(head.name)?.body === "text") return undefined;
  const all = [...others, here].sort((a, b) => a.line - b.line);
  return settle(source, all, head).has(here) ? here : undefined;
}

function namesOf(table: MagicTable, { isCell, isFirst }: Candidate): readonly MagicEntry[] {
  return table.all.flatMap(({ kind, name }) => {
    const asLine = kind !== "cell" && !isCell ? [magicEntry(`%${name}`)] : [];
    return kind !== "line" && isFirst ? [...asLine, magicEntry(`%%${name}`)] : asLine;
  });
}

interface Offered {
  readonly entries: readonly MagicEntry[];
  /** Index in the line from which on text is replaced. */
  readonly from: number;
}

async function completeWords(
  magic: Magic,
  before: string,
  nameEnd: number,
  isCell: boolean,
  context: CompletionContext,
): Promise<Offered> {
  const wordStart = startOfWord(before, nameEnd);
  const written = before.slice(wordStart);
  const words = wordsBefore(before.slice(0, wordStart), nameEnd);
  if (words === undefined) return { entries: [], from: before.length };
  return completeBehind(magic, words, { written, from: wordStart }, isCell, context);
}

/** What may follow these words behind a magic. */
async function completeBehind(
  magic: Magic,
  words: readonly Word[],
  { written, from: wordStart }: Written,
  isCell: boolean,
  context: CompletionContext,
): Promise<Offered> {
  const [first, ...rest] = words;
  if (magic.commands !== undefined && first === undefined) {
    void context.workspace(magic.name === "tape run" ? "launches" : undefined); // what comes next may need it
    const commands = magic.commands.filter((command) => !isCell || command.isCell);
    return {
      entries: startingWith(
        commands.map(({ name }) => magicEntry(name)),
        written,
      ),
      from: wordStart,
    };
  }
  const name = first && bareText(first);
  const command = magic.commands === undefined ? magic : magic.commands.find((one) => one.name === name);
  if (command === undefined) return { entries: [], from: wordStart + written.length };
  if (command !== magic && command.commands !== undefined)
    return completeBehind(groupOf(magic, command), rest, { written, from: wordStart }, isCell, context);
  const given = magic.commands === undefined ? words : rest;
  if (magic.completes && !written.startsWith("-")) {
    const texts = [...given.map(({ pieces }) => plainText(pieces) ?? ""), written];
    const found = await context.words?.(magic.name, texts);
    const entries = Array.isArray(found) ? found.map((text) => magicEntry(String(text))) : [];
    return { entries: startingWith(entries, written), from: wordStart };
  }
  return completeArgument(command, given, { written, from: wordStart }, context);
}

interface Written {
  readonly written: string;
  readonly from: number;
}

async function completeArgument(
  command: Command,
  given: readonly Word[],
  { written, from }: Written,
  context: CompletionContext,
): Promise<Offered> {
  const brace = /\{([\p{ID_Continue}$]*)$/u.exec(written);
  if (brace !== null) {
    const names = context.variables().map(variableEntry);
    return { entries: startingWith(names, brace[1] ?? ""), from: from + brace.index + 1 };
  }
  const equals = /^--([\w-]+)=/.exec(written);
  const option = (name: string): OptionSpec | undefined => command.options.find((one) => one.name === name);
  if (equals !== null) {
    const rest = { written: written.slice(equals[0].length), from: from + equals[0].length };
    return completeValue(option(equals[1] ?? ""), rest, context);
  }
  if (written.startsWith("-")) return { entries: optionsLeft(command, given, written), from };
  const last = given.at(-1);
  const before = last && bareText(last);
  const waiting = before?.startsWith("--") ? option(before.slice(2)) : undefined;
  if (waiting?.takes !== undefined && !waiting.isOptional) return completeValue(waiting, { written, from }, context);
  const offered = await completeValue(operandAt(command, given), { written, from }, context);
  const options = written === "" ? optionsLeft(command, given, "") : [];
  return { entries: [...offered.entries, ...options], from: offered.from };
}

/** The operand that would stand behind these words. */
function operandAt(command: Command, given: readonly Word[]): OperandSpec | undefined {
  let count = 0;
  for (let n = 0; n < given.length; n++) {
    const text = bareText(given[n]!) ?? "";
    const option = command.options.find(({ name }) => text === `--${name}`);
    if (option?.takes !== undefined && !option.isOptional) n++;
    else if (!text.startsWith("-")) count++;
  }
  return operandSpec(command.operands, count);
}

function optionsLeft(command: Command, given: readonly Word[], written: string): readonly MagicEntry[] {
  const texts = new Set(given.map((word) => /^--[\w-]+/.exec(bareText(word) ?? "")?.[0]));
  const left = command.options.filter(({ name, isMany }) => isMany || !texts.has(`--${name}`));
  return startingWith(
    left.map(({ name }) => magicEntry(`--${name}`)),
    written,
  );
}

async function completeValue(
  spec: OptionSpec | OperandSpec | undefined,
  { written, from }: Written,
  context: CompletionContext,
): Promise<Offered> {
  if (spec === undefined) return { entries: [], from };
  if (spec.takes === "variables" || spec.takes === "list" || spec.name === "var") {
    const comma = Math.max(written.lastIndexOf(","), written.lastIndexOf(":")) + 1;
    const recorded = spec.from === undefined ? [] : (await context.workspace())[spec.from];
    const names = spec.takes === "list" ? recorded : context.variables();
    return { entries: startingWith(names.map(variableEntry), written.slice(comma)), from: from + comma };
  }
  const source = spec.from === undefined ? [] : (await context.workspace(spec.from))[spec.from];
  const texts = [...(spec.choices ?? []), ...(spec.takes === "drop" ? ["all"] : []), ...source];
  const quote = /^["']/.exec(written)?.[0] ?? "";
  const wanted = written.slice(quote.length);
  const found = texts.filter((text) => text.startsWith(wanted)).map((text) => magicEntry(quoted(text, quote)));
  if (spec.takes !== "path") return { entries: found, from };
  const paths = completePath(written, from, context.folder);
  return paths.from > from ? paths : { entries: [...found, ...paths.entries], from };
}

function completePath(written: string, from: number, folder: string): Offered {
  const slash = written.lastIndexOf("/") + 1;
  const at = resolve(folder, written.slice(0, slash) || ".");
  try {
    const entries = readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.name.startsWith(written.slice(slash)))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, entriesMax)
      .map((entry) => magicEntry(`${entry.name}${entry.isDirectory() ? "/" : ""}`));
    return { entries, from: from + slash };
  } catch {
    return { entries: [], from }; // no such folder: nothing to offer
  }
}

function quoted(text: string, quote: string): string {
  if (quote === "" && /^[^\s"'{}-][^\s"'{}]*$/.test(text)) return text;
  return quote === "'" && !text.includes("'") ? `'${text}'` : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function startOfWord(text: string, from: number): number {
  let start = from;
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === " " || char === "\t") start = at + 1;
  }
  return Math.max(start, from);
}

function wordsBefore(text: string, from: number): readonly Word[] | undefined {
  try {
    return wordsOf(text, from);
  } catch (error) {
    if (error instanceof UsageProblem) return undefined;
    throw error;
  }
}

function startingWith(entries: readonly MagicEntry[], written: string): readonly MagicEntry[] {
  return entries.filter(({ text }) => text.startsWith(written));
}

function magicEntry(text: string): MagicEntry {
  return { text, type: "magic" };
}

function variableEntry(text: string): MagicEntry {
  return { text, type: "variable" };
}
