import type { Marker } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { StatedImages } from "#sdk/tape/stated.js";

const nothing = new Uint8Array(0);
const hashOf = (n: number): Uint8Array => new Uint8Array(32).fill(n % 255, 0, 31).fill(1 + (n >> 8), 31);

function marker(firstSeq: number, proofs: Marker["proofs"], chain: Partial<Marker> = {}): Marker {
  return { firstSeq, proofs, prevChain: nothing, chain: nothing, batchLength: 0, durableSeq: 0, ...chain };
}

describe("what the markers of a segment state", () => {
  it("is known for each image: length and checksum from one, the hash from another that came later", () => {
    const stated = new StatedImages();
    const sequences = Array.from({ length: 600 }, (_, i) => 1_000_000_000_000 + i);
    const proofs = sequences.map((n) => ({ length: (n % 1_000) + 1, crc: 0xffffff00 + (n % 200), imageHash: nothing }));
    for (let at = 0; at < 600; at += 7) stated.add(marker(sequences[at]!, proofs.slice(at, at + 7)));
    expect(stated.at(sequences[33]!)).toEqual({ ...proofs[33]!, imageHash: undefined });
    const anchors = sequences.map((n) => ({ length: 0, crc: 0, imageHash: hashOf(n) }));
    for (let at = 0; at < 600; at += 64) stated.add(marker(sequences[at]!, anchors.slice(at, at + 64)));
    for (const [i, n] of sequences.entries()) expect(stated.at(n)).toEqual({ ...proofs[i]!, imageHash: hashOf(n) });
    expect([stated.at(sequences[0]! - 1), stated.at(sequences[599]! + 1), stated.at(1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("is what the last of them says, and holds no byte of theirs", () => {
    const stated = new StatedImages();
    const imageHash = hashOf(7);
    stated.add(marker(5, [{ length: 9, crc: 1, imageHash: nothing }]));
    stated.add(marker(5, [{ length: 8, crc: 2, imageHash }], { prevChain: hashOf(4), chain: hashOf(5) }));
    stated.add(marker(5, [{ length: 0, crc: 0, imageHash: nothing }]));
    imageHash.fill(0);
    expect(stated.at(5)).toEqual({ length: 8, crc: 2, imageHash: hashOf(7) });
    expect([...stated.chains]).toEqual([
      [4, Buffer.from(hashOf(4)).toString("hex")],
      [5, Buffer.from(hashOf(5)).toString("hex")],
    ]);
  });
});
