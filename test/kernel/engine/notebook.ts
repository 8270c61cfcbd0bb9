import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CellConverter, type Converted } from "#kernel/engine/converter.js";
import { problemError } from "#kernel/engine/problems.js";
import { CellRunner, type RunOutcome } from "#kernel/engine/runner.js";
import { describeError } from "#kernel/engine/trace.js";
import type { CellError } from "../../../kernel/src/link.js";

export interface CellEnd {
  readonly value?: unknown;
  readonly error?: CellError;
  readonly converted: Converted;
}

/** Converter and runner as the kernel joins them, in one thread. */
export interface Notebook {
  readonly folder: string;
  readonly converter: CellConverter;
  readonly runner: CellRunner;
  /** Runs a cell; lines may be given that magics made, by number from 1. */
  run(source: string, generatedLines?: readonly number[]): Promise<CellEnd>;
  /** The value of a cell that must not fail. */
  value(source: string): Promise<unknown>;
  /** Traceback of a cell that must fail, as one text. */
  failure(source: string, generatedLines?: readonly number[]): Promise<string>;
  close(): void;
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "tapelab-notebook-"));
}

export function openNotebook(folder: string = emptyFolder()): Notebook {
  const converter = CellConverter.create({ folder });
  const runner = new CellRunner({ folder });
  let count = 0;
  const run = async (source: string, generatedLines: readonly number[] = []): Promise<CellEnd> => {
    count += 1;
    const converted = converter.convert({ source, code: source, generated: rangesOf(source, generatedLines), count });
    if (converted.kind === "problems") {
      return { converted, error: problemError(converted.name, converted.problems, source, count) };
    }
    if (converted.kind !== "code") return { converted };
    const end: RunOutcome = await runner.run(converted.code, undefined);
    converter.settle(end.ok ? "all" : { received: end.received });
    return end.ok ? { converted, value: end.value } : { converted, error: describeError(end.error) };
  };
  return {
    folder,
    converter,
    runner,
    run,
    async value(source) {
      const end = await run(source);
      if (end.error !== undefined) throw new Error(end.error.traceback.join("\n"));
      return end.value;
    },
    async failure(source, generatedLines) {
      const end = await run(source, generatedLines);
      if (end.error === undefined) throw new Error(`the cell did not fail: ${source}`);
      return end.error.traceback.join("\n");
    },
    close() {
      converter.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rangesOf(source: string, lines: readonly number[]): { start: number; end: number }[] {
  const rows = source.split("\n");
  return lines.map((line) => {
    const start = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    return { start, end: start + (rows[line - 1] ?? "").length };
  });
}
