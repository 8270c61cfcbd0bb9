/**
 * A session: one recording lifetime, one tape. Values enter by `capture`, leave as commits on the tape.
 *
 * Three layers, each visible in `status`: the stage (scopes without a commit), the queue (commits in memory), the tape.
 * Everything up to the tape's bytes happens on the calling stack; only becoming durable takes time.
 */
import { showAs } from "../base/console.js";
import { newId } from "../base/ids.js";
import { TapeWriter } from "../tape/writer.js";
import type { PendingBlob, ScopeContext, StageRows } from "../value/stage.js";
import * as checks from "./checks.js";
import { Cutter } from "./cutter.js";
import type { Edit } from "./edit.js";
import { Edits, type MadeEdit, type WrittenEdit } from "./edits.js";
import { leaveAtExit, onExit } from "./exit.js";
import { checkFolder, exportCommits } from "./export-queue.js";
import type { Filters } from "./filters.js";
import { type Meta, secretTest } from "./meta.js";
import { CommitQueue, type CommitRef, commitRef, type QueueReceipt, receiptOf } from "./queue.js";
import type { RememberCache } from "./remember.js";
import { Gates, MemoryLimit } from "./session-limits.js";
import {
  type CaptureOptions,
  type CommitOptions,
  type FinalizeResult,
  type OpenFacts,
  type QueueOptions,
  type ResumeOptions,
  type SessionDeps,
  type SessionInit,
  type SessionStatus,
  sessionFace,
} from "./session-options.js";
import type { SharedScopes } from "./shared.js";
import { Stage, stageRows } from "./stage.js";
import { storedLabels } from "./stored-labels.js";

export class Session {
  readonly id: string;
  readonly labels: readonly string[];
  /** `file:line` of the start, when this process started the session. */
  readonly startedAt: string | undefined;
  readonly tapesDir: string;
  readonly stage: Stage;
  readonly shared: SharedScopes;
  readonly filters: Filters;
  /** Runs `fn` or returns what an earlier run with equal inputs stored; the next commit lists that it was used. */
  readonly remember: RememberCache["remember"];
  /** Registers a reusable key part for `remember`; returns its hash. */
  readonly context: RememberCache["context"];
  readonly #deps: SessionDeps;
  readonly #writer: TapeWriter;
  readonly #queue: CommitQueue;
  readonly #rows: StageRows;
  readonly #cutter: Cutter;
  readonly #edits: Edits;
  readonly #memory: MemoryLimit;
  readonly #hasTime: boolean;
  readonly #gates = new Gates();
  readonly #forgetExit: () => void;
  #scopes = 0;
  /** Label and context of the last capture without further labels. */
  #label: string | undefined;
  #context: ScopeContext | undefined;
  /** The last commit of the last finalize while nothing was captured since, else -1. */
  #finalized = -1;
  #isEnded = false;
  #ending: Promise<void> | undefined;

