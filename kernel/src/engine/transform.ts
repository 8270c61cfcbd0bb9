/**
 * Changes to a cell on its way to JavaScript. Names of earlier cells become properties of one object of the main thread,
 * names of the cell are handed out as getters: so a function of cell 1 and an assignment in cell 9 mean one variable.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { NameKind } from "./cell-syntax.js";
import { type ImportedName, importedNames, kernelMember, requiresOf } from "./imports.js";
import type { TypeScript } from "./typescript.js";

/** Export that holds the value of the last expression. */
export const lastValueName: string = "tsLastExpr";

export interface CellPlan {
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Names of earlier cells that have a value at run time. */
  readonly earlier: ReadonlySet<string>;
  readonly hasValue: boolean;
  /** The file that declares them. */
  readonly declarations: () => ts.SourceFile | undefined;
  /** Told which names of the cell have a value at run time. */
  readonly onNames: (names: readonly string[]) => void;
}

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** Local name of the object with the values of earlier cells. */
const earlierName = "__earlier__";

/** Before types are taken out: names of earlier cells and imported ones become properties of what holds them. */
export function namesTransformer(api: TypeScript, plan: CellPlan, checker: ts.TypeChecker): Transformer {
  return (context) => (file) => {
    const holders = holdersOf(api, plan, file);
    if (holders === undefined) return file;
    const { factory } = api;
    const visit = (node: ts.Node): ts.Node => {
      if (api.isTypeNode(node) && !api.isExpressionWithTypeArguments(node)) return node;
      if (api.isImportDeclaration(node) || api.isExportDeclaration(node)) return node;
      if (api.isIdentifier(node)) {
        const value = api.isExpressionNode(node) ? holders(node, checker.getSymbolAtLocation(node)) : undefined;
        return value === undefined ? node : called(api, node, value);
      }
      if (!api.isShorthandPropertyAssignment(node)) return api.visitEachChild(node, visit, context);
      const value = holders(node.name, checker.getShorthandAssignmentValueSymbol(node));
      if (value === undefined) return api.visitEachChild(node, visit, context);
      const initial = api.visitNode(node.objectAssignmentInitializer, visit, api.isExpression);
      const target = initial === undefined ? value : factory.createAssignment(value, initial);
      return api.setTextRange(factory.createPropertyAssignment(node.name.text, target), node);
    };
    return api.visitEachChild(file, visit, context);
  };
}

type Holders = (name: ts.Identifier, symbol: ts.Symbol | undefined) => ts.Expression | undefined;

/** Tells by what a name is to be replaced; undefined: nothing in the file is. */
function holdersOf(api: TypeScript, plan: CellPlan, file: ts.SourceFile): Holders | undefined {
  const imported = importedNames(api, file);
  const isUsed = usesEarlier(plan, file);
  if (!isUsed && imported.size === 0) return undefined;
  const { factory } = api;
  const property = (holder: string, name: string, at: ts.Identifier): ts.Expression => {
    const access = factory.createPropertyAccessExpression(factory.createIdentifier(holder), name);
    return api.setOriginalNode(api.setTextRange(access, at), at);
  };
  const earlierFile = plan.declarations();
  return (name, symbol) => {
    const source = imported.get(name.text);
    const isFrom = (wanted: ts.SourceFile | undefined): boolean =>
      symbol?.declarations?.some((each) => each.getSourceFile() === wanted) === true;
    if (
      source?.property !== undefined &&
      isFrom(file) &&
      symbol?.declarations?.some((each) => isImportPart(api, each)) === true
    ) {
      return property(source.variable, source.property, name);
    }
    return plan.earlier.has(name.text) && isFrom(earlierFile) ? property(earlierName, name.text, name) : undefined;
  };
}

function isImportPart(api: TypeScript, node: ts.Node): boolean {
  return api.isImportSpecifier(node) || api.isImportClause(node);
}

/** A called name keeps its call without `this`: `(0, __earlier__.f)()`. */
function called(api: TypeScript, name: ts.Identifier, value: ts.Expression): ts.Expression {
  const { parent } = name;
  const isCallee =
    (api.isCallExpression(parent) && parent.expression === name) ||
    (api.isTaggedTemplateExpression(parent) && parent.tag === name);
  if (!isCallee) return value;
  const { factory } = api;
  const comma = factory.createComma(factory.createNumericLiteral(0), value);
  return api.setTextRange(factory.createParenthesizedExpression(comma), name);
}

