/** The life of workspaces in a process: open, init, reset. */
import { checkOptions } from "../base/options.js";
import { TapelabError } from "../errors.js";
import { frameHere, setDefaultWorkspace } from "../run/context.js";
import type { Environment } from "./environment.js";
import { systemEnvironment } from "./environment.js";
import { assertMayLeave, type IfDirty, leave } from "./leave.js";
import { findPlace, type Place } from "./place.js";
import {
  endingSessions,
  forgetAll,
  openSessions,
  preferredWorkspace,
  preferWorkspace,
  workspaceAt,
} from "./process-state.js";
import { deleteSandbox, openSandbox, type Sandbox, type SandboxOptions } from "./sandbox.js";
import { Workspace } from "./workspace.js";

/** How a workspace is opened. */
export interface OpenOptions {
  /** Folder of the home settings; default `TAPELAB_HOME`, else `~/.config/tapelab`. */
  readonly home?: string;
}

/** How a workspace is made. */
export interface InitOptions extends OpenOptions {
  /** The folder that will hold `.tapelab`; default as for `openWorkspace`. */
  readonly path?: string;
  /** Default: the folder's name. */
  readonly name?: string;
  /** A workspace that may be deleted: `true` = a temporary one, removed at `reset()`. */
  readonly sandbox?: boolean | SandboxOptions;
  /** When it is there with other options: reset, then init. */
  readonly reinit?: boolean;
}

export interface InitResult {
  readonly workspace: Workspace;
  /** `created`: made now. `loaded`: it was there. */
  readonly status: "created" | "loaded";
}

export interface ResetOptions {
  /** What happens to scopes and commits that are not on their tape. Default: `error`, and nothing is reset. */
  readonly dirty?: IfDirty;
}

let sandbox: Sandbox | undefined;

/**
 * Opens a workspace: the one at the path, else `TAPELAB_WORKSPACE`, else the nearest `.tapelab` walking up. Nothing is
 * written: where none is, a start makes it, and reading is `no-workspace`.
 *
 * @example
 * const ws = await openWorkspace("./lab");
 * const lorenz = await ws.openTape("lorenz");
 */
export async function openWorkspace(path?: string, options: OpenOptions = {}): Promise<Workspace> {
  checkOptions("openWorkspace", options, ["home"], "Nothing was opened.");
  return workspaceFor(systemEnvironment(), path, options);
}

/** The workspace of the simple calls (`tape.start`, …): of the context, else what `initWorkspace` chose, else as `openWorkspace()`. */
export function defaultWorkspace(environment: Environment = systemEnvironment()): Workspace {
  return frameHere()?.workspace ?? preferredWorkspace() ?? workspaceFor(environment, undefined, {});
}
setDefaultWorkspace(defaultWorkspace);

/**
 * Makes a workspace, and makes it the one of `tape.start` in this process. Without options an existing one is loaded.
 *
 * @example const { workspace } = await initWorkspace({ sandbox: true }); // gone after reset()
 */
export async function initWorkspace(options: InitOptions = {}): Promise<InitResult> {
  checkOptions("initWorkspace", options, ["path", "name", "home", "sandbox", "reinit"], "Nothing was made.");
  checkSandbox(options);
  const environment = systemEnvironment();
  if (options.reinit) await reset();
  const current = preferredWorkspace();
  if (current !== undefined && hasOptions(options)) assertSame(current, environment, options);
  if (current !== undefined) return { workspace: current, status: "loaded" };
  const workspace = options.sandbox
    ? sandboxWorkspace(environment, options.sandbox)
    : workspaceFor(environment, options.path, options);
  const isThere = workspace.facts !== undefined;
  if (isThere && options.name !== undefined && workspace.facts?.name !== options.name) throw already(workspace, "name");
  if (!isThere) workspace.ensure(options.name);
  preferWorkspace(workspace);
  return { workspace, status: isThere ? "loaded" : "created" };
}

