import { dataHead, microHead, openEnvelope, partHead } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { filled, generated, hexOf, joined, seeded, vectorOf } from "./samples.js";

function payloadOf(
  seq: number,
  lengths: readonly number[],
  fileOffset: number,
): { payload: Uint8Array; offsets: number[] } {
  const { heads, imageOffsets } = dataHead(seq, lengths, fileOffset);
  const pieces = heads.flatMap((head, i) => [head, filled(lengths[i] ?? 0, i + 1)]);
  return { payload: joined(...pieces), offsets: imageOffsets };
}

describe("dataHead", () => {
  it("writes the bytes of the specification", () => {
    expect(hexOf(dataHead(2, [5], 1_040).head)).toBe(vectorOf("Data head"));
  });

  it("puts every image on a multiple of 8 in the file, for any lengths", () => {
    const random = seeded(1);
    for (let round = 0; round < 500; round++) {
      const lengths = Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * 70));
      const seq = Math.floor(random() * 2 ** (random() * 50));
      const fileOffset = round % 3 === 0 ? Math.floor(random() * 1_000) : 16;
      const { payload, offsets } = payloadOf(seq, lengths, fileOffset);
      const envelope = openEnvelope(payload);
      expect(envelope.seq).toBe(seq);
      expect(envelope.body).toEqual({
        member: "data",
        images: offsets.map((start, i) => ({ start, end: start + lengths[i]! })),
      });
      for (const offset of offsets) expect((fileOffset + offset) % 8).toBe(0);
    }
  });

  it("writes what the generated code reads as the same images", () => {
    const image = generated.Commit.encode({ label: "a", body: filled(20, 0) }).finish();
    const { heads } = dataHead(300, [image.length, image.length, 0], 16);
    const read = generated.EventEnvelope.decode(joined(heads[0]!, image, heads[1]!, image, heads[2]!));
    expect(read.seq.toNumber()).toBe(300);
    expect(read.data!.commit!.map((commit) => commit.label)).toEqual(["a", "a", ""]);
  });

  it("depends on its arguments alone", () => {
    expect(dataHead(7, [1, 2, 3], 16)).toEqual(dataHead(7, [1, 2, 3], 1_048));
  });

  it("rejects a frame without images", () => {
    expect(() => dataHead(1, [], 16)).toThrow(RangeError);
  });
});

describe("microHead", () => {
  it("writes the bytes of the specification", () => {
    expect(hexOf(microHead(7, 3))).toBe(vectorOf("Micro head"));
  });

  it("stands in front of an image that both readers find", () => {
    for (const size of [0, 1, 60, 125, 126, 127, 128, 4_096]) {
      const image =
        size < 4 ? filled(size, 0).fill(0) : generated.Commit.encode({ body: filled(size - 3, 0) }).finish();
      const payload = joined(microHead(2 ** 33, image.length), image);
      const start = payload.length - image.length;
      expect(openEnvelope(payload)).toEqual({
        seq: 2 ** 33,
        body: { member: "micro", image: { start, end: payload.length } },
      });
      if (size >= 4) expect(generated.EventEnvelope.decode(payload).micro!.commit!.body).toHaveLength(size - 3);
    }
  });
});

describe("partHead", () => {
  it("writes the bytes of the specification", () => {
    expect(hexOf(partHead(1, 20))).toBe(vectorOf("Part head"));
  });

  it("puts the bytes on a multiple of 8 and keeps their index", () => {
    for (const index of [0, 1, 5, 127, 128, 70_000]) {
      const head = partHead(index, 20);
      expect(head.length % 8).toBe(0);
      const payload = joined(head, filled(20, 1));
      expect(openEnvelope(payload)).toEqual({
        seq: 0,
        body: { member: "part", index, start: head.length, end: head.length + 20 },
      });
      const read = generated.EventEnvelope.decode(payload).part!;
      expect([read.index, ...read.bytes!]).toEqual([index, ...filled(20, 1)]);
    }
  });
});
