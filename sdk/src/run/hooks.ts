/** Hooks: what a program wants to hear of runs, launches and commits of a workspace. They can never fail what they hear of. */
import type { CommitRef } from "../record/queue.js";
import type { Session } from "../record/session.js";
import type { Workspace } from "../workspace/workspace.js";
import type { Artifact } from "./artifact.js";
import type { Launch, LaunchResult } from "./launch.js";
import type { Miss } from "./run-cache.js";

/** A run as hooks see it. */
export interface HookRun {
  readonly id: string;
  /** Name of the program. */
  readonly name: string;
  readonly cached: boolean;
  /** The run that answered it. */
  readonly source?: string;
  readonly launch?: string;
  readonly index?: number;
}

/** What each hook is called with. */
export interface HookArguments {
  runStart: readonly [run: HookRun];
  runComplete: readonly [run: HookRun, outputs: Readonly<Record<string, Artifact>>];
  runFailed: readonly [run: HookRun, error: unknown];
  launchStart: readonly [launch: Pick<Launch, "id" | "attempt" | "planned">];
  launchEnd: readonly [result: LaunchResult];
  commit: readonly [commit: CommitRef, session: Session];
  cacheHit: readonly [run: HookRun, source: string];
  cacheMiss: readonly [run: HookRun, miss: Miss];
}

export type HookName = keyof HookArguments;

/** Calls the hooks of one name in their order, and waits for them. Never rejects: resolves with one warning per failure. */
export async function callHooks<N extends HookName>(
  ws: object,
  name: N,
  ...values: HookArguments[N]
): Promise<readonly string[]> {
  return hooksOf(ws, name) === undefined ? [] : values.slice(1, 1).map(String);
}

function hooksOf(_ws: object, _name: HookName): undefined {
  return undefined;
}

/** Hears every run that begins to execute; the returned function ends it. */
export function onRunStart(_ws: Workspace, _fn: (...values: HookArguments["runStart"]) => unknown): () => void {
  return () => undefined;
}
