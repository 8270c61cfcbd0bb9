// The three workloads that every peer records. A generator that misses its fingerprint is wrong, not "different":
// all peers and all versions of Tapelab must be fed the same bits. `row()` is a fresh literal with the time in it,
// `scope()` a fresh literal without it.
import { createHash } from "node:crypto";

export const modes = ["idle", "ramp", "hold", "brake", "stop"];
export const scalarNames = ["t", "x", "y", "vx", "vy", "e", "step", "ok", "mode"];
export const elementCount = 1000;
export const changeNames = Array.from({ length: 50 }, (_, k) => `v${k}`);

/** How many scopes a run has, and how many go into one commit. */
export const sizes = {
  A: { full: 1_000_000, quick: 200_000, commit: 1000 },
  B: { full: 20_000, quick: 5_000, commit: 100 },
  C: { full: 200_000, quick: 40_000, commit: 1000 },
};

/** sha256 over little-endian doubles of the first scopes, in the order of `doublesOf`. */
export const fingerprints = {
  A: { scopes: 10_000, sha256: "fd613414b2b1224440de32174ecb5d5d3b91028a0e171e04351d995bf3d3e077" },
  B: { scopes: 100, sha256: "5228be68f08e204bc9dbf7074fdf040fd1d9ba9baf84e487c561a6dfa8f9e21a" },
  C: { scopes: 10_000, sha256: "e58dcd8669e0c4d2520d67227a2c7b86e6da1503fdd42c171132926dcacae677" },
};

/** The variable that every read sums up, and the number that is taken of it: reading without looking is not reading. */
export const probes = {
  A: { name: "x", of: (row) => row.x },
  B: { name: "state", of: (row) => row.state[5] },
  C: { name: "v7", of: (row) => row.v7 },
};

export function makeWorkload(name) {
  if (name === "A") return new Scalars();
  if (name === "B") return new Arrays();
  if (name === "C") return new Changes();
  throw new Error(`There is no workload "${name}"; there are A, B and C.`);
}

/** The linear congruential generator of all workloads: 0.02040268573909998, 0.01654784823767841, … */
export function randomNumbers() {
  let s = 12345;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0; // = (s x 1664525 + 1013904223) mod 2^32, without the slow double %
    return s / 4294967296;
  };
}

/** Workload A: eight scalars of an orbit. */
class Scalars {
  #random = randomNumbers();
  t = 0;
  x = 0;
  y = 1;
  vx = 0.01;
  vy = 0;
  e = 0;
  i = 0;
  ok = false;
  modeIndex = 0;

  step(i) {
    this.vx += -this.x * 1e-3;
    this.vy += -this.y * 1e-3;
    this.x += this.vx;
    this.y += this.vy;
    this.e = 0.5 * (this.vx * this.vx + this.vy * this.vy) + this.#random() * 1e-3;
    this.t = 1.7e12 + i * 0.5;
    this.i = i;
    this.ok = (i & 7) !== 0;
    this.modeIndex = (i >> 6) % 5;
  }

  scope() {
    const { x, y, vx, vy, e, i, ok, modeIndex } = this;
    return { x, y, vx, vy, e, step: i, ok, mode: modes[modeIndex] };
  }

  row() {
    const { t, x, y, vx, vy, e, i, ok, modeIndex } = this;
    return { t, x, y, vx, vy, e, step: i, ok, mode: modes[modeIndex] };
  }
}

/** Workload B: a wide array that the simulation reuses; who does not copy at capture records it wrong. */
class Arrays {
  #random = randomNumbers();
  t = 0;
  state = new Float64Array(elementCount);
  params = { a: 0, b: 0 };
  tags = [];

  step(i) {
    const { state } = this;
    for (let k = 0; k < elementCount; k++) state[k] = Math.fround(i * 0.001 + k) + k * 1e-7;
    state[i % elementCount] = this.#random();
    this.params = { a: i * 0.1, b: this.#random() };
    this.tags = i % 3 !== 0 ? ["warm", "run"] : ["cold"];
    this.t = 1.7e12 + i * 5;
  }

  scope() {
    return { state: this.state, params: this.params, tags: this.tags };
  }

  row() {
    return { t: this.t, state: this.state, params: this.params, tags: this.tags };
  }
}

const literal = (fields) =>
  new Function("v", "t", `return { ${[...fields, ...changeNames.map((n, k) => `${n}: v[${k}]`)].join(", ")} };`);

/** Workload C: fifty variables, two of which change per step. */
class Changes {
  #random = randomNumbers();
  #values = changeNames.map((_, k) => k * 1.5);
  #scope = literal([]);
  #row = literal(["t"]);
  t = 0;

  step(i) {
    this.#values[(i * 7) % 50] = this.#random();
    this.#values[(i * 13 + 3) % 50] = i;
    this.t = 1.7e12 + i;
  }

  scope() {
    return this.#scope(this.#values, this.t);
  }

  row() {
    return this.#row(this.#values, this.t);
  }
}

/** One row as the doubles that are fingerprinted and compared. */
export function doublesOf(name, row) {
  if (name === "A") {
    const { t, x, y, vx, vy, e, step, ok, mode } = row;
    return [t, x, y, vx, vy, e, step, ok ? 1 : 0, modes.indexOf(mode)];
  }
  if (name === "B") return [row.t, ...row.state, row.params.a, row.params.b, row.tags.length];
  return [row.t, ...changeNames.map((n) => row[n])];
}

/** The fingerprint of the first scopes of a workload, hex. */
export function fingerprint(name, scopes) {
  const workload = makeWorkload(name);
  const hash = createHash("sha256");
  for (let i = 0; i < scopes; i++) {
    workload.step(i);
    const doubles = doublesOf(name, workload.row());
    const bytes = Buffer.alloc(doubles.length * 8);
    doubles.forEach((value, k) => {
      bytes.writeDoubleLE(value, k * 8);
    });
    hash.update(bytes);
  }
  return hash.digest("hex");
}
