import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "#sdk/base/canonical-json.js";
import { Tape } from "#sdk/read/tape.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage } from "#sdk/value/image.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { startMs, TestTape } from "./test-tape.js";

const labelsOf = async (recorded: TestTape): Promise<string[]> => {
  const tape = await Tape.open(recorded.source());
  const commits = await lastValueFrom(tape.commits$().pipe(toArray()));
  await tape.close();
  return commits.map(({ label }) => label);
};

/** Opens the tape for writing once more and commits an empty commit: a segment of its own. */
async function resumed(recorded: TestTape, label: string): Promise<void> {
  const deps = { disk: recorded.disk, clock: new FixedClock(), ids: new CounterIds(), background: false };
  const { writer } = await TapeWriter.resume(recorded.dir, deps, { takeOver: true });
  writer.append([encodeImage({ label, kind: 0, wallMs: startMs, meta: canonicalJson({}) }, undefined)]);
  writer.durableNow();
  await writer.close();
}

describe("a tape of 12 segments", () => {
  it("is read in numeric order (R37)", async () => {
    const recorded = new TestTape().scope("s", { x: 1 }).commit("1");
    recorded.writer.durableNow();
    await recorded.writer.close();
    for (let n = 2; n <= 12; n++) await resumed(recorded, `${n}`);
    expect(await labelsOf(recorded)).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}`));
    const tape = await Tape.open(recorded.source());
    expect([tape.segmentCount, tape.lastSequence, (await tape.latestScope()).vars.x]).toEqual([12, 13, 1]);
  });
});

describe("a tape whose last write was torn", () => {
  it("gives every earlier commit and counts the torn bytes; the next writer goes on elsewhere (R38)", async () => {
    const recorded = new TestTape().scope("s", { x: 1 }).commit("a").scope("s", { x: 2 }).commit("b");
    recorded.writer.durableNow();
    const disk = recorded.disk as MemoryDisk;
    const path = `${recorded.dir}/seg-00000001.tape`;
    const whole = disk.bytes(path).length;
    recorded.scope("s", { x: 3 }).commit("c");
    const torn = disk.bytes(path).slice(0, whole + 40);
    disk.put(path, torn);
    const tape = await Tape.open(recorded.source());
    expect(await labelsOf(recorded)).toEqual(["a", "b"]);
    expect([tape.report.tornBytes, tape.report.damage]).toEqual([40, []]);
    await resumed(recorded, "d");
    expect(await labelsOf(recorded)).toEqual(["a", "b", "d"]);
    expect(disk.bytes(path)).toEqual(torn);
    expect((await lastValueFrom(tape.commits$().pipe(toArray()))).map(({ label }) => label)).toEqual(["a", "b", "d"]);
  });
});
