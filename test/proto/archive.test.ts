import {
  archiveMessage,
  BadBytes,
  eventMessage,
  leafMetaMessage,
  type Message,
  manifestMessage,
  markerMessage,
  PROFILE,
  snapshotMessage,
} from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, filled, generated, hexOf, joined, seeded, vectorOf } from "./samples.js";

const unknown = new Uint8Array(0);
const hash = filled(32, 7);

const event = {
  ...{ seq: 2 ** 40 + 1, schemaVersion: 1, runId: "0198f0c0ffee70008000000000000001", gap: undefined, unknown },
  commit: { hash, shapes: [filled(12, 1), filled(0, 0)], image: filled(300, 9), unknown },
  extra: [
    { kind: 5, payload: bytesOf("72 00"), unknown },
    { kind: 77, payload: unknown, unknown },
  ],
};
const gapEvent = {
  ...{ seq: 7, schemaVersion: 1, runId: "ab", commit: undefined, extra: [], unknown },
  gap: { first: 7, last: 9, reason: "damaged", quarantine: 1, unknown },
};
const cursor = { sequence: 41, hash, others: [{ tapeId: "ab", sequence: 3, hash, unknown }], unknown };
const snapshot = {
  ...{ schemaVersion: 1, runId: "ab", replayCursor: cursor, state: filled(9, 1), stateHash: hash, foldVersion: 2 },
  models: [{ name: "resume", version: 1, image: filled(5, 5), hash, unknown }],
  unknown,
};
const leaf = { index: 3, sha256: hash, size: 10, included: true, path: "055_x/x.pb", unknown };
const manifest = {
  ...{ schemaVersion: 1, projectionVersion: 1, runId: "ab", workspaceId: "cd", generation: 1, part: 2 },
  ...{ previousManifestSha256: hash, profile: PROFILE.tail, leafCount: 5, leafBytes: 2 ** 45 },
  ranges: [{ first: 1, last: 4_096, bytes: 9, sha256: hash, prevHash: hash, lastHash: hash, part: 1, unknown }],
  ...{ snapshots: [leaf], blobs: [{ ...leaf, included: false }], quarantine: [leaf], opaque: [leaf] },
  base: { lastSequence: 1, hash, snapshotSha256: hash, fullArchiveSha256: hash, unknown },
  unknown,
};
const marker = {
  ...{ schemaVersion: 1, runId: "ab", lastDurableSequence: 99, lastHash: hash, manifestSha256: hash, lastRange: 1 },
  unknown,
};
const meta = { sha256: hash, size: 1, kind: 8, label: "é", scopes: 2, operations: 3, time: 1_790_000_000_000, unknown };
const root = {
  ...{ manifest, events: [event, gapEvent], snapshots: [snapshot], commit: marker, unknown },
  blobs: [{ sha256: hash, content: filled(3, 1), unknown }],
  quarantine: [{ index: 1, reason: "x", firstSequence: 7, lastSequence: 9, content: filled(4, 4), unknown }],
};

// Each message beside the code that pbjs made: an independent reader and writer.
const cases: readonly { name: string; message: Message<never>; value: object; other: (typeof generated)["Shape"] }[] = [
  { name: "event", message: eventMessage, value: event, other: generated.EventEnvelope },
  { name: "gap event", message: eventMessage, value: gapEvent, other: generated.EventEnvelope },
  { name: "snapshot", message: snapshotMessage, value: snapshot, other: generated.SnapshotEnvelope },
  { name: "manifest", message: manifestMessage, value: manifest, other: generated.ArchiveManifest },
  { name: "marker", message: markerMessage, value: marker, other: generated.CommitMarker },
  { name: "leaf meta", message: leafMetaMessage, value: meta, other: generated.LeafMeta },
  { name: "archive", message: archiveMessage, value: root, other: generated.TapeArchive },
] as never;

const strangers = [
  "f8 3e 96 01", // field 1007, wire type 0
  "f9 3e 01 02 03 04 05 06 07 08", // 1
  "fa 3e 03 61 62 63", // 2
  "fd 3e 01 02 03 04", // 5
].map(bytesOf);

describe.each(cases)("the message of an archive: $name", ({ message, value, other }) => {
  const bytes = message.encode(value as never);

  it("decodes to what was encoded, and encodes to the same bytes", () => {
    expect(message.decode(bytes)).toEqual(value);
    expect(hexOf(message.encode(message.decode(bytes)))).toBe(hexOf(bytes));
    expect(message.size(value as never)).toBe(bytes.length);
  });

  it("has the bytes that protobuf code of another make writes", () => {
    expect(hexOf(other.encode(other.decode(bytes)).finish())).toBe(hexOf(bytes));
  });

  it("keeps unknown fields of wire types 0, 1, 2 and 5, in their order (A7)", () => {
    const extended = joined(bytes, ...strangers, strangers[0]!);
    const decoded = message.decode(extended) as { unknown: Uint8Array };
    expect(hexOf(decoded.unknown)).toBe(hexOf(joined(...strangers, strangers[0]!)));
    expect(hexOf(message.encode(decoded as never))).toBe(hexOf(extended));
  });

  it("fails with BadBytes on every cut inside a field, and with nothing else", () => {
    for (let size = 0; size < bytes.length; size++) {
      try {
        message.decode(bytes.subarray(0, size));
      } catch (error) {
        if (!(error instanceof BadBytes)) throw error;
      }
    }
  });
});

