/** What the calls of a session take and give back. */

import type { Clock } from "../base/clock.js";
import { type Face, lineFace } from "../base/console.js";
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { shown } from "../base/text.js";
import type { BlobStore } from "../blob/store.js";
import type { WrittenCommit } from "../tape/written.js";
import type { CallSites } from "./call-site.js";
import type { EditOrder } from "./edits.js";
import type { ResumedFrom, StartFacts } from "./facts.js";
import type { Filters } from "./filters.js";
import type { GitState } from "./git.js";
import type { RememberCache } from "./remember.js";
import type { SettingsView } from "./settings.js";
import type { SharedScopes } from "./shared.js";
import type { CaptureExtras } from "./stage.js";

/** Hears what a tape will say of itself, so that nobody in this process has to read it back. */
export interface TapeListener {
  /** A SYSTEM commit was made: its label, its metadata as JSON. */
  noted(label: string, meta: string, wallMs: number): void;
  /** So was one of operations. */
  edited(): void;
  /** Everything that was made is on the tape, which has ended; with the number of its newest segment. */
  ended(segment: number): void;
}

export interface SessionDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tapesDir: string;
  readonly workspaceId: string;
  /** Folder that holds `.tapelab`. */
  readonly root: string;
  readonly blobs: BlobStore;
  readonly settings: SettingsView;
  readonly filters: Filters;
  readonly callSites: CallSites;
  readonly shared: SharedScopes;
  readonly cache: RememberCache;
  readonly git: GitState;
  readonly edits: EditOrder;
  /** Hears every commit that was written; SYSTEM ones not. */
  readonly written?: (tape: string, commit: WrittenCommit) => void;
  readonly listener?: TapeListener | undefined;
  notify(text: string): void;
}

export interface SessionInit {
  /** The name of the session. */
  readonly label: string;
  /** Free tags. */
  readonly labels?: readonly string[];
  readonly meta?: object;
  readonly kind?: "session" | "launch";
  /** A new one when left out. Creating its tape fails where one is. */
  readonly id?: string;
  readonly resumedFrom?: ResumedFrom;
  /**
   * `os`: the start survives the end of the process when it returns, and power loss with the first durable commit; of
   * `endNow` power loss leaves every commit, and maybe not the end of the tape.
   */
  readonly durability?: "disk" | "os";
  /** It ends before anybody can look: its start is written with its end, and it is never seen open. */
  readonly isBrief?: boolean;
  readonly facts: StartFacts;
  /** Further facts by their stored names: what a run says of its launch, and a launch of itself. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface ResumeOptions {
  readonly id: string;
  /** Take the tape from a writer that seems alive: it is fenced. */
  readonly takeOver?: boolean;
}

/** What a session knows of itself when its tape is open. */
export interface OpenFacts {
  readonly id: string;
  readonly labels: readonly string[];
  readonly startedAt: string | undefined;
  readonly isResumed: boolean;
}

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

/** How a console shows a session. */
export const sessionFace: Face = lineFace<{ readonly label: string; status(): SessionStatus }>(
  ({ label }) => `Session "${shown(label, 80)}"`,
  (session) => {
    const { id, staged, queued, isFinalized, isEnded } = session.status();
    return isEnded ? { id, isEnded } : { id, staged, queued, isFinalized };
  },
);
