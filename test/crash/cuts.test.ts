import { describe, expect, it } from "vitest";
import { times } from "../helpers/effort.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { readOnce } from "../helpers/read-tape.js";
import { Recorder } from "../helpers/recorder.js";
import { testTapeDir } from "../helpers/segments.js";
import { diskWith, segmentPath, type WholeTape, wholeTape } from "../helpers/tapes.js";

const kinds: readonly (readonly [string, readonly (readonly (readonly number[])[])[]])[] = [
  ["micro frames", [[[1], [2], [3]]]],
  ["a shared block", [[[1], [9, 1, 20]]]],
  ["own blocks", [[[1], [256], [260]]]],
  [
    "two segments",
    [
      [[1], [9, 1], [2]],
      [[1], [20, 2]],
    ],
  ],
];

/** How many commits are whole when the last segment is cut at this byte. */
function wholeCommits(tape: WholeTape, cut: number): number {
  const last = tape.segments.at(-1)!;
  const before = Math.min(...last.walk.images.map(({ sequence }) => sequence)) - 1;
  // One of the two header copies is enough; without a header a segment that holds nothing is not there at all.
  return last.walk.batches.findLast(({ end }) => end <= cut)?.last ?? before;
}

async function checkCut(tape: WholeTape, cut: number, isReopened: boolean): Promise<void> {
  const last = tape.segments.at(-1)!;
  const disk = diskWith(tape, { path: last.path, bytes: last.bytes.slice(0, cut) });
  const whole = wholeCommits(tape, cut);
  const { commits, damage, notices } = readOnce(disk, testTapeDir);
  const others = notices.filter(({ code }) => !["torn-tail", "header-copy-damaged", "footer-damaged"].includes(code));
  if (commits.length !== whole || damage.length > 0 || others.length > 0) {
    throw new Error(
      `cut at ${cut}: ${commits.length} commits of ${whole}, ${damage.length} damages, ${others.map(({ code }) => code)}`,
    );
  }
  for (const [i, { image }] of commits.entries()) {
    if (Buffer.compare(image, tape.reading.commits[i]!.image) !== 0)
      throw new Error(`cut at ${cut}: commit ${i + 1} differs`);
  }
  if (!isReopened || commits.length === 0) return;
  const oracle = new Oracle();
  const writer = new FaultDisk(disk);
  const recorder = await Recorder.resume(writer, testTapeDir, oracle);
  recorder.append([{ label: "new", shape: 5 }], "disk");
  await recorder.settle();
  await recorder.close();
  const after = readOnce(disk, testTapeDir);
  const labels = after.commits.map(({ label }) => label);
  const expected = [...commits.map(({ label }) => label), "new-0"];
  if (labels.join() !== expected.join() || after.damage.length > 0)
    throw new Error(`cut at ${cut}: reopened as ${labels}`);
  if (disk.bytes(last.path).length !== cut) throw new Error(`cut at ${cut}: the old segment was changed`);
}

describe("a tape cut at any byte", () => {
  for (const [name, lives] of kinds) {
    it(`keeps every commit in front of the cut and can be written again: ${name} (T-01, T-02)`, {
      timeout: 120_000,
    }, async () => {
      for (const isEnded of [false, true]) {
        const tape = await wholeTape(lives, isEnded);
        const size = tape.segments.at(-1)!.bytes.length;
        for (let cut = 0; cut < size; cut++) await checkCut(tape, cut, times(1) > 1 || cut % 5 === 0);
      }
    });
  }

  it("names the end of the last whole batch in the header of the next segment (T-02)", async () => {
    const tape = await wholeTape([[[1], [9, 1, 20]]]);
    const [first] = tape.segments;
    const cut = first!.walk.batches[1]!.end - 1;
    const disk = diskWith(tape, { path: first!.path, bytes: first!.bytes.slice(0, cut) });
    const recorder = await Recorder.resume(new FaultDisk(disk), testTapeDir, new Oracle());
    recorder.append([{ label: "new" }], "disk");
    await recorder.settle();
    const header = new DataView(disk.bytes(segmentPath(2)).buffer);
    const previousLength = Number(header.getBigUint64(24, true));
    expect(previousLength).toBeGreaterThanOrEqual(first!.walk.batches[0]!.end);
    expect(previousLength).toBeLessThanOrEqual(first!.walk.batches[1]!.end);
    expect([header.getUint32(12, true), header.getUint32(16, true), Number(header.getBigUint64(32, true))]).toEqual([
      2, 1, 2,
    ]);
  });

  it("leaves no file when it was opened for writing and nothing was written (T-03)", async () => {
    const tape = await wholeTape([[[1]]]);
    const disk = diskWith(tape);
    const recorder = await Recorder.resume(new FaultDisk(disk), testTapeDir, new Oracle());
    await recorder.close();
    expect(disk.files()).toEqual([segmentPath(1)]);
  });

  it("reports a middle segment that is missing or cut, and keeps the others", async () => {
    const tape = await wholeTape([[[1], [2]], [[1], [2]], [[1]]]);
    const [, middle] = tape.segments;
    const lost = [3, 4];
    for (const bytes of [middle!.bytes.slice(0, 1_024), new Uint8Array(0), undefined]) {
      const disk = diskWith(tape, bytes && { path: middle!.path, bytes });
      if (!bytes) disk.now.unlink(middle!.path);
      const { commits, damage } = readOnce(disk, testTapeDir);
      expect(commits.map(({ sequence }) => sequence)).toEqual([1, 2, 5]);
      expect(damage.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([lost]);
    }
  });
});
