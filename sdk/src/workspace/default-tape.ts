/** The simple path: one active session per process, and `tape` that passes every call on to it. */
import { checkOptions } from "../base/options.js";
import { TapelabError } from "../errors.js";
import { setSourceFile } from "../record/call-site.js";
import type { Edit } from "../record/edit.js";
import type { Filters } from "../record/filters.js";
import type { CommitRef, QueueReceipt } from "../record/queue.js";
import type { Remembered, RememberOptions } from "../record/remember.js";
import type { Session } from "../record/session.js";
import type {
  CaptureOptions,
  CommitOptions,
  FinalizeResult,
  QueueOptions,
  SessionStatus,
} from "../record/session-options.js";
import type { Settings } from "../record/settings.js";
import type { SharedScopes } from "../record/shared.js";
import type { Stage } from "../record/stage.js";
import { assertOutsideRun, frameHere } from "../run/context.js";
import { systemEnvironment } from "./environment.js";
import { defaultWorkspace } from "./init.js";
import { assertMayLeave, type IfDirty, leave, leaveNow } from "./leave.js";
import { activate, activeSession, endOnce } from "./process-state.js";
import { runLinkage } from "./run-linkage.js";
import {
  notStarted,
  prepareStart,
  type ResumeOptions,
  resumeOptions,
  resumeSession,
  type StartOptions,
  startOptions,
} from "./start.js";

/** How the active session starts. */
export interface TapeStartOptions extends StartOptions {
  /** What happens to what the active session before it has not written. Default: the start is refused. */
  readonly ifDirty?: IfDirty;
}

export interface TapeResumeOptions extends ResumeOptions {
  readonly ifDirty?: IfDirty;
}

/** Records on the active session of this process. Every call but `start`, `resume` and `settings` needs one. */
export interface DefaultTape {
  /**
   * Starts a new session, which becomes the active one; the one before it is ended. Returns when the start survives
   * power loss. The workspace is the nearest `.tapelab` walking up; without one it is made in the current folder.
   *
   * @example
   * tape.start("lorenz", { meta: { sigma: 10 } });
   */
  start(label: string, options?: TapeStartOptions): Session;
  /** Opens the tape of an earlier session, by its id, and makes it the active one. */
  resume(id: string, options?: TapeResumeOptions): Promise<Session>;
  /** The active session, or `no-active-session`. A launched notebook or command needs no start: it has that of its run. */
  current(): Session;
  /**
   * Copies variables as one scope onto the stage. Synchronous; what changes afterwards does not reach the tape.
   *
   * @example
   * tape.capture("step", { t, x, y, z });
   */
  capture(label: string, variables: object, options?: CaptureOptions): number;
  /** Marks and metadata of what is staged: `tape.stage.blob("field")`, `tape.stage.drop(1)`. */
  readonly stage: Stage;
  /** Metadata of the next capture. */
  meta(values: object): void;
  /**
   * Appends the stage as one commit. Resolves when it survives power loss; null when nothing was staged.
   *
   * @example
   * await tape.commit("checkpoint");
   */
  commit(label?: string, options?: CommitOptions): Promise<CommitRef | null>;
  /**
   * Makes the stage a commit that waits in memory; every tenth writes them all. Synchronous.
   *
   * @example
   * if (i % 1000 === 999) tape.queue("chunk");
   */
  queue(label?: string, options?: QueueOptions): QueueReceipt | null;
  /** Writes all queued commits; the number written, when they survive power loss. */
  flush(): Promise<number>;
  /**
   * A last commit of what is staged, and a flush. Resolves when everything survives power loss; the session stays active.
   *
   * @example
   * await tape.finalize("prepare-output");
   */
  finalize(label?: string, ...rest: readonly never[]): Promise<FinalizeResult>;
  /** Finalizes and ends the session. */
  end(): Promise<void>;
  /** Drops what is staged and queued, on purpose, and says how much it was. */
  discard(): { scopes: number; commits: number };
  status(): SessionStatus;
  /** Scopes in memory, for handing data between cells. */
  readonly shared: SharedScopes;
  /** Rules that decide which variables reach the tape. */
  readonly filters: Filters;
  /**
   * The result of `fn`, computed once for equal inputs and kept in the workspace.
   *
   * @example
   * const { value, status } = await tape.remember("fit", { order: 3 }, () => fit(3));
   */
  remember<T>(
    name: string,
    inputs: unknown,
    fn: () => T | Promise<T>,
    options?: RememberOptions,
    ...rest: readonly never[]
  ): Promise<Remembered<T>>;
  /** Registers inputs of `remember` under a name; returns their hash. */
  context(name: string, inputs: unknown): string;
  /**
   * Sets and clears fields of entities in one commit: of the active session, else of one named `edits`. All of it is
   * written, or nothing; it survives power loss when this resolves.
   *
   * @example
   * await tape.edit("rename", (e) => e.set("contact/abc", "name", "Jane"));
   */
  edit(label: string, change: (edit: Edit) => void): Promise<CommitRef | null>;
  /**
   * Records a decision: the value of a parameter. The same as setting `value` of the entity `param/<name>`.
   *
   * @example
   * await tape.param("lr", 0.1);
   */
  param(name: string, value: unknown): Promise<CommitRef>;
  /**
   * Names the file that captures come from, from now on: for a notebook that cannot know its own name.
   *
   * @example tape.source("02-fit.ipynb");
   */
  source(file: string): void;
  /** Writes stage and queue into a new folder, as a tape of its own: for when the tape's disk fails. */
  exportQueue(folder: string): Promise<{ path: string; commits: number; scopes: number }>;
  /** Settings of the workspace; `set` holds until the process ends. */
  readonly settings: Settings;
}

