import {
  BadBytes,
  dataHead,
  decodeCommit,
  decodeFooter,
  decodePacked,
  decodeShape,
  dictionaryEnvelope,
  encodeCommitHead,
  encodeFooter,
  encodePacked,
  encodeShape,
  gapEnvelope,
  markerEnvelope,
  microHead,
  openEnvelope,
  partHead,
  sealedHead,
  shapeEnvelope,
} from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { filled, footer, fullHead, joined, marker, seeded, shape } from "./samples.js";

const ROUNDS = Number(process.env.TAPELAB_FUZZ ?? 100_000);
const image = joined(encodeCommitHead(fullHead, 8_324, true), filled(8_324, 0));
const small = joined(encodeCommitHead({ ...fullHead, strips: [] }, 30, false), filled(30, 0));
const data = dataHead(9, [small.length, small.length], 16);

const packed = encodePacked({ codec: 1, length: 300, bytes: filled(40, 0) });
const sealed = sealedHead(9, [packed.length, packed.length]);

const decoders = [
  { name: "openEnvelope", decode: openEnvelope, seeds: envelopes() },
  { name: "decodeCommit", decode: decodeCommit, seeds: [small, image.subarray(0, 300), image] },
  { name: "decodeShape", decode: decodeShape, seeds: [encodeShape(shape)] },
  { name: "decodeFooter", decode: decodeFooter, seeds: [encodeFooter(footer)] },
  { name: "decodePacked", decode: decodePacked, seeds: [packed] },
];

function envelopes(): Uint8Array[] {
  return [
    markerEnvelope(marker),
    shapeEnvelope(encodeShape(shape)),
    joined(microHead(7, small.length), small),
    joined(data.heads[0]!, small, data.heads[1]!, small),
    joined(partHead(3, 20), filled(20, 0)),
    gapEnvelope({ first: 1, last: 5, reason: "lost", quarantine: 2 }),
    joined(sealed.head, sealed.heads[0]!, packed, sealed.heads[1]!, packed),
    dictionaryEnvelope(filled(30, 0)),
  ];
}

/** One payload with a few bits flipped, bytes cut, doubled, or set to the values that hurt. */
function mutated(seed: Uint8Array, random: () => number): Uint8Array {
  let bytes = Uint8Array.from(seed);
  const at = (): number => Math.floor(random() * Math.min(bytes.length, 400));
  for (let left = 1 + Math.floor(random() * 4); left > 0 && bytes.length > 0; left--) {
    const choice = Math.floor(random() * 5);
    const from = at();
    if (choice === 0) bytes[from] = (bytes[from] ?? 0) ^ (1 << Math.floor(random() * 8));
    else if (choice === 1) bytes[from] = [0, 0x7f, 0x80, 0xff][Math.floor(random() * 4)] ?? 0;
    else if (choice === 2) bytes = bytes.slice(0, from);
    else if (choice === 3) bytes = joined(bytes.subarray(0, from), bytes.subarray(at()));
    else bytes.set(bytes.slice(at(), at() + 8).subarray(0, bytes.length - from), from);
  }
  return bytes;
}

describe("decoders under mutated bytes", { timeout: 300_000 }, () => {
  for (const { name, decode, seeds } of decoders) {
    it(`${name} gives a value or BadBytes, nothing else`, () => {
      const random = seeded(20_261_121);
      let rejected = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const bytes = mutated(seeds[round % seeds.length]!, random);
        try {
          decode(bytes);
        } catch (error) {
          if (!(error instanceof BadBytes))
            throw new Error(`Round ${round}: ${Buffer.from(bytes).toString("hex")}`, { cause: error });
          expect(error.offset).toBeLessThanOrEqual(bytes.length);
          rejected++;
        }
      }
      expect(rejected).toBeGreaterThan(ROUNDS / 20);
      expect(rejected).toBeLessThan(ROUNDS);
    });
  }

  it("leave Object.prototype alone", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("time to decode", { timeout: 300_000 }, () => {
  it("is linear: 256 KiB of hostile bytes take at most 10 times as long as 32 KiB", () => {
    const hostile = (size: number): Uint8Array[] => [
      new Uint8Array(size).fill(0x3a), // strips inside strips that claim much
      Uint8Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 0x3a : 0x00)), // empty strips
      Uint8Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 0x12 : 0x00)), // empty proofs, columns, shapes
      Uint8Array.from({ length: size }, () => 0x83), // groups in groups
    ];
    const time = (inputs: readonly Uint8Array[]): number => {
      const start = process.cpuUsage();
      for (const bytes of inputs) for (const { decode } of decoders) tried(decode, bytes);
      const { user, system } = process.cpuUsage(start); // what others do on the machine does not count
      return user + system;
    };
    const [short, long] = [hostile(32 * 1_024), hostile(256 * 1_024)];
    const best = (inputs: readonly Uint8Array[]): number => Math.min(...Array.from({ length: 7 }, () => time(inputs)));
    best(short);
    // A disturbed measurement is slower, so one good one out of five is proof enough.
    const ratios: number[] = [];
    while (ratios.length < 5 && Math.min(...ratios) >= 10) ratios.push(best(long) / best(short));
    expect(Math.min(...ratios)).toBeLessThan(10);
  });
});

function tried(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    if (!(error instanceof BadBytes)) throw error;
  }
}
