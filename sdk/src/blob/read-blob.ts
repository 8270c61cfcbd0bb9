/** Reads blob files that may be anything: missing, links, FIFOs, huge, cut or changed. */
import { type Io, io } from "../base/disk.js";
import { hex, Sha256 } from "../base/sha256.js";

const pieceBytes = 1024 * 1024;

/** Nothing there, a link, no regular file, or a device that cannot give the bytes back. */
const unavailable: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "EMLINK",
  "EINVAL",
  "ENXIO",
  "EISDIR",
  "EIO",
]);

/** The content of the file, not verified; undefined when there is none to be had or it is larger than the cap. */
export function* readBlob(path: string, maxBytes: number): Io<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined;
  const outcome = yield* readPieces(path, maxBytes, (size) => {
    const target = new Uint8Array(size);
    bytes = target;
    return { next: (at) => target.subarray(at), seen: () => undefined };
  });
  return outcome === "read" ? bytes : undefined;
}

/** Compares the content of the file with its name, in pieces. */
export function* verifyBlob(path: string, name: string, maxBytes: number): Io<"good" | "damaged" | "missing"> {
  const hash = new Sha256();
  const outcome = yield* readPieces(path, maxBytes, (size) => {
    const piece = new Uint8Array(Math.min(size, pieceBytes));
    return { next: (at) => piece.subarray(0, size - at), seen: (bytes) => hash.update(bytes) };
  });
  if (outcome === "missing") return "missing";
  return outcome === "read" && hex(hash.digest()) === name ? "good" : "damaged";
}

interface Target {
  /** Where the bytes from this position on go. */
  next(at: number): Uint8Array;
  seen(bytes: Uint8Array): void;
}

function* readPieces(
  path: string,
  maxBytes: number,
  open: (size: number) => Target,
): Io<"read" | "missing" | "refused"> {
  try {
    const file = yield* io((ops) => ops.openRead(path));
    try {
      const size = yield* io((ops) => ops.size(file));
      if (size > maxBytes) return "refused";
      const target = open(size);
      for (let at = 0; at < size; ) {
        const piece = target.next(at);
        const count = yield* io((ops) => ops.read(file, piece, at));
        if (count === 0) return "refused"; // it shrank under our hands
        target.seen(piece.subarray(0, count));
        at += count;
      }
      return "read";
    } finally {
      yield* io((ops) => ops.close(file));
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined || !unavailable.has(code)) throw error;
    return code === "ENOENT" || code === "ENOTDIR" ? "missing" : "refused";
  }
}
