import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";
import { isWellFormed } from "#kernel/engine/parse.js";
import { maskMagics } from "#kernel/magics/mask.js";
import { parseMagic } from "#kernel/magics/parse.js";
import { UsageProblem } from "#kernel/magics/problem.js";
import { rewriteMagics } from "#kernel/magics/rewrite.js";
import { MagicTable } from "#kernel/magics/table.js";
import { times } from "../../helpers/effort.js";
import { Rng } from "../../helpers/rng.js";

const table = new MagicTable();
const words = ["tape", "capture", "start", "queue", "load", "step", "x", "--meta", "--blob", "--every", "--auto", "-n"];
const odd = [
  "=",
  "{",
  "}",
  "{x}",
  "{x.y[0]}",
  '"',
  "'",
  "\\",
  "\\u{41}",
  " ",
  "\t",
  "--",
  "-",
  ",",
  "as df",
  "?",
  "%",
  "é",
  "😀",
  "\u0000",
  "5",
  "a=1",
  "`",
  "\\u{",
];

function chance(seed: number): () => number {
  const rng = new Rng(seed);
  return () => rng.next() / 2 ** 32;
}

describe("a magic line of anything", () => {
  it("is read or refused with a message and a place, and never crashes", () => {
    const random = chance(5);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    for (let n = 0; n < times(100_000); n++) {
      const count = Math.floor(random() * 9);
      let line = random() < 0.7 ? "%tape " : pick(["%", "%%", "%time ", "%%tape ", "%reset ", "%history "]);
      for (let k = 0; k < count; k++) line += pick(random() < 0.6 ? words : odd) + (random() < 0.6 ? " " : "");
      try {
        parseMagic(table, line, 0);
      } catch (error) {
        if (!(error instanceof UsageProblem)) throw new Error(JSON.stringify(line), { cause: error });
        const isSaid = error.message.endsWith(".") && error.at >= 0 && error.at <= line.length;
        if (!isSaid) throw new Error(JSON.stringify({ line, at: error.at }), { cause: error });
      }
    }
  });

  it.each([
    ["one word", (n: number) => "x".repeat(n)],
    ["quotes", (n: number) => '"a" '.repeat(n / 4)],
    ["braces", (n: number) => "{a}".repeat(n / 3)],
    ["escapes", (n: number) => `"${"\\n".repeat(n / 2)}"`],
    ["options", (n: number) => "--meta a=1 ".repeat(n / 11)],
    ["assignments", (n: number) => "a.b.".repeat(n / 4)],
  ])("of 1 MiB costs time in proportion to its length: %s", (_, make) => {
    for (const size of [60_000, 1 << 20]) {
      const source = `%tape start ${make(size)}`;
      const { kind } = rewriteMagics(source, { table, count: 1 });
      if (size > 65_536) expect(kind).toBe("error");
      maskMagics(`${make(size)} = %tape`, table);
    }
  });
});

/** A piece of a cell, and which of its lines are magics. */
interface Piece {
  readonly lines: readonly string[];
  readonly magics: readonly number[];
}

const magicTexts = ["%tape status", "%tape queue c", "const m1 = %tape status", "%who", "%tape load x as df"];
const plain: readonly Piece[] = [
  "let a = 1",
  "f(a);",
  "const s = `x ${a} y`",
  "// %tape status",
  "a++",
  "const r = /`%/.test(b)",
  "const t = 'it`s'",
  "await g()",
  "for await (const q of w) q()",
].map((text) => ({ lines: [text], magics: [] }));
const around: readonly (readonly [string, string])[] = [
  ["`", "`"],
  ["/*", "*/"],
  ["h(`a ${b} {", "`)"],
  ["const o = `${`inner`} ", "`;"],
  ["tag`", "` "],
];
const modulo: readonly (readonly [string, string])[] = [
  ["const p = (17", ")"],
  ["k(17", ")"],
  ["const l = [17", "]"],
  ["const u = { v: 17", "}"],
  ["const z = `${17", "}`"],
];
const blocks: readonly (readonly [string, string])[] = [
  ["if (a) {", "}"],
  ["for (const i of xs) {", "}"],
  ["async function fn() {", "}"],
  ["xs.map(async (x) => {", "});"],
  ["try {", "} catch (e) { }"],
  ["{", "}"],
  ["class C { async m() {", "} }"],
];

