import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript-5.9";

export const root: string = join(import.meta.dirname, "../..");

/** One import, export-from, require or dynamic import. */
export interface Import {
  readonly from: string;
  /** Erased at run time: `import type`, or nothing but `type` names. */
  readonly isType: boolean;
}

export interface Source {
  /** From the top of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Every source file of the packages, parsed. */
export function readSources(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => {
    const start = join(root, folder);
    if (!existsSync(start)) return [];
    const names = readdirSync(start, { recursive: true, encoding: "utf8" }).filter((name) => /\.[mc]?tsx?$/.test(name));
    return names.sort().map((name) => readSource(relative(root, join(start, name)).replaceAll("\\", "/")));
  });
}

/** One source file, parsed. */
export function readSource(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, imports: importsOf(tree) };
}

/** Calls `visit` for a node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function importsOf(tree: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  walk(tree, (node) => {
    const from = moduleOf(node);
    if (from !== undefined) imports.push({ from, isType: isTypeOnly(node) });
  });
  return imports;
}

function moduleOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression.getText();
  const isRequire = called === "require" || called === "require.resolve";
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    return node.isTypeOnly || (names?.every((name) => name.isTypeOnly) ?? false);
  }
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { isTypeOnly: isWhole, name, namedBindings } = node.importClause;
  if (isWhole) return true;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** The file that a relative import means, or undefined when it leaves the sources. */
export function resolveImport(source: Source, from: string): string | undefined {
  if (!from.startsWith(".")) return undefined;
  const target = relative(root, join(root, dirname(source.path), from)).replaceAll("\\", "/");
  return target.replace(/\.js$/, ".ts");
}
