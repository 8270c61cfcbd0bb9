import { BadBytes, type Marker, markerEnvelope, openEnvelope } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, filled, generated, hexOf, marker, vectorOf } from "./samples.js";

const none = new Uint8Array(0);
const small: Marker = {
  ...{ firstSeq: 2, proofs: [{ length: 5, crc: 0x04030201, imageHash: none }] },
  ...{ prevChain: none, chain: none, batchLength: 64, durableSeq: 0 },
};

function markerOf(payload: Uint8Array): Marker {
  const { body } = openEnvelope(payload);
  if (body.member !== "marker") throw new Error(`Expected a marker, found ${body.member}.`);
  return body.marker;
}

describe("markerEnvelope", () => {
  it("writes the bytes of the specification", () => {
    expect(hexOf(markerEnvelope(small))).toBe(vectorOf("Marker"));
  });

  it("ends with the tail and fills a multiple of 8, whatever it holds", () => {
    for (let count = 0; count <= 64; count++) {
      for (const durableSeq of [0, 1, 300, 2 ** 20]) {
        const proofs = Array.from({ length: count }, (_, i) => ({ length: i * 100, crc: i, imageHash: none }));
        const payload = markerEnvelope({ ...small, proofs, durableSeq });
        expect(payload.length % 8).toBe(0);
        expect(hexOf(payload.subarray(-8))).toBe("40 00 00 00 54 4c 4d 31");
      }
    }
  });

  it("writes what it reads back", () => {
    expect(markerOf(markerEnvelope(marker))).toEqual(marker);
    expect(markerOf(markerEnvelope({ ...small, proofs: [] }))).toEqual({ ...small, proofs: [] });
  });

  it("writes what the generated code reads as equal values", () => {
    const read = generated.EventEnvelope.decode(markerEnvelope(marker)).marker!;
    expect(read.firstSeq!.toNumber()).toBe(marker.firstSeq);
    expect(read.proof!.map((proof) => [proof.length, proof.crc, [...proof.imageHash!]])).toEqual(
      marker.proofs.map((proof) => [proof.length, proof.crc, [...proof.imageHash]]),
    );
    expect([...read.prevChain!]).toEqual([...marker.prevChain]);
    expect([...read.chain!]).toEqual([...marker.chain]);
    expect(read.batchLength).toBe(marker.batchLength);
    expect(read.durableSeq!.toNumber()).toBe(marker.durableSeq);
  });
});

describe("reading a marker", () => {
  it("reads what the generated code writes", () => {
    const bytes = generated.EventEnvelope.encode(generated.EventEnvelope.decode(markerEnvelope(marker))).finish();
    expect(markerOf(Uint8Array.from(bytes))).toEqual(marker);
  });

  it("rejects a marker without tail, with another tail, and one whose tail says another length", () => {
    const good = markerEnvelope(small);
    const bad = (at: number): Uint8Array => good.map((byte, i) => (i === at ? byte ^ 1 : byte));
    for (const at of [good.length - 1, good.length - 4, good.length - 8])
      expect(() => openEnvelope(bad(at))).toThrow(BadBytes);
    expect(() => openEnvelope(bytesOf("62 02 08 02"))).toThrow(/no tail/);
  });

  it("rejects a hash that has not 32 bytes", () => {
    expect(() => markerOf(markerEnvelope({ ...small, chain: filled(31, 1) }))).toThrow(BadBytes);
  });
});
