import { decodeCommit, encodeCommitHead } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { type DecodedCommit, decodeColumn, decodeImage } from "#sdk/value/decode.js";
import type { Shape } from "#sdk/value/shape.js";
import { type Captured, imageOf } from "./tools.js";

const column = (type: number, dims: number[] = [], storage = 0) => ({
  name: "c",
  type,
  dims,
  unit: "",
  storage,
  level: 0,
  tag: "",
});

/** Numbers from a seed, 0 <= n < max. */
function randomFrom(seed: number): (max: number) => number {
  let s = seed;
  return (max) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((s / 4_294_967_296) * max);
  };
}

/** Everything that can be read, column by column: a column that throws is its error code. */
function readAll(commit: DecodedCommit): Map<string, unknown> {
  const found = new Map<string, unknown>();
  commit.strips.forEach((strip, at) => {
    for (const { name } of strip.columns)
      found.set(
        `${at} ${name}`,
        tried(() => readColumn(commit, at, name)),
      );
    found.set(
      `${at} context`,
      tried(() => Array.from({ length: strip.rows }, (_, row) => strip.context(row))),
    );
  });
  return found;
}

function readColumn(commit: DecodedCommit, at: number, name: string): unknown[] {
  const strip = commit.strips[at]!;
  const values = Array.from({ length: strip.rows }, (_, row) => strip.stored(name, row));
  for (const data of strip.columnsOf(name)) expect(data.values().length).toBeGreaterThanOrEqual(0);
  return values;
}

function tried<T>(read: () => T): T | { code: string } {
  try {
    return read();
  } catch (error) {
    if (!isTapelabError(error, "corrupt-commit", "bad-bytes")) throw error;
    return { code: error.code };
  }
}

function sample(rows: number): { image: Uint8Array; shapes: Map<string, Shape> } {
  const scopes = Array.from(
    { length: rows },
    (_, i): Captured => ({
      variables: {
        x: i % 5 === 0 ? null : i * 1.5,
        step: Math.floor(i / 4),
        ok: i % 3 === 0,
        s: `w${i % 3}`,
        run: `r${Math.floor(i / 8)}`,
        id: `id${i}`,
        same: "k",
        n: BigInt(i),
        a: Float32Array.of(i, 1),
        o: { i, list: [i] },
        b: Buffer.from([i]),
        f: () => i,
        u: i % 2 ? undefined : null,
        big: 10n ** 30n,
      },
      context: { labels: i % 2 ? ["a"] : ["a", "b"], srcFile: "f.ts", srcLine: i },
      time: i,
      extras: {
        meta: { i },
        marks: new Map([
          ["n", i % 4 === 0 ? "hash" : "inline"],
          ["id", "blob"],
        ]),
      },
    }),
  );
  const image = imageOf(scopes);
  return { image: image.bytes.slice(), shapes: new Map(image.shapes.map((shape) => [shape.id, shape])) };
}

