import { lastValueFrom, type Observable, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { ReadEvent } from "#sdk/read/read-event.js";
import { Tape } from "#sdk/read/tape.js";
import type { TapeSource } from "#sdk/read/tape-source.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { startMs, TestTape } from "./test-tape.js";

const all = <T>(source$: Observable<T>): Promise<T[]> => lastValueFrom(source$.pipe(toArray()));

/** An ended tape of commits that own their block: 9 variables, 1,000 rows each unless told. */
function ended(commits = 3, rows = 1_000): Promise<TestTape> {
  const recorded = new TestTape();
  for (let k = 0; k < commits; k++) {
    for (let i = 0; i < rows; i++) {
      const n = k * rows + i;
      const noise = (at: number): number => Math.sin(n * 7 + at);
      const more = { a: noise(1), b: noise(2), c: noise(3), d: noise(4), e: noise(5), f: noise(6), g: noise(7) };
      recorded.scope("s", { x: n, ...more, $u: noise(8) }, { time: startMs + n, meta: { k } });
    }
    recorded.commit(`c${k}`);
  }
  return recorded.end();
}

/** Counts what is read of the tape. */
function counted(recorded: TestTape): { source: TapeSource; images: () => number; sectionBytes: () => number } {
  const source = recorded.source();
  let [images, bytes] = [0, 0];
  const open: TapeSource["open"] = async (options) => {
    const reader = await source.open(options);
    const { section, images: read } = reader;
    reader.section = async (...where) => {
      const found = await section.apply(reader, where);
      bytes += found.length;
      return found;
    };
    reader.images = (entries) => {
      images += entries.length;
      return read.call(reader, entries);
    };
    return reader;
  };
  return { source: { ...source, open }, images: () => images, sectionBytes: () => bytes };
}

describe("a read of some variables of a sealed tape", () => {
  it("reads their columns and nothing else (P-06)", async () => {
    const { source, images, sectionBytes } = counted(await ended());
    const tape = await Tape.open(source);
    const table = await tape.table({ variables: ["a"] });
    expect([...table.getChild("a")!]).toEqual(Array.from({ length: 3_000 }, (_, n) => Math.sin(n * 7 + 1)));
    expect([images(), sectionBytes()]).toEqual([0, 3 * 8_000]);
  });

  it("reads the columns that its filters look at besides", async () => {
    const { source, images, sectionBytes } = counted(await ended());
    const tape = await Tape.open(source);
    const table = await tape.table({ variables: ["$u", "x"], time: { from: startMs + 1_500, to: startMs + 2_400 } });
    expect([table.numRows, table.getChild("x")!.get(0), images()]).toEqual([901, 1_500, 0]);
    expect(sectionBytes()).toBeLessThan(3 * 3 * 8_000 + 1);
  });

  it("gives scopes with their context and the variables named", async () => {
    const { source, images } = counted(await ended(1, 10_000));
    const tape = await Tape.open(source);
    const scopes = await all(tape.scopes$({ variables: ["x"] }));
    expect([scopes.length, images()]).toEqual([10_000, 0]);
    const { uid, labels, srcFile, srcLine, time, meta, vars, names } = scopes[7]!;
    expect({ uid, labels, srcFile, srcLine, time, meta, vars, names }).toEqual({
      uid: `${tape.id}:c2:s8`,
      labels: ["s"],
      srcFile: "src/sim.ts",
      srcLine: 12,
      time: startMs + 7,
      meta: { k: 0 },
      vars: { x: 7 },
      names: ["x"],
    });
  });

  it("reads of alternating labels those that are selected", async () => {
    const recorded = new TestTape();
    for (let i = 0; i < 4_000; i++) {
      recorded.scope(i % 2 ? "odd" : "even", { x: i, y: Math.sin(i), z: Math.cos(i) }, { time: startMs + i });
    }
    const { source, images, sectionBytes } = counted(await recorded.commit().end());
    const tape = await Tape.open(source);
    const table = await tape.table({ label: "odd", variables: ["y"] });
    expect([...table.getChild("y")!]).toEqual(Array.from({ length: 2_000 }, (_, i) => Math.sin(2 * i + 1)));
    expect([images(), sectionBytes() < 2 * 16_000]).toEqual([0, true]);
    const [whole] = await all(tape.tables$({ variables: ["x"] }));
    expect([...whole!.getChild("x")!]).toEqual(Array.from({ length: 4_000 }, (_, i) => i));
    expect(images()).toBe(1);
  });

  it("reads whole commits when it wants most of them, and gives the same", async () => {
    const { source, images, sectionBytes } = counted(await ended(2));
    const tape = await Tape.open(source);
    const variables = ["x", "a", "b", "c", "d", "e", "f", "g"];
    const [table] = await all(tape.tables$({ variables }));
    expect([table!.numRows, images(), sectionBytes()]).toEqual([2_000, 2, 0]);
    expect(table!.schema.fields.map(({ name }) => name)).toEqual(variables);
  });

  it("skips a commit whose column is damaged, and only when that column is read", async () => {
    const recorded = await ended();
    const reader = await recorded.source().open();
    const entry = reader.commits[2]!;
    const strip = entry.strips![0]!;
    const column = 3;
    await reader.close();
    const path = `${recorded.dir}/seg-00000001.tape`;
    const disk = recorded.disk as MemoryDisk;
    const bytes = disk.bytes(path).slice();
    const damaged = strip.offsets.findIndex((_, i) => i >= column && strip.lengths[i] === 8_000);
    bytes[entry.offset + strip.offsets[damaged]! + 100]! ^= 1;
    disk.put(path, bytes);
    const tape = await Tape.open(recorded.source());
    const rows: Record<string, number> = {};
    const events: ReadEvent[] = [];
    for (const name of ["x", "a", "b", "c", "d", "e", "f", "g"]) {
      const table = await tape.table({ variables: [name] }, { onEvent: (event) => events.push(event) });
      rows[name] = table.numRows;
    }
    expect(Object.values(rows).sort()).toEqual([2_000, ...Array(7).fill(3_000)]);
    expect(events).toMatchObject([{ kind: "gap", firstSequence: 3, lastSequence: 3 }]);
  });
});
