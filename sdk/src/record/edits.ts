/** The edits of one session: what they say of others' edits, and when there is too much of one. */
import { limits } from "../base/limits.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { EditFacts, OperationCommit, OperationSet } from "../value/operations.js";
import { checkCommitCall } from "./checks.js";
import type { Cutter } from "./cutter.js";
import { type Edit, OpenEdit } from "./edit.js";
import { type CommitQueue, type CommitRef, commitRef } from "./queue.js";
import type { SessionDeps } from "./session-options.js";

/** What is known of the operations of a workspace when an edit is made. */
export interface KnownOperations {
  /** The greatest counter of all of them. */
  readonly lamport: number;
  /** By tape: the last commit with operations. */
  readonly seen: ReadonlyMap<string, number>;
  /** Fields of an entity that have a value, hidden ones included, as bytes. */
  fields(entity: string): ReadonlyMap<string, Uint8Array>;
}

/** Puts the edits of a workspace in order. */
export interface EditOrder {
  /**
   * Does the work when everything on the tapes of the workspace is known, one edit after the other. What it returns as
   * `operations` is known to the next one.
   */
  next<T extends { readonly operations: OperationCommit } | null>(
    tape: string,
    work: (known: KnownOperations) => T,
  ): Promise<T>;
  /** The session has ended: resolves when nothing is under way for its tape any more. */
  ended(tape: string): Promise<void>;
  /** Code was stopped from outside, which loses what was under way: nothing waits for it any more. */
  revive(): void;
}

/** What a change said. */
export interface MadeEdit {
  readonly label: string;
  readonly set: OperationSet;
  readonly deleted: readonly object[];
}

/** An edit on the tape. */
export interface WrittenEdit {
  readonly ref: CommitRef;
  readonly operations: OperationCommit;
}

interface Named {
  readonly id: string;
  readonly label: string;
}

export class Edits {
  readonly #session: Named;
  readonly #deps: SessionDeps;
  readonly #cutter: Cutter;
  readonly #queue: CommitQueue;
  /** What the commits of this session said so far; those before a resume are said once more. */
  readonly #stated = new Map<string, number>();
  #lamport = 0;
  #isWarned = false;

  constructor(session: Named, deps: SessionDeps, cutter: Cutter, queue: CommitQueue) {
    this.#session = session;
    this.#deps = deps;
    this.#cutter = cutter;
    this.#queue = queue;
  }

  /** Runs the change. Null when it did nothing. Throws what the change throws, and `commit-too-large`. */
  make(label: string, change: (edit: Edit) => unknown, known: KnownOperations): MadeEdit | null {
    checkCommitCall("edit", label);
    const { blobs } = this.#deps;
    const edit = new OpenEdit({ fields: (entity) => known.fields(entity), pending: (bytes) => blobs.pending(bytes) });
    edit.run(change);
    const { operations, deleted } = edit;
    if (operations.length === 0) return null;
    if (edit.sizeBytes > limits.editBytes) throw tooLarge(edit.sizeBytes);
    if (operations.length > limits.editOperations) this.#warn(label, operations.length);
    const facts = this.#facts(known);
    const sizeBytes = edit.sizeBytes + operations.length * 32 + facts.seen.size * 40 + facts.actor.length * 3 + 64;
    return { label, set: { operations, edit: facts, blobs: edit.blobs, sizeBytes }, deleted };
  }

  /** Writes it behind what is queued. */
  write({ label, set, deleted }: MadeEdit): WrittenEdit {
    const { operations, edit } = set;
    const commit = this.#cutter.edit(label, set, deleted);
    this.#queue.add(commit);
    this.#lamport = edit.lamport;
    for (const [id, sequence] of edit.seen) this.#stated.set(id, sequence);
    const last = this.#queue.flushOrThrow().last!;
    for (const blob of set.blobs) this.#deps.blobs.packLater(blob);
    const { kind, wallMs } = commit.image;
    const { sequence } = last;
    return {
      ref: commitRef(this.#session.id, last),
      operations: { sequence, kind, label, wallMs, operations, edit },
    };
  }

  #facts(known: KnownOperations): EditFacts {
    const { id: own } = this.#session;
    const actor = this.#deps.settings.get("actor");
    const seen = new Map([...known.seen].filter(([id, at]) => id !== own && at > (this.#stated.get(id) ?? 0)));
    return { actor, lamport: 1 + Math.max(known.lamport, this.#lamport), seen };
  }

  #warn(label: string, count: number): void {
    if (this.#isWarned) return;
    this.#isWarned = true;
    this.#deps.notify(
      `Edit "${shown(label, 80)}" of session "${shown(this.#session.label, 80)}" has ${count} operations in one commit. It is written. Split larger imports, so that each step can be looked at and undone by itself.`,
    );
  }
}

function tooLarge(sizeBytes: number): TapelabError<"commit-too-large"> {
  const limitBytes = limits.editBytes;
  return new TapelabError(
    "commit-too-large",
    `An edit of ${sizeBytes} bytes is larger than one may be (${limitBytes} bytes). Nothing was written. Split it into several edits, or store large values as blobs with setAsset.`,
    { sizeBytes, limitBytes },
  );
}
