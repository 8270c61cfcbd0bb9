/** Options and operands behind a magic's name or a sub-command. */
import { didYouMean } from "./did-you-mean.js";
import { foundText, operandNeeds, optionNeeds } from "./needs.js";
import type { Call } from "./parse.js";
import { UsageProblem } from "./problem.js";
import type { OperandSpec, OptionSpec } from "./table.js";
import { checkStatic } from "./takes.js";
import { bareText, isVariableName, pairOf, type Value, type Word } from "./words.js";

/** Options and operands of one command. */
export function readWords(call: Call, given: readonly Word[]): Call {
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

/** The operand that stands at this place. */
export function operandSpec(specs: readonly OperandSpec[], n: number): OperandSpec | undefined {
  const last = specs.at(-1);
  return specs[n] ?? (last?.isMany ? last : undefined);
}
