/** One run as it travels to whatever executes it, and how it went. */
import { environmentName } from "../record/setting-layers.js";
import type { PreparedContainer } from "./execute-container.js";
import type { OutputRules } from "./output-rules.js";

/** What a run executes. */
export type Program =
  | {
      readonly kind: "module";
      /** Full path of a JavaScript or TypeScript file. */
      readonly path: string;
      /** The export that is called as `(context, run) => outputs`; `default` when left out. */
      readonly export?: string;
      /** Full path of the folder that it is executed in; that of the launcher when left out. */
      readonly cwd?: string;
    }
  | {
      readonly kind: "command";
      /** Started without a shell; the context is JSON in the file named by `TAPELAB_CONTEXT`. */
      readonly argv: readonly string[];
      /** The notebook that this command executes. */
      readonly notebook?: string;
    }
  | {
      readonly kind: "container";
      readonly container: PreparedContainer;
    };

/** What a session says about the launch it belongs to: facts of its first commit, under these names. */
export interface Linkage {
  readonly run_space_launch_id: string;
  readonly run_space_attempt: number;
  /** From 0. */
  readonly run_space_index: number;
  /** Canonical text, so that ints and floats stay apart. */
  readonly run_space_context: string;
  /** From 2 on, for a run that was tried again. */
  readonly run_space_try?: number;
}

/** Facts of a session that belongs to a run, by their stored names. */
export type RunFactsOf = Readonly<Record<string, unknown>>;

export interface RunTask {
  /** Id of the session, and of its tape: given before the run begins, so that it is known whatever happens to it. */
  readonly session: string;
  /** Name of the session. */
  readonly label: string;
  readonly linkage: Linkage;
  /** Facts of its session: the linkage, and what the run cache knows. */
  readonly facts: RunFactsOf;
  readonly program: Program;
  /** Its TypeScript sources as JavaScript, by the hash of path and source. */
  readonly translated?: Readonly<Record<string, string>>;
  /** What its outputs are to be. */
  readonly rules?: OutputRules;
  /** The `.tapelab` folder. */
  readonly workspace: string;
  /** Names and roots of the launcher's mounts: they win over the settings where the run is executed. */
  readonly mounts?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** How a run went. `lost`: it ended without a word. */
export type RunOutcome =
  | { readonly status: "completed" }
  | { readonly status: "failed" | "lost"; readonly error: string }
  | { readonly status: "cancelled" };

/** What a running program tells about itself; shown, not recorded. */
export interface RunProgress {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly note?: string;
}

export interface TaskListener {
  progress(progress: RunProgress): void;
  /** A line that the program printed. */
  printed(line: string): void;
}

/** Executes runs: child processes of this machine, later a queue of workers on many. */
export interface RunPool {
  /** As launches say it: `local`, `in-process`. */
  readonly kind: string;
  /** How many runs it executes at once. */
  readonly size: number;
  /** Resolves with how the run went; never rejects. */
  submit(task: RunTask, listener: TaskListener): Promise<RunOutcome>;
  /** Asks a run to stop; after the grace it is ended. */
  cancel(session: string, graceMs: number): void;
  /** Ends what still runs. */
  close(): Promise<void>;
}

/** The facts of a run as a process that executes it reads them: everything but the context, which has a file of its own. */
export function factsText({ facts }: RunTask): string {
  const { run_space_context: _, ...rest } = facts;
  return JSON.stringify(rest);
}

/** The environment of a process that executes a run; with a file of facts, `tape.start` in it begins the run's session. */
export function taskEnvironment(task: RunTask, contextFile: string, factsFile?: string): Record<string, string> {
  const { linkage, session, workspace, mounts = {} } = task;
  const roots = Object.entries(mounts).map(([name, root]) => [environmentName(`mounts.${name}`), root] as const);
  return {
    ...Object.fromEntries(roots),
    TAPELAB_WORKSPACE: workspace,
    TAPELAB_CONTEXT: contextFile,
    TAPELAB_RUN: session,
    ...(factsFile !== undefined && { TAPELAB_RUN_FACTS: factsFile }),
    TAPELAB_LAUNCH: linkage.run_space_launch_id,
    TAPELAB_ATTEMPT: String(linkage.run_space_attempt),
    TAPELAB_INDEX: String(linkage.run_space_index),
    ...(linkage.run_space_try && { TAPELAB_TRY: String(linkage.run_space_try) }),
  };
}
