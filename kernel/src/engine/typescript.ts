/**
 * TypeScript and tslab's converter, loaded once and in the right order: tslab takes TypeScript from the module cache,
 * so a copy with our hooks is put there first. tslab's own files stay as they are.
 */

import { createRequire } from "node:module";
import type ts from "@tslab/typescript-for-tslab";

export type TypeScript = typeof ts & TypeScriptInternals;

/** What TypeScript has and its declarations do not tell. */
export interface TypeScriptInternals {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  getJSDocCommentRanges(node: ts.Node, text: string): readonly ts.CommentRange[] | undefined;
  parseIsolatedJSDocComment(text: string, start: number, length: number): { jsDoc: ts.Node } | undefined;
  getQuickInfoAtPosition: QuickInfoOf;
  /** The node stands where a value is computed, or is one that a pattern assigns. */
  isExpressionNode(node: ts.Node): boolean;
  getSetExternalModuleIndicator(options: ts.CompilerOptions): (file: ts.SourceFile) => void;
}

export type QuickInfoOf = (
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  token: ts.CancellationToken,
  position: number,
) => ts.QuickInfo | undefined;

/** Functions of TypeScript that tslab calls and that we answer. */
export interface Hooks {
  readonly sys: ts.System;
  createWatchCompilerHost(roots: string[], options: ts.CompilerOptions, sys: ts.System): unknown;
  createWatchProgram(host: unknown): unknown;
  transpileModule(code: string, options: ts.TranspileOptions): ts.TranspileOutput;
  readonly getQuickInfoAtPosition: QuickInfoOf;
  getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[];
}

/** A position in a cell as tslab tells it; all counts start at 0. */
export interface TslabPosition {
  readonly offset: number;
  readonly line: number;
  readonly character: number;
}

export interface TslabDiagnostic {
  readonly start: TslabPosition;
  readonly end: TslabPosition;
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

export interface TslabConversion {
  readonly diagnostics: readonly TslabDiagnostic[];
  readonly output?: string;
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
}

export interface TslabCompletion {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: ts.CompletionInfo;
}

export interface TslabConverter {
  convert(prevDecl: string, source: string): TslabConversion;
  complete(prevDecl: string, source: string, position: number): TslabCompletion;
  inspect(prevDecl: string, source: string, position: number): ts.QuickInfo | undefined;
  addModule(name: string, content: string, meta: { jsx?: boolean }): readonly TslabDiagnostic[];
  close(): void;
}

export interface CellMetadata {
  readonly module?: string;
  readonly mode?: "node" | "browser";
  readonly jsx?: boolean;
}

interface Tslab {
  readonly createConverter: (options: { isJS: boolean; isBrowser: boolean }) => TslabConverter;
  readonly getCodeMetadata: (source: string) => CellMetadata;
  readonly printQuickInfo: (info: ts.QuickInfo) => string;
}

const load: NodeJS.Require = createRequire(__filename);
let tslab: Tslab | undefined;
let patched: TypeScript | undefined;

/** TypeScript as tslab sees it. */
export function typescript(): TypeScript {
  if (patched === undefined) {
    const path = createRequire(load.resolve("tslab/dist/converter")).resolve("@tslab/typescript-for-tslab");
    // Its exports are getters that cannot be assigned: the copy has plain properties.
    patched = { ...(load(path) as TypeScript) };
    const cached = load.cache[path];
    if (cached !== undefined) cached.exports = patched;
  }
  return patched;
}

/** tslab's functions, with `hooks` in force until the next call. */
export function tslabWith(hooks: Hooks): Tslab {
  Object.assign(typescript(), hooks);
  tslab ??= {
    ...(load("tslab/dist/converter") as Pick<Tslab, "createConverter">),
    ...(load("tslab/dist/metadata") as Pick<Tslab, "getCodeMetadata">),
    ...(load("tslab/dist/inspect") as Pick<Tslab, "printQuickInfo">),
  };
  return tslab;
}
