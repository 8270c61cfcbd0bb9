/** Text of cells: what is written to stdout and stderr of the main thread goes to the cell that wrote it. */
import { StringDecoder } from "node:string_decoder";
import { outputKey } from "./cells.js";
import { postOutput } from "./post.js";

type StreamName = "stdout" | "stderr";
type WriteCallback = (error?: Error | null) => void;

/** Characters of one message: a longer write is several, so that the worker never holds much more than it may. */
const pieceMax = 1024 * 1024;

/** Replaces the `write` of both streams; `console` follows. */
export function captureStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = writer(name);
    // Cells are not a terminal, also when the kernel was started in one: no colors, no cursor movements.
    Object.defineProperty(process[name], "isTTY", { value: false, configurable: true });
  }
}

/** Sends text of the cell with this key. */
export function writeText(key: number, name: StreamName, text: string): void {
  for (let start = 0; start < text.length; ) {
    const end = pieceEnd(text, start);
    const piece = start === 0 && end === text.length ? text : text.slice(start, end);
    postOutput({ type: "stream", key, name, text: piece }, piece.length);
    start = end;
  }
}

function writer(name: StreamName): typeof process.stdout.write {
  const decoder = new StringDecoder("utf8");
  let decoding = 0;
  // What was left of a character that is never completed: another cell or another way of writing came between.
  const rest = (): string => (decoding === 0 ? "" : decoder.end());
  return (chunk: unknown, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean => {
    const key = outputKey();
    if (typeof chunk === "string") {
      const coding = typeof encoding === "string" ? encoding : "utf8";
      writeText(key, name, rest() + (isText(coding) ? chunk : Buffer.from(chunk, coding).toString("utf8")));
      decoding = 0;
    } else if (ArrayBuffer.isView(chunk)) {
      if (decoding !== key) writeText(decoding, name, rest());
      decoding = key;
      writeText(key, name, decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
    } else {
      throw new TypeError(
        `process.${name}.write: expected a string or bytes, found ${typeof chunk}. Nothing was written.`,
      );
    }
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
}

/** `hex` and `base64` text stands for bytes; every other encoding means the text itself. */
function isText(encoding: BufferEncoding): boolean {
  return encoding !== "hex" && encoding !== "base64" && encoding !== "base64url";
}

/** Never between the halves of a surrogate pair. */
function pieceEnd(text: string, start: number): number {
  const end = start + pieceMax;
  if (end >= text.length) return text.length;
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end;
}
