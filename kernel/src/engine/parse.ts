/**
 * Questions about the syntax of a cell that magics ask, answered without letting TypeScript's types out. Nothing here
 * checks types or needs a program.
 */
import type ts from "@tslab/typescript-for-tslab";
import { prefix } from "./cell-syntax.js";
import { typescript } from "./typescript.js";

/** An identifier in the text that stands where a magic line was. */
export interface Mark {
  readonly name: string;
  /** Index of the identifier in the text. */
  readonly at: number;
  /** Where the statement has to start: the identifier itself, or the target of an assignment of it. */
  readonly start: number;
}

/** Where a statement stands. */
export interface StatementPlace {
  /** The function around it: none, an async one, or one in which `await` is not possible. */
  readonly within: "none" | "async" | "sync";
  /** It is the last statement of the cell, whose value is shown. */
  readonly isLast: boolean;
}

/** What `placesOf` found. */
export interface Places {
  /** For each mark; undefined where a statement cannot start: in a template literal, a comment, an expression. */
  readonly places: readonly (StatementPlace | undefined)[];
  /** The text has no syntax error. */
  readonly isWellFormed: boolean;
}

/** Where each mark stands as a statement. In a text that is nested too deeply to be read none does. */
export function placesOf(text: string, marks: readonly Mark[]): Places {
  try {
    const tree = parse(text);
    const found = new Map<number, StatementPlace>();
    const byPlace = new Map(marks.map((mark) => [mark.at, mark]));
    const problems = problemsOf(tree);
    const broken = new Set(problems.map(({ start }) => (start ?? 0) - prefix.length));
    collect(tree, (name, start, place) => {
      const mark = byPlace.get(name.getStart(tree) - prefix.length);
      const isThere = mark?.name === name.text && mark.start === start - prefix.length;
      if (isThere && !broken.has(mark.at)) found.set(mark.at, place);
    });
    return { places: marks.map(({ at }) => found.get(at)), isWellFormed: problems.length === 0 };
  } catch (error) {
    if (error instanceof RangeError) return { places: marks.map(() => undefined), isWellFormed: true };
    throw error;
  }
}

/** Whether the text is TypeScript, as far as its syntax goes. */
export function isWellFormed(text: string): boolean {
  try {
    return problemsOf(parse(text)).length === 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether the text is one expression. */
export function isExpression(text: string): boolean {
  try {
    const tree = parse(`(${text}\n)`);
    const [, first, ...more] = tree.statements;
    if (problemsOf(tree).length > 0 || first === undefined || more.length > 0) return false;
    const ts = typescript();
    return ts.isExpressionStatement(first) && ts.isParenthesizedExpression(first.expression);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function parse(text: string): ts.SourceFile {
  const ts = typescript();
  return ts.createSourceFile("cell.ts", prefix + text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.TS);
}

function problemsOf(tree: ts.SourceFile): readonly ts.Diagnostic[] {
  return (tree as ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
}

type Within = StatementPlace["within"];
type Report = (name: ts.Identifier, start: number, place: StatementPlace) => void;

/** Walks with a stack of its own: a long `else if` chain is deep. */
function collect(tree: ts.SourceFile, report: Report): void {
  const ts = typescript();
  const last = tree.statements.at(-1);
  const open: { readonly node: ts.Node; readonly within: Within }[] = [{ node: tree, within: "none" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node } = next;
    const name = markIn(node);
    if (name !== undefined) {
      report(name, node.getStart(tree), {
        within: next.within,
        isLast: node === last && ts.isExpressionStatement(node),
      });
      continue;
    }
    const inside = withinOf(node, next.within);
    ts.forEachChild(node, (child) => void open.push({ node: child, within: inside }));
  }
}

/** `name;`, `x = name;` or `const x = name;`: the name. */
function markIn(node: ts.Node): ts.Identifier | undefined {
  const ts = typescript();
  const value = ts.isExpressionStatement(node) ? assignedValue(node.expression) : initializerOf(node);
  return value !== undefined && ts.isIdentifier(value) ? value : undefined;
}

function assignedValue(expression: ts.Expression): ts.Expression {
  const ts = typescript();
  if (!ts.isBinaryExpression(expression)) return expression;
  return expression.operatorToken.kind === ts.SyntaxKind.EqualsToken ? expression.right : expression;
}

function initializerOf(node: ts.Node): ts.Expression | undefined {
  const ts = typescript();
  if (!ts.isVariableStatement(node)) return undefined;
  const [first, ...more] = node.declarationList.declarations;
  return more.length === 0 ? first?.initializer : undefined;
}

function withinOf(node: ts.Node, outer: Within): Within {
  const ts = typescript();
  if (ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node)) return "sync";
  if (!ts.isFunctionLike(node)) return outer;
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? "async" : "sync";
}
