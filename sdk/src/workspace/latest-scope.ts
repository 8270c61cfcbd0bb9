/** Reading over a workspace as functions, for those who begin with the question and not with the handle. */
import type { Table } from "apache-arrow";
import { TapelabError } from "../errors.js";
import type { ReadOptions } from "../read/open-tape.js";
import type { Scope } from "../read/scope.js";
import type { Selection } from "../read/selection.js";
import type { LatestScopeOptions, Workspace, WorkspaceSelection } from "./workspace.js";

/**
 * The newest scope that matches: newest session first, then its last commit, then the last scope in it. Reading stops at
 * the first hit. Without a match it rejects with `no-such-scope`, which says how many scopes each filter alone matches.
 *
 * A scope that was read while a session is active becomes an input of its next commit: that is how `lineage` knows.
 *
 * @example
 * const prepared = await latestScope(ws, { commitLabel: "prepare-output", srcFile: "01-prepare.ts" });
 * const { year, ppm } = prepared.bind({ year: "Float64Array", ppm: "Float64Array" });
 */
export async function latestScope(
  workspace: Workspace,
  selection: Selection = {},
  options: LatestScopeOptions = {},
): Promise<Scope> {
  assertWorkspace(workspace, "latestScope");
  return workspace.latestScope(selection, options);
}

/**
 * One Arrow row per scope: where it came from, its metadata (`meta.…`) and its variables (`var.…`).
 *
 * @example
 * const table = await scopeTable(ws, { label: "iter" });
 */
export async function scopeTable(
  workspace: Workspace,
  selection: WorkspaceSelection = {},
  options: ReadOptions = {},
): Promise<Table> {
  assertWorkspace(workspace, "scopeTable");
  return workspace.scopeTable(selection, options);
}

function assertWorkspace(workspace: unknown, call: string): void {
  if (typeof workspace === "object" && workspace !== null && call in workspace) return;
  const found =
    workspace === undefined ? "nothing" : workspace === null ? "null" : `a value of type ${typeof workspace}`;
  throw new TapelabError(
    "bad-option",
    `${call}: expected a workspace, found ${found}. Nothing was read. Open one first: ${call}(await openWorkspace(), {...}).`,
    { option: "workspace", expected: "a workspace", found },
  );
}
