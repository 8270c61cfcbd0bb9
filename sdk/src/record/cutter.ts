/** Cuts commits: the stage and what else the tape has to say about it become one image. */
import { canonicalJson } from "../base/canonical-json.js";
import type { Clock } from "../base/clock.js";
import type { Ids } from "../base/ids.js";
import { KIND } from "../tape/types.js";
import { encodeImage, type Image } from "../value/image.js";
import type { OperationSet } from "../value/operations.js";
import type { PendingBlob } from "../value/stage.js";
import { type SessionPart, type StartFacts, sessionFacts } from "./facts.js";
import type { Filters } from "./filters.js";
import type { GitState } from "./git.js";
import { cleanMeta, type Meta, type SecretTest } from "./meta.js";
import { QueuedCommit } from "./queue.js";
import type { RememberCache } from "./remember.js";
import type { TapeListener } from "./session-options.js";
import type { Stage } from "./stage.js";

export interface CutterDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly filters: Filters;
  readonly cache: RememberCache;
  readonly git: GitState;
  readonly listener?: TapeListener | undefined;
}

/** What a commit is besides its scopes. */
export interface Cut {
  readonly label: string;
  /** Metadata of the user. */
  readonly meta?: object;
  /** The last commit of a finalize. */
  readonly isTail?: boolean;
  /** See `QueuedCommit`. */
  readonly isHeld?: boolean;
}

export class Cutter {
  readonly #deps: CutterDeps;
  readonly #isSecret: SecretTest;
  readonly #include: (labels: readonly string[], name: string) => boolean;
  #inputs: string[] = [];
  /** What the tape says about the git tree so far. */
  statedDirty: boolean | null | undefined;

  constructor(deps: CutterDeps, isSecret: SecretTest) {
    this.#deps = deps;
    this.#isSecret = isSecret;
    this.#include = (labels, name) => deps.filters.includes(labels)(name);
  }

  /** Notes a scope that was read as an input of the next commit. */
  addInput(uid: string): void {
    if (!this.#inputs.includes(uid)) this.#inputs.push(uid);
  }

  /** Takes the stage into a commit. When it fails, nothing was taken. */
  cut(stage: Stage, { label, meta: userMeta, isTail = false, isHeld = false }: Cut): QueuedCommit {
    const { clock, filters, cache, git } = this.#deps;
    const meta = userMeta && cleanMeta(userMeta, this.#isSecret, "the commit");
    const isEmpty = stage.size === 0;
    const dirty = git.dirty();
    const taken = stage.take(filters.isEmpty ? undefined : this.#include);
    let image: Image;
    try {
      const facts = { ...(meta && { meta }), ...(isTail && { tail: true }), ...this.#facts(taken.filtered, dirty) };
      const text = Object.keys(facts).length > 0 ? canonicalJson(facts) : undefined;
      image = encodeImage({ label, kind: KIND.record, wallMs: clock.now(), meta: text }, isEmpty ? undefined : taken);
    } catch (error) {
      taken.putBack();
      throw error;
    }
    stage.taken();
    cache.takeNotes();
    this.#inputs = [];
    this.statedDirty = dirty ?? this.statedDirty;
    return new QueuedCommit(image, { isHeld });
  }

  /** A commit of operations. The stage, and what was noted for its commit, stay. */
  edit(label: string, operations: OperationSet, deleted: readonly object[]): QueuedCommit {
    const meta = deleted.length > 0 ? canonicalJson({ deleted }) : undefined;
    this.#deps.listener?.edited();
    const head = { label, kind: KIND.userEdit, wallMs: this.#deps.clock.now(), meta, operations };
    return new QueuedCommit(encodeImage(head, undefined), { isHeld: true });
  }

  /** A commit of Tapelab's own: start, resume and end of a session. It alone says which boot it was written in. */
  system(label: string, meta: Meta, blobs: readonly PendingBlob[] = []): QueuedCommit {
    const { clock, ids, listener } = this.#deps;
    const defined = Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined));
    const wallMs = clock.now();
    const text = canonicalJson(defined);
    listener?.noted(label, text, wallMs);
    const head = {
      label,
      kind: KIND.system,
      wallMs,
      monoNs: clock.mono(),
      bootId: Buffer.from(ids.bootId().replaceAll("-", ""), "hex"),
      meta: text,
      blobs,
    };
    return new QueuedCommit(encodeImage(head, undefined), { isSystem: true });
  }

  /** The first commit of a new tape. */
  start(facts: StartFacts, own: Omit<SessionPart, "startMs" | "meta"> & { readonly meta?: object }): QueuedCommit {
    const meta = own.meta && cleanMeta(own.meta, this.#isSecret, "the session");
    this.statedDirty = facts.git_dirty;
    return this.system("session_start", sessionFacts(facts, { ...own, startMs: this.#deps.clock.now(), meta }));
  }

  /** What the tape says when another process goes on with it. */
  resumeNote(): QueuedCommit {
    const { ids, clock } = this.#deps;
    const startNs = `${Math.round(clock.now() * 1_000)}000`;
    return this.system("session_resume", { pid: ids.pid(), host: ids.host(), start_ns: startNs });
  }

  /** What a tape says that holds commits which another one could not take. */
  exportNote({ id, labels }: { readonly id: string; readonly labels: readonly string[] }): QueuedCommit {
    return this.system("session_start", { id, labels, kind: "session", exported_from: id });
  }

  #facts(filtered: ReadonlyMap<string, number>, dirty: boolean | null | undefined): Record<string, unknown> {
    const inputs = this.#inputs;
    const { notes } = this.#deps.cache;
    return {
      ...(filtered.size > 0 && { filtered: Object.fromEntries(filtered) }),
      ...(notes.length > 0 && { remembered: notes.map((note) => ({ ...note })) }),
      ...(inputs.length > 0 && { inputs }),
      ...(typeof dirty === "boolean" && dirty !== this.statedDirty && { git_dirty: dirty }),
    };
  }
}
