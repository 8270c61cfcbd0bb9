import { decodeCommit } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { crc32 } from "#sdk/base/crc.js";
import { encodeImage } from "#sdk/value/image.js";
import { openShape } from "#sdk/value/shape.js";
import { type Captured, commitOf, encode, head, here, imageOf, newStage, open, readBack } from "./tools.js";

const rowsOf = (count: number, variables: (i: number) => object): Captured[] =>
  Array.from({ length: count }, (_, i) => ({ variables: variables(i), context: { labels: [] } }));

/** Form byte of one column of the only strip. */
function formOf(scopes: readonly Captured[], at = 0): number {
  return imageOf(scopes).strips[0]!.forms[at]!;
}

describe("forms", () => {
  it("stores a constant once, from two rows on, if all rows have it", () => {
    expect(formOf(rowsOf(1, () => ({ x: 7 })))).toBe(0);
    for (const value of [7, "x", true, 5n, Float64Array.of(1), { a: 1 }, Buffer.from("a")]) {
      expect(formOf(rowsOf(2, () => ({ x: value })))).toBe(1);
      expect(formOf(rowsOf(100, () => ({ x: value })))).toBe(1);
      expect(formOf(rowsOf(100, (i) => ({ x: i === 50 ? null : value }))) & 15).not.toBe(1);
    }
    expect(formOf(rowsOf(2, (i) => ({ x: i ? 0 : -0 })))).toBe(0);
    expect(formOf(rowsOf(20, (i) => ({ x: i % 2 ? Number.NaN : 0 / 0 })))).toBe(1);
  });

  it("stores changes where (c + 1)(2 + w) <= rows x w / 2, and not one row sooner", () => {
    const stepped = (rows: number, changes: number) => formOf(rowsOf(rows, (i) => ({ x: Math.min(i, changes) })));
    expect(stepped(9, 2)).toBe(2); // 3 x 10 <= 36
    expect(stepped(9, 3)).toBe(0); // 4 x 10 > 36
    expect(stepped(8, 1)).toBe(0);
    const flags = (changes: number) => formOf(rowsOf(100, (i) => ({ x: Math.min(i, changes) % 2 === 0 })));
    expect([flags(15), flags(16)]).toEqual([2, 0]); // 16 x 3 <= 50 < 17 x 3
  });

  it("stores words for repeated texts, and changes of words for runs", () => {
    expect(formOf(rowsOf(20, (i) => ({ x: `w${i % 10}` })))).toBe(3);
    expect(formOf(rowsOf(20, (i) => ({ x: `w${i % 11}` })))).toBe(4);
    expect(formOf(rowsOf(8, (i) => ({ x: `w${i % 2}` })))).toBe(4);
    expect(formOf(rowsOf(100, (i) => ({ x: `w${Math.floor(i / 20)}` })))).toBe(10);
    expect(formOf(rowsOf(100, (i) => ({ x: { i } })))).toBe(4);
  });

  it("numbers up to 256 words in one byte, more in two", () => {
    for (const words of [256, 257]) {
      const scopes = rowsOf(600, (i) => ({ x: `w${i % words}` }));
      const commit = commitOf(scopes);
      for (let i = 0; i < 600; i++) expect(readBack(commit, i, "x")).toBe(`w${i % words}`);
    }
  });

  it("says who has no value: null, absent, both, all", () => {
    const high = (variables: (i: number) => object, at = 0) => formOf(rowsOf(10, variables), at) >> 4;
    expect(high((i) => ({ x: i }))).toBe(0);
    expect(high((i) => ({ x: i % 2 ? null : i }))).toBe(1);
    expect(high((i) => ({ x: i % 2 ? undefined : i }))).toBe(3);
    expect(high(() => ({ x: null }))).toBe(5);
    expect(high(() => ({ x: undefined }))).toBe(6);
    expect(high(() => ({ x: () => 1 }))).toBe(7);
  });

  it("gives a null column the type of its first value, or none (T-71)", () => {
    const column = (...values: unknown[]) =>
      imageOf(values.map((x) => ({ variables: { x }, context: { labels: [] } }))).shapes[0]!.columns[0]!;
    expect(column(null, null, 3.5).type).toBe(1);
    expect(column(null, undefined, "a", null).type).toBe(12);
    expect(column(null).type).toBe(0);
    expect(imageOf(rowsOf(1, () => ({ x: null }))).strips[0]!.lengths).toEqual([0]);
    expect(imageOf([null, 1, "a", null].map((x) => ({ variables: { x } }))).strips.map((strip) => strip.rows)).toEqual([
      3, 1,
    ]);
  });

  it("takes 40 bytes a row when 2 of 50 variables change (T-10)", () => {
    const values = Object.fromEntries(Array.from({ length: 50 }, (_, k) => [`v${k}`, k * 1.5]));
    const scopes = rowsOf(1000, (i) => ({ ...values, v7: i, v20: Math.sin(i) }));
    const image = imageOf(scopes);
    expect(image.bytes.length / 1000).toBeLessThanOrEqual(40);
    expect([...image.strips[0]!.forms].filter((form) => form === 1 || form === 2).length).toBe(48);
  });
});

