/**
 * Reads one magic line against the table. What is wrong with its grammar is found here, on either thread, before
 * anything of the cell runs; what depends on live values is checked by `values.ts` when the line is reached.
 */
import { didYouMean } from "./near.js";
import { UsageProblem } from "./problem.js";
import type { Command, Magic, MagicTable, OperandSpec, OptionSpec } from "./table.js";
import { checkStatic } from "./takes.js";
import { bareText, checkLine, isVariableName, pairOf, plainText, type Value, type Word, wordsOf } from "./words.js";

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
  /^\s*(\?{0,2})\s*(%%?)([\p{ID_Start}$_][\p{ID_Continue}$-]*)(?:[ \t]+([\p{ID_Continue}-]+))?\s*(\?{0,2})\s*$/u;

/** What `%tape?`, `%tape start?` and `?%tape` ask about. Throws UsageProblem for a magic that does not exist. */
export function askedHelp(table: MagicTable, text: string): { magic: Magic; command: Command } | undefined {
  if (text.length > 300) return undefined;
  const [, before = "", signs = "", name = "", word = "", after = ""] = helpForm.exec(text) ?? [];
  if ((before === "") === (after === "")) return undefined;
  const at = text.indexOf("%");
  const magic = table.find(name) ?? findMagic(table, name, signs === "%%", at);
  if (word === "" || magic.commands === undefined) return { magic, command: magic };
  const command = magic.commands.find((one) => one.name === word);
  if (command !== undefined) return { magic, command };
  throw noCommand(`%${magic.name}`, word, magic.commands, {
    at: text.indexOf(word, at + name.length),
    name: magic.name,
  });
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
  if (command !== undefined) return readWords(callOf(magic, command, isCell, start), rest);
  if (isCell && commands.some((one) => one.name === name)) {
    throw new UsageProblem(
      first.start,
      `${title} ${name} works only as a line magic. The cell did not run. Write %${magic.name} ${name}.`,
    );
  }
  throw noCommand(title, plainText(first.pieces) ?? name, usable, { at: first.start, name: magic.name });
}

/** Options and operands of one command. */
function readWords(call: Call, given: readonly Word[]): Call {
  const { words, as } = takeAs(call, given);
  const options = new Map<string, Value[]>();
  const operands: Value[] = [];
  let isOver = false;
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!;
    const written = isOver ? undefined : readOption(word);
    if (written?.name === "") isOver = true;
    else if (written === undefined) operands.push(word);
    else n += takeOption(call, written, words.slice(n + 1, n + 2 + maxPairs), options);
  }
  const done: Call = { ...call, options, operands, as };
  if (!options.has("help")) checkOperands(done);
  return done;
}

/** Pairs that may follow one `--meta`. */
const maxPairs = 1000;

function takeAs(call: Call, words: readonly Word[]): { words: readonly Word[]; as: string | undefined } {
  const [sign, name] = words.slice(-2);
  if (!call.command.hasAs || sign === undefined || name === undefined || bareText(sign) !== "as")
    return { words, as: undefined };
  const as = bareText(name) ?? "";
  if (isVariableName(as)) return { words: words.slice(0, -2), as };
  throw new UsageProblem(
    name.start,
    `${call.title} … as needs the name of a variable; found ${foundText(name)}. ${call.command.outcome} Example: ${call.command.example}.`,
  );
}

interface WrittenOption {
  /** Empty for `--`. */
  readonly name: string;
  readonly letter: string;
  readonly word: Word;
  /** Behind the `=`, or behind the letter. */
  readonly value: Value | undefined;
}

/** The word as an option; undefined for an operand. `-5` is a number. */
function readOption(word: Word): WrittenOption | undefined {
  const [first, ...more] = word.pieces;
  if (first === undefined || first.kind === "path" || first.isQuoted) return undefined;
  const long = /^--([\p{ID_Continue}-]*)(=?)/u.exec(first.text);
  const short = /^-(\p{L})/u.exec(first.text);
  const match = long ?? short;
  if (match === null) return undefined;
  const name = long ? (match[1] ?? "") : "";
  if (long && name === "" && (match[2] === "=" || word.end > word.start + 2))
    return { name: "=", letter: "", word, value: undefined };
  const hasValue = long ? match[2] === "=" : first.text.length > 2 || more.length > 0;
  const left = first.text.slice(match[0].length);
  const pieces = left === "" ? more : [{ ...first, text: left }, ...more];
  if (long && !hasValue && pieces.length > 0)
    return { name: first.text.slice(2) || "=", letter: "", word, value: undefined };
  const value = hasValue ? { pieces, start: word.start + match[0].length, end: word.end } : undefined;
  return { name: long ? name : `-${match[1]}`, letter: long ? "" : (match[1] ?? ""), word, value };
}