  private constructor(deps: SessionDeps, writer: TapeWriter, facts: OpenFacts) {
    this.id = facts.id;
    this.labels = facts.labels;
    this.startedAt = facts.startedAt;
    this.tapesDir = deps.tapesDir;
    this.remember = deps.cache.remember.bind(deps.cache);
    this.context = deps.cache.context.bind(deps.cache);
    this.#deps = deps;
    this.#writer = writer;
    const isSecret = secretTest(deps.settings.get("record.redact"), deps.settings.get("record.redact_allow"));
    this.#rows = stageRows(deps, isSecret);
    this.stage = new Stage(this.#rows, isSecret);
    this.shared = deps.shared;
    this.filters = deps.filters;
    this.#cutter = new Cutter(deps, isSecret);
    this.#queue = new CommitQueue(writer, deps, facts.isResumed ? () => this.#cutter.resumeNote() : undefined);
    this.#edits = new Edits(this, deps, this.#cutter, this.#queue);
    this.#memory = new MemoryLimit(deps.settings.get("session.max_queued_bytes"));
    this.#hasTime = deps.settings.get("record.scope_time");
    this.#forgetExit = onExit({
      deadlineMs: deps.settings.get("session.exit_deadline_ms"),
      flush: (isFast) => this.#atExit(isFast),
      revive: () => {
        writer.revive();
        deps.edits.revive();
      },
    });
  }

  /** Starts a new session; its facts are on the tape, and survive power loss unless told otherwise, when this returns. */
  static start(deps: SessionDeps, init: SessionInit): Session {
    const { kind = "session", resumedFrom, facts, meta } = init;
    const labels = checks.checkLabels(init.label, init.labels);
    const id = init.id ?? newId(deps.clock, deps.ids);
    const form = { hasLease: !init.isBrief, isEndDurable: init.durability !== "os" };
    const writer = TapeWriter.create(`${deps.tapesDir}/${id}`, deps.workspaceId, deps, form);
    const startedAt = facts.script === undefined ? undefined : `${facts.script}:${facts.line ?? "?"}`;
    const session = new Session(deps, writer, { id, labels, startedAt, isResumed: false });
    session.#queue.add(session.#cutter.start({ ...facts, ...init.more }, { id, kind, labels, resumedFrom, meta }));
    if (init.isBrief) return session;
    try {
      session.#queue.flushOrThrow();
      if (init.durability !== "os") writer.durableNow();
    } catch (error) {
      session.#release(false);
      writer.abandon();
      throw error;
    }
    return session;
  }

  /** Opens an existing tape for writing. Rejects with `tape-busy` while another writer is alive. */
  static async resume(deps: SessionDeps, options: ResumeOptions): Promise<Session> {
    const { writer, recovery } = await TapeWriter.resume(`${deps.tapesDir}/${options.id}`, deps, options);
    const labels = await storedLabels(deps.disk, recovery, options.id);
    return new Session(deps, writer, { id: options.id, labels, startedAt: undefined, isResumed: true });
  }

  /** The name of the session: its first label. */
  get label(): string {
    return this.labels[0] ?? this.id;
  }

  /** Commits that this handle has written, without SYSTEM ones. */
  get commitCount(): number {
    return this.#queue.writtenCount;
  }

  /**
   * Copies one scope onto the stage; returns its number in the session, from 0.
   *
   * Nothing the caller changes afterwards reaches the tape. Never touches the disk for inline values.
   *
   * @example session.capture("step", { t, x, y });
   */
  capture(label: string, variables: object, options?: CaptureOptions): number {
    if (this.#isEnded || this.#ending) throw checks.endedError(this, "capture");
    if (this.#rows.bytes + this.#queue.bytes > this.#memory.half) this.#makeRoom();
    const given = options?.time ?? (this.#hasTime ? this.#deps.clock.now() : undefined);
    const time = typeof given === "object" ? checks.timeOf(given) : given;
    if (label !== this.#label || !this.#isAgain(options) || !this.#rows.tryAppend(this.#context!, variables, time)) {
      this.#captureAny(label, variables, time, options);
    }
    this.#finalized = -1;
    return this.#scopes++;
  }

  /** Whether a capture with these options is like the last one, as long as its label, names and kinds are. */
  #isAgain(options: CaptureOptions | undefined): boolean {
    if (options !== undefined && checks.hasMoreThanTime(options)) return false;
    return this.stage.isPlain && !this.shared.isUsed && this.#deps.callSites.isSame;
  }

  #captureAny(label: string, variables: object, time: number | bigint | undefined, options: CaptureOptions = {}): void {
    checks.checkCaptureOptions(options);
    const context = this.#deps.callSites.context(label, options.labels, variables);
    const extras = this.stage.extras(options, this.shared.isShared(variables) ? 3 : 0);
    this.#rows.append(context, variables, time, extras);
    if (extras !== undefined) this.stage.captured();
    this.#label = options.labels === undefined ? label : undefined;
    this.#context = context;
  }

  /**
   * Writes the queue and then the stage as one commit; resolves when it survives power loss. With an empty stage: null.
   *
   * The stage is taken when the call is made. After a failure the commit is held in memory; the next write takes it first.
   */
  async commit(label = "", options: CommitOptions = {}): Promise<CommitRef | null> {
    checks.checkCommitCall("commit", label, options);
    this.#assertUsable("commit");
    const durability = checks.checkDurability(options.durability ?? this.#deps.settings.get("session.durability"));
    const { held, last: before } = this.#queue.flushOrThrow();
    if (this.#rows.rows === 0 && !options.allowEmpty) {
      return this.#confirmed(before?.sequence, held ? commitRef(this.id, held) : null, durability);
    }
    this.#queue.add(this.#cutter.cut(this.stage, { label, meta: options.meta, isHeld: true }));
    const { last } = this.#queue.flushOrThrow();
    return this.#confirmed(last!.sequence, commitRef(this.id, last!), durability);
  }

  /**
   * Makes the stage a commit in the queue and returns its receipt; at `maxPending` commits the queue is written. Null
   * with an empty stage, and while the `every` gate is closed. Synchronous.
   *
   * @example if (i % 1000 === 999) session.queue("chunk");
   */
  queue(label = "", options: QueueOptions = {}): QueueReceipt | null {
    checks.checkCommitCall("queue", label, options);
    this.#assertUsable("queue");
    const every = checks.checkCount("every", options.every) ?? 1;
    const maxPending =
      checks.checkCount("maxPending", options.maxPending) ??
      this.#deps.settings.get("session.queue.max_pending_commits");
    if (every > 1 && !this.#gates.passes(label, every)) return null;
    const commit = this.#rows.rows > 0 ? this.#cutter.cut(this.stage, { label, meta: options.meta }) : null;
    if (every > 1) this.#gates.opened(label);
    if (commit === null) return null;
    this.#queue.add(commit);
    if (this.#queue.length >= maxPending) this.#queue.flushOrThrow();
    return receiptOf(this.id, commit);
  }

  /** Writes all queued commits in order; resolves with their number when they survive power loss. */
  async flush(): Promise<number> {
    this.#assertUsable("flush");
    const { count, last } = this.#queue.flushOrThrow();
    return this.#confirmed(last?.sequence, count, this.#deps.settings.get("session.durability"));
  }

  /**
   * Writes everything: the stage as tail commit, then the queue. The session stays active. Resolves when durable.
   *
   * @example await tape.finalize("prepare-output"); // the label is the contract with the next stage
   */
  async finalize(label = "", ...rest: readonly never[]): Promise<FinalizeResult> {
    const { sequence, ...result } = this.#finalize(label, rest[0]);
    await this.#writer.durable(sequence); // also what was written at level os
    this.#writer.stateDurable();
    return result;
  }

  /** The same on the calling stack. */
  finalizeNow(label = ""): FinalizeResult {
    const { sequence: _, ...result } = this.#finalize(label);
    this.#writer.durableNow();
    this.#writer.stateDurable();
    return result;
  }

  #finalize(label: string, options?: object): FinalizeResult & { sequence: number } {
    checks.checkCommitCall("finalize", label, options);
    this.#assertUsable("finalize");
    const queuedTailCommit = this.#rows.rows > 0;
    if (queuedTailCommit) this.#queue.add(this.#cutter.cut(this.stage, { label, isTail: true }));
    const { count } = this.#queue.flushOrThrow();
    this.#gates.clear();
    this.#finalized = this.#writer.nextSequence - 1;
    return { queuedTailCommit, flushedCommits: count, sequence: this.#finalized };
  }

  /**
   * Finalizes, notes the end on the tape and releases it. From this call on nothing more is captured; asked for twice,
   * it is one end. A resumed session that committed nothing leaves no trace.
   */
  end(): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    this.#ending ??= this.#endLater().finally(() => {
      this.#ending = undefined; // after a failure the session is usable, with all that it holds
    });
    return this.#ending;
  }

  async #endLater(): Promise<void> {
    this.#noteEnd();
    await this.#writer.end().catch((error: unknown) => {
      if (!this.#isEnded) throw error;
    });
    this.#release();
    await this.#deps.edits.ended(this.id);
  }

  /** The same on the calling stack, also while `end()` waits for the disk. */
  endNow(): void {
    if (this.#isEnded) return;
    if (!this.#ending) this.#noteEnd();
    this.#writer.endNow();
    this.#release();
  }

  #noteEnd(): void {
    this.#assertUsable("end");
    if (this.#rows.rows > 0) this.#queue.add(this.#cutter.cut(this.stage, { label: "", isTail: true }));
    if (this.#queue.isUnled && this.#queue.waiting.length === 0) return; // resumed, and nothing was written
    this.#queue.add(this.#cutter.system("session_end", { scopes: this.#scopes }));
    this.#queue.flushOrThrow();
  }

  /**
   * Sets and clears fields of entities in one commit: all of it, or nothing. The function runs once the workspace's tapes
   * were read; when it throws, nothing is written. Queued commits go first, staged scopes stay staged. Resolves when the
   * commit survives power loss; null when the function did nothing.
   *
   * @example await session.edit("tune", (e) => e.set("param/lr", "value", 0.1));
   */
  async edit(label: string, change: (edit: Edit) => void): Promise<CommitRef | null> {
    const done = await this.#deps.edits.next(this.id, (known) => {
      this.#assertUsable("edit");
      const made = this.#edits.make(label, change, known);
      return made && this.writeEdit(made);
    });
    return done && this.#confirmed(done.ref.sequence, done.ref, this.#deps.settings.get("session.durability"));
  }

  /** @internal */
  writeEdit(made: MadeEdit): WrittenEdit {
    return this.#edits.write(made);
  }

  /** @internal Appends a SYSTEM commit, the contents that it names first; resolves with its uid when both are durable. */
  async note(label: string, meta: Meta, blobs?: readonly PendingBlob[]): Promise<string> {
    this.#assertUsable("note");
    this.#queue.add(this.#cutter.system(label, meta, blobs));
    const { sequence } = this.#queue.flushOrThrow().last!;
    return this.#confirmed(sequence, `${this.id}:c${sequence}`, "disk");
  }

  /** @internal The same with the next write. */
  noteLast(label: string, meta: Meta, blobs?: readonly PendingBlob[]): void {
    this.#assertUsable("note");
    this.#queue.add(this.#cutter.system(label, meta, blobs));
  }

  /** Drops stage and queue on purpose. */
  discard(): { scopes: number; commits: number } {
    const staged = this.#rows.drop("all");
    const dropped = this.#queue.discard(checks.endedError(this, "the queued commit was discarded"));
    return { scopes: staged + dropped.scopes, commits: dropped.commits };
  }

  status(): SessionStatus {
    const [staged, queued] = [this.#rows.rows, this.#queue.length];
    return {
      ...{ id: this.id, labels: this.labels },
      staged,
      queued,
      held: this.#queue.heldCount,
      stagedBytes: this.#rows.bytes + this.#queue.bytes,
      isDirty: staged > 0 || queued > 0,
      isFinalized: this.#finalized >= 0 && this.#writer.durableSequence >= this.#finalized,
      isEnded: this.#isEnded,
      durableSequence: this.#writer.durableSequence,
    };
  }

  /** Scopes that no reader can see yet and that would match. */
  pendingScopes({ commitLabel, label }: { readonly commitLabel?: string; readonly label?: string }): number {
    return this.#queue.pendingScopes(commitLabel, label) + (commitLabel === undefined ? this.stage.count(label) : 0);
  }

  /** Notes a scope that was read as an input of the next commit. */
  addInput(uid: string): void {
    this.#cutter.addInput(uid);
  }

  /** Writes stage and queue into a folder of their own, as a tape: the way out when the disk of the tape is gone. */
  async exportQueue(folder: string): Promise<{ path: string; commits: number; scopes: number }> {
    checkFolder(folder);
    if (this.#rows.rows > 0) this.#queue.add(this.#cutter.cut(this.stage, { label: "exported", isTail: true }));
    return exportCommits(this.#deps, folder, [this.#cutter.exportNote(this), ...this.#queue.waiting]);
  }

  #assertUsable(call: string): void {
    if (this.#isEnded || this.#ending) throw checks.endedError(this, call);
    const failure = this.#writer.takeFailure();
    if (failure) throw failure;
  }

  #makeRoom(): void {
    const held = (): number => this.#rows.bytes + this.#queue.bytes;
    this.#memory.makeRoom(this.label, held, () => this.#queue.flush(), this.#deps.notify);
  }

  async #confirmed<T>(sequence: number | undefined, result: T, durability: "disk" | "os"): Promise<T> {
    if (sequence !== undefined && durability === "disk") await this.#writer.durable(sequence);
    return result;
  }

  #atExit(isFast: boolean): boolean {
    if (this.#isEnded) return true;
    return leaveAtExit({
      label: this.label,
      mode: this.#deps.settings.get("session.on_exit"),
      staged: () => this.#rows.rows,
      queued: () => this.#queue.length,
      finalize: () => this.#queue.add(this.#cutter.cut(this.stage, { label: "interrupted", isTail: true })),
      flush: () => this.#queue.flushOrThrow(),
      sync: () => isFast || this.#writer.durableNow(),
      notify: this.#deps.notify,
    });
  }

  #release(hasEnded = true): void {
    if (hasEnded && !this.#isEnded) this.#deps.listener?.ended(this.#writer.segmentNumber);
    this.#isEnded = true;
    this.#forgetExit();
    this.shared.clear();
  }
}

showAs(Session.prototype, sessionFace);
