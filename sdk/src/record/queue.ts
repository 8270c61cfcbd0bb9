/**
 * The queue: logical commits in memory, on their way to the tape in the order in which they were made.
 *
 * A flush writes them one after another and removes exactly what was written; what a failing disk did not take stays at
 * the head, with its content as it is, and is written first by the next flush.
 */
import { lineFace, openFace, showAs } from "../base/console.js";
import type { BlobStore } from "../blob/store.js";
import type { TapelabError } from "../errors.js";
import { diskFailure } from "../tape/failure.js";
import type { TapeWriter } from "../tape/writer.js";
import type { WrittenCommit } from "../tape/written.js";
import type { Image } from "../value/image.js";
import type { SessionDeps } from "./session-options.js";

/** A commit on the tape. */
export interface CommitRef {
  /** `<tape id>:c<sequence>`; stable for ever. */
  readonly uid: string;
  readonly sequence: number;
  /** H(sequence), hex: names the commit and everything before it. */
  readonly hash: string;
  readonly label: string;
  readonly scopes: number;
  /** Of its image, as `Commit.sizeBytes`; blobs are files of their own. */
  readonly sizeBytes: number;
}

/** What `queue` returns: the commit may still be in memory. */
export interface QueueReceipt {
  readonly label: string;
  readonly scopes: number;
  /** The bytes are with the operating system: the commit survives the end of this process. */
  readonly written: boolean;
  /** Resolves when the commit survives power loss. */
  readonly durable: Promise<CommitRef>;
}

/** One logical commit that is not on the tape. */
export class QueuedCommit {
  readonly image: Image;
  /** An immediate commit whose write failed, not one that was queued on purpose. */
  readonly isHeld: boolean;
  /** SYSTEM commits do not count for the user. */
  readonly isSystem: boolean;
  written: WrittenCommit | undefined;
  #promise: Promise<WrittenCommit> | undefined;
  #resolve: ((written: WrittenCommit) => void) | undefined;
  #reject: ((error: TapelabError) => void) | undefined;

  constructor(image: Image, options: { readonly isHeld?: boolean; readonly isSystem?: boolean } = {}) {
    const { isHeld = false, isSystem = false } = options;
    this.image = image;
    this.isHeld = isHeld;
    this.isSystem = isSystem;
  }

  /** Resolves when it is written. */
  whenWritten(): Promise<WrittenCommit> {
    if (this.written) return Promise.resolve(this.written);
    this.#promise ??= new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    return this.#promise;
  }

  arrive(written: WrittenCommit): void {
    this.written = written;
    this.#resolve?.(written);
  }

  drop(error: TapelabError): void {
    this.image.release();
    this.#reject?.(error);
  }
}

export interface Flushed {
  /** User commits that were written. */
  readonly count: number;
  /** The last held commit among them. */
  readonly held: WrittenCommit | undefined;
  readonly last: WrittenCommit | undefined;
  readonly error: TapelabError | undefined;
}

export class CommitQueue {
  readonly #writer: TapeWriter;
  readonly #blobs: BlobStore;
  #lead: (() => QueuedCommit) | undefined;
  readonly #heard: SessionDeps["written"];
  #waiting: QueuedCommit[] = [];
  #bytes = 0;
  #written = 0;

  /** `lead` makes the commit that goes in front of the first one; `written` hears every user commit that is written. */
  constructor(
    writer: TapeWriter,
    { blobs, written }: Pick<SessionDeps, "blobs" | "written">,
    lead?: () => QueuedCommit,
  ) {
    this.#writer = writer;
    this.#blobs = blobs;
    this.#lead = lead;
    this.#heard = written;
  }

  /** A lead was given and nothing followed it so far. */
  get isUnled(): boolean {
    return this.#lead !== undefined;
  }

