/** What a cell's text tells without types: its syntax errors, awaits, last value, names, and the text without `export`. */

import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./typescript.js";

/** How a name is declared at top level of a cell. */
export type NameKind = "const" | "let" | "var" | "function" | "class" | "enum" | "namespace" | "import" | "type";

export interface CellSyntax {
  /** The cell with every top-level `export` blanked out, character for character. */
  readonly text: string;
  readonly errors: readonly ts.DiagnosticWithLocation[];
  readonly isAsync: boolean;
  /** The last statement is an expression: the cell has a value. */
  readonly hasValue: boolean;
  readonly isEmpty: boolean;
  /** The `"m"` of `export * from "m"`, which a cell cannot do: nobody could import it. */
  readonly exportsAll: string | undefined;
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Names assigned at top level, declared by the cell or not. */
  readonly assigned: ReadonlySet<string>;
  /** Module specifiers of static imports. */
  readonly imports: readonly string[];
}

/** tslab puts the same line before every cell: it makes the cell a module, so that `await` is read as such. */
export const prefix: string = "export {};\n";

export function readSyntax(api: TypeScript, code: string): CellSyntax {
  const file = api.createSourceFile("cell.ts", prefix + code, api.ScriptTarget.ES2022, false, api.ScriptKind.TS);
  const { parseDiagnostics } = file as ts.SourceFile & { parseDiagnostics: ts.DiagnosticWithLocation[] };
  const statements = file.statements.slice(1);
  const kinds = new Map<string, NameKind>();
  const assigned = new Set<string>();
  for (const statement of statements) collectNames(api, statement, kinds);
  collectAssigned(api, file, assigned);
  const last = statements.at(-1);
  return {
    text: withoutExports(api, file, code),
    errors: parseDiagnostics,
    isAsync: statements.some((statement) => awaits(api, statement)),
    hasValue: last !== undefined && (api.isExpressionStatement(last) || isDefault(api, last)),
    isEmpty: statements.length === 0,
    exportsAll: statements.filter(api.isExportDeclaration).find(isExportOfAll)?.moduleSpecifier?.getText(file),
    kinds,
    assigned,
    imports: statements.flatMap((statement) => specifierOf(api, statement)),
  };
}

function isExportOfAll({ exportClause, moduleSpecifier }: ts.ExportDeclaration): boolean {
  return exportClause === undefined && moduleSpecifier !== undefined;
}

function isDefault(api: TypeScript, statement: ts.Statement): boolean {
  return api.isExportAssignment(statement) && statement.isExportEquals !== true;
}

function specifierOf(api: TypeScript, statement: ts.Statement): string[] {
  if (!api.isImportDeclaration(statement) && !api.isExportDeclaration(statement)) return [];
  if (api.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true) return [];
  const { moduleSpecifier } = statement;
  return moduleSpecifier !== undefined && api.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [];
}

