/** What archives say of the state of a tape: the snapshot that an export carries, and the replay of what is in one. */
import type { SnapshotAt } from "../archive/export-plan.js";
import type { Finding } from "../archive/findings.js";
import { FIELD, leafPath } from "../archive/names.js";
import { takeEvents } from "../archive/take-events.js";
import type { ProvedArchive, Replay } from "../archive/verify.js";
import type { Disk } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { isTapelabError } from "../errors.js";
import { Fold } from "../state/fold.js";
import { decodeSnapshot, encodeSnapshot, type Snapshot } from "../state/snapshot.js";
import { stateFrom } from "../state/state.js";
import { trimBaseOf } from "../state/trim-base.js";
import { mayHaveOperations, readOperations } from "../value/operations.js";

/**
 * The snapshot in the archives of a tape: of its state at the last commit, folded from the commits alone, so that it does
 * not depend on snapshots that lie about. None where there are no operations, or where commits cannot be read.
 */
export function snapshotsOf(disk: Disk, dir: string): SnapshotAt {
  return async (reader, last) => {
    const base = await trimBaseOf(disk, dir, reader, last, () => undefined);
    if (!base && (reader.compaction?.trimmed || !reader.commits.some(({ kind }) => mayHaveOperations(kind)))) return;
    const start = { reader, snapshot: base, isWarm: false, notices: [] };
    const { tapeId, fold, hash, sequence, gaps } = await stateFrom(start, last);
    if (gaps.length > 0 || hash === undefined || sequence !== last || fold.seen.size === 0) return;
    return encodeSnapshot({ tapeId, sequence, hash, fold, models: [] });
  };
}

/** Whether this version can use a snapshot of the tape. */
export function readsSnapshot(bytes: Uint8Array, tape: string): boolean {
  return opened(bytes, tape) !== undefined;
}

function opened(bytes: Uint8Array, tape: string): Snapshot | undefined {
  try {
    return decodeSnapshot(bytes, tape);
  } catch (error) {
    if (isTapelabError(error, "bad-bytes")) return undefined; // told by who needs it
    throw error;
  }
}

/**
 * Applies the operations of an archive: from its newest usable snapshot on, and, where all commits are there, from the
 * start, to see that every snapshot is what they give.
 */
export async function replayArchive(proved: Omit<ProvedArchive, "replay">): Promise<Replay> {
  const { archive, events, leaves } = proved;
  const replay = new ArchiveReplay(archive.winner.manifest.runId, await startOf(proved));
  for await (const taken of takeEvents(archive, events, 1)) {
    const { first, last } = taken;
    if (taken.kind === "lost" || taken.event.gap) replay.miss(first, last);
    else if (!taken.event.commit) replay.skip();
    else replay.apply(first, taken.event.commit.image);
    if (leaves.snapshots.has(last)) replay.compare(last);
  }
  return { ...replay.result(), ignoredTail: events.ignoredTail };
}

interface ReplayStart {
  /** Of snapshots that can be read, by sequence. */
  readonly stateHashes: ReadonlyMap<number, string>;
  /** The newest of them. */
  readonly used: Snapshot | undefined;
  /** Of a trimmed tape: the state at the end of what was given up. */
  readonly base: Snapshot | undefined;
  readonly trimmedTo: number;
  readonly notices: readonly string[];
}

async function startOf({ archive, leaves }: Omit<ProvedArchive, "replay">): Promise<ReplayStart> {
  const { source, winner } = archive;
  const { runId, base: trim } = winner.manifest;
  const notices: string[] = [];
  const stateHashes = new Map<number, string>();
  let used: Snapshot | undefined;
  for (const [sequence, leaf] of [...leaves.snapshots].sort(([a], [b]) => a - b)) {
    const snapshot = opened(await source.read(leaf), runId);
    if (snapshot) used = snapshot;
    if (snapshot) stateHashes.set(sequence, snapshot.fold.stateHash());
    else
      notices.push(
        `The snapshot at commit ${sequence} cannot be used by this Tapelab; the state is folded without it.`,
      );
  }
  const file = trim && leaves.blobs.get(hex(trim.snapshotSha256));
  const found = file && opened(await source.read(file), runId);
  const base = found && found.sequence === trim?.lastSequence && found.hash === hex(trim.hash) ? found : undefined;
  if (trim && !base)
    notices.push(
      `The state at commit ${trim.lastSequence}, in front of which the tape is trimmed, is not in the archive.`,
    );
  return { stateHashes, used, base, trimmedTo: trim?.lastSequence ?? 0, notices };
}

class ArchiveReplay {
  readonly #tape: string;
  readonly #start: ReplayStart;
  /** From the start on, and from the snapshot on, when there is one. */
  readonly #whole: Fold;
  readonly #tail: Fold | undefined;
  readonly #from: number;
  readonly #trimmedTo: number;
  readonly #gaps: { first: number; last: number }[] = [];
  readonly #proved: number[] = [];
  readonly #findings: Finding[] = [];
  /** False behind what is not there or not understood: nothing can be compared any more. */
  #isWhole: boolean;
  #applied = 0;
  #appliedBehind = 0;
  #opaque = 0;

  constructor(tape: string, start: ReplayStart) {
    const { base, used, trimmedTo } = start;
    this.#tape = tape;
    this.#start = start;
    this.#whole = base?.fold ?? new Fold();
    this.#tail = used?.fold;
    this.#from = used?.sequence ?? 0;
    this.#trimmedTo = trimmedTo;
    this.#isWhole = trimmedTo === 0 || base !== undefined;
  }

  /** Commits that are not there. Those that were trimmed are in the base. */
  miss(first: number, last: number): void {
    if (last <= this.#trimmedTo) return;
    this.#gaps.push({ first, last });
    this.#isWhole = false;
  }

  /** An event that we do not know: skipped. */
  skip(): void {
    this.#opaque++;
    this.#isWhole = false;
  }

  apply(sequence: number, image: Uint8Array): void {
    if (sequence <= this.#trimmedTo) return;
    this.#applied++;
    if (sequence > this.#from) this.#appliedBehind++;
    const commit = readOperations(sequence, image); // proved: these are the bytes of a commit
    if (!mayHaveOperations(commit.kind)) return;
    this.#opaque += this.#whole.apply(this.#tape, commit);
    if (sequence > this.#from) this.#tail?.apply(this.#tape, commit);
  }

  /** A snapshot against what the commits up to it give. */
  compare(sequence: number): void {
    const found = this.#start.stateHashes.get(sequence);
    if (found === undefined || !this.#isWhole) return;
    const expected = this.#whole.stateHash();
    if (found === expected) {
      this.#proved.push(sequence);
      return;
    }
    const path = leafPath(FIELD.snapshots, sequence);
    const text = `${path} has another state than the commits give (expected ${expected.slice(0, 12)}, found ${found.slice(0, 12)})`;
    this.#findings.push({ path, text, firstSequence: sequence, lastSequence: sequence });
  }

  /** Snapshots are passed over when one of them is wrong. */
  result(): Omit<Replay, "ignoredTail"> {
    const isUsed = this.#tail !== undefined && this.#findings.length === 0;
    return {
      stateHash: (isUsed ? this.#tail : this.#whole)?.stateHash() ?? "",
      appliedEvents: isUsed ? this.#appliedBehind : this.#applied,
      opaque: this.#opaque,
      gaps: this.#gaps,
      snapshotUsed: isUsed ? this.#from : undefined,
      proved: this.#proved,
      findings: this.#findings,
      notices: this.#start.notices,
    };
  }
}
