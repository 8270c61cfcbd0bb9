/** Static imports of a cell as plain `require`: which variable holds each module, and how a name is read from it. */

import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./typescript.js";

/** Where the value of an imported name is: `__module0__.map`. A namespace is a variable of its own name. */
export interface ImportedName {
  readonly variable: string;
  readonly property: string | undefined;
}

/** The names that a file imports, by the name in the file. */
export function importedNames(api: TypeScript, file: ts.SourceFile): ReadonlyMap<string, ImportedName> {
  const names = new Map<string, ImportedName>();
  for (const statement of file.statements.filter(api.isImportDeclaration)) {
    const variable = variableOf(statement);
    const clause = statement.importClause;
    if (clause?.name !== undefined) names.set(clause.name.text, { variable, property: "default" });
    const bindings = clause?.namedBindings;
    if (bindings === undefined) continue;
    if (api.isNamespaceImport(bindings))
      names.set(bindings.name.text, { variable: bindings.name.text, property: undefined });
    else
      for (const { name, propertyName } of bindings.elements)
        names.set(name.text, { variable, property: (propertyName ?? name).text });
  }
  return names;
}

/** `const __module9__ = __importStar(require("m"));` and what else an import declares. */
export function requiresOf(api: TypeScript, statement: ts.ImportDeclaration): readonly ts.Statement[] {
  const { factory } = api;
  const required = factory.createCallExpression(kernelMember(api, "require"), undefined, [statement.moduleSpecifier]);
  const { importClause: clause } = statement;
  if (clause === undefined) return [api.setTextRange(factory.createExpressionStatement(required), statement)];
  const bindings = clause.namedBindings;
  const helped = (name: string): ts.Expression =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, [required]);
  const declare = (name: string, value: ts.Expression): ts.Statement => {
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
    const list = factory.createVariableDeclarationList([declaration], api.NodeFlags.Const);
    return api.setTextRange(factory.createVariableStatement(undefined, list), statement);
  };
  const isNamespace = bindings !== undefined && api.isNamespaceImport(bindings);
  const names = bindings !== undefined && api.isNamedImports(bindings) ? bindings.elements : [];
  const hasDefault = names.some((each) => (each.propertyName ?? each.name).text === "default");
  const helper = clause.name !== undefined && names.length === 0 ? "__importDefault" : "__importStar";
  const value = clause.name === undefined && !hasDefault ? required : helped(helper);
  const module =
    clause.name !== undefined || names.length > 0 ? [declare(variableOf(api.getOriginalNode(statement)), value)] : [];
  return isNamespace ? [...module, declare(bindings.name.text, helped("__importStar"))] : module;
}

/** `__tslab__.name`: emitted code reaches main by this and not by names that a cell may declare itself. */
export function kernelMember(api: TypeScript, name: string): ts.PropertyAccessExpression {
  return api.factory.createPropertyAccessExpression(api.factory.createIdentifier("__tslab__"), name);
}

/** A name that is the same before and after TypeScript has changed the file: made of the place in the text. */
function variableOf(statement: ts.Node): string {
  return `__module${statement.pos}__`;
}
