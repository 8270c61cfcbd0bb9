/**
 * The words of a magic line: blanks separate them, quotes and braces are read, nothing is evaluated. One pass over the
 * line, whatever it holds.
 */
import { UsageProblem } from "./problem.js";

/** `run.settings[0]` in `{run.settings[0]}`: a variable, then own properties. */
export interface PathPiece {
  readonly kind: "path";
  readonly variable: string;
  readonly steps: readonly (string | number)[];
  readonly start: number;
  readonly end: number;
}

export interface TextPiece {
  readonly kind: "text";
  readonly text: string;
  readonly isQuoted: boolean;
}

export type Piece = PathPiece | TextPiece;

/** Part of a line between blanks; `start` and `end` are indexes in the line. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Piece[];
}

/** A word, or the part of one behind `--name=`. */
export type Value = Word;

/** Longest line that is read. */
export const lineMax: number = 64 * 1024;

const controls = /[^\P{Cc}\t\n\r]|[\u2028\u2029]/u;
const nameForm = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`;
const pathForm = new RegExp(String.raw`\{[ \t]*(${nameForm})((?:\.${nameForm}|\[\d{1,9}\])*)[ \t]*\}`, "uy");
const stepForm = new RegExp(String.raw`\.(${nameForm})|\[(\d{1,9})\]`, "uy");
const variableForm = new RegExp(`^${nameForm}$`, "u");

const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", t: "\t" };

/** Whether the text is a name that a variable can have. */
export function isVariableName(text: string): boolean {
  return variableForm.test(text);
}

/** Refuses lines that are too long or hold control characters; `start` is where the magic begins. */
export function checkLine(line: string, start: number): void {
  if (line.length - start > lineMax) {
    const size = line.length - start;
    throw new UsageProblem(
      start,
      `A magic line has at most ${lineMax} characters; found ${size}. The cell did not run. Put long values into a variable and write {name}.`,
    );
  }
  const at = line.slice(start).search(controls);
  if (at < 0) return;
  const code = line
    .charCodeAt(start + at)
    .toString(16)
    .padStart(4, "0");
  throw new UsageProblem(
    start + at,
    `The line holds the control character \\u${code} at column ${start + at + 1}. The cell did not run. Take it out; in quotes, write \\u{${code}}.`,
  );
}

/** The words from `start` on. */
export function wordsOf(line: string, start: number): Word[] {
  checkLine(line, start);
  const words: Word[] = [];
  let at = start;
  while (at < line.length) {
    if (isBlank(line[at]!)) at++;
    else {
      const word = readWord(line, at);
      words.push(word);
      at = word.end;
    }
  }
  return words;
}

/** The text, when the word inserts nothing. */
export function plainText(pieces: readonly Piece[]): string | undefined {
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "path") return undefined;
    text += piece.text;
  }
  return text;
}

/** The text of a word that is neither quoted nor has anything inserted. */
export function bareText({ pieces }: { readonly pieces: readonly Piece[] }): string | undefined {
  const [piece, ...more] = pieces;
  if (more.length > 0 || piece === undefined || piece.kind === "path" || piece.isQuoted) return undefined;
  return piece.text;
}

/** The key and the value of `key=value`; undefined when there is no `=` or no key. */
export function pairOf(value: Value): { readonly key: string; readonly value: Value } | undefined {
  const [first, ...more] = value.pieces;
  if (first === undefined || first.kind === "path" || first.isQuoted) return undefined;
  const at = first.text.indexOf("=");
  if (at < 1) return undefined;
  const left = first.text.slice(at + 1);
  const pieces = left === "" ? more : [{ ...first, text: left }, ...more];
  return { key: first.text.slice(0, at), value: { pieces, start: value.start + at + 1, end: value.end } };
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\r";
}

function readWord(line: string, start: number): Word {
  const pieces: Piece[] = [];
  let bare = "";
  let at = start;
  const take = (piece?: Piece): void => {
    if (bare !== "") pieces.push({ kind: "text", text: bare, isQuoted: false });
    bare = "";
    if (piece) pieces.push(piece);
  };
  for (let char = line[at]; char !== undefined && !isBlank(char); char = line[at]) {
    if (char === '"' || char === "'") {
      const quoted = char === '"' ? readDouble(line, at) : readSingle(line, at);
      take({ kind: "text", text: quoted.text, isQuoted: true });
      at = quoted.end;
    } else if (char === "{" && line[at + 1] !== "{") {
      const path = readPath(line, at);
      take(path);
      at = path.end;
    } else if (char === "{" || (char === "}" && line[at + 1] === "}")) {
      bare += char;
      at += 2;
    } else if (char === "}") {
      throw new UsageProblem(
        at,
        `The } at column ${at + 1} closes nothing. The cell did not run. Write }} for a brace, or quote the word.`,
      );
    } else {
      bare += char;
      at++;
    }
  }
  take();
  return { start, end: at, pieces };
}

function readSingle(line: string, start: number): { text: string; end: number } {
  const end = line.indexOf("'", start + 1);
  if (end < 0) throw notClosed(start, "'");
  return { text: line.slice(start + 1, end), end: end + 1 };
}

function readDouble(line: string, start: number): { text: string; end: number } {
  let text = "";
  let at = start + 1;
  for (let char = line[at]; char !== '"'; char = line[at]) {
    if (char === undefined) throw notClosed(start, '"');
    if (char === "\\") {
      const read = readEscape(line, at, start);
      text += read.text;
      at = read.end;
    } else {
      text += char;
      at++;
    }
  }
  return { text, end: at + 1 };
}

function readEscape(line: string, at: number, quote: number): { text: string; end: number } {
  const letter = line[at + 1];
  if (letter === undefined) throw notClosed(quote, '"');
  const known = escapes[letter];
  if (known !== undefined) return { text: known, end: at + 2 };
  const [all, digits = ""] = /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(line.slice(at, at + 11)) ?? [];
  const point = Number.parseInt(digits, 16);
  if (all !== undefined && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff))
    return { text: String.fromCodePoint(point), end: at + all.length };
  const shown = letter === "u" ? "\\u…" : `\\${letter}`;
  throw new UsageProblem(
    at,
    `The escape ${shown} at column ${at + 1} is not known. The cell did not run. Known are \\" \\\\ \\n \\t and \\u{…}; '…' takes everything as it is.`,
  );
}

function notClosed(start: number, quote: string): UsageProblem {
  return new UsageProblem(
    start,
    `The quote opened at column ${start + 1} is not closed. The cell did not run. Close it with ${quote}.`,
  );
}

function readPath(line: string, start: number): PathPiece {
  pathForm.lastIndex = start;
  const match = pathForm.exec(line);
  if (!match) {
    throw new UsageProblem(
      start,
      `The {…} at column ${start + 1} is not the path of a variable. The cell did not run. Write {name}, {name.property} or {name[0]}; {{ stands for a brace.`,
    );
  }
  const steps: (string | number)[] = [];
  const rest = match[2] ?? "";
  stepForm.lastIndex = 0;
  for (let step = stepForm.exec(rest); step !== null; step = stepForm.exec(rest))
    steps.push(step[2] === undefined ? step[1]! : Number(step[2]));
  return { kind: "path", variable: match[1]!, steps, start, end: start + match[0].length };
}