/** An `await` or `for await` of the cell itself, not of a function in it. */
function awaits(api: TypeScript, node: ts.Node): boolean {
  if (api.isAwaitExpression(node)) return true;
  if (api.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
  if (api.isFunctionLike(node) || api.isClassStaticBlockDeclaration(node)) return false;
  return api.forEachChild(node, (child) => awaits(api, child) || undefined) ?? false;
}

/** Blanks `export` and what belongs to it; `export { a } from "m"` is read as an import. */
function withoutExports(api: TypeScript, file: ts.SourceFile, code: string): string {
  let text = code;
  const blank = (start: number, end: number, by = ""): void => {
    const [from, to] = [start - prefix.length, end - prefix.length];
    const old = text.slice(from, to);
    text = text.slice(0, from) + by + old.slice(by.length).replace(/[^\r\n]/g, " ") + text.slice(to);
  };
  for (const statement of file.statements.slice(1)) {
    const start = statement.getStart(file);
    if (api.isExportDeclaration(statement)) {
      const isList = statement.moduleSpecifier === undefined;
      if (isList) blank(start, statement.end);
      else if (statement.exportClause !== undefined) blank(start, start + "export".length, "import");
    } else if (api.isExportAssignment(statement) && statement.isExportEquals !== true) {
      // `0,` keeps an object literal an expression, and needs no closing bracket.
      const { expression } = statement;
      const needsHead = api.isObjectLiteralExpression(expression);
      blank(start, expression.getStart(file), needsHead ? "0, " : "");
    } else if (api.canHaveModifiers(statement)) {
      for (const modifier of api.getModifiers(statement) ?? []) {
        const isExport =
          modifier.kind === api.SyntaxKind.ExportKeyword || modifier.kind === api.SyntaxKind.DefaultKeyword;
        if (isExport) blank(modifier.getStart(file), modifier.end);
      }
    }
  }
  return text;
}

function collectNames(api: TypeScript, statement: ts.Statement, kinds: Map<string, NameKind>): void {
  if (api.isVariableStatement(statement)) addVariables(api, statement.declarationList, kinds);
  else if (api.isFunctionDeclaration(statement)) addName(statement.name, "function", kinds);
  else if (api.isClassDeclaration(statement)) addName(statement.name, "class", kinds);
  else if (api.isEnumDeclaration(statement)) addName(statement.name, "enum", kinds);
  else if (api.isInterfaceDeclaration(statement) || api.isTypeAliasDeclaration(statement)) {
    if (!kinds.has(statement.name.text)) kinds.set(statement.name.text, "type");
  } else if (api.isModuleDeclaration(statement) && api.isIdentifier(statement.name)) {
    if (!kinds.has(statement.name.text)) addName(statement.name, "namespace", kinds);
  } else if (api.isImportDeclaration(statement)) addImports(api, statement.importClause, kinds);
  else if (api.isImportEqualsDeclaration(statement)) addName(statement.name, "import", kinds);
  else addNestedVars(api, statement, kinds);
}

/** `var` in blocks and loops belongs to the cell. */
function addNestedVars(api: TypeScript, node: ts.Node, kinds: Map<string, NameKind>): void {
  if (api.isFunctionLike(node) || api.isClassLike(node)) return;
  if (api.isVariableDeclarationList(node) && (node.flags & api.NodeFlags.BlockScoped) === 0) {
    addVariables(api, node, kinds);
  }
  api.forEachChild(node, (child) => addNestedVars(api, child, kinds));
}

function addVariables(api: TypeScript, list: ts.VariableDeclarationList, kinds: Map<string, NameKind>): void {
  const isConst = (list.flags & api.NodeFlags.Const) !== 0;
  const kind = isConst ? "const" : (list.flags & api.NodeFlags.Let) !== 0 ? "let" : "var";
  for (const declaration of list.declarations) addBinding(api, declaration.name, kind, kinds);
}

function addBinding(api: TypeScript, name: ts.BindingName, kind: NameKind, kinds: Map<string, NameKind>): void {
  if (api.isIdentifier(name)) addName(name, kind, kinds);
  else for (const each of name.elements) if (!api.isOmittedExpression(each)) addBinding(api, each.name, kind, kinds);
}

function addImports(api: TypeScript, clause: ts.ImportClause | undefined, kinds: Map<string, NameKind>): void {
  addName(clause?.name, "import", kinds);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (api.isNamespaceImport(bindings)) addName(bindings.name, "import", kinds);
  else for (const element of bindings.elements) addName(element.name, "import", kinds);
}

function addName(name: ts.Identifier | undefined, kind: NameKind, kinds: Map<string, NameKind>): void {
  if (name !== undefined) kinds.set(name.text, kind);
}

/** Names that the cell itself assigns: `x = 1`, `x += 1`, `x++`, `[x, y] = …`, `({ x } = …)`, `for (x of …)`. */
function collectAssigned(api: TypeScript, node: ts.Node, names: Set<string>): void {
  if (api.isFunctionLike(node) || api.isClassLike(node)) return;
  if (api.isBinaryExpression(node) && isAssignment(api, node.operatorToken.kind)) addTargets(api, node.left, names);
  else if (api.isPrefixUnaryExpression(node) || api.isPostfixUnaryExpression(node)) {
    const { PlusPlusToken, MinusMinusToken } = api.SyntaxKind;
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) addTargets(api, node.operand, names);
  } else if (
    (api.isForOfStatement(node) || api.isForInStatement(node)) &&
    !api.isVariableDeclarationList(node.initializer)
  ) {
    addTargets(api, node.initializer, names);
  }
  api.forEachChild(node, (child) => collectAssigned(api, child, names));
}

function isAssignment(api: TypeScript, kind: ts.SyntaxKind): boolean {
  return kind >= api.SyntaxKind.FirstAssignment && kind <= api.SyntaxKind.LastAssignment;
}

function addTargets(api: TypeScript, node: ts.Node, names: Set<string>): void {
  if (api.isIdentifier(node)) names.add(node.text);
  else if (api.isParenthesizedExpression(node) || api.isSpreadElement(node) || api.isSpreadAssignment(node)) {
    addTargets(api, node.expression, names);
  } else if (api.isArrayLiteralExpression(node)) for (const element of node.elements) addTargets(api, element, names);
  else if (api.isObjectLiteralExpression(node))
    for (const property of node.properties) addTargets(api, property, names);
  else if (api.isShorthandPropertyAssignment(node)) names.add(node.name.text);
  else if (api.isPropertyAssignment(node)) addTargets(api, node.initializer, names);
  else if (api.isBinaryExpression(node) && isAssignment(api, node.operatorToken.kind))
    addTargets(api, node.left, names);
}
