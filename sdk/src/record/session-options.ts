/** What the calls of a session take and give back. */
import type { CaptureExtras } from "./stage.js";

export interface CaptureOptions extends CaptureExtras {
  /** More labels of the scope. */
  readonly labels?: readonly string[];
  /** When it was: milliseconds since 1970 with fraction, nanoseconds as bigint, or a Date. Default: now. */
  readonly time?: number | bigint | Date;
}

export interface CommitOptions {
  /** User metadata of the commit, a JSON tree. */
  readonly meta?: object;
  /** Write a commit without scopes, as a pure label. */
  readonly allowEmpty?: boolean;
  /** What the promise means: `disk` survives power loss, `os` survives the end of the process. */
  readonly durability?: "disk" | "os";
}

export interface QueueOptions {
  readonly meta?: object;
  /** Take the stage only at every n-th call with this label. */
  readonly every?: number;
  /** Commits in the queue at which it is flushed. */
  readonly maxPending?: number;
}

export interface FinalizeResult {
  /** The stage was not empty and became the last commit. */
  readonly queuedTailCommit: boolean;
  /** Commits written, the tail included. */
  readonly flushedCommits: number;
}

export interface SessionStatus {
  readonly id: string;
  readonly labels: readonly string[];
  readonly staged: number;
  readonly queued: number;
  readonly held: number;
  /** Bytes of stage and queue. */
  readonly stagedBytes: number;
  readonly isDirty: boolean;
  readonly isFinalized: boolean;
  readonly isEnded: boolean;
  readonly durableSequence: number;
}
