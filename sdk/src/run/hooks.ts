/**
 * Hooks: what a program wants to hear of the runs, launches and commits of a workspace. They are called in order of
 * registration, after the commit, and can never change what they hear of.
 */
import { shown } from "../base/text.js";
import type { CommitRef } from "../record/queue.js";
import type { Artifact } from "./artifact.js";
import { checkGiven } from "./given.js";
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
  commit: readonly [commit: CommitRef];
  cacheHit: readonly [run: HookRun];
  cacheMiss: readonly [run: HookRun, miss: Miss];
}

export type HookName = keyof HookArguments;
/** What it returns is awaited, and not used. */
export type Hook<N extends HookName> = (...values: HookArguments[N]) => unknown;

/** A workspace, by its folder. */
interface HookPlace {
  readonly dir: string;
  notify(text: string): void;
}

/** How long a hook may be silent. */
const limitMs = 10_000;
/** By folder of the workspace and name. */
const registered = new Map<string, readonly { readonly fn: Hook<never> }[]>();

/** Whether anybody hears it: what only hooks need is not made otherwise. */
export function hasHooks({ dir }: Pick<HookPlace, "dir">, name: HookName): boolean {
  return registered.size > 0 && registered.has(`${name} ${dir}`);
}

/** Calls the hooks of one name, one after the other. Never rejects: a hook that fails is one warning. */
export async function callHooks<N extends HookName>(
  place: HookPlace,
  name: N,
  ...values: HookArguments[N]
): Promise<void> {
  for (const { fn } of registered.get(`${name} ${place.dir}`) ?? []) {
    const wrong = await failureOf(() => (fn as Hook<N>)(...values));
    if (wrong !== undefined)
      place.notify(`The hook ${name} for ${subjectOf(values[0])} ${wrong}; nothing else changed.`);
  }
}

/** Calls it; how it failed, if it did. */
async function failureOf(call: () => unknown): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`gave no answer for ${limitMs / 1_000} s`), limitMs);
  });
  try {
    return await Promise.race([Promise.resolve(call()).then(() => undefined), silence]);
  } catch (error) {
    return `failed: ${shown(error instanceof Error ? error.message : String(error), 500)}`;
  } finally {
    clearTimeout(timer);
  }
}

function subjectOf(about: HookArguments[HookName][0]): string {
  if ("uid" in about) return `commit ${about.uid}`;
  if ("name" in about) return `run ${shown(JSON.stringify(about.name), 80)} (${about.id})`;
  return `launch ${("id" in about ? about.id : about.launch).value.slice(0, 16)}`;
}

function add<N extends HookName>(ws: Pick<HookPlace, "dir">, name: N, fn: Hook<N>): () => void {
  checkGiven(`the hook ${name}`, { ws, fn }, "Nothing was changed.");
  const key = `${name} ${ws.dir}`;
  const entry = { fn };
  registered.set(key, [...(registered.get(key) ?? []), entry]);
  return () => {
    const left = (registered.get(key) ?? []).filter((one) => one !== entry);
    if (left.length > 0) registered.set(key, left);
    else registered.delete(key);
  };
}

/** Takes back all hooks of the process. */
export function forgetHooks(): void {
  registered.clear();
}

/** The returned function ends it. */
type Register<N extends HookName> = (ws: Pick<HookPlace, "dir">, fn: Hook<N>) => () => void;

/**
 * Hears every run of the workspace that begins to execute in this process. The returned function ends it.
 *
 * @example const stop = onRunStart(ws, ({ name, id }) => console.log(`${name} began: ${id}`));
 */
export const onRunStart: Register<"runStart"> = (ws, fn) => add(ws, "runStart", fn);

/** Hears every run that is complete, with its outputs; also those that the run cache answered (`run.cached`). */
export const onRunComplete: Register<"runComplete"> = (ws, fn) => add(ws, "runComplete", fn);

export const onRunFailed: Register<"runFailed"> = (ws, fn) => add(ws, "runFailed", fn);

/** Hears every launch whose attempt is claimed. */
export const onLaunchStart: Register<"launchStart"> = (ws, fn) => add(ws, "launchStart", fn);

export const onLaunchEnd: Register<"launchEnd"> = (ws, fn) => add(ws, "launchEnd", fn);

/** Hears every commit of this process that survives power loss. */
export const onCommit: Register<"commit"> = (ws, fn) => add(ws, "commit", fn);

/** Hears every run that a finished one answers. */
export const onCacheHit: Register<"cacheHit"> = (ws, fn) => add(ws, "cacheHit", fn);

/** Hears every run that no finished one answers, and why. */
export const onCacheMiss: Register<"cacheMiss"> = (ws, fn) => add(ws, "cacheMiss", fn);
