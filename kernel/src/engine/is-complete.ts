/** Whether Enter runs a cell or opens a new line. */

import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./typescript.js";

export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** Blanks to begin the next line with. */
  readonly indent: string;
}

const unit = "  ";
const indentMax = 20;

/** Errors that stand where the text breaks off: a template literal, a comment. */
const UNTERMINATED: ReadonlySet<number> = new Set([1160, 1010]);

export function completenessOf(api: TypeScript, code: string): Completeness {
  const file = api.createSourceFile(
    "cell.ts",
    `export {};\n${code}`,
    api.ScriptTarget.ES2022,
    false,
    api.ScriptKind.TS,
  );
  const { parseDiagnostics } = file as ts.SourceFile & { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  const [first] = parseDiagnostics;
  if (first === undefined) return { status: "complete", indent: "" };
  if (UNTERMINATED.has(first.code)) return { status: "incomplete", indent: "" };
  // A string goes on after a backslash at the very end.
  const endsInString = first.code === 1002 && /\\$/.test(code);
  const isOpenString = first.code === 1002 && !endsInString;
  const isAtEnd = !isOpenString && (first.start >= endOfTokens(api, file.text) || endsInString);
  if (!isAtEnd) return { status: "invalid", indent: "" };
  return {
    status: "incomplete",
    indent: endsInString ? "" : unit.repeat(Math.min(openBrackets(api, code), indentMax / 2)),
  };
}

/** Where the last token ends: behind it there are only blanks and comments. */
function endOfTokens(api: TypeScript, text: string): number {
  let end = 0;
  for (const token of tokensOf(api, text)) end = token.end;
  return end;
}

function openBrackets(api: TypeScript, code: string): number {
  const { OpenBraceToken, OpenParenToken, OpenBracketToken, CloseBraceToken, CloseParenToken, CloseBracketToken } =
    api.SyntaxKind;
  let depth = 0;
  for (const { kind } of tokensOf(api, code)) {
    if (kind === OpenBraceToken || kind === OpenParenToken || kind === OpenBracketToken) depth += 1;
    else if (kind === CloseBraceToken || kind === CloseParenToken || kind === CloseBracketToken) depth -= 1;
  }
  return Math.max(depth, 0);
}

/** Tokens without trivia. Template literals with holes are read as one piece each, from hole to hole. */
function* tokensOf(api: TypeScript, text: string): Iterable<{ kind: ts.SyntaxKind; end: number }> {
  const { EndOfFileToken, TemplateHead, TemplateTail, OpenBraceToken, CloseBraceToken } = api.SyntaxKind;
  const scanner = api.createScanner(api.ScriptTarget.ES2022, true, api.LanguageVariant.Standard, text);
  const holes: number[] = [];
  let depth = 0;
  for (let kind = scanner.scan(); kind !== EndOfFileToken; kind = scanner.scan()) {
    if (kind === CloseBraceToken && holes.at(-1) === depth) {
      kind = scanner.reScanTemplateToken(false);
      if (kind === TemplateTail) holes.pop();
    } else if (kind === TemplateHead) holes.push(depth);
    else if (kind === OpenBraceToken) depth += 1;
    else if (kind === CloseBraceToken) depth -= 1;
    yield { kind, end: scanner.getTextPos() };
  }
}
