/** The names of a notebook with their types, as declarations that the next cell is checked against. */

import type ts from "@tslab/typescript-for-tslab";
import type { NameKind } from "./cell-syntax.js";
import type { TypeScript } from "./typescript.js";

/** One declaration of one name; overloads and merged interfaces are several of the same name and cell. */
export interface Declaration {
  /** Empty for what declares no name: `import "side-effect"`, `declare global`. */
  readonly name: string;
  readonly kind: NameKind;
  readonly text: string;
  readonly isValue: boolean;
  readonly isType: boolean;
  /** Main holds a value under this name. */
  readonly isLive: boolean;
  readonly cell: number;
}

/** What a cell declares, from the `.d.ts` that TypeScript wrote for it. */
export interface DeclarationSource {
  readonly dts: string;
  readonly kinds: ReadonlyMap<string, NameKind>;
  /** Names that have a value at run time. */
  readonly live: ReadonlySet<string>;
  /** What an imported name stands for. */
  readonly facetsOf: (name: string) => { readonly isValue: boolean; readonly isType: boolean };
  readonly cell: number;
}

export function readDeclarations(api: TypeScript, source: DeclarationSource): Declaration[] {
  const file = api.createSourceFile("cell.d.ts", source.dts, api.ScriptTarget.ES2022, false, api.ScriptKind.TS);
  return file.statements.flatMap((statement) => split(api, file, statement, source));
}

/** The notebook's declarations after a cell: a new name takes the place of the earlier one, as value, type or both. */
export function advance(earlier: readonly Declaration[], added: readonly Declaration[]): readonly Declaration[] {
  if (added.length === 0) return earlier;
  const facets = new Map<string, { isValue: boolean; isType: boolean }>();
  for (const { name, isValue, isType } of added) {
    const known = facets.get(name);
    facets.set(name, { isValue: isValue || known?.isValue === true, isType: isType || known?.isType === true });
  }
  const texts = new Set(added.map(({ text }) => text));
  const kept = earlier.flatMap((declaration) => {
    const { name, text, isValue, isType } = declaration;
    if (name === "") return texts.has(text) ? [] : [declaration];
    const by = facets.get(name);
    const keepsValue = isValue && by?.isValue !== true;
    const keepsType = isType && by?.isType !== true;
    if (keepsValue === isValue && keepsType === isType) return [declaration];
    // A class whose type is another one now: its value stays, without a type.
    return keepsValue ? [{ ...declaration, isType: false, text: `declare let ${name}: any;` }] : [];
  });
  return [...kept, ...added];
}

export function textOf(declarations: readonly Declaration[]): string {
  return declarations.map(({ text }) => `${text}\n`).join("");
}

function split(
  api: TypeScript,
  file: ts.SourceFile,
  statement: ts.Statement,
  source: DeclarationSource,
): Declaration[] {
  const { kinds, live, cell } = source;
  const one = (name: string, text: string, isValue: boolean, isType: boolean): Declaration => {
    const kind = kinds.get(name) ?? "type";
    return { name, kind, text, isValue, isType, isLive: live.has(name), cell };
  };
  if (api.isVariableStatement(statement)) return variables(api, file, statement, one);
  if (api.isImportDeclaration(statement)) return imports(api, file, statement, source.facetsOf, one);
  if (api.isExportDeclaration(statement) || api.isExportAssignment(statement)) return [];
  const text = statement.getFullText(file).trim();
  if (api.isFunctionDeclaration(statement)) return [one(statement.name?.text ?? "", text, true, false)];
  if (api.isClassDeclaration(statement)) return [one(statement.name?.text ?? "", text, true, true)];
  if (api.isEnumDeclaration(statement)) return [one(statement.name.text, text, true, true)];
  if (api.isInterfaceDeclaration(statement) || api.isTypeAliasDeclaration(statement)) {
    return [one(statement.name.text, text, false, true)];
  }
  if (api.isModuleDeclaration(statement) && api.isIdentifier(statement.name)) {
    const { text: name } = statement.name;
    return [one((statement.flags & api.NodeFlags.GlobalAugmentation) !== 0 ? "" : name, text, live.has(name), true)];
  }
  return [one("", text, false, false)];
}

type Make = (name: string, text: string, isValue: boolean, isType: boolean) => Declaration;

function variables(api: TypeScript, file: ts.SourceFile, statement: ts.VariableStatement, one: Make): Declaration[] {
  const { declarationList: list } = statement;
  const word =
    (list.flags & api.NodeFlags.Const) !== 0 ? "const" : (list.flags & api.NodeFlags.Let) !== 0 ? "let" : "var";
  const comment = file.text.slice(statement.getFullStart(), statement.getStart(file)).trim();
  return list.declarations.map((declaration) => {
    const head = comment === "" ? "" : `${comment}\n`;
    return one(declaration.name.getText(file), `${head}declare ${word} ${declaration.getText(file)};`, true, false);
  });
}

function imports(
  api: TypeScript,
  file: ts.SourceFile,
  statement: ts.ImportDeclaration,
  facetsOf: DeclarationSource["facetsOf"],
  one: Make,
): Declaration[] {
  const { importClause: clause } = statement;
  const from = statement.moduleSpecifier.getText(file);
  if (clause === undefined) return [one("", `import ${from};`, false, false)];
  const word = clause.isTypeOnly ? "import type" : "import";
  const made = (name: string, text: string): Declaration => {
    const { isValue, isType } = facetsOf(name);
    return one(name, `${word} ${text} from ${from};`, isValue, isType);
  };
  const found = clause.name === undefined ? [] : [made(clause.name.text, clause.name.text)];
  const { namedBindings: bindings } = clause;
  if (bindings === undefined) return found;
  if (api.isNamespaceImport(bindings)) return [...found, made(bindings.name.text, bindings.getText(file))];
  return [...found, ...bindings.elements.map((each) => made(each.name.text, `{ ${each.getText(file)} }`))];
}