function pieceOf(random: () => number, depth: number): Piece {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const kind = random();
  if (kind < 0.3) return { lines: [`${random() < 0.3 ? "  " : ""}${pick(magicTexts)}`], magics: [0] };
  if (kind < 0.55) return pick(plain);
  if (kind < 0.7) {
    const [open, close] = pick(around);
    return { lines: [open, pick(magicTexts), 'it\'s "text" (', pick(magicTexts), close], magics: [] };
  }
  if (kind < 0.8) {
    const [open, close] = pick(modulo);
    return { lines: [open, "%tape", ...(random() < 0.5 ? ["%who"] : []), close], magics: [] };
  }
  if (depth > 3) return pick(plain);
  const [open, close] = pick(blocks);
  const inner = join(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pieceOf(random, depth + 1)));
  return { lines: [open, ...inner.lines, close], magics: inner.magics.map((line) => line + 1) };
}

function join(pieces: readonly Piece[]): Piece {
  const lines: string[] = [];
  const magics: number[] = [];
  for (const piece of pieces) {
    magics.push(...piece.magics.map((line) => line + lines.length));
    lines.push(...piece.lines);
  }
  return { lines, magics };
}

/** Lines of the text that begin inside a template, a comment or a string, as TypeScript's scanner tells them. */
function linesInside(text: string): Set<number> {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text);
  const inside = new Set<number>();
  const braces: string[] = [];
  let before = ts.SyntaxKind.SemicolonToken;
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.OpenBraceToken) braces.push("{");
    if (kind === ts.SyntaxKind.TemplateHead) braces.push("${");
    if (kind === ts.SyntaxKind.CloseBraceToken) {
      if (braces.at(-1) === "${") kind = scanner.reScanTemplateToken(false);
      if (kind !== ts.SyntaxKind.TemplateMiddle) braces.pop();
    }
    if (kind === ts.SyntaxKind.SlashToken && before === ts.SyntaxKind.EqualsToken) kind = scanner.reScanSlashToken();
    const start = scanner.getTokenStart();
    const first = text.slice(0, start).split("\n").length;
    const more = text.slice(start, scanner.getTokenEnd()).split("\n").length - 1;
    const isText = kind !== ts.SyntaxKind.NewLineTrivia && kind !== ts.SyntaxKind.WhitespaceTrivia;
    for (let n = 1; isText && n <= more; n++) inside.add(first + n);
    if (kind > ts.SyntaxKind.LastTriviaToken) before = kind;
  }
  return inside;
}

describe("a cell of magics, templates, comments and modulos", () => {
  it("has exactly the magics that were put at places of statements", () => {
    for (let seed = 0; seed < times(1000); seed++) {
      const random = chance(seed);
      const cell = join(Array.from({ length: 1 + Math.floor(random() * 6) }, () => pieceOf(random, 0)));
      const source = cell.lines.join("\n");
      const found = rewriteMagics(source, { table, count: 1 });
      if (found.kind !== "code") throw new Error(`seed ${seed}: ${JSON.stringify(found)}\n${source}`);
      const lines = found.code.split("\n");
      const magics = lines.flatMap((line, n) => (line.includes("__magic__(") ? [n] : []));
      expect(magics, `seed ${seed}\n${source}`).toEqual(cell.magics);
      expect(lines.length).toBe(cell.lines.length);
      const masked = maskMagics(source, table);
      expect(masked.length).toBe(source.length);
      const isBroken = isWellFormed(masked) && !isWellFormed(found.code);
      expect(isBroken, `seed ${seed}\n${source}`).toBe(false);
      const inside = linesInside(masked);
      for (const line of magics) expect(inside.has(line + 1), `seed ${seed}, line ${line + 1}\n${source}`).toBe(false);
    }
  });

  it("never crashes, cut anywhere and with pieces left out", () => {
    for (let seed = 0; seed < times(1000); seed++) {
      const random = chance(seed);
      const { lines } = join(Array.from({ length: 4 }, () => pieceOf(random, 0)));
      const source = lines.filter(() => random() < 0.8).join(random() < 0.1 ? "\r\n" : "\n");
      const cut = source.slice(Math.floor(random() * 3), Math.floor(random() * source.length) + 1);
      rewriteMagics(cut, { table, count: 1 });
      expect(maskMagics(cut, table).length).toBe(cut.length);
    }
  });
});
