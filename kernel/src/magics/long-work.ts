/** Work that may take long: a bar shows how far it is, and an interrupt of the cell stops it at its next step. */
import { assertNotInterrupted } from "../display/cells.js";
import { type Progress, progress } from "../display/progress.js";
import type { Request } from "./values.js";

/** How far it is. */
export type Report = (done: number, total: number) => void;

/** What is quick shows no bar. */
const quietMs = 500;

export async function longWork<T>(request: Request, label: string, work: (report: Report) => Promise<T>): Promise<T> {
  const startMs = performance.now();
  let bar: Progress | undefined;
  const report: Report = (done, total) => {
    assertNotInterrupted();
    if (bar === undefined && (request.has("quiet") || performance.now() - startMs < quietMs)) return;
    bar ??= progress(100, { label });
    bar.set(Math.min(99, Math.floor((100 * done) / Math.max(1, total)))); // steps may begin anew: only the end is all
  };
  try {
    const result = await work(report);
    bar?.set(100);
    return result;
  } catch (error) {
    bar?.fail(error);
    throw error;
  }
}
