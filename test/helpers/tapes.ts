/** Whole tapes as the writer leaves them, for tests that damage them. */
import { segmentName } from "#sdk/tape/layout.js";
import { FaultDisk } from "./fault-disk.js";
import { MemoryDisk } from "./memory-disk.js";
import { Oracle } from "./oracle.js";
import { readOnce, type TapeReading } from "./read-tape.js";
import { Recorder } from "./recorder.js";
import { testTapeDir, testTapesDir } from "./segments.js";
import { type Walk, walkSegment } from "./walk.js";

export interface WholeTape {
  /** Undamaged bytes of each segment, by path, in order. */
  readonly segments: readonly { readonly path: string; readonly bytes: Uint8Array; readonly walk: Walk }[];
  /** What is read from it. */
  readonly reading: TapeReading;
}

/** Writes lives one after another: each a list of batches, each batch a list of row counts, then closes or ends the tape. */
export async function wholeTape(
  lives: readonly (readonly (readonly number[])[])[],
  isEnded = false,
): Promise<WholeTape> {
  const machine = new MemoryDisk();
  machine.putDir(testTapesDir);
  const oracle = new Oracle();
  for (const [i, batches] of lives.entries()) {
    const disk = new FaultDisk(machine);
    const recorder =
      i === 0 ? Recorder.create(disk, testTapeDir, oracle) : await Recorder.resume(disk, testTapeDir, oracle);
    for (const rows of batches) {
      recorder.append(
        rows.map((count) => ({ label: "c", rows: count, shape: count % 3 })),
        "disk",
      );
      await recorder.settle();
    }
    if (isEnded && i === lives.length - 1) await recorder.end();
    else await recorder.close();
  }
  const reading = readOnce(machine, testTapeDir);
  oracle.check(reading);
  const paths = machine.files().filter((path) => path.endsWith(".tape"));
  const segments = paths.map((path) => ({ path, bytes: machine.bytes(path), walk: walkSegment(machine.bytes(path)) }));
  return { segments, reading };
}

/** A disk with these segments; one of them may be replaced. */
export function diskWith(tape: WholeTape, replaced?: { path: string; bytes: Uint8Array }): MemoryDisk {
  const disk = new MemoryDisk();
  for (const { path, bytes } of tape.segments) disk.put(path, path === replaced?.path ? replaced.bytes : bytes);
  return disk;
}

export function segmentPath(number: number): string {
  return `${testTapeDir}/${segmentName(number)}`;
}