/**
 * The active session's tape.
 *
 * @example
 * tape.start("lorenz");
 * for (let i = 0; i < 1000; i++) tape.capture("step", { i, x: Math.sin(i / 10) });
 * await tape.finalize("done");
 */
export const tape: DefaultTape = {
  start: (label, given) => {
    checkOptions("start", given, [...startOptions, "ifDirty"], notStarted);
    assertOutsideRun("start");
    const { ifDirty = "error", ...options } = given ?? {};
    const environment = systemEnvironment();
    const workspace = defaultWorkspace(environment);
    const begin = prepareStart(environment, workspace, label, options);
    const previous = activeSession();
    if (previous !== undefined) {
      assertMayLeave(previous, "start", ifDirty);
      leaveNow(previous, ifDirty, label.trim(), environment.notify);
      activate(undefined);
    }
    workspace.settings.useSession(options.settings);
    const session = begin();
    activate(session);
    return session;
  },
  resume: async (id, given) => {
    checkOptions("resume", given, [...resumeOptions, "ifDirty"], "No session was resumed.");
    assertOutsideRun("resume");
    const { ifDirty = "error", ...options } = given ?? {};
    const environment = systemEnvironment();
    const workspace = defaultWorkspace(environment);
    const previous = activeSession();
    if (previous !== undefined) assertMayLeave(previous, "resume", ifDirty);
    if (previous !== undefined && typeof id === "string" && previous.id === id.trim()) return previous;
    const session = await resumeSession(environment, workspace, id, options);
    if (previous !== undefined) await leave(previous, ifDirty);
    workspace.settings.useSession();
    activate(session);
    return session;
  },
  current: () => current("current"),
  capture: (label, variables, options) => current("capture").capture(label, variables, options),
  get stage() {
    return current("stage").stage;
  },
  meta: (values) => current("meta").stage.meta(values),
  commit: async (label, options) => current("commit").commit(label, options),
  queue: (label, options) => current("queue").queue(label, options),
  flush: async () => current("flush").flush(),
  finalize: async (label, ...rest) => current("finalize").finalize(label, ...rest),
  end: async () => {
    assertOutsideRun("end");
    return endOnce(current("end"));
  },
  discard: () => current("discard").discard(),
  status: () => current("status").status(),
  get shared() {
    return current("shared").shared;
  },
  get filters() {
    return current("filters").filters;
  },
  remember: async (name, inputs, fn, ...options) => current("remember").remember(name, inputs, fn, ...options),
  context: (name, inputs) => current("context").context(name, inputs),
  edit: async (label, change) => defaultWorkspace().edit(label, change),
  param: async (name, value) => {
    const written = await defaultWorkspace().edit(`param/${name}`, (e) => e.set(`param/${name}`, "value", value));
    return written!; // one operation is never nothing
  },
  source: (file) => setSourceFile(file),
  exportQueue: async (folder) => current("exportQueue").exportQueue(folder),
  get settings() {
    return defaultWorkspace().settings;
  },
};

function current(call: string): Session {
  const session = activeSession() ?? ownSession();
  if (session !== undefined) return session;
  throw new TapelabError(
    "no-active-session",
    `tape.${call}: no session is active in this process. Nothing was recorded. Start one: tape.start("my-run").`,
    { call },
  );
}

/** Of the run that this process executes. What is staged is kept; it ends with a process that ends well, or by its launcher. */
function ownSession(): Session | undefined {
  const { disk, env, notify } = systemEnvironment();
  const facts = frameHere() === undefined && runLinkage(disk, env, `${defaultWorkspace().dir}/tapes`)?.facts;
  if (!facts) return undefined;
  const session = tape.start(String(facts.run_program), { settings: { "session.on_exit": "finalize" } });
  const { notebook } = facts.run_command as { readonly notebook?: string };
  process.once("exit", (code) => {
    if (code !== 0 || process.exitCode || notebook !== undefined) return; // a kernel does not know that a cell failed
    try {
      session.endNow();
    } catch (error) {
      notify(`The end of session ${session.id} is not on its tape: ${String(error)}. What it says there is there.`);
    }
  });
  return session;
}
