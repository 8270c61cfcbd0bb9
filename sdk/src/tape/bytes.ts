/** Reading and writing whole runs of bytes through a disk that may return less than was asked for. */
import { type DiskFile, type DiskOps, type Io, io } from "../base/disk.js";

/** Reads up to `size` bytes from a position; shorter only at the end of the file. Starts at a multiple of 8 in memory. */
export function* readRange(file: DiskFile, position: number, size: number): Io<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const target = bytes.subarray(filled);
    const count = yield* io((ops) => ops.read(file, target, position + filled));
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Appends all bytes; throws what the disk throws, with part of them possibly written. */
export function appendAll(ops: DiskOps, file: DiskFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const count = ops.append(file, at === 0 ? bytes : bytes.subarray(at));
    if (count <= 0) throw Object.assign(new Error("The disk took no bytes"), { code: "ENOSPC" });
    at += count;
  }
}

/** The same as a procedure. */
export function* appendWhole(file: DiskFile, bytes: Uint8Array): Io<void> {
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const count = yield* io((ops) => ops.append(file, rest));
    if (count <= 0) throw Object.assign(new Error("The disk took no bytes"), { code: "ENOSPC" });
    at += count;
  }
}

/** The code of a Node error, or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