describe("messages inside messages", () => {
  it("keep their unknown fields where they are (A7)", () => {
    const inner = { ...event.commit, unknown: joined(...strangers) };
    const bytes = eventMessage.encode({ ...event, commit: inner });
    expect(hexOf(eventMessage.decode(bytes).commit!.unknown)).toBe(hexOf(inner.unknown));
    expect(hexOf(eventMessage.encode(eventMessage.decode(bytes)))).toBe(hexOf(bytes));
  });

  it("keep an event whose payload is of a newer version (A8)", () => {
    const bytes = joined(bytesOf("08 05 10 01 1a 02 61 62"), bytesOf("fa 02 03 01 02 03"));
    const decoded = eventMessage.decode(bytes);
    expect([decoded.seq, decoded.commit, decoded.gap]).toEqual([5, undefined, undefined]);
    expect(hexOf(eventMessage.encode(decoded))).toBe(hexOf(bytes));
  });

  it("refuse a list of more than a million elements, which cost two bytes each", () => {
    const ranges = (count: number): Uint8Array => Buffer.alloc(2 * count, Buffer.from([0x4a, 0x00]));
    expect(manifestMessage.decode(ranges(1_000_000)).ranges).toHaveLength(1_000_000);
    expect(() => manifestMessage.decode(ranges(1_000_001))).toThrow(BadBytes);
  });

  it("refuse a hash that has not 32 bytes, and half a surrogate pair", () => {
    expect(() => markerMessage.encode({ ...marker, lastHash: filled(31, 0) })).toThrow(RangeError);
    expect(() => leafMetaMessage.encode({ ...meta, label: "\ud800" })).toThrow(RangeError);
    expect(() => markerMessage.decode(bytesOf("22 02 01 02"))).toThrow(BadBytes);
  });
});

describe("the leaves of an archive", () => {
  it("are the fields of one TapeArchive: a program that knows protobuf alone reads them as one message", () => {
    const element = (field: string, bytes: Uint8Array): Uint8Array =>
      joined(bytesOf(field), Uint8Array.from(lengthOf(bytes.length)), bytes);
    const whole = joined(
      element("0a", manifestMessage.encode(manifest)),
      element("52", eventMessage.encode(event)),
      element("52", eventMessage.encode(gapEvent)),
      element("a2 01", snapshotMessage.encode(snapshot)),
      element("9a 06", markerMessage.encode(marker)),
    );
    const read = generated.TapeArchive.decode(whole);
    expect(read.events!.map(({ seq }) => seq!.toString())).toEqual([String(event.seq), "7"]);
    expect(archiveMessage.decode(whole)).toMatchObject({ manifest, events: [event, gapEvent], commit: marker });
  });

  it("have the bytes of the test vectors in SPEC.md", () => {
    const small = { ...event, seq: 2, runId: "ab", extra: [], commit: { ...event.commit, shapes: [filled(2, 1)] } };
    const image = bytesOf("0a 01 61");
    expect(hexOf(eventMessage.encode({ ...small, commit: { ...small.commit, image } }))).toBe(vectorOf("Event"));
    expect(hexOf(eventMessage.encode(gapEvent))).toBe(vectorOf("Gap event"));
    expect(hexOf(markerMessage.encode(marker))).toBe(vectorOf("Commit marker"));
  });
});

function lengthOf(size: number): number[] {
  return size < 128 ? [size] : size < 16_384 ? [(size & 127) | 128, size >> 7] : [];
}

describe("decoders of archives under mutated bytes", { timeout: 300_000 }, () => {
  it("give a value or BadBytes, nothing else, and what they give encodes again", () => {
    const random = seeded(20_261_121);
    const rounds = Number(process.env.TAPELAB_FUZZ ?? 100_000);
    for (let round = 0; round < rounds; round++) {
      const { message, value } = cases[round % cases.length]!;
      const bytes = message.encode(value as never);
      for (let left = 1 + Math.floor(random() * 3); left > 0; left--)
        bytes[Math.floor(random() * bytes.length)] = [0, 0x7f, 0x80, 0xff, Math.floor(random() * 256)][
          Math.floor(random() * 5)
        ]!;
      try {
        const again = message.encode(message.decode(bytes));
        if (again.length > bytes.length) throw new Error(`Round ${round}: grew`);
      } catch (error) {
        if (!(error instanceof BadBytes)) throw new Error(`Round ${round}: ${hexOf(bytes)}`, { cause: error });
      }
    }
  });
});
