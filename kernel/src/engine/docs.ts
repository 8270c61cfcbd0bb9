/**
 * Documentation of packages, read when somebody asks for it. A third of the time to read a package's declarations goes
 * into its comments, and cells need none of them.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./typescript.js";

/** A node as TypeScript's parser leaves it. */
type Documented = ts.Node & { jsDoc?: ts.Node[]; jsDocCache?: unknown };

/** Comments of declarations begin lines. */
const docStart: RegExp = /^([ \t]*\/\*)\*(?!\/)/gm;

/** Declaration, its list, its statement: the comment stands before one of them. */
const depthMax = 3;

const undocumented = new WeakSet<ts.SourceFile>();

/** Parses a file of declarations, its documentation left for later. Every place in it stays the same. */
export function parseWithoutDocs(text: string, parse: (text: string) => ts.SourceFile): ts.SourceFile {
  const file = parse(text.replace(docStart, "$1 "));
  file.text = text;
  undocumented.add(file);
  return file;
}

/** Reads the documentation of what stands at a place, so that TypeScript finds it there. */
export function readDocs(api: TypeScript, file: ts.SourceFile, checker: ts.TypeChecker, position: number): void {
  const symbol = checker.getSymbolAtLocation(api.getTouchingPropertyName(file, position));
  const isAlias = symbol !== undefined && (symbol.flags & api.SymbolFlags.Alias) !== 0;
  const aliased = isAlias ? checker.getAliasedSymbol(symbol) : undefined;
  for (const declaration of [...(symbol?.declarations ?? []), ...(aliased?.declarations ?? [])]) {
    if (!undocumented.has(declaration.getSourceFile())) continue;
    let node: Documented = declaration;
    for (let depth = 0; depth < depthMax && !api.isSourceFile(node); depth += 1) {
      readOwn(api, node);
      node = node.parent;
    }
  }
}

function readOwn(api: TypeScript, node: Documented): void {
  if (node.jsDoc !== undefined) return;
  const { text } = node.getSourceFile();
  const ranges = api.getJSDocCommentRanges(node, text) ?? [];
  node.jsDocCache = undefined;
  node.jsDoc = ranges.flatMap(({ pos, end }) => {
    const comment = api.parseIsolatedJSDocComment(text, pos, end - pos)?.jsDoc;
    return comment === undefined ? [] : [Object.assign(comment, { parent: node })];
  });
}
