// Time and sizes of one process.
import { statSync } from "node:fs";

/** The clock of all measures, ns. BENCH_CLOCK=cpu (`--cpu`) counts the processor time of the process instead. */
export const nowNs = process.env.BENCH_CLOCK === "cpu" ? cpuNs : () => performance.now() * 1e6;

/** Processor time of the process so far, ns. */
export function cpuNs() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Nanoseconds that `work` took, and what it returned. */
export async function timed(work) {
  globalThis.gc?.();
  const start = nowNs();
  const value = await work();
  return { ns: nowNs() - start, value };
}

/** The same without leaving the synchronous world. */
export function timedNow(work) {
  const start = nowNs();
  work();
  return nowNs() - start;
}

/** The fastest of several tries, ns. */
export function fastest(tries, work) {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < tries; k++) best = Math.min(best, timedNow(work));
  return best;
}

/** How often something short is tried that nothing warms up on purpose. */
export const coldTries = 9;

/** The median ns of several tries of something that may be asynchronous. */
export async function medianOf(tries, work) {
  const costs = [];
  for (let k = 0; k < tries; k++) {
    const start = nowNs();
    await work();
    costs.push(nowNs() - start);
  }
  costs.sort((a, b) => a - b);
  return percentile(costs, 0.5);
}

/** `share` = 0.5: the median of sorted values. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function sizeOf(files) {
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
