import { type Table as ArrowTable, makeVector, Null, Table, tableFromArrays, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { checkArrowStream } from "#sdk/value/arrow-check.js";
import { arrowBytes, arrowValue } from "#sdk/value/arrow-ipc.js";
import { decodeBlobValue } from "#sdk/value/blob-value.js";

const honest = {
  numbers: tableFromArrays({ x: new Float64Array(1_000), n: Int32Array.from([1, 2, 3]) }),
  texts: tableFromArrays({ word: ["a", "b", "a", null], when: [new Date(0), new Date(1), null, new Date(3)] }),
  nested: new Table({
    rows: vectorFromArray([
      { a: 1, b: { c: 3, d: true } },
      { a: 2, b: { c: 4, d: false } },
    ]),
  }),
  nulls: new Table({
    none: vectorFromArray(
      Array.from({ length: 100_000 }, () => null),
      new Null(),
    ),
  }),
  empty: new Table({}),
  bytes: new Table({ raw: makeVector(new Uint8Array(70_000)) }),
};

/** Message heads of a stream: where each begins, and its length. */
function heads(bytes: Uint8Array): { from: number; size: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: { from: number; size: number }[] = [];
  for (let at = 0; at + 8 < bytes.length; at += 8) {
    if (view.getInt32(at, true) !== -1 || view.getInt32(at + 4, true) <= 0) continue;
    found.push({ from: at + 8, size: view.getInt32(at + 4, true) });
  }
  return found;
}

/** A schema message whose only field nests: `childrenOf` says where the children of a level point to. */
function nestedSchema(levels: number, children: (level: number) => readonly number[]): Uint8Array {
  const words: number[] = [];
  const vtable = (...offsets: number[]): number => {
    const at = words.length;
    const halves = [4 + offsets.length * 2, 4 + offsets.length * 4, ...offsets];
    for (let i = 0; i < halves.length; i += 2) words.push(halves[i]! | ((halves[i + 1] ?? 0) << 16));
    return at;
  };
  const pending: [number, () => number][] = [];
  const pointer = (to: () => number): void => {
    pending.push([words.length, to]);
    words.push(0);
  };
  words.push(0);
  const messageForm = vtable(0, 4, 8); // version left out, header_type, header
  const schemaForm = vtable(0, 4); // endianness left out, fields
  const fieldForm = vtable(0, 0, 4, 8, 0, 12); // type_type, type, children
  const typeForm = vtable();
  const table = (form: number): number => words.push((words.length - form) * 4) - 1;
  words[0] = table(messageForm) * 4;
  words.push(1);
  pointer(() => schema);
  const schema = table(schemaForm);
  pointer(() => fields);
  const fields = words.push(1) - 1;
  pointer(() => places[0]!);
  const places: number[] = [];
  for (let level = 0; level < levels; level++) {
    places[level] = table(fieldForm);
    words.push(13); // Struct_
    pointer(() => type);
    words.push(4);
    const to = children(level);
    words.push(to.length);
    for (const child of to) pointer(() => places[child]!);
  }
  const type = table(typeForm);
  for (const [at, to] of pending) words[at] = (to() - at) * 4;
  if (words.length % 2) words.push(0);
  return new Uint8Array(Int32Array.from([-1, words.length * 4, ...words, -1, 0]).buffer);
}

describe("checkArrowStream", () => {
  it.each(Object.entries(honest))("lets through what Arrow writes: %s", (_, table) => {
    const bytes = arrowBytes(table as unknown as ArrowTable);
    const back = arrowValue(bytes, "Table") as ArrowTable;
    expect(back.numRows).toBe(table.numRows);
    expect(back.schema.toString()).toBe(table.schema.toString());
  });

  it("rejects counts, lengths and places that the bytes cannot hold, wherever they stand", { timeout: 60_000 }, () => {
    let refused = 0;
    for (const table of [honest.numbers, honest.texts, honest.nested]) {
      const bytes = arrowBytes(table as unknown as ArrowTable);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const { from, size } of heads(bytes)) {
        for (let at = from - 4; at + 4 <= from + size; at += 4) {
          const was = view.getInt32(at, true);
          for (const value of [-1, -at, -16, 0x7fffffff, 0x40000000, 0x01000001, was + 4, was * 2 + 1]) {
            view.setInt32(at, value, true);
            if (readsLittle(bytes)) refused++;
          }
          view.setInt32(at, was, true);
        }
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  });

  it("rejects a field that is its own child, and children that double at each level", () => {
    const start = performance.now();
    expect(
      arrowValue(
        nestedSchema(20, (level) => (level < 19 ? [level + 1] : [])),
        "Table",
      ),
    ).toBeTruthy();
    expect(() => checkArrowStream(nestedSchema(3, (level) => [Math.max(0, level - 1)]))).toThrow(RangeError);
    const doubling = nestedSchema(40, (level) => (level < 39 ? [level + 1, level + 1] : []));
    expect(() => checkArrowStream(doubling)).toThrow(/more work than the bytes are worth/);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("is asked before a blob is opened, whose error is typed", () => {
    const bytes = arrowBytes(honest.texts);
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(4, 0x7ffffff0, true);
    expect(() => decodeBlobValue(bytes, "Table", "application/vnd.apache.arrow.stream")).toThrow(
      expect.objectContaining({ code: "bad-bytes" }),
    );
  });
});

/** Whether the bytes are refused; when they are read, what comes out is no larger than what went in. */
function readsLittle(bytes: Uint8Array): boolean {
  let table: ArrowTable;
  try {
    table = arrowValue(bytes, "Table") as ArrowTable;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return true;
  }
  expect(table.numRows).toBeLessThanOrEqual(1 << 24);
  expect(table.numCols).toBeLessThanOrEqual(10);
  return false;
}
