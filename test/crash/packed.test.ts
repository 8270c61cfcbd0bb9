import { encodePacked } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { packImage, unpackImage } from "#sdk/tape/pack.js";
import { compact } from "../helpers/compactor.js";
import { times } from "../helpers/effort.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { MemoryDisk as Disk } from "../helpers/memory-disk.js";
import { readOnce } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir } from "../helpers/segments.js";
import { diskWith, segmentPath, wholeTape } from "../helpers/tapes.js";

interface Compacted {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly commits: readonly { readonly sequence: number; readonly image: Uint8Array }[];
}

/** A compacted tape of which the segments before are gone. */
async function compacted(lives: Parameters<typeof wholeTape>[0], isEnded = false): Promise<Compacted> {
  const disk = diskWith(await wholeTape(lives, isEnded));
  const { commits } = readOnce(disk, testTapeDir);
  const { segments } = await compact(disk);
  expect(segments.length).toBe(1);
  const path = segmentPath(segments[0]!);
  return { path, bytes: disk.bytes(path), commits };
}

function onDisk({ path }: Compacted, bytes: Uint8Array): MemoryDisk {
  const disk = new Disk();
  disk.put(path, bytes);
  return disk;
}

/** As a crash behind the generation frames leaves it. */
function withoutFooter(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, Number(Buffer.from(bytes).readBigUInt64LE(bytes.length - 24)) - 16);
}

/** What changed bytes cost. Throws when a commit is delivered that was never written like that. */
function damaged(tape: Compacted, bytes: Uint8Array): { lost: number[]; isReported: boolean } {
  const { commits, damage, notices, tornBytes } = readOnce(onDisk(tape, bytes), testTapeDir);
  const found = new Map(commits.map(({ sequence, image }) => [sequence, image]));
  const lost: number[] = [];
  for (const { sequence, image } of tape.commits) {
    const there = found.get(sequence);
    if (!there) lost.push(sequence);
    else if (Buffer.compare(there, image) !== 0) throw new Error(`commit ${sequence} was delivered with other bytes`);
  }
  if (commits.length + lost.length !== tape.commits.length) throw new Error("a commit was invented");
  return { lost, isReported: damage.length > 0 || notices.length > 0 || tornBytes > 0 };
}

/** Small ones that share a frame and a dictionary, one that stays raw among them, and one of its own. */
const lives = [[Array.from({ length: 6 }, () => 1), [2, 20]], [[300]]];

describe("one flipped bit of a packed segment", () => {
  for (const form of ["open", "ended", "without directory"] as const)
    it(`costs at most one commit and is reported (${form}; S9)`, { timeout: 600_000 }, async () => {
      const whole = await compacted(lives, form === "ended");
      const tape = form === "without directory" ? { ...whole, bytes: withoutFooter(whole.bytes) } : whole;
      const changed = tape.bytes.slice();
      for (let bit = 0; bit < changed.length * 8; bit += times(1) > 1 ? 1 : 13) {
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const { lost, isReported } = damaged(tape, changed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        if (lost.length > 1 || (lost.length === 1 && !isReported))
          throw new Error(`bit ${bit} (byte ${bit >> 3}): lost ${lost}, ${isReported ? "" : "not "}reported`);
      }
    });

  it("costs nothing in the directory, both headers and both generation frames together", async () => {
    const tape = await compacted(lives, true);
    const { length } = tape.bytes;
    const text = Buffer.from(tape.bytes).toString("latin1");
    const generations = [...text.matchAll(/repack/g)].map(({ index }) => index);
    expect(generations.length).toBe(2);
    const changed = tape.bytes.slice();
    changed.fill(0, 0, 1_024);
    for (const at of generations) changed[at] = 0;
    changed[length - 40]! ^= 1;
    expect(damaged(tape, changed)).toEqual({ lost: [], isReported: true });
  });
});

describe("a damaged sector of a packed segment", () => {
  it("costs only commits that lie in it or share its frame, and every loss is reported", {
    timeout: 300_000,
  }, async () => {
    const tape = await compacted([[...lives[0]!, ...lives[1]!, ...lives[0]!]]);
    const rng = new Rng(5);
    for (let start = 0; start < tape.bytes.length; start += 512) {
      for (const sector of [new Uint8Array(512), rng.bytes(512)]) {
        const changed = tape.bytes.slice();
        changed.set(sector.subarray(0, Math.min(512, changed.length - start)), start);
        const { lost, isReported } = damaged(tape, changed);
        expect([start, lost.length < 10, lost.length === 0 || isReported]).toEqual([start, true, true]);
      }
    }
  });
});

describe("packed images", () => {
  const dictionary = new Rng(1).bytes(300);

  it("come back byte for byte, whatever is in them", () => {
    const rng = new Rng(2);
    for (let i = 0; i < times(300); i++) {
      const image = rng.chance(0.5) ? rng.bytes(1 + rng.below(20_000)) : new Uint8Array(1 + rng.below(20_000)).fill(i);
      if (rng.chance(0.5)) image.set(dictionary.subarray(0, image.length));
      const stored = packImage(image, rng.chance(0.5) ? dictionary : undefined);
      if (stored) expect(Buffer.compare(unpackImage(stored, image.length, dictionary)!, image)).toBe(0);
    }
  });

  it("are refused without taking memory when they claim to be larger than they can be (X-05)", () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const length of [2 ** 32 - 1, 190 * 2 ** 20, 1_000_000])
      for (const codec of [0, 1, 2, 3, 4]) {
        const bytes = new Uint8Array(30);
        if (codec === 0) expect(unpackImage(withLength(length), length, dictionary)).toBeUndefined();
        else expect(unpackImage(encodePacked({ codec, length, bytes }), length, dictionary)).toBeUndefined();
      }
    expect(unpackImage(Uint8Array.from([0x10, ...Array(5).fill(0x80), 0x20]), undefined, undefined)).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 2 ** 20);
  });

  it("are undefined or whole under changed bytes", { timeout: 120_000 }, () => {
    const rng = new Rng(3);
    const image = new Uint8Array(900).map((_, i) => i % 50);
    const stored = packImage(image, dictionary)!;
    for (let i = 0; i < times(20_000); i++) {
      const changed = stored.slice(0, rng.chance(0.9) ? stored.length : rng.below(stored.length));
      changed[rng.below(changed.length)]! ^= 1 << rng.below(8);
      const found = unpackImage(changed, 900, dictionary);
      if (found && found.length !== 900) throw new Error(`an image of ${found.length} bytes`);
    }
  });
});

function withLength(length: number): Uint8Array {
  const bytes = encodePacked({ codec: 1, length, bytes: new Uint8Array(30) });
  return bytes.subarray(2);
}
