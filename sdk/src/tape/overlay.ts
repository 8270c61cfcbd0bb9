/**
 * Repairs: commits that were fetched again after damage, each an event leaf in `repairs/<12-digit sequence>.data.pb`.
 *
 * The segments stay as they are. A leaf counts only when the tape itself proves it: by the image hash that a marker
 * states, else by the hash chain in front of it and behind it, else by the length and CRC-32 that a marker states. What is
 * damaged, foreign or unproved is passed over with a notice.
 */
import { BadBytes, decodeCommit, eventMessage } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { type Io, io } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { hex, sha256 } from "../base/sha256.js";
import { namesIn, readIfSmall } from "../base/small-file.js";
import { statedProof } from "./hashes.js";
import type { Recovery } from "./recover.js";
import { leadsOn, provedChains } from "./repair-chain.js";
import { shapeId } from "./scan.js";
import { headOf } from "./scan-image.js";
import type { Loss } from "./settle.js";
import type { CommitEntry, Notice } from "./types.js";

/** One commit out of a leaf; whether it is the one that the tape lost is said by `provedOf`. */
export interface Repair {
  readonly sequence: number;
  readonly path: string;
  /** Of the image in the file. */
  readonly offset: number;
  readonly image: Uint8Array;
  readonly length: number;
  readonly crc: number;
  readonly imageHash: Uint8Array;
  readonly shapes: ReadonlyMap<string, Uint8Array>;
  /** Records that follow the commit: they count where the whole segment is gone. */
  readonly extras: readonly { readonly kind: number; readonly payload: Uint8Array }[];
}

const FOLDER = "repairs";
const NAME = /^(\d{12})\.data\.pb$/;

export function repairFolder(dir: string): string {
  return `${dir}/${FOLDER}`;
}

export function repairName(sequence: number): string {
  return `${String(sequence).padStart(12, "0")}.data.pb`;
}

/** Sequences of the leaves in a tape's folder, in order. */
export function* listRepairs(dir: string): Io<number[]> {
  const folder = repairFolder(dir);
  // A link in its place is not followed: it may lead out of the workspace.
  if ((yield* io((ops) => ops.stat(folder)))?.kind !== "directory") return [];
  return (yield* namesIn(folder)).flatMap((name) => (NAME.test(name) ? Number.parseInt(name, 10) : []));
}

/** The commit in a leaf, or what is wrong with it. */
export function openRepair(leaf: Uint8Array, tapeId: string, sequence: number, path: string): Repair | string {
  try {
    const { seq, runId, commit, gap, extra } = eventMessage.decode(leaf);
    if (!commit || gap) return "it holds no commit";
    if (runId !== tapeId || seq !== sequence) return `it holds commit ${seq} of tape ${runId.slice(0, 32)}`;
    const image = commit.image.slice();
    const shapes = new Map<string, Uint8Array>();
    for (const bytes of commit.shapes) if (isShape(bytes)) shapes.set(shapeId(bytes), bytes.slice());
    const lacks = decodeCommit(image).strips.find(({ shape }) => !shapes.has(hex(shape)));
    if (lacks) return `the shape ${hex(lacks.shape)} is missing or damaged`;
    const offset = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).lastIndexOf(image);
    const extras = extra.map(({ kind, payload }) => ({ kind, payload: payload.slice() }));
    const facts = { image, length: image.length, crc: crc32(image), imageHash: sha256(image) };
    return { sequence, path, offset, ...facts, shapes, extras };
  } catch (error) {
    if (error instanceof BadBytes) return "its bytes are damaged";
    throw error;
  }
}

/** A shape names itself: its id, the first field, is the hash of what follows. */
function isShape(bytes: Uint8Array): boolean {
  return bytes.length > 9 && bytes[0] === 0x09 && hex(sha256(bytes.subarray(9)).subarray(0, 8)) === shapeId(bytes);
}

/** Puts what was repaired in the place of what was lost. */
export function* applyRepairs(
  recovery: Recovery,
  sequences: readonly number[],
  known?: ReadonlyMap<number, Repair>,
): Io<Recovery> {
  const notices: Notice[] = [];
  const found = new Map<number, Repair>();
  for (const sequence of sequences) {
    const repair = known?.get(sequence) ?? (yield* readRepair(recovery, sequence));
    if (typeof repair === "string") notices.push(ignored(sequence, repair));
    else found.set(sequence, repair);
  }
  const proved = yield* provedOf(recovery, found);
  for (const sequence of found.keys())
    if (!proved.has(sequence)) notices.push(ignored(sequence, "nothing on the tape proves it"));
  return withRepairs({ ...recovery, notices: [...recovery.notices, ...notices] }, proved);
}

