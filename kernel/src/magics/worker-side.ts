/**
 * What the worker does with magics: nothing runs here.
 *
 * - `new MagicTable()` once; `table.register(spec)` for each `magic` message of the main thread.
 * - execute: `rewriteMagics(source, { table, count })`. `code` goes to the converter with `generated`; columns of its
 *   problems go through `columnOf(line, column)`. `page` and `inspect` run nothing and end in the reply's payload as
 *   `{ source: "page", start: 0, data }`. `error` is sent as the cell's error; nothing runs.
 * - complete, inspect: `await completeMagic(...)`, `inspectMagic(...)` first; undefined: ask TypeScript with
 *   `maskMagics(source, table)`, which has the same offsets.
 *   `prepareNames()` after a cell with magics makes the first completion of a label quick.
 * - is_complete: `isMagicCellComplete(source, table)` first; undefined: ask TypeScript with the masked source.
 */
export {
  type CompletionContext,
  completeMagic,
  inspectMagic,
  type MagicCompletion,
  type MagicEntry,
} from "./complete.js";
export { isMagicCellComplete } from "./is-complete.js";
export { maskMagics } from "./mask.js";
export { type RewriteOptions, type Rewritten, rewriteMagics } from "./rewrite.js";
export { MagicTable } from "./table.js";
export { prepareNames, type WorkspaceNames, workspaceNames } from "./workspace-names.js";
