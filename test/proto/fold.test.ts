import { BadBytes, decodeFoldState, encodeFoldState, type FoldCell, FoldWriter } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { times } from "../helpers/effort.js";
import { Rng } from "../helpers/rng.js";
import { generated } from "./samples.js";

const cell = (field: string, text: string, index = 0): FoldCell => ({
  ...{
    field,
    value: new Uint8Array(Buffer.from(text)),
    tape: index % 2,
    lamport: 2 ** 40 + index,
    sequence: index,
    index,
  },
});

function sample(): Uint8Array {
  const writer = new FoldWriter();
  writer.add("a/1", [cell("x", "1"), cell("é", '"long"'.repeat(40), 1)], [cell("gone", "", 2)]);
  writer.add("b/2", [], [cell("@removed", "true", 3)]);
  writer.add("c/3", [cell("x", "null", 300)], []);
  const { visible, rest } = writer.take({ tapes: ["aa", "bb"], seen: [300, 2], lamport: 2 ** 40 + 300 });
  return encodeFoldState(visible, rest, new Uint8Array(32).fill(7));
}

interface Named {
  readonly name: string;
  readonly cell: readonly { readonly field: string; readonly value: Uint8Array }[];
}

describe("the state in a snapshot", () => {
  it("is what any protobuf reader reads by tape.proto", () => {
    const { FoldState, EntityList, FoldRest } = generated as unknown as Record<
      string,
      { decode(bytes: Uint8Array): { [name: string]: unknown } }
    >;
    const state = FoldState!.decode(sample()) as { visible: Uint8Array; rest: Uint8Array };
    const text = (list: unknown): string[] =>
      (list as Named[]).flatMap(({ name, cell: cells }) =>
        cells.map(({ field, value }) => `${name}.${field}=${Buffer.from(value).toString().slice(0, 6)}`),
      );
    expect(text(EntityList!.decode(state.visible).entity)).toEqual(["a/1.x=1", 'a/1.é="long"', "c/3.x=null"]);
    const rest = FoldRest!.decode(state.rest);
    expect(text((rest.hidden as { entity: unknown }).entity)).toEqual(["a/1.gone=", "b/2.@removed=true"]);
    expect(rest.tape).toEqual(["aa", "bb"]);
    expect(rest.winnerTape).toEqual([0, 1, 0, 0, 1]);
    expect((rest.winnerSequence as { toString(): string }[]).map(String)).toEqual(["0", "1", "300", "2", "3"]);
  });

  it("says where every name and value lies", () => {
    const table = decodeFoldState(sample());
    const at = (from: Uint32Array, to: Uint32Array): string[] =>
      Array.from(from, (start, i) => Buffer.from(table.bytes.subarray(start, to[i])).toString().slice(0, 6));
    expect(at(table.entityStart, table.entityEnd)).toEqual(["a/1", "c/3", "a/1", "b/2"]);
    expect(at(table.fieldStart, table.fieldEnd)).toEqual(["x", "é", "x", "gone", "@remov"]);
    expect(at(table.valueStart, table.valueEnd)).toEqual(["1", '"long"', "null", "", "true"]);
    expect([...table.firstCell]).toEqual([0, 2, 3, 4, 5]);
    expect([table.visibleEntities, table.lamport, table.seen]).toEqual([2, 2 ** 40 + 300, [300, 2]]);
  });

  it("is refused out of order, twice, with a cell too many or with bytes that are no text", () => {
    const build = (add: (writer: FoldWriter) => void): Uint8Array => {
      const writer = new FoldWriter();
      add(writer);
      const { visible, rest } = writer.take({ tapes: ["aa", "bb"], seen: [1, 1], lamport: 1 });
      return encodeFoldState(visible, rest, new Uint8Array(32));
    };
    const bad = [
      build((writer) => ["b/1", "a/1"].map((name) => writer.add(name, [cell("x", "1")], []))),
      build((writer) => ["a/1", "a/1"].map((name) => writer.add(name, [cell("x", "1")], []))),
      build((writer) => writer.add("a/1", [cell("y", "1"), cell("x", "1")], [])),
      build((writer) => writer.add("a/1", [cell("x", "1"), cell("x", "1")], [])),
      build((writer) => writer.add("a/1", [{ ...cell("x", "1"), tape: 2 }], [])),
    ];
    for (const bytes of bad) expect(() => decodeFoldState(bytes)).toThrow(BadBytes);
    const text = Buffer.from(sample());
    text[text.indexOf("é")] = 0xff;
    expect(() => decodeFoldState(text)).toThrow(/UTF-8/);
  });

  it("of foreign bytes fails with BadBytes and with nothing else", () => {
    const rng = new Rng(19);
    const seed = sample();
    for (let i = 0; i < times(5_000); i++) {
      const bytes = rng.chance(0.1) ? Uint8Array.from({ length: rng.below(64) }, () => rng.below(256)) : seed.slice();
      for (let n = rng.below(5); n > 0; n--) bytes[rng.below(bytes.length)] = rng.below(256);
      try {
        decodeFoldState(bytes.subarray(0, rng.chance(0.2) ? rng.below(bytes.length + 1) : bytes.length));
      } catch (error) {
        if (!(error instanceof BadBytes)) throw error;
      }
    }
  });
});