/** After types are taken out: imports become `require`, the last value is kept, the names are handed out. */
export function cellTransformer(api: TypeScript, plan: CellPlan, original: ts.SourceFile): Transformer {
  return (context) => (file) => {
    const { factory } = api;
    const names = file.statements.flatMap((statement) => exportedNames(api, statement));
    plan.onNames(names);
    const body = file.statements.filter((statement) => !isOwnExport(api, statement));
    const last = body.at(-1);
    if (plan.hasValue && last !== undefined && api.isExpressionStatement(last)) {
      const target = factory.createPropertyAccessExpression(kernelMember(api, "exports"), lastValueName);
      const assignment = factory.createExpressionStatement(factory.createAssignment(target, last.expression));
      body[body.length - 1] = api.setTextRange(assignment, last);
    }
    const head = [
      ...earlierOf(api, usesEarlier(plan, original)),
      ...bindingOf(api, names, plan.kinds, importedNames(api, original)),
    ];
    // Imports come first, wherever they are written.
    const required = body.filter(api.isImportDeclaration).flatMap((statement) => requiresOf(api, statement));
    const rest = body.filter((statement) => !api.isImportDeclaration(statement));
    const statements = api.setTextRange(factory.createNodeArray([...head, ...required, ...rest]), file.statements);
    return importTransformer(api)(context)(factory.updateSourceFile(file, statements));
  };
}

/** The cell writes a name of an earlier cell, as far as its text alone tells. */
function usesEarlier(plan: CellPlan, file: ts.SourceFile): boolean {
  const { identifiers } = file as ts.SourceFile & { identifiers: ReadonlyMap<string, string> };
  for (const name of identifiers.keys()) if (plan.earlier.has(name) && !plan.kinds.has(name)) return true;
  return false;
}

/** `import(x)` becomes `__tslab__.import(x)`, `import.meta` a call, too; of another file with its path as last argument. */
export function importTransformer(api: TypeScript, path?: string): Transformer {
  return (context) => (file) => {
    const { factory, SyntaxKind } = api;
    const place = path === undefined ? [] : [factory.createStringLiteral(path)];
    const visit = (node: ts.Node): ts.Node => {
      if (api.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword) {
        return api.setTextRange(factory.createCallExpression(kernelMember(api, "meta"), undefined, place), node);
      }
      if (!api.isCallExpression(node) || node.expression.kind !== SyntaxKind.ImportKeyword) {
        return api.visitEachChild(node, visit, context);
      }
      const specifier = node.arguments.slice(0, 1).map((argument) => api.visitNode(argument, visit, api.isExpression));
      const call = factory.createCallExpression(kernelMember(api, "import"), undefined, [...specifier, ...place]);
      return api.setTextRange(call, node);
    };
    const { text } = api.getOriginalNode(file).getSourceFile();
    return /\bimport\s*(?:\/[/*]|[(.])/.test(text) ? api.visitEachChild(file, visit, context) : file;
  };
}

function isOwnExport(api: TypeScript, statement: ts.Statement): boolean {
  return api.isExportDeclaration(statement) && statement.moduleSpecifier === undefined;
}

/** Names of the list that tslab puts at the end; TypeScript has taken the types out of it. */
function exportedNames(api: TypeScript, statement: ts.Statement): string[] {
  if (!api.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
  const { exportClause } = statement;
  if (exportClause === undefined || !api.isNamedExports(exportClause)) return [];
  return exportClause.elements.map((element) => element.name.text);
}

/** `const __earlier__ = __tslab__.names;` */
function earlierOf(api: TypeScript, isUsed: boolean): ts.Statement[] {
  if (!isUsed) return [];
  const { factory } = api;
  const names = kernelMember(api, "names");
  const declaration = factory.createVariableDeclaration(earlierName, undefined, undefined, names);
  return [
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], api.NodeFlags.Const),
    ),
  ];
}

/** `__tslab__.bind({ a: () => a }, { a: ($) => a = $ }, ["hoisted"]);` */
function bindingOf(
  api: TypeScript,
  names: readonly string[],
  kinds: ReadonlyMap<string, NameKind>,
  imported: ReadonlyMap<string, ImportedName>,
): ts.Statement[] {
  if (names.length === 0) return [];
  const { factory } = api;
  const arrow = (parameters: ts.ParameterDeclaration[], body: ts.Expression): ts.Expression =>
    factory.createArrowFunction(undefined, undefined, parameters, undefined, undefined, body);
  const getters = names.map((name) => {
    const { variable = name, property } = imported.get(name) ?? {};
    const holder = factory.createIdentifier(variable);
    const value = property === undefined ? holder : factory.createPropertyAccessExpression(holder, property);
    return factory.createPropertyAssignment(name, arrow([], value));
  });
  const setters = names
    .filter((name) => ["let", "var"].includes(kinds.get(name) ?? ""))
    .map((name) => {
      const value = name === "$" ? "$$" : "$";
      const parameter = factory.createParameterDeclaration(undefined, undefined, value);
      const body = factory.createAssignment(factory.createIdentifier(name), factory.createIdentifier(value));
      return factory.createPropertyAssignment(name, arrow([parameter], body));
    });
  const hoisted = names.filter((name) => ["var", "enum", "namespace"].includes(kinds.get(name) ?? ""));
  const call = factory.createCallExpression(kernelMember(api, "bind"), undefined, [
    factory.createObjectLiteralExpression(getters),
    factory.createObjectLiteralExpression(setters),
    factory.createArrayLiteralExpression(hoisted.map((name) => factory.createStringLiteral(name))),
  ]);
  return [factory.createExpressionStatement(call)];
}
