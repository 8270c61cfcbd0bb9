// From rounds to one figure per measure: the minimum of all rounds. Without a quiet round among them it is "noisy".

/** `{ [task id]: { peer, workload, n, commit, noisy, min, rounds } }`, JSON without functions. */
export function summarize(tasks, rounds, noiseLimit) {
  const best = Math.min(...[...rounds.values()].flat().map((round) => round.pulse));
  return Object.fromEntries(
    tasks.map((task) => {
      const all = rounds.get(task.id);
      const quietRounds = all.filter((round) => round.pulse <= best * noiseLimit).length;
      return [task.id, { ...task, noisy: quietRounds === 0, quietRounds, min: minima(all), rounds: all }];
    }),
  );
}

function minima(rounds) {
  const result = {};
  for (const round of rounds) {
    for (const [name, value] of Object.entries(round)) {
      if (typeof value === "number") result[name] = Math.min(result[name] ?? Number.POSITIVE_INFINITY, value);
    }
  }
  return { ...result, references: bestReferences(rounds.map((round) => round.references)) };
}

/** GB/s: the most; ns: the least. */
function bestReferences(all) {
  const rates = new Set(["memcpyReused", "memcpyFresh", "sumFloat64", "readReused"]);
  const names = Object.keys(all[0]);
  return Object.fromEntries(
    names.map((name) => {
      const values = all.map((one) => one[name]);
      return [name, rates.has(name) ? Math.max(...values) : Math.min(...values)];
    }),
  );
}
