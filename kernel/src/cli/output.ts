/** Where a verb prints: results to standard output, remarks, errors and progress to standard error. */
import { shown } from "tapelab/host";

export class Output {
  readonly quiet: boolean;
  #progress = "";

  constructor(quiet: boolean) {
    this.quiet = quiet;
    process.stdout.on("error", () => process.exit(process.exitCode ?? 0));
    // Nobody is left who could be told that remarks cannot be written.
    process.stderr.on("error", () => undefined);
  }

  /** True when standard error is a terminal, where a line can be written over. */
  get isLive(): boolean {
    return !this.quiet && process.stderr.isTTY === true;
  }

  lines(...lines: readonly string[]): void {
    this.#clear();
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** A remark for people; silent with --quiet. */
  note(...lines: readonly string[]): void {
    if (this.quiet) return;
    this.#clear();
    process.stderr.write(lines.map((line) => `${line}\n`).join(""));
  }

  error(...lines: readonly string[]): void {
    this.#clear();
    process.stderr.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Shows how far long work is, in one line that the next one replaces; only on a terminal. */
  progress(text: string): void {
    if (!this.isLive) return;
    this.#progress = text;
    process.stderr.write(`\r\u001b[2K${shown(text, (process.stderr.columns || 80) - 1)}`);
  }

  #clear(): void {
    if (this.#progress === "") return;
    this.#progress = "";
    process.stderr.write("\r\u001b[2K");
  }
}