/** Takes an option, and its value from the words behind it; returns how many of them. */
function takeOption(
  call: Call,
  written: WrittenOption,
  behind: readonly Word[],
  options: Map<string, Value[]>,
): number {
  const spec = call.command.options.find(({ name, letter }) =>
    written.letter === "" ? name === written.name : letter === written.letter,
  );
  if (spec === undefined) throw noOption(call, written);
  const shown = written.letter === "" ? `--${spec.name}` : `-${written.letter}`;
  const known = options.get(spec.name);
  if (known !== undefined && !spec.isMany && spec.takes !== undefined) {
    throw new UsageProblem(
      written.word.start,
      `${call.title} ${shown} is given twice. ${call.command.outcome} Give it once.`,
    );
  }
  if (spec.takes === undefined) {
    if (written.value !== undefined) {
      throw new UsageProblem(
        written.value.start,
        `${call.title} ${shown} takes no value; found ${foundText(written.value)}. ${call.command.outcome} Write ${shown} alone.`,
      );
    }
    options.set(spec.name, []);
    return 0;
  }
  const values = known ?? [];
  options.set(spec.name, values);
  if (written.value !== undefined) values.push(checkedOption(call, spec, shown, written.value));
  if (written.value !== undefined && spec.takes !== "pairs") return 0;
  if (written.value === undefined && spec.isOptional) return 0;
  const follows = written.value === undefined ? takeBehind(spec, behind) : pairsOf(behind);
  if (follows.length === 0 && written.value === undefined) throw needs(call, spec, shown, undefined, written.word.end);
  for (const value of follows) values.push(checkedOption(call, spec, shown, value));
  return follows.length;
}

/** The value behind an option; of pairs all that follow. */
function takeBehind({ takes }: OptionSpec, behind: readonly Word[]): readonly Word[] {
  const [next, ...more] = behind;
  if (next === undefined || readOption(next) !== undefined) return [];
  return takes === "pairs" ? [next, ...pairsOf(more)] : [next];
}

function pairsOf(words: readonly Word[]): readonly Word[] {
  const end = words.findIndex((word) => readOption(word) !== undefined || pairOf(word) === undefined);
  return end < 0 ? words : words.slice(0, end);
}

function checkedOption(call: Call, spec: OptionSpec, shown: string, value: Value): Value {
  if (checkStatic(spec, value) !== undefined) throw needs(call, spec, shown, value, value.start);
  return value;
}

function needs(call: Call, spec: OptionSpec, shown: string, value: Value | undefined, at: number): UsageProblem {
  return new UsageProblem(at, optionNeeds(call, spec, shown, value === undefined ? "nothing" : foundText(value)));
}

/** `%tape start --threshold needs a whole number from 1 on; found "ten". …` */
export function optionNeeds(call: Call, spec: OptionSpec, shown: string, found: string): string {
  const { outcome } = call.command;
  const example = spec.example ?? `${shown} ${spec.value ?? "VALUE"}`;
  return `${call.title} ${shown} needs ${expectedText(spec)}; found ${found}. ${outcome} Example: ${example}.`;
}

function expectedText({ takes = "text", choices = [] }: Pick<OptionSpec, "takes" | "choices">): string {
  const texts = {
    label: "a label: a letter or digit, then letters, digits, blanks and . _ / - (64 characters at most)",
    text: "a text",
    count: "a whole number from 1 on",
    drop: 'a whole number from 1 on, or "all"',
    variables: "names of variables, separated by commas",
    list: "names, separated by commas",
    pairs: "key=value",
    path: "a path",
    id: "the id of a session (32 hex digits)",
    choice: `one of ${choices.join(", ")}`,
  };
  return texts[takes];
}

function noOption(call: Call, { name, letter, word }: WrittenOption): UsageProblem {
  const { options, outcome } = call.command;
  const names = options.map((option) => `--${option.name}`);
  const wanted = letter === "" ? `--${name === "=" ? "" : name}` : `-${letter}`;
  const meant = letter === "" ? didYouMean(wanted, names, (one) => one) : "";
  const list = names.length === 0 ? "It takes none." : `Options: ${names.join(", ")}.`;
  return new UsageProblem(word.start, `${call.title} has no option ${wanted.slice(0, 60)}. ${outcome} ${meant}${list}`);
}

function checkOperands(call: Call): void {
  const { operands: specs, outcome, example } = call.command;
  for (const [n, value] of call.operands.entries()) {
    const spec = operandSpec(specs, n);
    if (spec === undefined) {
      const room = specs.map(({ name }) => name).join(" ") || "nothing";
      throw new UsageProblem(
        value.start,
        `${call.title} takes ${specs.length === 0 ? "no operand" : `only ${room}`}; found ${foundText(value)} as well. ${outcome} Example: ${example}.`,
      );
    }
    if (checkStatic(spec, value) !== undefined)
      throw new UsageProblem(value.start, operandNeeds(call, spec, foundText(value)));
  }
  const missing = specs[call.operands.length];
  if (!missing?.isNeeded || (call.isCell && !missing.isNeeded)) return;
  throw new UsageProblem(call.start, `${call.title} needs ${missing.what}. ${outcome} Example: ${example}.`);
}

/** `%tape start needs a label for the session, …; found "a=b". …` */
export function operandNeeds(call: Call, spec: OperandSpec, found: string): string {
  const { outcome, example } = call.command;
  const expected = expectedText(spec);
  const what = expected.startsWith(spec.what) ? expected : `${spec.what} (${expected})`;
  return `${call.title} needs ${what}; found ${found}. ${outcome} Example: ${example}.`;
}

/** The operand that stands at this place. */
export function operandSpec(specs: readonly OperandSpec[], n: number): OperandSpec | undefined {
  const last = specs.at(-1);
  return specs[n] ?? (last?.isMany ? last : undefined);
}

/** A value as errors show it. */
export function foundText(value: Value): string {
  const text = value.pieces
    .map((piece) => (piece.kind === "text" ? piece.text : `{${piece.variable}${piece.steps.length > 0 ? "…" : ""}}`))
    .join("");
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
