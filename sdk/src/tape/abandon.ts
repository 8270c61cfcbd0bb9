/** Taking away a tape that was never begun: its start failed, and nobody was told of any of it. */
import { type DiskFile, type Io, io } from "../base/disk.js";
import { errorCode } from "./bytes.js";
import { segmentName } from "./layout.js";

/**
 * Removes the folder of a tape whose writer made the segments 1 to `highest` and nothing else is in. What the disk does
 * not give away stays, and is listed as empty.
 */
export function* removeBegun(dir: string, highest: number, file: DiskFile | undefined): Io<void> {
  try {
    if (file !== undefined) yield* io((ops) => ops.close(file));
    const own = new Set(["lease.json", ...Array.from({ length: highest }, (_, i) => segmentName(i + 1))]);
    const names = yield* io((ops) => ops.readdir(dir));
    if (!names.every((name) => own.has(name))) return;
    for (const name of names) yield* io((ops) => ops.unlink(`${dir}/${name}`));
    yield* io((ops) => ops.rmdir(dir));
  } catch (error) {
    if (!errorCode(error).startsWith("E")) throw error;
  }
}
