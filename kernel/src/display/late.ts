/** Failures that no cell waits for, and ways out of the process: both are told in the cell that caused them. */
import { CellInterrupted, currentCell, outputCell, type RunningCell } from "./cells.js";
import { host } from "./host.js";
import { writeText } from "./streams.js";

/** Thrown by `process.exit` in a cell. */
export class SystemExit extends Error {
  override readonly name: string = "SystemExit";
}

/** Unhandled rejections and throws in callbacks are written to the cell; the process lives on. */
export function catchLateErrors(): void {
  process.on("unhandledRejection", (reason) => reportLate(reason, currentCell()));
  process.on("uncaughtException", (error) => reportLate(error, currentCell()));
}

/** Writes the failure to stderr of the cell that caused it: the given one, else the one in its stack. */
export function reportLate(error: unknown, cell: RunningCell | undefined): void {
  if (error instanceof CellInterrupted || cell?.isInterrupted) return;
  const target = cell ?? outputCell();
  const { name, value, traceback } = host().describeError(error);
  const text = traceback.length > 0 ? traceback.join("\n") : `${name}: ${value}`;
  const where = target === undefined ? "" : ` (in cell ${target.ref.count})`;
  writeText(target?.ref.key ?? 0, "stderr", `Uncaught${where} ${text}\n`);
}

/** `process.exit` of a cell is an error of the cell; `exit` ends the process for the kernel itself. */
export function catchExit(): { readonly exit: (code: number) => never } {
  const exit = process.exit.bind(process);
  process.exit = ((code?: number | string | null) => {
    throw new SystemExit(String(code ?? process.exitCode ?? 0));
  }) as typeof process.exit;
  return { exit };
}
