/**
 * What a collection may take, as a pure plan: from what lies in the store, what is referred to, and what was marked
 * before. Nothing goes that was not marked 72 hours ago and is still named by nobody.
 */
import type { BlobFile } from "./list.js";
import type { Tombstone } from "./tombstone.js";

export const graceMs: number = 72 * 3_600_000;

/** A place where a blob is named. */
export interface Reference {
  readonly sizeBytes: number;
  readonly name: string;
  readonly media: string;
  /** Label or id of the tape. */
  readonly tape: string;
  readonly sequence: number;
  readonly wallMs: number;
}

/** What is named, and by whom. */
export interface Roots {
  readonly kept: ReadonlySet<string>;
  /** The newest reference to each blob that commits name, kept or not. */
  readonly named: ReadonlyMap<string, Reference>;
  /** Why blobs go, where it is not their age. */
  readonly reasons?: ReadonlyMap<string, { readonly reason: string }>;
}

/** The moment of a run, by clocks that may step: `mono` counts from the start of `boot` and does not. */
export interface Moment {
  readonly wallMs: number;
  readonly mono: bigint;
  readonly boot: string;
}

export interface PlanFacts {
  readonly blobs: readonly BlobFile[];
  readonly tombstones: ReadonlyMap<string, { readonly note: Tombstone; readonly mtimeMs: number }>;
  readonly roots: Roots;
  readonly now: Moment;
  /** Start of the oldest session that is still open. */
  readonly liveSinceMs: number;
}

/** A blob that nothing keeps. */
export interface Candidate {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly storedBytes: number;
  readonly name: string;
  readonly media: string;
  readonly reason: string;
  /** `mark`: it is new among the candidates. `wait`: it was marked and is not due. `take`: it goes. */
  readonly step: "mark" | "wait" | "take";
  /** When it may go, by the clock of this run; undefined while a session is open that may hold it. */
  readonly dueMs: number | undefined;
  readonly nonce: string | undefined;
}

export interface Plan {
  /** Orphans first, then what is outside the window, the longest unused first. */
  readonly candidates: readonly Candidate[];
  /** Marked, and named again since. */
  readonly revived: readonly string[];
}

export function planCollection(facts: PlanFacts): Plan {
  const { blobs, tombstones, roots } = facts;
  const candidates = blobs.filter(({ sha256 }) => !roots.kept.has(sha256)).map((blob) => candidateOf(blob, facts));
  const usedMs = ({ sha256 }: Candidate): number => roots.named.get(sha256)?.wallMs ?? Number.NEGATIVE_INFINITY;
  candidates.sort((a, b) => (usedMs(a) === usedMs(b) ? 0 : usedMs(a) - usedMs(b)) || (a.sha256 < b.sha256 ? -1 : 1));
  const revived = blobs.map(({ sha256 }) => sha256).filter((name) => roots.kept.has(name) && tombstones.has(name));
  return { candidates, revived };
}

function candidateOf(blob: BlobFile, { tombstones, roots, now, liveSinceMs }: PlanFacts): Candidate {
  const { sha256, size, storedBytes, mtimeMs } = blob;
  const named = roots.named.get(sha256);
  const marked = tombstones.get(sha256);
  const isMarked = marked !== undefined && marked.note.collectedMs === undefined;
  const left = Math.max(
    isMarked ? graceLeft(marked.note, marked.mtimeMs, now) : graceMs,
    mtimeMs + graceMs - now.wallMs,
  );
  const isHeld = mtimeMs >= liveSinceMs;
  return {
    sha256,
    sizeBytes: size,
    storedBytes,
    name: named?.name ?? "",
    media: named?.media ?? "",
    reason:
      roots.reasons?.get(sha256)?.reason ??
      (named
        ? `outside the window: last named by commit ${named.sequence} of tape "${named.tape}" on ${dayOf(named.wallMs)}`
        : "orphan: no commit names it"),
    step: !isMarked ? "mark" : left > 0 || isHeld ? "wait" : "take",
    dueMs: isHeld ? undefined : now.wallMs + Math.max(0, left),
    nonce: isMarked ? marked.note.nonce : undefined,
  };
}

/** Counted from the larger of note and file; a clock that was set forward since does not shorten it, as long as the machine runs. */
function graceLeft({ markedMs, boot, mono }: Tombstone, mtimeMs: number, now: Moment): number {
  const byWall = now.wallMs - Math.max(markedMs, mtimeMs);
  const byMono = Number(now.mono - BigInt(mono)) / 1e6;
  const isSameBoot = boot !== "" && boot === now.boot && byMono >= 0;
  return graceMs - (isSameBoot ? Math.min(byWall, byMono) : byWall);
}

export function dayOf(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : "an unknown day";
}

/** Those of the hashes that stand somewhere in the bytes, raw or as hex: for bytes that nobody decodes. */
export function mentionedIn(bytes: Uint8Array, hashes: Iterable<string>): Set<string> {
  const patterns = new Map<number, { sha256: string; pattern: Buffer }[]>();
  for (const sha256 of hashes) {
    for (const pattern of [Buffer.from(sha256, "hex"), Buffer.from(sha256, "latin1")]) {
      const key = pattern.readInt32BE(0);
      patterns.set(key, [...(patterns.get(key) ?? []), { sha256, pattern }]);
    }
  }
  const found = new Set<string>();
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let key = 0;
  for (let i = 0; i < all.length; i++) {
    key = (key << 8) | all[i]!;
    const begins = i >= 3 ? patterns.get(key) : undefined;
    for (const { sha256, pattern } of begins ?? [])
      if (all.subarray(i - 3, i - 3 + pattern.length).equals(pattern)) found.add(sha256);
  }
  return found;
}
