/** Text of cells: what is written to stdout and stderr of the main thread goes to the cell that wrote it. */
import { StringDecoder } from "node:string_decoder";
import { currentCell, inCell, outputKey, outsideCells, type RunningCell } from "./cells.js";
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
    if (done) callBackSoon(done);
    return true;
  };
}

interface Waiting {
  readonly callback: WriteCallback;
  readonly cell: RunningCell | undefined;
  times: number;
}

let waiting: Waiting[] = [];

/**
 * Calls back after the code that writes, as Node does. `console.log` has one callback for all its writes: a loop of
 * millions is one entry, where one tick each would fill the memory.
 */
function callBackSoon(callback: WriteCallback): void {
  const cell = currentCell();
  const last = waiting.at(-1);
  if (last?.callback === callback && last.cell === cell) last.times++;
  else if (waiting.push({ callback, cell, times: 1 }) === 1) outsideCells(() => process.nextTick(callBack));
}

function callBack(): void {
  const due = waiting;
  waiting = [];
  let next = 0;
  try {
    for (; next < due.length; next++) callAll(due[next]);
  } finally {
    // One has thrown: the others still get their call.
    waiting = [...due.slice(next + 1), ...waiting];
    if (next < due.length && waiting.length > 0) process.nextTick(callBack);
  }
}

function callAll(entry: Waiting | undefined): void {
  if (entry === undefined) return;
  const { callback, cell, times } = entry;
  const call = (): void => {
    for (let n = 0; n < times; n++) callback(null);
  };
  if (cell === undefined) call();
  else inCell(cell, call);
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
