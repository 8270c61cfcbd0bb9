import { describe, expect, it } from "vitest";
import { writeGeneration } from "#sdk/tape/compact.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage } from "#sdk/value/image.js";
import { StageRows } from "#sdk/value/stage.js";
import { compactDeps } from "../helpers/compactor.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { bytesOf } from "./samples.js";
import { readTape, type SpecTape } from "./spec-reader.js";

const dir = "/lab/tapes/0123456789abcdef0123456789abcdef";
const context = { labels: ["step"], srcFile: "lorenz.ts", srcLine: 12 };

/** One commit of `rows` scopes whose variables depend on `from` and on the label. */
function image(label: string, rows: number, from: number) {
  const stage = new StageRows({
    inlineMaxBytes: 1 << 30,
    isRedacted: () => false,
    putBlob: (bytes) => ({ bytes, sha256: bytesOf("00".repeat(32)) }),
  });
  for (let i = from; i < from + rows; i++) stage.append(context, scopeOf(label, i), i, undefined);
  return encodeImage({ label, kind: 0, wallMs: 1_790_000_000_000 + from }, stage.take());
}

function scopeOf(label: string, i: number): Record<string, unknown> {
  if (label === "huge") return { all: new Float64Array(5_000_000).fill(i) };
  return { step: i, x: Math.sin(i), [label]: `word ${i % 4}` };
}

interface Plan {
  readonly label: string;
  readonly rows: number;
}

/** Writes a tape batch by batch and returns what the second reader finds. */
async function recorded(batches: readonly (readonly Plan[])[], way: "end" | "close" = "end"): Promise<SpecTape> {
  return readTape(await written(batches, way));
}

/** The segments of a tape written batch by batch. */
async function written(
  batches: readonly (readonly Plan[])[],
  way: "end" | "close" = "end",
): Promise<Map<string, Uint8Array>> {
  return segmentsOn(await diskWith(batches, way));
}

function segmentsOn(disk: MemoryDisk): Map<string, Uint8Array> {
  const names = disk.now.readdir(dir).filter((name) => name.endsWith(".tape"));
  return new Map(names.map((name) => [name, disk.bytes(`${dir}/${name}`)]));
}

async function diskWith(batches: readonly (readonly Plan[])[], way: "end" | "close"): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  disk.now.mkdir("/lab/tapes");
  const deps = { disk, clock: new FixedClock(), ids: new CounterIds(), background: false };
  const writer = TapeWriter.create(dir, "f".repeat(32), deps);
  let from = 0;
  for (const batch of batches) {
    const images = batch.map(({ label, rows }) => {
      from += rows;
      return image(label, rows, from - rows);
    });
    expect(writer.append(images).error).toBeUndefined();
  }
  await writer.durable(batches.flat().length);
  if (way === "end") await writer.end();
  else await writer.close();
  return disk;
}

function scopesOf({ commits }: SpecTape): Record<string, unknown>[] {
  return commits.flatMap(({ rows }) =>
    rows.map((row) => Object.fromEntries([...row].filter(([name]) => !name.startsWith("$")))),
  );
}

function expected(batches: readonly (readonly Plan[])[]): Record<string, unknown>[] {
  let i = 0;
  return batches.flat().flatMap(({ label, rows }) => Array.from({ length: rows }, () => scopeOf(label, i++)));
}

const small = { label: "a", rows: 1 };
const middle = { label: "b", rows: 30 };
const own = { label: "c", rows: 700 };

describe("a reader built from SPEC.md alone", () => {
  it.each([
    ["one micro frame", [[small]]],
    ["many micro frames", Array.from({ length: 150 }, (_, i) => [{ label: `l${i % 3}`, rows: 1 + (i % 4) }])],
    ["a shared block", [Array.from({ length: 20 }, (_, i) => ({ label: `l${i % 5}`, rows: i + 1 }))]],
    ["own blocks", [[own], [own, own], [{ label: "large", rows: 70_000 }]]],
    ["everything in turn", [[small], [middle, small], [own], [small, own, middle], [small], [middle]]],
  ] as const)("reads a tape of %s, every CRC, hash, tail and footer checked", async (_, batches) => {
    const tape = await recorded(batches);
    expect(tape.isEnded).toBe(true);
    expect(tape.commits.map(({ commit }) => commit.label)).toEqual(batches.flat().map(({ label }) => label));
    expect(scopesOf(tape)).toEqual(expected(batches));
  });

  it("reads a tape that was left without an end", async () => {
    const tape = await recorded([[small], [middle, middle]], "close");
    expect(tape.isEnded).toBe(false);
    expect(tape.commits).toHaveLength(3);
  });

  it("reads a commit in parts of 32 MiB", async () => {
    const tape = await recorded([[small], [{ label: "huge", rows: 1 }], [small]]);
    expect(tape.frames.get(10)).toBe(2);
    const all = tape.commits[1]?.rows[0]?.get("all") as Buffer;
    expect([all.length, all.readDoubleLE(0), all.readDoubleLE(all.length - 8)]).toEqual([40_000_000, 1, 1]);
  });

  it.each(["consolidate", "repack"] as const)(
    "reads what %s makes of a tape, and what is written behind it",
    async (verb) => {
      const many = Array.from({ length: 70 }, (_, i) => [{ label: `l${i % 3}`, rows: 1 + (i % 4) }]);
      const batches = [...many, [own], [small, own, middle], [{ label: "large", rows: 70_000 }]];
      const disk = await diskWith(batches, "close");
      const before = readTape(segmentsOn(disk));
      await writeGeneration(compactDeps(disk), dir, { verb, name: "demo" });
      const after = readTape(segmentsOn(disk));
      expect([after.hash, Number(after.generation?.generation), after.generation?.verb]).toEqual([
        before.hash,
        2,
        verb,
      ]);
      expect((after.frames.get(9) ?? 0) > 0).toBe(verb === "repack");
      expect(scopesOf(after)).toEqual(expected(batches));
      const deps = { disk, clock: new FixedClock(), ids: new CounterIds(500), background: false };
      const { writer } = await TapeWriter.resume(dir, deps);
      writer.append([image("b", 30, 0)]);
      await writer.end();
      expect(readTape(segmentsOn(disk)).commits).toHaveLength(before.commits.length + 1);
      await writeGeneration(compactDeps(disk), dir, { verb, name: "demo" });
      expect(readTape(segmentsOn(disk)).isEnded).toBe(true);
    },
  );

  it("finds any byte changed: none is outside of what SPEC.md lets a reader check", async () => {
    const segments = await written([[small], [small, small]]);
    const [[name, bytes] = ["", new Uint8Array(0)]] = segments;
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(() => readTape(new Map([[name, changed]])), `byte ${at} of ${bytes.length}`).toThrow();
    }
  });
});