  /** User commits that wait. */
  get length(): number {
    let count = 0;
    for (const commit of this.#waiting) if (!commit.isSystem) count++;
    return count;
  }

  /** User commits that were written. */
  get writtenCount(): number {
    return this.#written;
  }

  /** Scopes in waiting commits with this label, that have this scope label. */
  pendingScopes(commitLabel: string | undefined, label: string | undefined): number {
    let count = 0;
    for (const { image } of this.#waiting) {
      if (commitLabel !== undefined && image.label !== commitLabel) continue;
      for (const { labels, rows } of image.strips) if (label === undefined || labels?.includes(label)) count += rows;
    }
    return count;
  }

  get heldCount(): number {
    return this.#waiting.filter((commit) => commit.isHeld).length + this.#writer.heldCount;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get waiting(): readonly QueuedCommit[] {
    return this.#waiting;
  }

  add(commit: QueuedCommit): void {
    this.#waiting.push(commit);
    this.#bytes += commit.image.bytes.length;
  }

  /** Writes what waits; throws when some of it was not written. */
  flushOrThrow(): Flushed {
    const flushed = this.flush();
    if (flushed.error) throw flushed.error;
    return flushed;
  }

  /** Writes what waits, in order. What was written survives the end of this process when this returns. */
  flush(): Flushed {
    const asked = this.#waiting;
    if (asked.length === 0) return { count: 0, held: undefined, last: undefined, error: undefined };
    if (this.#lead) this.#putFirst(this.#lead());
    let error = this.#writeBlobs(asked);
    let written: readonly WrittenCommit[] = [];
    if (!error) ({ written, error } = this.#writer.append(asked.map((commit) => commit.image)));
    let count = 0;
    let held: WrittenCommit | undefined;
    for (const [i, one] of written.entries()) {
      const commit = asked[i]!;
      this.#bytes -= one.size;
      if (!commit.isSystem) count++;
      if (commit.isHeld) held = one;
      commit.arrive(one);
      if (!commit.isSystem) this.#heard?.(this.#writer.tapeId, one);
    }
    this.#waiting = asked.slice(written.length);
    this.#written += count;
    return { count, held, last: written.at(-1), error };
  }

  #putFirst(commit: QueuedCommit): void {
    this.#lead = undefined;
    this.#waiting.unshift(commit);
    this.#bytes += commit.image.bytes.length;
  }

  /** Drops what waits; returns how many user commits and scopes. */
  discard(error: TapelabError): { commits: number; scopes: number } {
    let commits = 0;
    let scopes = 0;
    for (const commit of this.#waiting) {
      commits += commit.isSystem ? 0 : 1;
      scopes += commit.image.rows;
      commit.drop(error);
    }
    this.#waiting = [];
    this.#bytes = 0;
    return { commits, scopes };
  }

  /** A commit's blobs are durable before the commit is written; most were written behind the capture already. */
  #writeBlobs(commits: readonly QueuedCommit[]): TapelabError | undefined {
    for (const { image } of commits) {
      for (const blob of image.blobs) {
        try {
          this.#blobs.writeNow(blob);
        } catch (cause) {
          return diskFailure(cause, this.#writer.tapeId, 0, this.#writer.durableSequence);
        }
      }
    }
    return undefined;
  }
}

/** The public face of a written commit. */
export function commitRef(tape: string, written: WrittenCommit): CommitRef {
  const ref: CommitRef = {
    uid: `${tape}:c${written.sequence}`,
    sequence: written.sequence,
    get hash() {
      return written.hash;
    },
    label: written.label,
    scopes: written.rows,
    sizeBytes: written.size,
  };
  showAs(ref, openFace);
  return ref;
}

/** The receipt of a queued commit. Nobody has to await `durable`: a failure that nobody saw is thrown by the next call. */
export function receiptOf(tape: string, commit: QueuedCommit): QueueReceipt {
  let durable: Promise<CommitRef> | undefined;
  const receipt: QueueReceipt = {
    label: commit.image.label,
    scopes: commit.image.rows,
    get written() {
      return commit.written !== undefined;
    },
    get durable() {
      durable ??= commit.whenWritten().then(async (written) => {
        await written.durable();
        return commitRef(tape, written);
      });
      durable.catch(() => undefined); // it may be left alone without becoming an unhandled rejection
      return durable;
    },
  };
  showAs(receipt, receiptFace);
  return receipt;
}

/** Without `durable`: to look at it is to wait for it. */
const receiptFace = lineFace<QueueReceipt>(
  () => "QueueReceipt",
  ({ label, scopes, written }) => ({ label, scopes, written }),
);
