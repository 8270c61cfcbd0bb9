/**
 * Where a verb prints: results to standard output, everything else to standard error.
 * Color and progress only on a terminal; a reader that goes away (`tapelab cat … | head`) ends the work quietly.
 */
import { escaped, shown } from "../base/text.js";
import { elapsedMs, startTimer } from "./stopwatch.js";
import { type Cell, type TableColumn, tableLines } from "./table.js";

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Called once when standard output takes no more: its reader is gone, or it failed. */
  readonly onClosed: (isGone: boolean) => void;
}

type Stream = NodeJS.WriteStream;

export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly isTerminal: boolean;
  /** Characters of a line on a terminal, unlimited elsewhere. */
  readonly width: number;
  readonly #out: Stream;
  readonly #err: Stream;
  #isClosed = false;
  #progress = "";
  #progressAt = 0n;

  constructor(options: OutputOptions, out: Stream = process.stdout, err: Stream = process.stderr) {
    this.json = options.json;
    this.quiet = options.quiet;
    this.#out = out;
    this.#err = err;
    this.isTerminal = out.isTTY === true;
    this.width = this.isTerminal ? out.columns || 80 : Number.POSITIVE_INFINITY;
    out.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      const isGone = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
      if (!isGone) this.error(`The output could not be written: ${error.message}`);
      options.onClosed(isGone);
    });
    // Nobody is left who could be told that remarks cannot be written.
    err.on("error", () => undefined);
  }

  /** True when color is wanted: a terminal, and neither NO_COLOR nor TERM=dumb. */
  get hasColor(): boolean {
    return this.isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  }

  /** Whether anybody sees `progress`. */
  get hasProgress(): boolean {
    return !this.quiet && !this.json && this.#err.isTTY === true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Prints result lines. Await it in long loops: it waits while the reader is slow. */
  lines(...lines: readonly string[]): Promise<void> {
    return this.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Writes result bytes or text as they are. */
  write(content: string | Uint8Array): Promise<void> {
    this.#clearProgress();
    if (this.#isClosed || content.length === 0) return Promise.resolve();
    if (this.#out.write(content)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#out.off("drain", done);
        this.#out.off("close", done);
        resolve();
      };
      this.#out.on("drain", done);
      this.#out.on("close", done);
    });
  }

  /** One JSON value on one line. */
  value(value: unknown): Promise<void> {
    return this.lines(jsonText(value));
  }

  table(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): Promise<void> {
    return this.lines(...tableLines(columns, rows, { width: this.width, heading: (text) => this.bold(text) }));
  }

  /** Title and facts below each other, names aligned. Facts without a value are left out. */
  facts(entries: readonly (readonly [name: string, value: string | undefined])[]): Promise<void> {
    const known = entries.filter(([, value]) => value !== undefined && value !== "");
    const width = Math.max(0, ...known.map(([name]) => name.length));
    return this.lines(...known.map(([name, value]) => `${this.dim(name.padEnd(width))}  ${shown(value!, 4096)}`));
  }

  /** A remark for people, to standard error; silent with --quiet. */
  note(text: string): void {
    if (this.quiet) return;
    this.#clearProgress();
    this.#err.write(`${text}\n`);
  }

  /** An error for people, to standard error, also with --quiet. */
  error(text: string): void {
    this.#clearProgress();
    this.#err.write(`${text}\n`);
  }

  /** Shows how far long work is; only on a terminal, at most ten times a second. */
  progress(text: string): void {
    if (!this.hasProgress) return;
    if (this.#progress !== "" && elapsedMs(this.#progressAt) < 100) return;
    this.#progressAt = startTimer();
    this.#progress = text;
    this.#err.write(`\r\u001b[2K${shown(text, this.#err.columns || 80)}`);
  }

  bold(text: string): string {
    return this.hasColor ? `\u001b[1m${text}\u001b[22m` : text;
  }

  dim(text: string): string {
    return this.hasColor ? `\u001b[2m${text}\u001b[22m` : text;
  }

  good(text: string): string {
    return this.hasColor ? `\u001b[32m${text}\u001b[39m` : text;
  }

  bad(text: string): string {
    return this.hasColor ? `\u001b[31m${text}\u001b[39m` : text;
  }

  #clearProgress(): void {
    if (this.#progress === "") return;
    this.#progress = "";
    this.#err.write("\r\u001b[2K");
  }
}

/** JSON on one line that does nothing to the terminal it is shown on. */
export function jsonText(value: unknown): string {
  return escaped(JSON.stringify(value));
}
