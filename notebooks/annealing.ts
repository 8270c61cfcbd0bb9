/**
 * Simulated annealing for 04-resume-from-latest-scope.ipynb: in which order are twenty towns visited on the shortest way?
 * The whole state is an object, the random generator included, so that a run can go on from any round.
 */

export interface State {
  readonly round: number;
  readonly temperature: number;
  readonly seed: number;
  /** The towns in the order of the visit. */
  readonly order: Int32Array;
}

const TOWNS = 20;
const TURNS_PER_ROUND = 200;

/** Towns on a spiral, as a sunflower puts its seeds. */
const places = Array.from({ length: TOWNS }, (_, k) => ({
  x: Math.cos(k * 2.399963) * Math.sqrt(k),
  y: Math.sin(k * 2.399963) * Math.sqrt(k),
}));

export function begin(): State {
  return { round: 0, temperature: 4, seed: 7, order: Int32Array.from(places, (_, k) => (k * 7) % TOWNS) };
}

/** Length of the round trip. */
export function wayLength(order: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const from = places[order[k] ?? 0];
    const to = places[order[(k + 1) % order.length] ?? 0];
    if (from && to) sum += Math.hypot(from.x - to.x, from.y - to.y);
  }
  return sum;
}

/** One round: a part of the way is turned around, and kept if that is shorter, or by luck. Then it cools down. */
export function anneal({ round, temperature, seed, order }: State): State {
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let n = 0; n < TURNS_PER_ROUND; n++) {
    const a = Math.floor(random() * TOWNS);
    const b = Math.floor(random() * TOWNS);
    const turned = order.slice();
    turned.subarray(Math.min(a, b), Math.max(a, b) + 1).reverse();
    const gain = wayLength(order) - wayLength(turned);
    if (gain > 0 || random() < Math.exp(gain / temperature)) order = turned;
  }
  return { round: round + 1, temperature: temperature * 0.95, seed, order };
}