function* readRepair({ dir, tapeId }: Recovery, sequence: number): Io<Repair | string> {
  const path = `${repairFolder(dir)}/${repairName(sequence)}`;
  const leaf = yield* readIfSmall(path, limits.archiveEntryBytes);
  return leaf ? openRepair(leaf, tapeId, sequence, path) : "it cannot be read";
}

function ignored(sequence: number, reason: string): Notice {
  const text = `A repair of commit ${sequence} was ignored: ${reason} (repairs/${repairName(sequence)}). The tape's own bytes count.`;
  return { code: "repair-ignored", text };
}

/** The candidates that are the commits that this tape lost. */
export function* provedOf(recovery: Recovery, candidates: ReadonlyMap<number, Repair>): Io<Map<number, Repair>> {
  const proved = new Map<number, Repair>();
  const chained = yield* provedChains(recovery, repairFolder(recovery.dir));
  let run = new Map<number, Repair>();
  for (const sequence of [...candidates.keys()].sort((a, b) => a - b)) {
    const repair = candidates.get(sequence)!;
    if (sequence >= recovery.nextSequence) continue;
    const stated = statedProof(recovery, sequence)?.imageHash ?? chained.get(sequence)?.imageHash;
    if (stated) {
      if (hex(stated) === hex(repair.imageHash)) proved.set(sequence, repair);
      continue;
    }
    if (run.size > 0 && !run.has(sequence - 1)) {
      yield* proveRun(recovery, run, proved);
      run = new Map();
    }
    run.set(sequence, repair);
  }
  yield* proveRun(recovery, run, proved);
  return proved;
}

/** Neighbours without a stated image hash: the chain must lead through all of them to a hash that the tape states. */
function* proveRun(recovery: Recovery, run: ReadonlyMap<number, Repair>, proved: Map<number, Repair>): Io<void> {
  if (run.size === 0) return;
  const repairs = new Map([...(recovery.repairs ?? []), ...proved]);
  const isOnChain = yield* leadsOn({ ...recovery, repairs }, run);
  for (const [sequence, repair] of run) {
    // Where the chain cannot be followed, a marker's checksum is what is left.
    const stated = isOnChain === undefined ? statedProof(recovery, sequence) : undefined;
    if (isOnChain || (stated && stated.length === repair.length && stated.crc === repair.crc))
      proved.set(sequence, repair);
  }
}

/** The same recovery with these commits in it. */
export function withRepairs(recovery: Recovery, found: ReadonlyMap<number, Repair>): Recovery {
  if (found.size === 0) return recovery;
  const repairs = new Map([...found].sort(([a], [b]) => a - b));
  const whole = recovery.entries.filter(({ sequence }) => !repairs.has(sequence));
  const entries = [...whole];
  for (const repair of repairs.values()) {
    const entry = entryOf(repair, recovery);
    if (entry) entries.push(entry);
  }
  entries.sort((a, b) => a.sequence - b.sequence);
  return { ...recovery, entries, repairs, losses: recovery.losses.flatMap((loss) => without(loss, repairs)) };
}

function entryOf({ sequence, path, offset, image, crc }: Repair, recovery: Recovery): CommitEntry | undefined {
  const head = headOf(image);
  if (!head) return undefined;
  const loss = recovery.losses.find(({ first, last }) => first <= sequence && sequence <= last);
  const segment = loss?.segment ?? recovery.segments.findLast(({ base }) => base <= sequence)?.segment.number ?? 0;
  const { kind, label, wallMs, rows } = head;
  const place = { sequence, segment, offset, size: image.length, crc, path };
  return { ...place, kind, label, wallMs, rows, strips: undefined, pieces: undefined };
}

/** What of a loss stays lost. */
function without(loss: Loss, repairs: ReadonlyMap<number, unknown>): Loss[] {
  const left: Loss[] = [];
  let first = loss.first;
  for (const sequence of repairs.keys()) {
    if (sequence < first || sequence > loss.last) continue;
    if (sequence > first) left.push({ ...loss, first, last: sequence - 1 });
    first = sequence + 1;
  }
  if (first <= loss.last) left.push({ ...loss, first });
  return left;
}