describe("encodeImage", () => {
  const mixed = rowsOf(500, (i) =>
    i % 3 ? { x: i, s: `w${i % 5}` } : { s: `t${i}`, a: Float64Array.of(i), o: { i } },
  );

  it("gives the same bytes for the same content, however the stage was used before (T-11)", () => {
    const expected = imageOf(mixed).bytes;
    const stage = newStage();
    for (let round = 0; round < 3; round++) {
      for (const { variables, context } of mixed) stage.append(context!, variables, undefined, undefined);
      expect(encode(stage).bytes).toEqual(expected);
      for (let i = 0; i < 30; i++) stage.append(here, { x: `other${i}`, s: i }, i, undefined);
      const image = encode(stage);
      image.release();
    }
  });

  it("keeps an image as it is until it is released, also what its writer put around it, whatever comes and goes beside it", () => {
    const made = Array.from({ length: 120 }, (_, k) => {
      const image = imageOf(
        rowsOf(1 + ((k * 37) % 900), (i) => ({ x: i + k, s: `${"w".repeat(k)}${i % 40}`, t: `${k} ${i}` })),
      );
      const { buffer, byteOffset, length } = image.bytes;
      const whole = new Uint8Array(buffer, byteOffset - 256, 256 + length + 1_024);
      whole.fill(k, 0, 256).fill(k, 256 + length);
      const isReleased = k % 3 === 1;
      if (isReleased) image.release();
      return { image, whole, copy: whole.slice(), isReleased };
    });
    for (const { image, whole, copy, isReleased } of made) {
      expect(image.bytes.byteOffset % 8).toBe(0);
      if (!isReleased) expect(Buffer.compare(whole, copy)).toBe(0);
    }
  });

  it("gives the same bytes when a commit begins without values, whatever came before", () => {
    const stage = newStage();
    for (let round = 0; round < 6; round++) {
      const scopes = rowsOf(30, (i) => ({
        x: i < 3 || i === 20 ? null : (i + round) % 4 === 3 ? `t${i}` : i,
        y: i === 0 ? undefined : i,
      }));
      for (const { variables, context } of scopes) stage.append(context!, variables, undefined, undefined);
      expect(encode(stage).bytes).toEqual(imageOf(scopes).bytes);
    }
  });

  it("stores one NaN for all of them in scalars, and keeps the bits of arrays (T-73)", () => {
    const odd = new Float64Array(BigUint64Array.of(0xfff8_0000_0000_0000n, 0x7ff0_0000_0000_0001n).buffer);
    const image = imageOf([{ variables: { x: odd[0], a: odd }, context: { labels: [] } }]);
    const body = Buffer.from(image.bytes.subarray(image.strips[0]!.offsets[0]));
    expect(body.readBigUInt64LE(0)).toBe(0x7ff8_0000_0000_0000n);
    expect([body.readBigUInt64LE(8), body.readBigUInt64LE(16)]).toEqual([
      0xfff8_0000_0000_0000n,
      0x7ff0_0000_0000_0001n,
    ]);
  });
});

