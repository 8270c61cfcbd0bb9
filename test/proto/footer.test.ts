import { BadBytes, decodeFooter, encodeFooter, type Footer } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, filled, footer, generated, hexOf, vectorOf } from "./samples.js";

const none = new Uint8Array(0);
const empty: Footer = { firstSeq: 0, shapes: [], commits: [], imageHashes: none, chain: none, durableSeq: 0 };

describe("encodeFooter", () => {
  it("writes the bytes of the specification", () => {
    const commit = {
      offset: 1_040,
      length: 5,
      crc: 0x04030201,
      rows: 1,
      kind: 8,
      label: "a",
      wallMs: 9,
      strips: undefined,
    };
    expect(hexOf(encodeFooter({ ...empty, firstSeq: 1, commits: [commit], durableSeq: 1 }))).toBe(vectorOf("Footer"));
  });

  it("stores each label once", () => {
    const commits = Array.from({ length: 100 }, (_, i) => ({
      ...footer.commits[0]!,
      offset: 1_080 + i * 400,
      label: `label ${i % 2}`,
    }));
    const text = Buffer.from(encodeFooter({ ...footer, commits, imageHashes: none })).toString("latin1");
    expect(text.split("label ")).toHaveLength(3);
  });

  it("takes less than 56 bytes a commit, hash included, for a million commits' worth of small ones", () => {
    const commits = Array.from({ length: 1_000 }, (_, i) => ({
      ...footer.commits[0]!,
      offset: 1_080 + i * 140,
      length: 96,
    }));
    expect(encodeFooter({ ...footer, commits, imageHashes: filled(32_000, 1) }).length).toBeLessThan(56_000);
  });

  it("writes what the generated code reads as equal values", () => {
    const read = generated.Footer.decode(encodeFooter(footer));
    expect(read.firstSeq.toNumber()).toBe(footer.firstSeq);
    expect(read.word).toEqual(["session_start", "chunk", "", "step"]);
    expect(read.skip).toEqual([1_080, 20, 40]);
    expect(read.crc).toEqual(footer.commits.map((commit) => commit.crc));
    expect(read.wallMs.map(Number)).toEqual(footer.commits.map((commit) => commit.wallMs));
    expect(read.block).toHaveLength(1);
    expect(read.block[0]!.strip![0]!.label).toEqual([3, 1]);
    expect(read.block[0]!.strip![1]!.mixed).toBe(true);
    expect([...read.imageHash]).toEqual([...footer.imageHashes]);
  });

  it("rejects images that overlap or are not in file order", () => {
    const [a, b] = [footer.commits[0]!, footer.commits[1]!];
    expect(() => encodeFooter({ ...footer, commits: [b, a] })).toThrow(RangeError);
    expect(() => encodeFooter({ ...footer, commits: [a, { ...b, offset: a.offset + a.length - 1 }] })).toThrow(
      RangeError,
    );
  });
});

describe("decodeFooter", () => {
  it("reads back what was written", () => {
    expect(decodeFooter(encodeFooter(footer))).toEqual(footer);
    expect(decodeFooter(encodeFooter(empty))).toEqual(empty);
    const unhashed = { ...footer, imageHashes: none, chain: none };
    expect(decodeFooter(encodeFooter(unhashed))).toEqual(unhashed);
  });

  it("reads what the generated code writes", () => {
    expect(
      decodeFooter(Uint8Array.from(generated.Footer.encode(generated.Footer.decode(encodeFooter(footer))).finish())),
    ).toEqual(footer);
  });

  it("skips the fields that are reserved for later", () => {
    expect(decodeFooter(bytesOf("08 07 78 05 82 01 01 ff")).firstSeq).toBe(7);
  });

  it("rejects columns of different length, too few hashes, and words and commits that do not exist", () => {
    const one = "22 01 00 2a 01 05 32 04 01 02 03 04 3a 01 01 42 01 08 52 08 09 00 00 00 00 00 00 00";
    expect(decodeFooter(bytesOf(`1a 01 61 ${one} 4a 01 00`)).commits).toHaveLength(1);
    for (const hex of [
      "2a 01 05",
      `1a 01 61 ${one} 4a 01 01`,
      `1a 01 61 ${one} 4a 01 00 5a 01 00`,
      `1a 01 61 ${one} 4a 01 00 72 02 08 01`,
      `1a 01 61 ${one} 4a 01 00 72 00 72 00`,
      "32 03 01 02 03",
      "62 01 00",
    ]) {
      expect(() => decodeFooter(bytesOf(hex))).toThrow(BadBytes);
    }
  });
});
