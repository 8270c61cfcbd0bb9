/**
 * Reads one magic line against the table. What is wrong with its grammar is found here, on either thread, before
 * anything of the cell runs; what depends on live values is checked by `values.ts` when the line is reached.
 */
import { readWords } from "./arguments.js";
import { didYouMean } from "./did-you-mean.js";
import { UsageProblem } from "./problem.js";
import { type Command, groupOf, type Magic, type MagicTable } from "./table.js";
import { bareText, checkLine, plainText, type Value, type Word, wordsOf } from "./words.js";

/** A magic line that was read. */
export interface Call {
  readonly magic: Magic;
  /** The sub-command, else the magic itself. */
  readonly command: Command;
  readonly isCell: boolean;
  /** `%tape capture`, `%%tape capture`, `%who`: how texts name it. */
  readonly title: string;
  /** Flags have no values. */
  readonly options: ReadonlyMap<string, readonly Value[]>;
  readonly operands: readonly Value[];
  /** The rest of the line, for magics that take it as it is. */
  readonly rest: string;
  readonly restStart: number;
  /** The variable of `as NAME`. */
  readonly as: string | undefined;
  /** Index of the first `%`. */
  readonly start: number;
}

/** Reads the magic that begins at `start` of the line. Throws UsageProblem. */
export function parseMagic(table: MagicTable, line: string, start: number): Call {
  const isCell = line.startsWith("%%", start);
  const nameStart = start + (isCell ? 2 : 1);
  const name = /^[\p{ID_Start}$_][\p{ID_Continue}$-]*/u.exec(line.slice(nameStart, nameStart + 100))?.[0] ?? "";
  const magic = findMagic(table, name, isCell, start);
  const restStart = nameStart + name.length;
  const asked = askedHelp(table, line.slice(start));
  if (asked !== undefined) {
    return { ...callOf(asked.magic, asked.command, isCell, start), options: new Map([["help", []]]) };
  }
  if (magic.rest !== undefined) {
    checkLine(line, start);
    return { ...callOf(magic, magic, isCell, start), rest: line.slice(restStart).trim(), restStart };
  }
  const words = wordsOf(line, restStart);
  if (magic.commands === undefined) return readWords(callOf(magic, magic, isCell, start), words);
  return readTape(magic, magic.commands, words, isCell, start);
}

const helpForm =
  /^\s*(\?{0,2})\s*(%%?)([\p{ID_Start}$_][\p{ID_Continue}$-]*)((?:[ \t]+[\p{ID_Continue}-]+){0,2})\s*(\?{0,2})\s*$/u;

/** What `%tape?`, `%tape start?` and `?%tape` ask about. Throws UsageProblem for a magic that does not exist. */
export function askedHelp(table: MagicTable, text: string): { magic: Magic; command: Command } | undefined {
  if (text.length > 300) return undefined;
  const [, before = "", signs = "", name = "", said = "", after = ""] = helpForm.exec(text) ?? [];
  if ((before === "") === (after === "")) return undefined;
  const at = text.indexOf("%");
  let magic = table.find(name) ?? findMagic(table, name, signs === "%%", at);
  for (const word of said.split(/[ \t]+/).slice(1)) {
    const { commands } = magic;
    if (commands === undefined) break;
    const command = commands.find((one) => one.name === word);
    if (command === undefined)
      throw noCommand(`%${magic.name}`, word, commands, { at: text.indexOf(word, at + name.length), name: magic.name });
    if (command.commands === undefined) return { magic, command };
    magic = groupOf(magic, command);
  }
  return { magic, command: magic };
}

function noCommand(
  title: string,
  word: string,
  commands: readonly Command[],
  { at, name }: { readonly at: number; readonly name: string },
): UsageProblem {
  const names = commands.map((one) => one.name);
  const meant = didYouMean(word, names, (one) => JSON.stringify(one));
  const found = JSON.stringify(word.slice(0, 60));
  const help = `Run %${name}? for all commands.`;
  return new UsageProblem(at, `${title} has no command ${found}. The cell did not run. ${meant}${help}`);
}

function callOf(magic: Magic, command: Command, isCell: boolean, start: number): Call {
  const own = command === magic ? "" : ` ${command.name}`;
  const title = `${isCell ? "%%" : "%"}${magic.name}${own}`;
  const none = { options: new Map(), operands: [], rest: "", restStart: 0, as: undefined };
  return { magic, command, isCell, title, start, ...none };
}

function findMagic(table: MagicTable, name: string, isCell: boolean, start: number): Magic {
  const magic = table.find(name);
  const signs = isCell ? "%%" : "%";
  if (magic === undefined) {
    const what = isCell ? "Cell" : "Line";
    const meant = didYouMean(name, table.near(name, isCell), (one) => signs + one);
    throw new UsageProblem(
      start,
      `${what} magic function ${signs}${name} not found. The cell did not run. ${meant}Use %lsmagic to list magics.`,
    );
  }
  if (isCell && magic.kind === "line")
    throw new UsageProblem(start, `%%${name} works only as a line magic. The cell did not run. Write %${name}.`);
  if (!isCell && magic.kind === "cell") {
    throw new UsageProblem(
      start,
      `%${name} works only as a cell magic. The cell did not run. Write %%${name} on the first line.`,
    );
  }
  return magic;
}

function readTape(
  magic: Magic,
  commands: readonly Command[],
  words: readonly Word[],
  isCell: boolean,
  start: number,
): Call {
  const [first, ...rest] = words;
  const usable = commands.filter((command) => !isCell || command.isCell);
  const title = `${isCell ? "%%" : "%"}${magic.name}`;
  if (first === undefined) {
    const names = usable.map(({ name }) => name).join(", ");
    throw new UsageProblem(start, `${title} needs a command: ${names}. Run %${magic.name}? for help.`);
  }
  const name = bareText(first) ?? "";
  if (name === "--help" && rest.length === 0) return readWords(callOf(magic, magic, isCell, start), words);
  const command = usable.find((one) => one.name === name);
  if (command?.commands !== undefined) return readTape(groupOf(magic, command), command.commands, rest, isCell, start);
  if (command !== undefined) return readWords(callOf(magic, command, isCell, start), rest);
  if (isCell && commands.some((one) => one.name === name)) {
    throw new UsageProblem(
      first.start,
      `${title} ${name} works only as a line magic. The cell did not run. Write %${magic.name} ${name}.`,
    );
  }
  throw noCommand(title, plainText(first.pieces) ?? name, usable, { at: first.start, name: magic.name });
}
