/**
 * One run of the sweep in 08-sweep.ipynb: the Lorenz system for one rho. Records every peak of z, after the orbit has
 * found its attractor.
 */
import { tape } from "tapelab";

/** What a plan or `--set` must give. */
export const needs = ["rho"];

const DT = 0.002;
const UNRECORDED = 10_000;
const RECORDED = 10_000;

export default function lorenzPeaks({ rho, sigma = 10, beta = 8 / 3 }, run) {
  const slope = ([x, y, z]) => [sigma * (y - x), x * (rho - z) - y, x * y - beta * z];
  const along = (from, to, part) => from.map((value, k) => value + part * to[k]);
  let at = [1, 1, rho - 1];
  let [before, last] = [0, 0];
  let [peaks, highest] = [0, 0];
  for (let n = 0; n < UNRECORDED + RECORDED; n++) {
    const a = slope(at);
    const b = slope(along(at, a, DT / 2));
    const c = slope(along(at, b, DT / 2));
    const d = slope(along(at, c, DT));
    at = at.map((value, k) => value + (DT / 6) * (a[k] + 2 * b[k] + 2 * c[k] + d[k]));
    const [, , z] = at;
    if (n > UNRECORDED && last > before && last > z) {
      tape.capture("peak", { t: n * DT, z: last });
      highest = Math.max(highest, last);
      peaks++;
    }
    [before, last] = [last, z];
    if (n % 2_000 === 0) run.progress(n / (UNRECORDED + RECORDED));
  }
  return { peaks, highest };
}
