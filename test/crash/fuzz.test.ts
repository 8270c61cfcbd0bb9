import { describe, it } from "vitest";
import { crc32 } from "#sdk/base/crc.js";
import { runNow } from "#sdk/base/disk.js";
import { frameSalt } from "#sdk/tape/layout.js";
import { recoverTape } from "#sdk/tape/recover.js";
import { verifyProofs } from "#sdk/tape/verify.js";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { readOnce } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir, testTapeId } from "../helpers/segments.js";
import { segmentPath, type WholeTape, wholeTape } from "../helpers/tapes.js";
import kept from "./seeds.json" with { type: "json" };

interface Fuzzed {
  readonly bytes: Uint8Array[];
  /** Checksums were made to fit: what is delivered then is what the forger wrote. */
  readonly isForged: boolean;
}

type Mutation = (bytes: Uint8Array, rng: Rng, tapes: readonly WholeTape[]) => Uint8Array;

const place = (bytes: Uint8Array, rng: Rng): number => rng.below(Math.max(1, bytes.length));

function fillRange(bytes: Uint8Array, rng: Rng, fill: (range: Uint8Array) => unknown): Uint8Array {
  const start = place(bytes, rng);
  fill(bytes.subarray(start, start + rng.pick([1, 4, 8, 40, 512, 4_096])));
  return bytes;
}

function copyRange(bytes: Uint8Array, from: Uint8Array, rng: Rng): Uint8Array {
  const grain = rng.pick([1, 8, 512]);
  const source = Math.floor(place(from, rng) / grain) * grain;
  const target = Math.floor(place(bytes, rng) / grain) * grain;
  bytes.set(from.subarray(source, source + Math.min(rng.pick([8, 64, 512, 2_000]), bytes.length - target)), target);
  return bytes;
}

const damage: readonly Mutation[] = [
  (bytes, rng) =>
    fillRange(bytes, rng, (range) => range.set(range.subarray(0, 1).map((byte) => byte ^ (1 << rng.below(8))))),
  (bytes, rng) => fillRange(bytes, rng, (range) => range.fill(0)),
  (bytes, rng) => fillRange(bytes, rng, (range) => range.fill(0xff)),
  (bytes, rng) => fillRange(bytes, rng, (range) => rng.fill(range)),
  (bytes, rng) => bytes.slice(0, place(bytes, rng)),
  (bytes, rng) => Buffer.concat([bytes, rng.bytes(rng.below(600))]),
  (bytes, rng) => copyRange(bytes, bytes.slice(), rng),
  (bytes, rng, tapes) => copyRange(bytes, rng.pick(rng.pick(tapes).segments).bytes, rng),
  (bytes, rng) => {
    const at = place(bytes, rng);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + rng.pick([1, 8, 512, 1_000]))]);
  },
  (bytes, rng) => {
    const at = place(bytes, rng);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - rng.pick([8, 100, 512])))]);
  },
];

/** Changes the payload of a frame, or the header, and makes its checksum fit. */
function forge(bytes: Uint8Array, segment: number, rng: Rng): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extremes = [0, 1, 0x7f, 0x80, 0xff];
  if (rng.chance(0.15) && bytes.length >= 1_024) {
    bytes[8 + rng.below(40)] = rng.pick(extremes);
    view.setUint32(508, crc32(bytes.subarray(0, 508)), true);
    bytes.copyWithin(512, 0, 512);
    return;
  }
  const heads: number[] = [];
  for (let at = 1_024; at + 16 <= bytes.length; at += 8) if (view.getUint32(at) === 0x544c4631) heads.push(at);
  if (heads.length === 0) return;
  const at = rng.pick(heads);
  const end = at + 16 + view.getUint32(at + 4, true);
  if (end > bytes.length) return;
  for (let changes = 1 + rng.below(3); changes > 0; changes--) {
    bytes[at + 16 + rng.below(Math.max(1, Math.min(end - at - 16, rng.pick([12, 40, 4_000]))))] = rng.chance(0.5)
      ? rng.pick(extremes)
      : rng.below(256);
  }
  if (rng.chance(0.2)) bytes[at + 8] = rng.below(12);
  if (rng.chance(0.1)) bytes[at + 9] = rng.below(2);
  const head = crc32(bytes.subarray(at, at + 12), frameSalt(testTapeId, segment));
  view.setUint32(at + 12, crc32(bytes.subarray(at + 16, end), head), true);
}

function fuzz(rng: Rng, tapes: readonly WholeTape[]): Fuzzed {
  const tape = rng.pick(tapes);
  const isForged = rng.chance(0.4);
  const bytes = tape.segments.map((segment) => Uint8Array.from(segment.bytes));
  for (let count = 1 + rng.below(4); count > 0; count--) {
    const i = rng.below(bytes.length);
    if (isForged && rng.chance(0.7)) forge(bytes[i]!, i + 1, rng);
    else bytes[i] = Uint8Array.from(rng.pick(damage)(bytes[i]!, rng, tapes));
  }
  return { bytes, isForged };
}

function check({ bytes, isForged }: Fuzzed, written: ReadonlySet<string>, isFull: boolean): void {
  const disk = new MemoryDisk();
  for (const [i, segment] of bytes.entries()) disk.put(segmentPath(i + 1), segment);
  try {
    const { commits, hashAt } = readOnce(disk, testTapeDir);
    hashAt(commits.length);
    let before = 0;
    for (const { sequence, image } of commits) {
      if (sequence <= before) throw new Error(`commit ${sequence} comes after ${before}`);
      before = sequence;
      if (!isForged && !written.has(key(image)))
        throw new Error(`commit ${sequence} was delivered with bytes that nobody wrote`);
    }
    if (isFull) runNow(disk, verifyProofs(runNow(disk, recoverTape(testTapeDir, { useFooters: false }))));
  } catch (error) {
    // Refusing a newer format is an answer. Everything else has to be read, whatever it is.
    if ((error as { code?: string }).code !== "newer-format") throw error;
  }
}

function key(image: Uint8Array): string {
  return Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString("latin1");
}

describe("fuzzed segments", () => {
  it("are read without a throw, and nothing is delivered that nobody wrote", { timeout: 600_000 }, async () => {
    const tapes = [
      await wholeTape([[[1], [2], [3, 1, 20]]]),
      await wholeTape([[[1], [9, 1, 1]]], true),
      await wholeTape([
        [[1], [260]],
        [[1, 1], [2]],
      ]),
      await wholeTape([[[1], [2], [0], [0]], [[1]]], true),
    ];
    const written = new Set(tapes.flatMap(({ reading }) => reading.commits.map(({ image }) => key(image))));
    for (const seed of seedsOf(100_000, kept.fuzz)) {
      await withSeed("fuzz", "fuzzed segments", seed, () => check(fuzz(new Rng(seed), tapes), written, seed % 4 === 0));
    }
  });
});
