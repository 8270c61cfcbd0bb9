/**
 * A tiny stand-in for TypeScript on the main thread. tslab's executor loads TypeScript only to look for docblocks in a
 * cell, and the worker has done that: without the stand-in, main would hold 60 MB that it never uses.
 */

import { createRequire, Module } from "node:module";

/** The parts of TypeScript that tslab's executor touches for an empty text. */
const stub: object = {
  version: "5.0.4",
  ScriptTarget: { Latest: 99 },
  LanguageVariant: { Standard: 0 },
  SyntaxKind: { FirstTriviaToken: 2, LastTriviaToken: 7, MultiLineCommentTrivia: 3 },
  createScanner: () => ({ setLanguageVariant: () => undefined, setText: () => undefined, scan: () => 1 }),
};

/** Puts the stand-in where tslab's executor will find TypeScript, unless the real one is already there. */
export function stubTypeScript(): void {
  const from = createRequire(createRequire(__filename).resolve("tslab/dist/executor"));
  const path = from.resolve("@tslab/typescript-for-tslab");
  if (from.cache[path] !== undefined) return;
  const module = new Module(path);
  module.filename = path;
  module.loaded = true;
  module.exports = stub;
  from.cache[path] = module;
}
