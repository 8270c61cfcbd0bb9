/**
 * Magics of a cell become TypeScript: each magic line one line, so that every other line keeps its number. What is a
 * magic is decided on the syntax tree: a line is one where a statement may start, and nowhere else.
 */
import { isExpression, isWellFormed, type StatementPlace } from "../engine/parse.js";
import type { Bundle, CellError } from "../link.js";
import { type Candidate, candidatesOf, linesOf } from "./candidates.js";
import { helpOf } from "./help.js";
import { namedVariables } from "./named.js";
import { askedHelp, type Call, parseMagic } from "./parse.js";
import { UsageProblem, usageCellError } from "./problem.js";
import { marked, settle } from "./settle.js";
import type { MagicTable } from "./table.js";

/** A part of a text, from `start` up to but not with `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What a cell is for the rest of the kernel. */
export type Rewritten =
  | {
      readonly kind: "code";
      /** TypeScript with as many lines as the cell. */
      readonly code: string;
      /** Where `code` is not what the user wrote: an unknown name there is told by the magic itself. */
      readonly generated: readonly TextRange[];
      /** Column in the cell of a column of `code`, both from 1: those differ behind a magic on the same line. */
      columnOf(line: number, column: number): number;
    }
  /** `%tape?`, `%tape start?`: nothing runs; the bundle goes into the reply's payload as a page. */
  | { readonly kind: "page"; readonly data: Bundle }
  /** `name?`, `?name`, `name??`: nothing runs; the inspection of `code` at its end goes into the payload as a page. */
  | { readonly kind: "inspect"; readonly code: string; readonly detail: 0 | 1 }
  /** A mistake in a magic line: nothing of the cell runs. */
  | { readonly kind: "error"; readonly error: CellError };

export interface RewriteOptions {
  readonly table: MagicTable;
  /** Execution count, for errors. */
  readonly count: number;
  /** Whether the notebook has a variable of this name: `x = %tape status` declares x where it does not. */
  readonly isDeclared?: (name: string) => boolean;
}

/** What is found in a cell: its magics in order, checked. */
export interface FoundMagic {
  readonly candidate: Candidate;
  readonly place: StatementPlace;
  readonly call: Call;
}

