import { describe, expect, it } from "vitest";
import { times } from "../helpers/effort.js";
import { readOnce } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir } from "../helpers/segments.js";
import { diskWith, type WholeTape, wholeTape } from "../helpers/tapes.js";

/** Micro, micro, a shared block of three, an own block. */
const mixed = [[1], [2], [3, 1, 20], [300]];

interface Outcome {
  readonly lost: readonly number[];
  readonly isReported: boolean;
  readonly unlistedCount: number;
}

/** Reads the tape with changed bytes. Throws when a commit is delivered that was never written like that. */
function damaged(tape: WholeTape, path: string, bytes: Uint8Array): Outcome {
  const { commits, damage, notices, tornBytes, unlistedCount } = readOnce(diskWith(tape, { path, bytes }), testTapeDir);
  const found = new Map(commits.map(({ sequence, image }) => [sequence, image]));
  const lost: number[] = [];
  for (const { sequence, image } of tape.reading.commits) {
    const there = found.get(sequence);
    if (!there) lost.push(sequence);
    else if (Buffer.compare(there, image) !== 0) throw new Error(`commit ${sequence} was delivered with other bytes`);
  }
  if (commits.length + lost.length !== tape.reading.commits.length) throw new Error("a commit was invented");
  return { lost, isReported: damage.length > 0 || notices.length > 0 || tornBytes > 0, unlistedCount };
}

/** Flips single bits, `step` apart, and gives what each did. */
function flipAll(tape: WholeTape, step: number, check: (outcome: Outcome, path: string, at: number) => void): number {
  let silent = 0;
  for (const { path, bytes } of tape.segments) {
    const changed = bytes.slice();
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const outcome = damaged(tape, path, changed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const where = `bit ${bit} (byte ${bit >> 3}) of ${path.slice(-17)}: lost ${outcome.lost}, ${outcome.isReported ? "" : "not "}reported`;
      if (outcome.lost.length > 1 || (outcome.lost.length === 1 && !outcome.isReported)) throw new Error(where);
      if (!outcome.isReported) silent++;
      check(outcome, path, bit >> 3);
    }
  }
  return silent;
}

function isPadding(tape: WholeTape, path: string, at: number): boolean {
  const { frames } = tape.segments.find((segment) => segment.path === path)!.walk;
  return at < 1_024 || frames.some(({ payloadEnd, end }) => payloadEnd <= at && at < end);
}

describe("one flipped bit", () => {
  it("costs at most one commit of a live tape and is reported (T-53)", { timeout: 300_000 }, async () => {
    const tape = await wholeTape([mixed]);
    expect(tape.reading.commits.length).toBe(6);
    const silent = flipAll(tape, 1, (outcome, path, at) => {
      if (outcome.unlistedCount > 0) throw new Error(`byte ${at}: the open report did not know`);
      if (!outcome.isReported || (outcome.lost.length > 0 && isPadding(tape, path, at))) {
        throw new Error(`byte ${at}: lost ${outcome.lost}, ${outcome.isReported ? "" : "not "}reported`);
      }
    });
    expect(silent).toBe(0);
  });

  it("costs at most one commit of an ended tape with a directory", { timeout: 300_000 }, async () => {
    flipAll(await wholeTape([mixed], true), times(1) > 1 ? 1 : 7, () => undefined);
  });

  it("costs at most one commit of a closed tape whose last block is shared", { timeout: 300_000 }, async () => {
    flipAll(await wholeTape([[[1], [3, 1, 20]]]), times(1) > 1 ? 1 : 3, () => undefined);
  });

  it("costs at most one commit of a tape of several segments", { timeout: 300_000 }, async () => {
    const tape = await wholeTape([
      [[1], [9, 1]],
      [[1, 1], [260]],
    ]);
    expect(tape.segments.length).toBe(2);
    flipAll(tape, times(1) > 1 ? 1 : 7, () => undefined);
  });
});

describe("a damaged sector", () => {
  const tapes = async (): Promise<WholeTape[]> => [
    await wholeTape([mixed]),
    await wholeTape([
      [[1], [9, 1]],
      [[1, 1], [260]],
    ]),
    await wholeTape([Array.from({ length: 30 }, (_, i) => (i % 4 === 3 ? [1, 2, 9] : [i % 7]))]),
  ];

  it("costs only commits that own bytes of it, and every loss is reported", { timeout: 300_000 }, async () => {
    const rng = new Rng(7);
    for (const tape of await tapes()) {
      for (const { path, bytes, walk } of tape.segments) {
        for (let start = 0; start < bytes.length; start += 512) {
          const end = Math.min(start + 512, bytes.length);
          const owners = ownersOf(walk, start, end);
          for (const sector of [new Uint8Array(512), rng.bytes(512), otherSector(bytes, rng)]) {
            const changed = bytes.slice();
            changed.set(sector.subarray(0, end - start), start);
            const { lost, isReported } = damaged(tape, path, changed);
            const unowned = lost.filter((sequence) => !owners.has(sequence));
            expect([unowned, lost.length === 0 || isReported], `${path.slice(-17)} at ${start}`).toEqual([[], true]);
          }
        }
      }
    }
  });
});

/** Commits with bytes of their batch in the range, as the independent walk tells. */
function ownersOf({ images, batches }: WholeTape["segments"][number]["walk"], start: number, end: number): Set<number> {
  const owners = new Set<number>();
  let from = 1_024;
  for (const batch of batches) {
    if (from < end && batch.end > start) {
      for (const { sequence, frame } of images) if (frame.start >= from && frame.end <= batch.end) owners.add(sequence);
    }
    from = batch.end;
  }
  return owners;
}

function otherSector(bytes: Uint8Array, rng: Rng): Uint8Array {
  const start = rng.below(Math.floor(bytes.length / 512)) * 512;
  const sector = new Uint8Array(512);
  sector.set(bytes.subarray(start, start + 512));
  return sector;
}
