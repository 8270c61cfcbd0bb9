/** The bytes of an interrupted last write, for those who want to see them. */
import { nodeDisk, runLater } from "../base/disk.js";
import { readRange } from "../tape/bytes.js";
import { recoverTape } from "../tape/recover.js";
import { withFile } from "../tape/segment.js";
import { bytes, grouped } from "./figures.js";

export interface Tail {
  readonly segment: number;
  /** Where it begins in the segment. */
  readonly offset: number;
  readonly size: number;
  /** Its first bytes, at most 256. */
  readonly bytes: Uint8Array;
}

const SHOWN_BYTES = 256;

/** What stands behind the last whole batch; undefined when nothing does. */
export async function readTail(dir: string): Promise<Tail | undefined> {
  const { segments, tornBytes } = await runLater(nodeDisk, recoverTape(dir));
  const last = segments.at(-1);
  if (!last || tornBytes === 0) return undefined;
  const offset = last.limit - tornBytes;
  const size = Math.min(tornBytes, SHOWN_BYTES);
  const found = await runLater(
    nodeDisk,
    withFile(last.segment.path, (file) => readRange(file, offset, size)),
  );
  return { segment: last.segment.number, offset, size: tornBytes, bytes: found };
}

export function tailLines(name: string, tail: Tail | undefined): string[] {
  if (!tail) return [`Tape "${name}" ends with a whole write; there is no tail.`];
  const { segment, offset, size } = tail;
  const lines = [
    `Behind the last whole write of tape "${name}": ${bytes(size)} (segment ${segment}, from byte ${grouped(offset)})`,
  ];
  for (let at = 0; at < tail.bytes.length; at += 16) lines.push(hexLine(tail.bytes.subarray(at, at + 16), offset + at));
  if (size > tail.bytes.length) lines.push(`… ${grouped(size - tail.bytes.length)} more bytes`);
  return lines;
}

function hexLine(row: Uint8Array, offset: number): string {
  const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
  return `  ${offset.toString(16).padStart(8, "0")}  ${digits.padEnd(47)}  ${text}`;
}
