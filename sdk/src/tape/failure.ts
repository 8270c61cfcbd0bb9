/** What a failing disk means, in words. */
import { limits } from "../base/limits.js";
import { TapelabError } from "../errors.js";
import { errorCode } from "./bytes.js";

/** The typed error for what the disk threw while the tape was written. A bug of ours passes through. */
export function diskFailure(cause: unknown, tape: string, segment: number, durable: number): TapelabError {
  const code = errorCode(cause);
  if (!code.startsWith("E")) throw cause;
  if (durable === 0) return beginFailure(cause, tape, segment, code);
  const safe = `Commits 1-${durable} are safe`;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const text = `No space left while writing tape ${tape} (segment ${segment}). ${safe}; what follows is held in memory. Free space and commit again, or \`session.exportQueue(file)\` on another disk.`;
    return new TapelabError("disk-full", text, { tape, cause: code }, { cause });
  }
  if (code === "EMFILE" || code === "ENFILE") {
    const text = `Too many open files while writing tape ${tape}. ${safe}; what follows is held in memory. Close other tapes or raise \`ulimit -n\`, and commit again.`;
    return new TapelabError("too-many-files", text, { tape }, { cause });
  }
  const text = `The disk reported ${code} while writing tape ${tape} (segment ${segment}). ${safe}; what follows is held in memory (up to ${limits.unsyncedBytes >> 20} MiB). Check the disk; further commits go to a new segment.`;
  return new TapelabError("write-failed", text, { tape, segment, cause: code }, { cause });
}

/** The first commit says what the tape is: without it there is no session that could hold anything or try again. */
function beginFailure(cause: unknown, tape: string, segment: number, code: string): TapelabError {
  if (code === "ENOSPC" || code === "EDQUOT") {
    const text = `No space left to begin tape ${tape}. Nothing was recorded. Free space, or record on another disk.`;
    return new TapelabError("disk-full", text, { tape, cause: code }, { cause });
  }
  if (code === "EMFILE" || code === "ENFILE") {
    const text = `Too many open files to begin tape ${tape}. Nothing was recorded. Close other tapes or raise \`ulimit -n\`.`;
    return new TapelabError("too-many-files", text, { tape }, { cause });
  }
  const text = `Tape ${tape} could not be begun: the disk reported ${code}. Nothing was recorded. Check the disk, or record in a folder that takes files.`;
  return new TapelabError("write-failed", text, { tape, segment, cause: code }, { cause });
}
