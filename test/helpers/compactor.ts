/** Compaction for tests: the tape's own procedure with the pieces that the workspace gives it. */
import { openImage, openShapes, writableImage } from "#sdk/archive/archived-image.js";
import type { Clock } from "#sdk/base/clock.js";
import type { Disk } from "#sdk/base/disk.js";
import type { Ids } from "#sdk/base/ids.js";
import { type CompactDeps, type CompactOptions, type NewGeneration, writeGeneration } from "#sdk/tape/compact.js";
import { CounterIds } from "./counter-ids.js";
import { FixedClock } from "./fixed-clock.js";
import { testTapeDir } from "./segments.js";

export function compactDeps(
  disk: Disk,
  ids: Ids = new CounterIds(9_000),
  clock: Clock = new FixedClock(),
): CompactDeps {
  return {
    ...{ disk, clock, ids },
    writable: (bytes, shapes) => writableImage(bytes, openImage(bytes)!, openShapes(shapes) ?? new Map()),
  };
}

export function compact(
  disk: Disk,
  options: Partial<CompactOptions> = {},
  deps: Partial<CompactDeps> = {},
): Promise<NewGeneration> {
  const plan: CompactOptions = { verb: "repack", name: "demo", ...options };
  return writeGeneration({ ...compactDeps(disk), ...deps }, testTapeDir, plan);
}
