/** The proof of a compaction: what lies on disk now, read frame by frame, is what the tape held before. */
import { type Disk, type Io, runLater } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import { sameHash } from "./chain.js";
import { type ExtraFrame, extrasOf } from "./extras.js";
import { chainAt, entryPath, readImage } from "./hashes.js";
import { type Recovery, recoverTape } from "./recover.js";
import { withFile } from "./segment.js";
import { verifyProofs } from "./verify.js";

/** What a commit was when it was copied. */
export interface Known {
  readonly imageHash: Uint8Array;
  readonly shapes: readonly Uint8Array[];
}

export interface Expected {
  readonly name: string;
  readonly known: ReadonlyMap<number, Known>;
  readonly extras: readonly ExtraFrame[];
  readonly lastSequence: number;
  /** H(lastSequence), hex; undefined where damage leaves nothing to compute it from. */
  readonly hash: string | undefined;
  /** The image as it is in the old generation. */
  imageOf(sequence: number): Promise<Uint8Array | undefined>;
  /** Says what differs between two images, where that can be told. */
  differing?(before: Uint8Array, after: Uint8Array, shapes: readonly Uint8Array[]): string | undefined;
}

/** Rejects with `not-equivalent` at the first difference. */
export async function compareSet(
  disk: Disk,
  dir: string,
  only: ReadonlySet<number>,
  expected: Expected,
): Promise<void> {
  const found = await runLater(disk, recoverTape(dir, { only, useFooters: false }));
  const recovery = await runLater(disk, verifyProofs(found));
  const different = await runLater(disk, firstDifference(recovery, expected.known));
  if (different !== undefined) throw await differs(disk, recovery, expected, different);
  if (recovery.nextSequence !== expected.lastSequence + 1)
    throw misfit(expected.name, expected.lastSequence, "the number of commits differs");
  const hash = await runLater(disk, chainAt(recovery, expected.lastSequence));
  if ((hash && hex(hash)) !== expected.hash)
    throw misfit(expected.name, expected.lastSequence, "the hash of the last commit differs");
  const extras = await runLater(disk, extrasOf(recovery));
  if (textOf(extras) !== textOf(expected.extras))
    throw misfit(expected.name, expected.lastSequence, "the records between commits differ");
}

function textOf(extras: readonly ExtraFrame[]): string {
  return extras.map(({ after, kind, payload }) => `${after} ${kind} ${hex(payload)}`).join("\n");
}

/** The first commit whose image or shapes are not there as they were, or that was not there before. */
function* firstDifference({ segments }: Recovery, known: Expected["known"]): Io<number | undefined> {
  const left = new Set(known.keys());
  for (const { segment, content } of segments) {
    const found = yield* withFile(segment.path, function* (file): Io<number | undefined> {
      for (const entry of content.entries) {
        const before = known.get(entry.sequence);
        const image = yield* readImage(file, entry);
        if (!before || !image || !sameHash(sha256(image), before.imageHash)) return entry.sequence;
        if (!before.shapes.every((shape) => content.shapes.has(hex(shape.subarray(1, 9))))) return entry.sequence;
        left.delete(entry.sequence);
      }
      return undefined;
    });
    if (found !== undefined) return found;
  }
  return left.values().next().value;
}

async function differs(disk: Disk, { dir, losses }: Recovery, expected: Expected, sequence: number): Promise<Error> {
  const before = await expected.imageOf(sequence);
  const loss = losses.find(({ first, last }) => first === sequence && last === sequence);
  if (!before || !loss || loss.size !== before.length) return misfit(expected.name, sequence, undefined);
  // The bytes fail their checksum; of an image that is stored as it is they still show what changed.
  const place = { ...loss, sequence, crc: 0, kind: 0, label: "", wallMs: 0, rows: 0, strips: undefined };
  const entry = { ...place, pieces: undefined, packed: undefined };
  const after = await runLater(
    disk,
    withFile(entryPath(dir, entry), (file) => readImage(file, entry, false)),
  );
  const shapes = expected.known.get(sequence)?.shapes ?? [];
  return misfit(expected.name, sequence, after && expected.differing?.(before, after, shapes));
}

function misfit(name: string, sequence: number, what: string | undefined): TapelabError<"not-equivalent"> {
  const where = what ? ` (${what})` : "";
  const text = `Commit ${sequence} of tape "${name}" was not read back as it was written${where}. The compaction was given up; the tape is as it was. Check the disk, then compact again.`;
  return new TapelabError("not-equivalent", text, { tape: name, sequence, where: what });
}