/**
 * Closes every session of this process and forgets the active one, shared scopes, filters, contexts and settings made in
 * code. Deletes nothing on disk but a sandbox that asked for it. A dirty session stops it, unless `dirty` says otherwise.
 */
export async function reset(options: ResetOptions = {}): Promise<void> {
  checkOptions("reset", options, ["dirty"], "Nothing was reset.");
  const { dirty = "error" } = options;
  const { disk } = systemEnvironment();
  const sessions = openSessions();
  for (const { session } of sessions) assertMayLeave(session, "reset", dirty);
  for (const { session } of sessions) await leave(session, dirty);
  await Promise.allSettled(endingSessions());
  forgetAll();
  const gone = sandbox;
  sandbox = undefined;
  if (gone?.cleanupOnReset) deleteSandbox(disk, gone.root);
}

function workspaceFor(environment: Environment, path: string | undefined, { home }: OpenOptions): Workspace {
  checkPath("path", path);
  checkPath("home", home);
  return handleOf(environment, findPlace(environment.disk, environment, { path, home }));
}

/** A path that is computed and came out empty must not quietly mean the current folder. */
function checkPath(option: string, path: unknown): void {
  if (path === undefined || (typeof path === "string" && path.trim() !== "")) return;
  const found = typeof path === "string" ? "an empty one" : path === null ? "null" : `a value of type ${typeof path}`;
  throw new TapelabError(
    "bad-option",
    `openWorkspace: ${option}: expected the path of a folder, found ${found}. Nothing was opened. Leave it out to use the nearest .tapelab upwards.`,
    { option, expected: "the path of a folder", found },
  );
}

function sandboxWorkspace(environment: Environment, options: true | SandboxOptions): Workspace {
  sandbox = openSandbox(environment, options);
  const { root } = sandbox;
  return handleOf(environment, { root, dir: `${root}/.tapelab`, home: `${root}/home` });
}

function handleOf(environment: Environment, place: Place): Workspace {
  return workspaceAt(`${place.dir}\n${place.home}`, () => new Workspace(environment, place));
}

function checkSandbox({ sandbox: wanted, path, home }: InitOptions): void {
  if (typeof wanted === "object")
    checkOptions("sandbox", wanted, ["root", "cleanOnInit", "cleanupOnReset"], "Nothing was made.");
  const other = path !== undefined ? "path" : home !== undefined ? "home" : undefined;
  if (!wanted || other === undefined) return;
  throw new TapelabError(
    "bad-option",
    `initWorkspace: expected a sandbox or a ${other}, found both. Nothing was made. A sandbox has its own folders; name one with {sandbox: {root}}.`,
    { option: "sandbox", expected: `no ${other}`, found: other },
  );
}

function hasOptions({ path, name, home, sandbox: wanted }: InitOptions): boolean {
  return [path, name, home, wanted].some((option) => option !== undefined);
}

/** An init of what is already there may repeat its options, not change them. */
function assertSame(
  current: Workspace,
  environment: Environment,
  { path, name, home, sandbox: wanted }: InitOptions,
): void {
  if (name !== undefined && current.facts?.name !== name) throw already(current, "name");
  if (wanted !== undefined) {
    const isSame =
      typeof wanted === "object" &&
      sandbox !== undefined &&
      findPlace(environment.disk, environment, { path: wanted.root }).root === sandbox.root;
    if (!isSame) throw already(current, "sandbox");
  }
  if (path === undefined && home === undefined) return;
  if (findPlace(environment.disk, environment, { path, home }).dir !== current.dir) throw already(current, "path");
}

function already(workspace: Workspace, option: string): TapelabError<"already-initialized"> {
  return new TapelabError(
    "already-initialized",
    `A workspace is there with another ${option}. Nothing was changed. Pass {reinit: true} to reset and init, or leave the option out: ${workspace.dir}`,
    { path: workspace.dir, option },
  );
}
