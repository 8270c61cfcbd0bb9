import type { StreamName } from "./output.js";

interface Piece {
  readonly name: StreamName;
  readonly text: string;
}

/** Text of one stream up to this place in what is kept. */
interface Run {
  readonly name: StreamName;
  end: number;
}

const MiB = 1024 * 1024;
/** Bytes kept of the end. */
const TAIL = MiB;
/** The end and one more piece: a character of a piece has at most three bytes. */
const CAPACITY = 4 * MiB;

/**
 * Text of a cell beyond its limit: counted, and its last MiB kept. Kept as bytes: strings that live for a while would
 * fill the heap faster than it is collected.
 */
export class Excess {
  readonly #limit: number;
  readonly #kept = Buffer.allocUnsafe(CAPACITY);
  #size = 0;
  #runs: Run[] = [];
  #bytes = 0;
  #lines = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  add(name: StreamName, text: string): void {
    this.#bytes += Buffer.byteLength(text);
    this.#lines += linesOf(text);
    const last = text.slice(-TAIL);
    if (this.#size + 3 * last.length > CAPACITY) this.#compact();
    this.#size += this.#kept.write(last, this.#size);
    const run = this.#runs.at(-1);
    if (run?.name === name) run.end = this.#size;
    else this.#runs.push({ name, end: this.#size });
  }

  /** What is shown when the cell ends: how much is missing, and the end. */
  end(): readonly Piece[] {
    const start = this.#start();
    const pieces: Piece[] = [];
    let from = start;
    for (const { name, end } of this.#runs) {
      if (end > from) pieces.push({ name, text: this.#kept.toString("utf8", from, end) });
      from = Math.max(from, end);
    }
    const missing = this.#bytes - (this.#size - start);
    if (missing === 0) return pieces;
    const lines = this.#lines - pieces.reduce((sum, { text }) => sum + linesOf(text), 0);
    const size = `${lines} lines (${Math.ceil(missing / MiB)} MiB)`;
    const notice = `\n[tapelab: ${size} not shown. Raise kernel.output_limit_bytes to see them.]\n`;
    return [{ name: "stderr", text: notice }, ...pieces];
  }

  /** What is shown of late text: nobody would see its end. */
  refusal(): string {
    const limit = `${Math.round(this.#limit / MiB)} MiB`;
    return `\n[tapelab: more than ${limit} of late text; the rest is not shown. Raise kernel.output_limit_bytes.]\n`;
  }

  /** Makes room: only the last MiB stays. */
  #compact(): void {
    const start = Math.max(0, this.#size - TAIL);
    this.#kept.copyWithin(0, start, this.#size);
    this.#size -= start;
    this.#runs = this.#runs.flatMap(({ name, end }) => (end > start ? [{ name, end: end - start }] : []));
  }

  /** Where the last MiB begins: at a line's start when one is near, else at a whole character. */
  #start(): number {
    if (this.#size === this.#bytes && this.#size <= TAIL) return 0;
    let start = Math.max(0, this.#size - TAIL);
    const newline = this.#kept.subarray(0, this.#size).indexOf(10, start);
    if (newline >= 0 && newline < start + TAIL / 16) return newline + 1;
    while (start < this.#size && ((this.#kept[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return start;
  }
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