describe("layout of images", () => {
  it("lays out rows <= 8 tight and 9 rows aligned, with zeros between (T-69)", () => {
    const scopes = (rows: number) => rowsOf(rows, (i) => ({ ok: i % 2 === 0, x: Math.sqrt(i), s: `w${i}` }));
    for (const rows of [8, 9]) {
      const image = imageOf(scopes(rows));
      const { offsets, lengths } = image.strips[0]!;
      expect(image.tight).toBe(rows === 8);
      if (rows === 8) expect([offsets[1]! - offsets[0]!, offsets[2]! - offsets[1]!]).toEqual([8, 64]);
      else expect(offsets.map((offset) => offset % 8)).toEqual([0, 0, 0]);
      const covered = new Uint8Array(image.bytes.length);
      const { bodyOffset } = decodeCommit(image.bytes);
      covered.fill(1, 0, bodyOffset);
      for (let at = 0; at < offsets.length; at++) covered.fill(1, offsets[at]!, offsets[at]! + lengths[at]!);
      for (let at = 0; at < covered.length; at++) expect(covered[at] === 1 || image.bytes[at] === 0).toBe(true);
    }
  });

  it("starts at a multiple of 8 with room around it, and knows its columns and checksums", () => {
    for (const rows of [0, 1, 3, 9, 300]) {
      const image = imageOf(rowsOf(rows, (i) => ({ x: i, s: `w${i}` })));
      expect(image.bytes.byteOffset % 8).toBe(0);
      expect(image.bytes.byteOffset).toBeGreaterThanOrEqual(256);
      expect(image.bytes.buffer.byteLength - image.bytes.byteOffset - image.bytes.length).toBeGreaterThanOrEqual(1024);
      expect(image.crc).toBe(crc32(image.bytes));
      for (const strip of image.strips) {
        expect(strip.crcs.length).toBe(rows >= 256 ? 2 : 0);
        strip.crcs.forEach((crc, at) => {
          expect(crc32(image.bytes.subarray(strip.offsets[at]!, strip.offsets[at]! + strip.lengths[at]!))).toBe(crc);
        });
      }
      for (const shape of image.shapes) expect(openShape(shape.bytes).id).toBe(shape.id);
    }
  });

  it("needs at most 90 bytes for 8 scalars and a time in one scope, so that its frame has 112 (T-04)", () => {
    const scope = {
      variables: { x: 0.1, y: 0.2, vx: 0.3, vy: 0.4, e: 0.5, step: 6, ok: true, mode: "idle" },
      context: { labels: [] },
      time: 1.7e12,
    };
    const stage = newStage();
    stage.append(scope.context, scope.variables, scope.time, undefined);
    const image = encodeImage({ label: "", kind: 0, wallMs: 1.7e12 }, stage.take());
    expect(image.bytes.length).toBeLessThanOrEqual(90);
  });

  it("keeps order over two shapes with one byte a scope (T-67)", () => {
    const image = imageOf(
      Array.from({ length: 10_000 }, (_, i) => ({
        variables: { x: i },
        context: { labels: [i % 2 ? "pos" : "energy"] },
      })),
    );
    expect(image.strips.length).toBe(2);
    const commit = open(image);
    expect(decodeCommit(image.bytes).order.length).toBe(10_000);
    for (const n of [0, 1, 2, 9_999]) expect(readBack(commit, n, "x")).toBe(n);
  });

  it("opens another strip at 65,537 rows, with change lists of its own (T-68)", () => {
    const image = imageOf(
      Array.from({ length: 65_537 + 9 }, (_, i) => ({ variables: { x: i, same: "w", c: i < 70_000 ? 1 : 2 } })),
    );
    expect(image.strips.map((strip) => strip.rows)).toEqual([65_536, 10]);
    expect(new Set(image.strips.map((strip) => strip.shape)).size).toBe(1);
    const commit = open(image);
    for (const n of [0, 65_535, 65_536, 65_545])
      expect([readBack(commit, n, "x"), readBack(commit, n, "same")]).toEqual([n, "w"]);
  });

  it("has no body without rows", () => {
    const image = encodeImage({ ...head, meta: '{"a":1}', monoNs: 5n, bootId: Uint8Array.of(1) }, undefined);
    expect(open(image)).toMatchObject({ rows: 0, label: "chunk", meta: { a: 1 }, blobs: [] });
    expect(open(encodeImage(head, newStage().take())).strips).toEqual([]);
  });
});

describe("a commit of too many shapes", () => {
  it("puts what follows the 256th shape into one union strip, with nothing lost (P-52)", () => {
    const names = ["x", "y", "vx", "vy", "e", "step", "ok", "mode"];
    const scopes: Captured[] = [];
    let seed = 1;
    for (let i = 0; i < 2_000; i++) {
      const order = [...names];
      for (let k = 7; k > 0; k--) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        const j = seed % (k + 1);
        [order[k], order[j]] = [order[j]!, order[k]!];
      }
      const odd = i % 50 === 0 ? null : i % 51 === 0 ? "text" : i;
      const all: Record<string, unknown> = {
        x: odd,
        y: -i,
        vx: i / 3,
        vy: Float64Array.of(i),
        e: [i, i],
        step: undefined,
        ok: i % 2 === 0,
        mode: `m${i % 5}`,
      };
      const variables: Record<string, unknown> = {};
      for (const name of order.slice(0, 4 + (i % 5))) variables[name] = all[name];
      scopes.push({ variables, context: { labels: [`l${i % 3}`], srcLine: i }, time: i, extras: { meta: { i } } });
    }
    const image = imageOf(scopes);
    expect(image.strips.length).toBe(257);
    expect(image.strips.at(-1)!.labels).toBe(undefined);
    const commit = commitOf(scopes);
    scopes.forEach(({ variables, context }, n) => {
      const { strip, row } = commit.place(n);
      expect(commit.strips[strip]!.context(row)).toMatchObject({
        ...context,
        meta: { i: n },
        timeNs: BigInt(n) * 1_000_000n,
      });
      for (const name of names) {
        const value = (variables as Record<string, unknown>)[name];
        const expected = !Object.hasOwn(variables, name)
          ? { kind: "absent" }
          : value === undefined
            ? { kind: "undefined" }
            : value === null
              ? { kind: "null" }
              : value;
        expect(readBack(commit, n, name)).toEqual(expected);
      }
    });
  });
});
