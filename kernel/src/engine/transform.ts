/**
 * Changes to a cell's JavaScript before it becomes CommonJS. Names of earlier cells are imported from one module that
 * main answers, names of the cell are handed out as getters: so a function of cell 1 and an assignment in cell 9 mean
 * the same variable.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { NameKind } from "./cell-syntax.js";
import type { TypeScript } from "./typescript.js";

/** Module that holds the values of earlier cells. */
export const namesModule: string = "tapelab:names";

/** Export that holds the value of the last expression. */
export const lastValueName: string = "tsLastExpr";

export interface CellPlan {
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Names of earlier cells that have a value at run time. */
  readonly earlier: ReadonlySet<string>;
  readonly hasValue: boolean;
  /** Told which names of the cell have a value at run time. */
  readonly onNames: (names: readonly string[]) => void;
}

type Transformer = ts.TransformerFactory<ts.SourceFile>;

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
    const { identifiers } = api.getOriginalNode(file) as ts.SourceFile & { identifiers: ReadonlyMap<string, string> };
    const earlier = [...identifiers.keys()].filter((name) => plan.earlier.has(name) && !plan.kinds.has(name));
    const head = [...importOf(api, earlier), ...bindingOf(api, names, plan.kinds)];
    const changed = factory.updateSourceFile(
      file,
      api.setTextRange(factory.createNodeArray([...head, ...body]), file.statements),
    );
    return importTransformer(api)(context)(changed);
  };
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

/** `import { a, b } from "tapelab:names";` */
function importOf(api: TypeScript, names: readonly string[]): ts.Statement[] {
  if (names.length === 0) return [];
  const { factory } = api;
  const elements = names.map((name) => factory.createImportSpecifier(false, undefined, factory.createIdentifier(name)));
  const clause = factory.createImportClause(false, undefined, factory.createNamedImports(elements));
  return [factory.createImportDeclaration(undefined, clause, factory.createStringLiteral(namesModule), undefined)];
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
