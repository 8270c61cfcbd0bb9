import type { StreamName } from "./output.js";

interface Piece {
  readonly name: StreamName;
  readonly text: string;
}

const MiB = 1024 * 1024;
/** Characters kept of the end. */
const TAIL = MiB;

/** Text of a cell beyond its limit: counted, and its last MiB kept. */
export class Excess {
  readonly #limit: number;
  readonly #tail: Piece[] = [];
  #size = 0;
  #droppedLines = 0;
  #droppedBytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  add(name: StreamName, text: string): void {
    this.#tail.push({ name, text });
    this.#size += text.length;
    while (this.#size - (this.#tail[0]?.text.length ?? 0) >= TAIL) this.#drop(this.#tail.shift()?.text ?? "");
  }

  /** What is shown when the cell ends: how much is missing, and the end. */
  end(): readonly Piece[] {
    const first = this.#tail.shift();
    if (first !== undefined) this.#tail.unshift({ name: first.name, text: this.#trim(first.text) });
    if (this.#droppedBytes === 0) return this.#tail;
    const size = `${this.#droppedLines} lines (${Math.ceil(this.#droppedBytes / MiB)} MiB)`;
    const notice = `\n[tapelab: ${size} not shown. Raise kernel.output_limit_bytes to see them.]\n`;
    return [{ name: "stderr", text: notice }, ...this.#tail];
  }

  /** What is shown of late text: nobody would see its end. */
  refusal(): string {
    const limit = `${Math.round(this.#limit / MiB)} MiB`;
    return `\n[tapelab: more than ${limit} of late text; the rest is not shown. Raise kernel.output_limit_bytes.]\n`;
  }

  /** The end of the oldest piece, from a line's start. */
  #trim(text: string): string {
    const over = this.#size - TAIL;
    if (over <= 0) return text;
    const newline = text.indexOf("\n", over);
    const cut = newline < 0 || newline > over + MiB / 16 ? over : newline + 1;
    this.#drop(text.slice(0, cut));
    return text.slice(cut);
  }

  #drop(text: string): void {
    this.#size -= text.length;
    this.#droppedBytes += Buffer.byteLength(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#droppedLines += 1;
  }
}
