/** Reads blob files that may be anything: missing, links, FIFOs, huge, cut or changed; as they are or packed. */
import { type DiskFile, type Io, io } from "../base/disk.js";
import { hex, Sha256 } from "../base/sha256.js";
import { isCode } from "../base/small-file.js";
import { headerBytes, packedPieceMax, pieceBytes, unpackedSize, unpackPiece } from "./pack.js";

/** Nothing there, a link, no regular file, or a device that cannot give the bytes back. */
const unavailable = ["ENOENT", "ENOTDIR", "ELOOP", "EMLINK", "EINVAL", "ENXIO", "EISDIR", "EIO"];

/** A blob file with its content, which is not proved. */
export interface OpenBlob {
  readonly file: DiskFile;
  /** Of the content. */
  readonly size: number;
  readonly isPacked: boolean;
  /** How much of the content was given. */
  at: number;
  /** Where the next piece lies in the file. */
  position: number;
}

/** Whether the file of this name holds packed content. */
export function isPackedName(path: string): boolean {
  return /\.z(?:\.dying-[0-9a-f]+-[12])?$/.test(path);
}

/** The content of the file, not verified; "refused" when there is none to be had or it is larger than the cap. */
export function* readBlob(path: string, maxBytes: number): Io<Uint8Array | "missing" | "refused"> {
  let content = new Uint8Array(0);
  const outcome = yield* eachPiece(path, maxBytes, (size) => {
    content = new Uint8Array(size);
    return { room: (at) => content.subarray(at), seen: () => undefined };
  });
  return outcome === "read" ? content : outcome;
}

/** Compares the content of the file with its name, in pieces; gives its size when it is that. */
export function* verifyBlob(path: string, name: string, maxBytes: number): Io<number | "damaged" | "missing"> {
  const hash = new Sha256();
  let length = 0;
  const outcome = yield* eachPiece(path, maxBytes, (size) => {
    length = size;
    const piece = new Uint8Array(Math.min(size, pieceBytes));
    return { room: (at) => piece.subarray(0, size - at), seen: (bytes) => hash.update(bytes) };
  });
  if (outcome === "missing") return "missing";
  return outcome === "read" && hex(hash.digest()) === name ? length : "damaged";
}

/** Opens the file; undefined when it is larger than the cap, or not what its name says. */
export function* openBlob(path: string, maxBytes: number): Io<OpenBlob | undefined> {
  const file = yield* io((ops) => ops.openRead(path));
  const isPacked = isPackedName(path);
  let size: number | undefined;
  try {
    if (isPacked) {
      const head = new Uint8Array(headerBytes);
      yield* fill(file, head, 0);
      size = unpackedSize(head);
    } else size = yield* io((ops) => ops.size(file));
  } finally {
    if (size === undefined || size > maxBytes) yield* io((ops) => ops.close(file));
  }
  if (size === undefined || size > maxBytes) return undefined;
  return { file, size, isPacked, at: 0, position: isPacked ? headerBytes : 0 };
}

/** The next bytes of the content, at most a MiB where it is packed; 0 at its end, and where the file is not whole. */
export function* readPiece(blob: OpenBlob, target: Uint8Array): Io<number> {
  const { file, isPacked } = blob;
  const count = isPacked
    ? yield* readPacked(blob, target)
    : yield* io((ops) => ops.read(file, target.subarray(0, blob.size - blob.at), blob.at));
  blob.at += count;
  return count;
}

function* readPacked(blob: OpenBlob, target: Uint8Array): Io<number> {
  const { file, size, at, position } = blob;
  const prefix = new Uint8Array(4);
  if (at >= size || !(yield* fill(file, prefix, position))) return 0;
  const length = new DataView(prefix.buffer).getUint32(0, true);
  if (length > packedPieceMax) return 0;
  const packed = new Uint8Array(length);
  if (!(yield* fill(file, packed, position + 4))) return 0;
  const piece = unpackPiece(packed, Math.min(pieceBytes, size - at));
  if (!piece) return 0;
  target.set(piece);
  blob.position += 4 + length;
  return piece.length;
}

function* fill(file: DiskFile, target: Uint8Array, position: number): Io<boolean> {
  for (let filled = 0; filled < target.length; ) {
    const count: number = yield* io((ops) => ops.read(file, target.subarray(filled), position + filled));
    if (count === 0) return false;
    filled += count;
  }
  return true;
}

interface Target {
  /** Where the bytes from this position on go. */
  room(at: number): Uint8Array;
  seen(bytes: Uint8Array): void;
}

function* eachPiece(
  path: string,
  maxBytes: number,
  begin: (size: number) => Target,
): Io<"read" | "missing" | "refused"> {
  try {
    const blob = yield* openBlob(path, maxBytes);
    if (!blob) return "refused";
    try {
      const target = begin(blob.size);
      while (blob.at < blob.size) {
        const room = target.room(blob.at);
        const count = yield* readPiece(blob, room);
        if (count === 0) return "refused"; // it shrank under our hands, or is not what it should be
        target.seen(room.subarray(0, count));
      }
      return "read";
    } finally {
      yield* io((ops) => ops.close(blob.file));
    }
  } catch (error) {
    if (!isCode(error, ...unavailable)) throw error;
    return isCode(error, "ENOENT", "ENOTDIR") ? "missing" : "refused";
  }
}