const inspected =
  /^\s*(\?{0,2})\s*((?:[\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\.[\p{ID_Start}$_#][\p{ID_Continue}$]*)*)\s*(\?{0,2})\s*$/u;

/** Turns the magics of a cell into TypeScript, or says what the cell asks for instead. */
export function rewriteMagics(source: string, { table, count, isDeclared }: RewriteOptions): Rewritten {
  if (!/[%?]/.test(source)) return { kind: "code", code: source, generated: [], columnOf: (_, column) => column };
  const [, before = "", name = "", after = ""] = source.length < 1000 ? (inspected.exec(source) ?? []) : [];
  const marks = before.length + after.length;
  if (name !== "" && (before === "" || after === "") && marks > 0)
    return { kind: "inspect", code: name, detail: marks > 1 ? 1 : 0 };
  let line = 0;
  try {
    const asked = askedHelp(table, source);
    if (asked !== undefined) return { kind: "page", data: helpOf(asked) };
    const found = findMagics(source, table, (at) => {
      line = at;
    });
    return written(source, found, declaredIn(source, isDeclared ?? (() => true)));
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    const text = linesOf(source)[line]?.text ?? "";
    return { kind: "error", error: usageCellError(error, { count, line: line + 1, text }) };
  }
}

/** The magics of a cell, in order. Tells which line is looked at before it throws UsageProblem about it. */
export function findMagics(source: string, table: MagicTable, onLine: (line: number) => void): readonly FoundMagic[] {
  const candidates = candidatesOf(source);
  const [first] = candidates;
  if (first?.isCell && first.isFirst) {
    onLine(first.line);
    const call = parseMagic(table, first.text, first.at);
    const head = { candidate: first, place: { within: "none", isLast: false } as const, call };
    if (call.magic.body === "text") return [head];
    const body = candidates.slice(1);
    return [head, ...accepted(source, body, table, onLine, first)];
  }
  return accepted(source, candidates, table, onLine, undefined);
}

function accepted(
  source: string,
  candidates: readonly Candidate[],
  table: MagicTable,
  onLine: (line: number) => void,
  head: Candidate | undefined,
): FoundMagic[] {
  const known = candidates.filter(({ name }) => table.find(name) !== undefined);
  const places = settle(source, known, head);
  const stray = strayName(source, candidates, known, places, head);
  const found: FoundMagic[] = [];
  for (const candidate of candidates) {
    const place = candidate === stray ? { within: "none" as const, isLast: false } : places.get(candidate);
    if (place === undefined) continue;
    onLine(candidate.line);
    const { text, at, line, isCell } = candidate;
    const call = parseMagic(table, text, at);
    if (isCell) throw notFirst(call, line);
    if (place.within === "sync") throw notAsync(call, line);
    if (call.magic.rest === "expression" && !call.options.has("help")) checkExpression(call);
    found.push({ candidate, place, call });
  }
  return found;
}

/** The first line with an unknown magic, when the cell is no TypeScript as it is written. */
function strayName(
  source: string,
  candidates: readonly Candidate[],
  known: readonly Candidate[],
  places: ReadonlyMap<Candidate, StatementPlace>,
  head: Candidate | undefined,
): Candidate | undefined {
  const others = new Set(known);
  const unknown = candidates.filter((candidate) => !others.has(candidate));
  if (unknown.length === 0) return undefined;
  const magics = known.filter((candidate) => places.has(candidate));
  if (isWellFormed(marked(source, magics, head).text)) return undefined;
  const both = candidates.filter((candidate) => places.has(candidate) || !others.has(candidate));
  const all = settle(source, both, head);
  return unknown.find((candidate) => all.has(candidate));
}

function notFirst({ title, start }: Call, line: number): UsageProblem {
  return new UsageProblem(
    start,
    `${title} stands on line ${line + 1}. The cell did not run. Move it to the first line: a cell magic is for the whole cell.`,
  );
}

function notAsync({ title, command, start }: Call, line: number): UsageProblem {
  const way = command.instead === undefined ? "move the line out of it" : `call ${command.instead} there`;
  return new UsageProblem(
    start,
    `${title} on line ${line + 1} stands inside a function that is not async. The cell did not run. Make the function async, or ${way}.`,
  );
}

function checkExpression({ rest, restStart, title, start, command }: Call): void {
  if (rest === "") {
    throw new UsageProblem(start, `${title} needs an expression. The cell did not run. Example: ${command.example}.`);
  }
  if (isExpression(rest)) return;
  throw new UsageProblem(
    restStart + 1,
    `${title} takes one expression; found something else. The cell did not run. Write %%time on the first line to time a whole cell.`,
  );
}

/** The cell with its magics as calls. */
function written(source: string, found: readonly FoundMagic[], isDeclared: (name: string) => boolean): Rewritten {
  const parts: string[] = [];
  const generated: TextRange[] = [];
  const shifts = new Map<number, Shift>();
  let from = 0;
  let size = 0;
  const add = (text: string): void => {
    parts.push(text);
    size += text.length;
  };
  for (const { candidate, place, call } of found) {
    add(source.slice(from, candidate.start));
    const { text: callText, expressionAt } = textOf(source, candidate, place, call);
    const text = callText + declarationText(candidate, place, call, isDeclared);
    generated.push({ start: size, end: size + text.length });
    shifts.set(candidate.line + 1, { from: candidate.at, expressionAt, to: call.restStart, text: candidate.text });
    add(text);
    from = candidate.end;
    if (candidate.isCell && call.magic.body === "text") {
      add("\n".repeat(linesOf(source).length - 1 - candidate.line));
      from = source.length;
    }
  }
  add(source.slice(from));
  const columnOf = (line: number, column: number): number => shifted(shifts.get(line), column);
  return { kind: "code", code: parts.join(""), generated, columnOf };
}

interface Shift {
  /** Index in the line where the magic begins, in cell and code. */
  readonly from: number;
  /** Index in the generated text of the expression that was taken over; undefined without one. */
  readonly expressionAt: number | undefined;
  /** Index in the cell's line behind the magic's name. */
  readonly to: number;
  readonly text: string;
}

function shifted(shift: Shift | undefined, column: number): number {
  if (shift === undefined || column <= shift.from) return column;
  const { from, expressionAt, to, text } = shift;
  if (expressionAt === undefined || column - 1 < from + expressionAt) return from + 1;
  const blanks = text.slice(to).length - text.slice(to).trimStart().length;
  return Math.min(column - (from + expressionAt) + to + blanks, text.length);
}

/** Whether the notebook or the cell itself declares a name; each name is looked for once. */
function declaredIn(source: string, isDeclared: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      const word = name.replaceAll("$", "\\$");
      const form = `\\b(?:let|const|var|function|class|import)\\b[^;=\\n]{0,300}(?<![\\w$])${word}(?![\\w$])`;
      answer = isDeclared(name) || new RegExp(form).test(source);
      known.set(name, answer);
    }
    return answer;
  };
}

/** Behind `x = %tape …` the declaration of x, when nobody else declares it. */
function declarationText(
  { text, at, target }: Candidate,
  { within }: StatementPlace,
  call: Call,
  isDeclared: (name: string) => boolean,
): string {
  const name = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)[ \t]*=/u.exec(text.slice(at - target, at))?.[1];
  if (target === 0 || name === undefined || within !== "none" || isDeclared(name)) return "";
  return ` var ${name}: ${call.magic.rest === "expression" ? "any" : typeOf(call)};`;
}

function typeOf({ command, options }: Call): string {
  return command.returns?.((option) => options.has(option)) ?? "any";
}

/** The call of the main thread that stands for a magic. */
function textOf(
  source: string,
  { text: line, line: number, at, target, isCell, end }: Candidate,
  { isLast }: StatementPlace,
  call: Call,
): { text: string; expressionAt: number | undefined } {
  const isAssigned = target > 0 || call.as !== undefined;
  const mode = call.as !== undefined ? "as" : isAssigned ? "assign" : isLast ? "value" : "show";
  const names = [...variablesOf(call)].map((name) => `${JSON.stringify(name)}: () => ${name}`);
  const head = `await __magic__(${JSON.stringify(line)}, ${number + 1}, ${at}, "${mode}", { ${names.join(", ")} }`;
  if (call.magic.rest === "expression" && !isCell && call.rest !== "") {
    const before = `${isAssigned ? "(" : ""}${head}, async () => (`;
    return { text: `${before}${call.rest}))${isAssigned ? ")" : ""};`, expressionAt: before.length };
  }
  const body =
    isCell && call.magic.body === "text" ? `, ${JSON.stringify(source.slice(end).replace(/^\r?\n/, ""))}` : "";
  const type = typeOf(call);
  if (call.as !== undefined) return { text: `var ${call.as} = (${head}${body})) as ${type};`, expressionAt: undefined };
  return { text: isAssigned ? `(${head}${body})) as ${type};` : `${head}${body});`, expressionAt: undefined };
}

/** The notebook's variables that the line names. */
function variablesOf(call: Call): Set<string> {
  const names = new Set<string>();
  for (const values of [call.operands, ...call.options.values()])
    for (const { pieces } of values) for (const piece of pieces) if (piece.kind === "path") names.add(piece.variable);
  for (const name of namedVariables(call)) names.add(name.text);
  return names;
}
