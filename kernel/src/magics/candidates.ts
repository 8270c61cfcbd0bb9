/** Lines of a cell that look like magics. Whether they are is decided on the syntax tree (`rewrite.ts`). */

export interface SourceLine {
  /** Index in the source. */
  readonly start: number;
  readonly text: string;
}

export interface Candidate {
  /** From 0. */
  readonly line: number;
  /** The whole line. */
  readonly text: string;
  /** Index of the `%` in the line. */
  readonly at: number;
  /** The same in the source, and where the line ends. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly isCell: boolean;
  /** It is on the first line that is not blank. */
  readonly isFirst: boolean;
  /** Characters from the assignment's first to the `%`; 0 without assignment. */
  readonly target: number;
}

const name = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$-]*`;
const identifier = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const pattern = String.raw`\{[^=]*\}|\[[^=]*\]`;
const target = String.raw`${identifier}(?:\.${identifier}|\[[^\]=]*\])*`;
const declared = String.raw`(?:export[ \t]+)?(?:const|let|var)[ \t]+(?:${identifier}|${pattern})`;
const assigned = String.raw`(?:${declared}|${target})[ \t]*(?::[^=]*)?=[ \t]*`;
const form = new RegExp(String.raw`^([ \t\ufeff]*)(${assigned})?(%%?)(${name})`, "u");
const formBegun = new RegExp(String.raw`^([ \t\ufeff]*)(${assigned})?(%%?)(${name}|)`, "u");

/** Longest beginning of a line in which a magic is looked for. */
const headMax = 1000;

/** Lines without their line ends. */
export function linesOf(source: string): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  let start = 0;
  for (let end = source.indexOf("\n"); end >= 0; end = source.indexOf("\n", start)) {
    lines.push({ start, text: withoutReturn(source.slice(start, end)) });
    start = end + 1;
  }
  lines.push({ start, text: withoutReturn(source.slice(start)) });
  return lines;
}

/** All lines that may be magics, in order. */
export function candidatesOf(source: string): readonly Candidate[] {
  if (!source.includes("%")) return [];
  const lines = linesOf(source);
  const first = firstLine(lines);
  return lines.flatMap((line, number) => candidate(line, number, first, form) ?? []);
}

/** The line as a candidate, also when no name stands behind the `%` yet. */
export function candidateAt(lines: readonly SourceLine[], number: number): Candidate | undefined {
  const line = lines[number];
  return line && candidate(line, number, firstLine(lines), formBegun);
}

function firstLine(lines: readonly SourceLine[]): number {
  return lines.findIndex(({ text }) => text.trim() !== "");
}

function candidate({ start, text }: SourceLine, line: number, first: number, pattern: RegExp): Candidate | undefined {
  const match = text.includes("%") ? pattern.exec(text.slice(0, headMax)) : null;
  if (match === null) return undefined;
  const [, blanks = "", target = "", signs = "", magic = ""] = match;
  const at = blanks.length + target.length;
  const isCell = signs === "%%";
  if (isCell && target !== "") return undefined;
  const places = { start: start + at, end: start + text.length };
  return { line, text, at, ...places, name: magic, isCell, isFirst: line === first, target: target.length };
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
