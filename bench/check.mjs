// Reading back: every value of every scope, bit for bit, against a second run of the generator.
import { doublesOf, makeWorkload, scalarNames } from "./workloads.mjs";

/** Takes rows or columns in order and throws at the first value that was never recorded; `done` throws if scopes are missing. */
export function makeChecker(name, n) {
  const workload = makeWorkload(name);
  let next = 0;

  const row = (found) => {
    workload.step(next);
    const want = doublesOf(name, workload.row());
    const have = doublesOf(name, found);
    for (let k = 0; k < want.length; k++) {
      if (!Object.is(want[k], have[k])) {
        throw new Error(`Scope ${next} of workload ${name}: value ${k} should be ${want[k]} and is ${have[k]}.`);
      }
    }
    if (want.length !== have.length) throw new Error(`Scope ${next}: ${have.length} values instead of ${want.length}.`);
    next++;
  };

  return {
    row,
    /** `get(name, row)` of workload A. */
    columns(length, get) {
      for (let k = 0; k < length; k++) row(Object.fromEntries(scalarNames.map((column) => [column, get(column, k)])));
    },
    done() {
      if (next !== n) throw new Error(`${next} scopes were read back instead of ${n}.`);
    },
  };
}

/** The sum of the probe that a right read yields. */
export function probeSum({ workload: name, n, probeOf }) {
  const workload = makeWorkload(name);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    workload.step(i);
    sum += probeOf(workload.row());
  }
  return sum;
}
