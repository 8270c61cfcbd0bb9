/**
 * A tape as the events of an archive: commits with their hashes, gaps where commits are lost, and the records between
 * them. Gone through twice: the first time everything is proved, and what the manifest says is summed up; the second time
 * the leaves are written. In between only 32 bytes a commit are kept.
 */
import { basename } from "node:path";
import { type Disk, runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import { readIfSmall } from "../base/small-file.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { readRange } from "../tape/bytes.js";
import { chainNext, chainStart } from "../tape/chain.js";
import { pathOf } from "../tape/claim.js";
import { readQuarantine } from "../tape/quarantine.js";
import { TapeReader } from "../tape/reader.js";
import { withFile } from "../tape/segment.js";
import type { CommitEntry, Damage } from "../tape/types.js";
import { openImage, shapeIds } from "./archived-image.js";
import { commitLeaf, type ExtraOf, type GapReason, gapLeaf, RANGE_MAX } from "./event-leaf.js";
import { KeptLeaves } from "./kept-leaves.js";

/** One event with the bytes of its leaf. */
export interface TapeEvent {
  readonly first: number;
  readonly last: number;
  readonly leaf: Uint8Array;
  /** H(first - 1) and H(last), or nothing where damage leaves nothing to compute them from. */
  readonly prevHash: Uint8Array;
  readonly lastHash: Uint8Array;
  /** Undefined: a gap. */
  readonly entry: CommitEntry | undefined;
  /** Commits that are not there and should be. */
  readonly isLost: boolean;
  /** sha256 of the blobs that the commit names. */
  readonly blobs: readonly Uint8Array[];
}

/** Bytes of lost commits, as they lie on the disk. */
export interface LostBytes {
  /** Index of the leaf, from 1. */
  readonly index: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  read(): Promise<Uint8Array>;
}

export interface OpenEventsOptions {
  /** How texts name the tape. */
  readonly name?: string;
  /** How many pieces of lost bytes earlier parts of the archive hold: numbers go on behind them. */
  readonly lostBefore?: number;
}

const nothing = new Uint8Array(0);

export class TapeEvents {
  readonly reader: TapeReader;
  readonly lost: readonly LostBytes[];
  readonly #extras = new Map<number, ExtraOf[]>();
  readonly #gaps: readonly Gap[];
  readonly #kept: KeptLeaves;
  readonly #isFull: boolean;
  /** H(0), H(1), …, 32 bytes each; zeros where one is not known. */
  #hashes: Uint8Array;
  #isProved = false;

  private constructor(reader: TapeReader, lost: readonly LostBytes[], kept: KeptLeaves, isFull: boolean) {
    this.reader = reader;
    this.lost = lost;
    this.#gaps = gapsOf(reader, lost);
    this.#kept = kept;
    this.#isFull = isFull;
    this.#hashes = new Uint8Array(32 * (reader.lastSequence + 1));
    this.#hashes.set(chainStart(reader.workspaceId, reader.tapeId));
  }

  /** Opens the tape in a folder. `full` finds which commit it is that the hash chain does not fit. */
  static async open(
    disk: Disk,
    dir: string,
    verify: "crc" | "full",
    { name = basename(dir), lostBefore = 0 }: OpenEventsOptions = {},
  ): Promise<TapeEvents> {
    const reader = await TapeReader.open(disk, dir, { verify, name });
    try {
      const lost = await lostBytes(disk, dir, reader.report.damage, lostBefore);
      const events = new TapeEvents(reader, lost, await KeptLeaves.open(disk, dir), verify === "full");
      for (const { after, kind, payload } of await reader.extras()) {
        const list = events.#extras.get(after);
        if (list) list.push({ kind, payload });
        else events.#extras.set(after, [{ kind, payload }]);
      }
      return events;
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  get tapeId(): string {
    return this.reader.tapeId;
  }

  get lastSequence(): number {
    return this.reader.lastSequence;
  }

  /** How many records without a number follow this commit. */
  extrasAt(sequence: number): number {
    return this.#extras.get(sequence)?.length ?? 0;
  }

  /** H(sequence), or nothing. Known behind the first walk. */
  hashAt(sequence: number): Uint8Array {
    const hash = this.#hashes.subarray(32 * sequence, 32 * sequence + 32);
    return sequence === 0 || hash.some((byte) => byte !== 0) ? hash : nothing;
  }

  /**
   * Events in order, gaps cut behind the sequences that `isCut` names. The first walk, from commit 1 on, proves the
   * hashes; rejects with `corrupt-commit` when an image does not fit what the tape states.
   */
  async *walk(from: number, to: number, isCut: (sequence: number) => boolean): AsyncGenerator<TapeEvent, void, void> {
    const entries = this.reader.commits.filter(({ sequence }) => sequence >= from && sequence <= to);
    const gaps = this.#gaps.flatMap((gap) => cutGap(gap, from, to, isCut));
    let nextGap = 0;
    const isProving = !this.#isProved;
    for await (const group of this.reader.images(entries)) {
      for (const { entry, image } of group) {
        while ((gaps[nextGap]?.first ?? Number.POSITIVE_INFINITY) < entry.sequence)
          yield await this.#gapEvent(gaps[nextGap++]!);
        if (isProving) await this.#prove(entry, image);
        yield await this.#commitEvent(entry, image);
      }
    }
    for (; nextGap < gaps.length; nextGap++) yield await this.#gapEvent(gaps[nextGap]!);
    if (isProving && to >= this.lastSequence) {
      await this.#compare(this.lastSequence);
      this.#isProved = true;
    }
  }

  async #prove(entry: CommitEntry, image: Uint8Array): Promise<void> {
    const { sequence } = entry;
    let hash: Uint8Array = nothing;
    const before = this.hashAt(sequence - 1);
    if (before.length > 0) hash = chainNext(before, this.tapeId, sequence, image.length, sha256(image));
    else hash = unhex((await this.reader.hashOf(sequence)) ?? "");
    this.#hashes.set(hash, 32 * sequence);
  }

  /** What was computed must be what the tape itself states. */
  async #compare(sequence: number): Promise<void> {
    const computed = this.hashAt(sequence);
    const stated = await this.reader.hashOf(sequence);
    if (computed.length === 0 || stated === undefined || stated === hex(computed) || this.#isFull) return;
    const text = `The hash of commit ${sequence} of tape ${this.tapeId} is not what its commits give (expected ${stated.slice(0, 12)}, found ${hex(computed).slice(0, 12)}).`;
    throw new TapelabError("corrupt-commit", text, { sequence, segment: 0, offset: 0 });
  }

  async #commitEvent(entry: CommitEntry, image: Uint8Array): Promise<TapeEvent> {
    const { sequence } = entry;
    const message = openImage(image);
    const shapes = message ? shapeIds(message).flatMap((id) => this.#shape(entry, id)) : [];
    const hash = this.hashAt(sequence);
    return {
      first: sequence,
      last: sequence,
      leaf:
        (await this.#kept.ofCommit(sequence, image, hash)) ??
        commitLeaf(this.tapeId, sequence, { hash, shapes, image }, this.#extras.get(sequence) ?? []),
      prevHash: this.hashAt(sequence - 1),
      lastHash: hash,
      entry,
      isLost: false,
      blobs: message?.blobs ?? [],
    };
  }

  /** Of a shape whose copies in the segment are damaged, another segment may have one. */
  #shape(entry: CommitEntry, id: string): Uint8Array[] {
    const own = this.reader.shapeBytes(entry, id);
    if (own) return [own];
    for (const bytes of this.reader.shapes()) if (hex(bytes.subarray(1, 9)) === id) return [bytes];
    return [];
  }

  async #gapEvent({ first, last, reason, quarantine }: Gap): Promise<TapeEvent> {
    for (const at of [first - 1, last]) {
      if (this.hashAt(at).length === 0) this.#hashes.set(unhex((await this.reader.hashOf(at)) ?? ""), 32 * at);
    }
    const leaf =
      (await this.#kept.ofOpaque(first, last)) ??
      gapLeaf(this.tapeId, { first, last, reason, quarantine }, this.#extrasIn(first, last));
    const [prevHash, lastHash] = [this.hashAt(first - 1), this.hashAt(last)];
    return { first, last, leaf, prevHash, lastHash, entry: undefined, isLost: reason === "damaged", blobs: [] };
  }

  #extrasIn(first: number, last: number): ExtraOf[] {
    const found: ExtraOf[] = [];
    for (const [after, extras] of this.#extras) if (after >= first && after <= last) found.push(...extras);
    return found;
  }
}

interface Gap {
  readonly first: number;
  readonly last: number;
  readonly reason: GapReason;
  readonly quarantine: number;
}

/** Runs of sequences without a readable commit; those of one damage and those of another are two gaps. */
function gapsOf(reader: TapeReader, lost: readonly LostBytes[]): Gap[] {
  const gaps: Gap[] = [];
  const trimmed = reader.compaction?.trimmed;
  let next = 1;
  const fill = (last: number): void => {
    while (next <= last) {
      const own = lost.find((one) => one.firstSequence <= next && next <= one.lastSequence);
      const begun = lost.find((one) => one.firstSequence > next);
      const isTrimmed = trimmed !== undefined && trimmed.first <= next && next <= trimmed.last;
      const end = isTrimmed
        ? Math.min(last, trimmed.last)
        : Math.min(last, own?.lastSequence ?? last, (begun?.firstSequence ?? Number.POSITIVE_INFINITY) - 1);
      gaps.push({ first: next, last: end, reason: isTrimmed ? "trimmed" : "damaged", quarantine: own?.index ?? 0 });
      next = end + 1;
    }
  };
  for (const { sequence } of reader.commits) {
    fill(sequence - 1);
    next = sequence + 1;
  }
  fill(reader.lastSequence);
  return gaps;
}

/** The part of a gap in a range of sequences, cut at the borders of archive ranges. */
function cutGap(gap: Gap, from: number, to: number, isCut: (sequence: number) => boolean): Gap[] {
  const pieces: Gap[] = [];
  let first = Math.max(gap.first, from);
  const last = Math.min(gap.last, to);
  while (first <= last) {
    let end = first;
    while (end < last && !isCut(end) && end - first < RANGE_MAX) end++;
    pieces.push({ ...gap, first, last: end });
    first = end + 1;
  }
  return pieces;
}

/** The damaged bytes of a tape; of commits that came without theirs, what quarantine has. */
async function lostBytes(disk: Disk, dir: string, damage: readonly Damage[], lostBefore: number): Promise<LostBytes[]> {
  const found: LostBytes[] = [];
  const notes = damage.length > 0 ? await runLater(disk, readQuarantine(dir)) : [];
  for (const { firstSequence, lastSequence, segment, offset, size } of damage) {
    if (size > 0 && size <= limits.archiveEntryBytes) {
      const path = pathOf(dir, segment);
      const read = (): Promise<Uint8Array> =>
        runLater(
          disk,
          withFile(path, (file) => readRange(file, offset, size)),
        );
      found.push({ index: lostBefore + found.length + 1, firstSequence, lastSequence, read });
      continue;
    }
    const kept = notes.filter((note) => note.segment === 0 && isWithin(note, firstSequence, lastSequence));
    for (const note of kept.sort((a, b) => a.firstSequence - b.firstSequence)) {
      const path = `${dir}/quarantine/${note.file}.bin`;
      const read = async (): Promise<Uint8Array> =>
        (await runLater(disk, readIfSmall(path, limits.archiveEntryBytes))) ?? nothing;
      const { firstSequence: first, lastSequence: last } = note;
      found.push({ index: lostBefore + found.length + 1, firstSequence: first, lastSequence: last, read });
    }
  }
  return found;
}

/** A note about commits that this damage covers. */
function isWithin(note: { firstSequence: number; lastSequence: number }, first: number, last: number): boolean {
  const { firstSequence, lastSequence } = note;
  return first <= firstSequence && firstSequence <= lastSequence && lastSequence <= last;
}

/** Opens the tape so that every hash fits: when one does not, once more to see which. */
export async function openProved<T>(
  disk: Disk,
  dir: string,
  use: (events: TapeEvents) => Promise<T>,
  { name = basename(dir), lostBefore = 0 }: OpenEventsOptions = {},
): Promise<{ events: TapeEvents; result: T }> {
  for (const verify of ["crc", "full"] as const) {
    const events = await TapeEvents.open(disk, dir, verify, { name, lostBefore });
    // With damage, every hash is looked at from the start: what lies between two losses has no other proof.
    if (verify === "crc" && events.reader.report.damage.length > 0) {
      await events.reader.close();
      continue;
    }
    try {
      return { events, result: await use(events) };
    } catch (error) {
      await events.reader.close();
      if (verify === "full" || !isTapelabError(error, "corrupt-commit")) throw error;
    }
  }
  throw new Error("unreachable");
}
