/**
 * Changes to a cell on its way to JavaScript. Names of earlier cells become properties of one object of the main thread,
 * names of the cell are handed out as getters: so a function of cell 1 and an assignment in cell 9 mean one variable.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { NameKind } from "./cell-syntax.js";
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

/** Before types are taken out: names of earlier cells become properties of one object. */
export function earlierTransformer(api: TypeScript, plan: CellPlan, checker: ts.TypeChecker): Transformer {
  return (context) => (file) => {
    const { factory } = api;
    const isEarlier = (node: ts.Identifier, symbol: ts.Symbol | undefined): boolean =>
      plan.earlier.has(node.text) &&
      symbol?.declarations?.some((each) => each.getSourceFile() === plan.declarations()) === true;
    const valueAt = (name: ts.Identifier): ts.Expression => {
      const value = factory.createPropertyAccessExpression(factory.createIdentifier(earlierName), name.text);
      return api.setOriginalNode(api.setTextRange(value, name), name);
    };
    const visit = (node: ts.Node): ts.Node => {
      if (api.isTypeNode(node) && !api.isExpressionWithTypeArguments(node)) return node;
      if (api.isShorthandPropertyAssignment(node)) {
        if (!isEarlier(node.name, checker.getShorthandAssignmentValueSymbol(node)))
          return api.visitEachChild(node, visit, context);
        const { objectAssignmentInitializer: initial } = node;
        const value = valueAt(node.name);
        const target =
          initial === undefined
            ? value
            : factory.createAssignment(value, api.visitNode(initial, visit, api.isExpression));
        return api.setTextRange(factory.createPropertyAssignment(node.name.text, target), node);
      }
      if (api.isIdentifier(node)) {
        return api.isExpressionNode(node) && isEarlier(node, checker.getSymbolAtLocation(node))
          ? called(api, node, valueAt(node))
          : node;
      }
      return api.visitEachChild(node, visit, context);
    };
    return api.visitEachChild(file, visit, context);
  };
}

/** A called name keeps its call without `this`: `(0, __earlier__.f)()`. */
function called(api: TypeScript, name: ts.Identifier, value: ts.Expression): ts.Expression {
  const { parent } = name;
  const isCallee =
    (api.isCallExpression(parent) && parent.expression === name) ||
    (api.isTaggedTemplateExpression(parent) && parent.tag === name);
  if (!isCallee) return value;
  return api.setTextRange(
    api.factory.createParenthesizedExpression(api.factory.createComma(api.factory.createNumericLiteral(0), value)),
    name,
  );
}

/** After types are taken out: takes off the list of exports, keeps the last value, hands out the names. */
export function cellTransformer(api: TypeScript, plan: CellPlan): Transformer {
  return (context) => (file) => {
    const { factory } = api;
    const names = file.statements.flatMap((statement) => exportedNames(api, statement));
    plan.onNames(names);
    const body = file.statements.filter((statement) => !isOwnExport(api, statement));
    const last = body.at(-1);
    if (plan.hasValue && last !== undefined && api.isExpressionStatement(last)) {
      const target = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), lastValueName);
      const assignment = factory.createExpressionStatement(factory.createAssignment(target, last.expression));
      body[body.length - 1] = api.setTextRange(assignment, last);
    }
    const head = [...earlierOf(api, usesEarlier(api, plan, file)), ...bindingOf(api, names, plan.kinds)];
    const statements = api.setTextRange(factory.createNodeArray([...head, ...body]), file.statements);
    return importTransformer(api)(context)(factory.updateSourceFile(file, statements));
  };
}

/** The cell writes a name of an earlier cell, as far as its text alone tells. */
export function usesEarlier(api: TypeScript, plan: CellPlan, file: ts.SourceFile): boolean {
  const { identifiers } = api.getOriginalNode(file) as ts.SourceFile & { identifiers: ReadonlyMap<string, string> };
  for (const name of identifiers.keys()) if (plan.earlier.has(name) && !plan.kinds.has(name)) return true;
  return false;
}

/** Turns `import(x)` into `__tslab__.import(x)`; of another file also where it stands: `__tslab__.import(x, "/lib/a.ts")`. */
export function importTransformer(api: TypeScript, path?: string): Transformer {
  return (context) => (file) => {
    const { factory } = api;
    const visit = (node: ts.Node): ts.Node => {
      if (!api.isCallExpression(node) || node.expression.kind !== api.SyntaxKind.ImportKeyword) {
        return api.visitEachChild(node, visit, context);
      }
      const method = factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "import");
      const place = path === undefined ? [] : [factory.createStringLiteral(path)];
      const specifier = node.arguments.slice(0, 1).map((argument) => api.visitNode(argument, visit, api.isExpression));
      return api.setTextRange(factory.createCallExpression(method, undefined, [...specifier, ...place]), node);
    };
    return /\bimport\s*(?:\/[/*]|\()/.test(api.getOriginalNode(file).getSourceFile().text)
      ? api.visitEachChild(file, visit, context)
      : file;
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
  const names = factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "names");
  const declaration = factory.createVariableDeclaration(earlierName, undefined, undefined, names);
  return [
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], api.NodeFlags.Const),
    ),
  ];
}

/** `__tslab__.bind({ a: () => a }, { a: ($) => a = $ }, ["hoisted"]);` */
function bindingOf(api: TypeScript, names: readonly string[], kinds: ReadonlyMap<string, NameKind>): ts.Statement[] {
  if (names.length === 0) return [];
  const { factory } = api;
  const arrow = (parameters: ts.ParameterDeclaration[], body: ts.Expression): ts.Expression =>
    factory.createArrowFunction(undefined, undefined, parameters, undefined, undefined, body);
  const getters = names.map((name) =>
    factory.createPropertyAssignment(name, arrow([], factory.createIdentifier(name))),
  );
  const setters = names
    .filter((name) => ["let", "var"].includes(kinds.get(name) ?? ""))
    .map((name) => {
      const value = name === "$" ? "$$" : "$";
      const parameter = factory.createParameterDeclaration(undefined, undefined, value);
      const body = factory.createAssignment(factory.createIdentifier(name), factory.createIdentifier(value));
      return factory.createPropertyAssignment(name, arrow([parameter], body));
    });
  const hoisted = names.filter((name) => ["var", "enum", "namespace"].includes(kinds.get(name) ?? ""));
  const call = factory.createCallExpression(
    factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "bind"),
    undefined,
    [
      factory.createObjectLiteralExpression(getters),
      factory.createObjectLiteralExpression(setters),
      factory.createArrayLiteralExpression(hoisted.map((name) => factory.createStringLiteral(name))),
    ],
  );
  return [factory.createExpressionStatement(call)];
}