describe("decodeImage on mutated images", () => {
  it("throws typed errors only, whatever the bytes (100,000 mutations)", { timeout: 120_000 }, () => {
    const random = randomFrom(7);
    const samples = [sample(1), sample(7), sample(24)];
    let refused = 0;
    for (let round = 0; round < 100_000; round++) {
      const { image, shapes } = samples[round % 3]!;
      const bytes = mutated(image, random);
      const commit = tried(() => decodeImage(bytes, (id) => shapes.get(id)));
      if ("code" in commit) refused++;
      else if (round % 10 === 0) readAll(commit);
      else
        tried(() =>
          commit.strips.map((strip) =>
            strip.columns.map(({ name }) =>
              strip.columnsOf(name).map((data) => (data.rows > 0 ? data.get(0) : undefined)),
            ),
          ),
        );
    }
    expect(refused).toBeGreaterThan(10_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("serves the neighbours of a damaged column unchanged", () => {
    const { image, shapes } = sample(24);
    const clean = readAll(decodeImage(image, (id) => shapes.get(id)));
    const { strips, bodyOffset } = decodeCommit(image);
    let at = bodyOffset;
    let damaged = 0;
    strips.forEach((strip, index) => {
      const { columns } = shapes.get(Buffer.from(strip.shape).toString("hex"))!;
      strip.length.forEach((length, place) => {
        at = strip.rows > 8 ? bodyOffset + ((at - bodyOffset + 7) & ~7) : at;
        const bytes = image.slice().fill(0xff, at, at + length);
        at += length;
        const found = readAll(decodeImage(bytes, (id) => shapes.get(id)));
        const own = columns[place]!.name.startsWith("$") ? `${index} context` : `${index} ${columns[place]!.name}`;
        if (JSON.stringify(found.get(own), plain) !== JSON.stringify(clean.get(own), plain)) damaged++;
        for (const [key, value] of found) if (key !== own) expect(value).toEqual(clean.get(key));
      });
    });
    expect(damaged).toBeGreaterThan(20);
  });
});

const plain = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

function mutated(image: Uint8Array, random: (max: number) => number): Uint8Array {
  const way = random(8);
  const bytes = image.slice(0, way === 0 ? random(image.length) : image.length);
  for (let count = 1 + random(way < 4 ? 1 : 4); count > 0 && bytes.length > 0; count--) {
    const at = random(bytes.length);
    bytes[at] = way % 2 === 0 ? random(256) : bytes[at]! ^ (1 << random(8));
  }
  return bytes;
}

const zeros = (count: number): Uint8Array => new Uint8Array(count);

describe("decodeColumn", () => {
  const refused = (
    type: number,
    rows: number,
    form: number,
    bytes: readonly number[] | Uint8Array,
    dims?: number[],
    storage?: number,
  ): void => {
    expect(() => decodeColumn(column(type, dims, storage), rows, form, Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: "corrupt-commit" }),
    );
  };

  it("refuses sections that do not fit their form (X-55)", () => {
    refused(1, 2, 0, zeros(15));
    refused(1, 2, 0, zeros(17));
    refused(1, 65_537, 1, zeros(8));
    refused(1, 2, 5, zeros(16));
    refused(1, 2, 0x90, zeros(16));
    refused(18, 1, 0, zeros(8));
    refused(1, 1, 0, zeros(8), [], 4);
    refused(1, 1, 0, zeros(8), [2 ** 31, 2 ** 31]);
    refused(12, 16, 3, [1, 1, 65, 0, 0, 0, 0, 0, ...new Array(15).fill(0), 200]);
    refused(12, 16, 3, [1, 1, 65, 0, 0, 0, 0, 0, ...new Array(15).fill(0), 1]);
    refused(12, 16, 3, [200, 1, 1, 65]);
    refused(12, 9, 3, [255, 255, 255, 255, 127]);
    refused(12, 2, 4, [5, 65, 66]);
  });

  it("refuses offsets and changes that are out of order", () => {
    const offsets = (list: number[]): Uint8Array => new Uint8Array(new Int32Array(list).buffer);
    const text = (...list: number[]): Uint8Array =>
      Buffer.concat([offsets(list), zeros((8 - ((list.length * 4) % 8)) % 8), Buffer.from("abcd")]);
    expect(decodeColumn(column(12), 9, 4, text(0, 1, 1, 1, 1, 1, 1, 1, 1, 4)).get(8)).toBe("bcd");
    refused(12, 9, 4, text(0, 2, 1, 1, 1, 1, 1, 1, 1, 4));
    refused(12, 9, 4, text(1, 1, 1, 1, 1, 1, 1, 1, 1, 4));
    refused(12, 9, 4, text(0, 1, 1, 1, 1, 1, 1, 1, 1, 3));
    const changes = (rows: number[]): Uint8Array =>
      Buffer.concat([
        new Uint8Array(new Uint16Array(rows).buffer),
        zeros((8 - ((rows.length * 2) % 8)) % 8),
        zeros(rows.length * 8),
      ]);
    expect(decodeColumn(column(1), 100, 2, changes([0, 50])).values().length).toBe(100);
    for (const rows of [
      [1, 5],
      [0, 5, 5],
      [0, 7, 6],
      [0, 100],
    ])
      refused(1, 100, 2, changes(rows));
  });
});

describe("decodeColumn and decodeImage", () => {
  it("does not expand what a few bytes claim (X-05)", () => {
    const bytes = zeros(1_000_000);
    const data = decodeColumn(column(1, [125_000]), 65_536, 1, bytes);
    expect((data.get(65_535) as Float64Array).length).toBe(125_000);
    expect(() => data.values()).toThrow(expect.objectContaining({ code: "corrupt-commit" }));
  });

  it("reads bytes that are not aligned, and Buffers, as copies", () => {
    const bytes = Buffer.alloc(17);
    bytes.writeDoubleLE(1.5, 1);
    const data = decodeColumn(column(1, [1]), 1, 0, bytes.subarray(1, 9));
    (data.get(0) as Float64Array)[0] = 9;
    expect(data.get(0)).toEqual(Float64Array.of(1.5));
    expect(bytes.readDoubleLE(1)).toBe(1.5);
  });

  it("refuses an order that does not fit, missing shapes and too few columns", () => {
    const { image, shapes } = sample(4);
    expect(() => decodeImage(image, () => undefined)).toThrow(/shape .* is missing/);
    const message = decodeCommit(image);
    const make = (order: number[], strips = message.strips): Uint8Array =>
      Buffer.concat([
        encodeCommitHead({ ...message, order: Uint8Array.from(order), strips }, message.body.length, false),
        message.body,
      ]);
    const refusedImage = (bytes: Uint8Array): void => {
      expect(() => decodeImage(bytes, (id) => shapes.get(id))).toThrow(
        expect.objectContaining({ code: "corrupt-commit" }),
      );
    };
    expect(decodeImage(make([...message.order]), (id) => shapes.get(id)).rows).toBe(4);
    for (const order of [[], [0, 1], [9, 9, 9, 9], [0, 0, 0, 0]]) refusedImage(make(order));
    refusedImage(
      make(
        [...message.order],
        message.strips.map((strip) => ({ ...strip, length: strip.length.slice(1), forms: strip.forms.slice(1) })),
      ),
    );
    refusedImage(Buffer.concat([make([...message.order]), Uint8Array.of(1)]));
  });
});
