import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recoveryPlan, repeatable } from "#sdk/run/recovery-plan.js";
import { type GraphArtifact, runGraph } from "#sdk/run/run-graph.js";
import type { RunRecord } from "#sdk/run/run-record.js";
import { fileOf, hashOf, idOf, madeInput, rawInput, record } from "./records.js";

/** raw → a → b → c */
function chain(): { records: RunRecord[]; ids: Record<string, string> } {
  const a = record(1, { inputs: [rawInput("raw")], outputs: [fileOf("a")] });
  const b = record(2, { inputs: [madeInput(a, "a")], outputs: [fileOf("b")] });
  const c = record(3, { inputs: [madeInput(b, "b")], outputs: [fileOf("c")] });
  const records = [a, b, c];
  const ids = Object.fromEntries([...runGraph(records).artifacts.values()].map(({ key, id }) => [key, id]));
  return { records, ids };
}

const without =
  (...keys: string[]) =>
  ({ sha256 }: { sha256: string }): boolean =>
    !keys.some((key) => hashOf(key) === sha256);

describe("recoveryPlan", () => {
  it("C14: re-runs what is needed for the wanted output and nothing else", () => {
    const { records, ids } = chain();
    const graph = runGraph(records);
    const programs = (wanted: string, ...gone: string[]): string[] =>
      recoveryPlan(graph, [ids[wanted]!], without(...gone)).steps.map(({ run }) => run.program);
    expect(programs("c", "a", "b")).toEqual([]);
    expect(programs("c", "a", "b", "c")).toEqual(["p1", "p2", "p3"]);
    expect(programs("b", "a", "b")).toEqual(["p1", "p2"]);
    expect(programs("b", "b")).toEqual(["p2"]);
  });

  it("says why a run is needed, what comes back with it, and how many runs led there", () => {
    const { records, ids } = chain();
    const plan = recoveryPlan(runGraph(records), [ids.b!], without("a", "b"));
    expect(plan.ancestors).toBe(2);
    expect(
      plan.steps.map(({ reason, regains, sizeBytes }) => [reason, regains.map(({ key }) => key), sizeBytes]),
    ).toEqual([
      ['"a" is gone, and run 00000002 reads it', ["a"], 10],
      ['"b" is gone, and it is wanted', ["b"], 10],
    ]);
  });

  it("names a source that no run made and that has no bytes, before anything runs", () => {
    const { records, ids } = chain();
    expect(() => recoveryPlan(runGraph(records), [ids.c!], without("raw", "a", "b", "c"))).toThrow(
      /^The bytes of "raw" \(sha256 [0-9a-f]{12}…\) are nowhere, and no run made it\. Run 00000001 reads it\. Nothing was executed\. Put the file back \(it lay at project:\/\/raw\), or/,
    );
    expect(recoveryPlan(runGraph(records), [ids.c!], without("raw", "b", "c")).steps).toHaveLength(2);
    const rest = runGraph(records.slice(1));
    expect(() => recoveryPlan(rest, [ids.b!], without("a", "b"))).toThrow(
      /run 00000001, which made it, is not in this/,
    );
  });

  it("says of a function that it cannot be executed again", () => {
    const one = record(1, { outputs: [fileOf("x")], facts: {} });
    const graph = runGraph([one]);
    const [step] = recoveryPlan(graph, [...graph.artifacts.keys()], () => false).steps;
    expect(step?.problem).toBe("its program was a function, which no record can call");
  });

  it("asks the run that was executed, not those that it answered", () => {
    const first = record(1, { outputs: [fileOf("x")] });
    const hit = record(2, { source: first.id });
    const later = record(3, { inputs: [{ ...madeInput(first, "x"), session: hit.id }], outputs: [fileOf("y")] });
    const graph = runGraph([later, hit, first]);
    expect(graph.artifacts.size).toBe(2);
    const wanted = graph.outputs.get(later.id)!.map(({ artifact }) => artifact.id);
    expect(recoveryPlan(graph, wanted, () => false).steps.map(({ run }) => run.id)).toEqual([first.id, later.id]);
  });

  it("refuses records that lead back to themselves, and takes a run that reads its own output", () => {
    const [x, y] = [fileOf("x"), fileOf("y")];
    const a = record(1, { outputs: [x], inputs: [madeInput(record(2, { outputs: [y] }), "y")] });
    const b = record(2, { outputs: [y], inputs: [madeInput(a, "x")] });
    const graph = runGraph([a, b]);
    expect(() => recoveryPlan(graph, [...graph.artifacts.keys()], () => false)).toThrow(/The records of 2 runs say/);
    expect(repeatable(graph, () => true).size).toBe(0);
    const own = record(3, { outputs: [x], inputs: [madeInput(record(3, { outputs: [x] }), "x")] });
    const alone = runGraph([own]);
    expect(recoveryPlan(alone, [...alone.artifacts.keys()], () => false).steps).toHaveLength(1);
  });
});

interface Family {
  records: RunRecord[];
  gone: Set<string>;
  wanted: string[];
}

/** Runs that read outputs of earlier ones or raw files; some contents are gone. */
const families: fc.Arbitrary<Family> = fc
  .array(
    fc.record({
      outputs: fc.integer({ min: 1, max: 3 }),
      reads: fc.array(fc.nat(), { maxLength: 4 }),
      raw: fc.boolean(),
      gone: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      id: fc.nat(1_000_000),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((runs) => fc.record({ runs: fc.constant(runs), wanted: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }))
  .map(({ runs, wanted }) => {
    const records: RunRecord[] = [];
    const gone = new Set<string>();
    for (const [i, { outputs, reads, raw, gone: lost, id }] of runs.entries()) {
      const made = records.flatMap((run) => run.outputs.map(({ key }) => ({ run, key })));
      const inputs = reads.flatMap((at) => {
        const one = made[at % Math.max(1, made.length)];
        return one ? [madeInput(one.run, one.key)] : [];
      });
      const own = Array.from({ length: outputs }, (_, n) => fileOf(`${i}-${n}`));
      for (const [n, { sha256 }] of own.entries()) if (lost[n]) gone.add(sha256);
      // Ids do not tell the order in which runs follow each other.
      const number = id * 100 + i;
      records.push(record(number, { inputs: [...inputs, ...(raw ? [rawInput(`raw-${i}`)] : [])], outputs: own }));
    }
    const all = [...runGraph(records).artifacts.values()];
    return { records, gone, wanted: wanted.map((at) => all[at % all.length]!.id) };
  });

/** What is at hand after the runs were executed in this order; undefined when one of them lacks something. */
function carriedOut({ records, gone }: Family, runs: readonly string[]): Set<string> | undefined {
  const left = new Set(gone);
  for (const id of runs) {
    const run = records.find((one) => one.id === id)!;
    if (run.inputs.some(({ sha256 }) => left.has(sha256))) return undefined;
    for (const { sha256 } of run.outputs) left.delete(sha256);
  }
  return left;
}

describe("recovery plans of any family of runs", () => {
  it("are in order, bring back what is wanted, need every step, and break ties by id", () => {
    fc.assert(
      fc.property(families, (family) => {
        const graph = runGraph(family.records);
        const { steps, ancestors } = recoveryPlan(graph, family.wanted, ({ sha256 }) => !family.gone.has(sha256));
        const ids = steps.map(({ run }) => run.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(ancestors);
        const isWhole = (runs: readonly string[]): boolean => {
          const left = carriedOut(family, runs);
          return left !== undefined && family.wanted.every((id) => !left.has(graph.artifacts.get(id)!.sha256));
        };
        expect(isWhole(ids)).toBe(true);
        for (const id of ids) expect(isWhole(ids.filter((one) => one !== id))).toBe(false);
        for (const [i, id] of ids.slice(1).entries()) {
          const swapped = [...ids];
          swapped[i] = id;
          swapped[i + 1] = ids[i]!;
          if (isWhole(swapped)) expect(ids[i]! < id).toBe(true);
        }
        const regained = steps.flatMap(({ regains }) => regains.map(({ sha256 }) => sha256));
        const left = carriedOut(family, ids)!;
        expect([...family.gone].filter((sha256) => !left.has(sha256)).sort()).toEqual(regained.sort());
      }),
      { numRuns: 500 },
    );
  });

  it("exist for everything that repeatable runs made, however much of it is dropped", () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.boolean()), (family, coins) => {
        const records = family.records.map((run) => (coins.next().value ? run : { ...run, facts: {} }));
        const graph = runGraph(records);
        const before = ({ sha256 }: { sha256: string }): boolean => !family.gone.has(sha256);
        const can = repeatable(graph, before);
        const dropped = [...graph.artifacts.values()].filter(({ run }) => run !== null && can.has(run));
        const gone = new Set([...family.gone, ...dropped.map(({ sha256 }) => sha256)]);
        for (const { id } of dropped) {
          const { steps } = recoveryPlan(graph, [id], ({ sha256 }) => !gone.has(sha256));
          expect(steps.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are made for a chain of 5,000 runs without running out of stack", () => {
    const records: RunRecord[] = [];
    for (let i = 0; i < 5_000; i++) {
      const last = records.at(-1);
      records.push(record(i, { inputs: last ? [madeInput(last, `${i - 1}`)] : [], outputs: [fileOf(`${i}`)] }));
    }
    const graph = runGraph(records);
    const [wanted] = graph.outputs.get(idOf(4_999))!;
    expect(recoveryPlan(graph, [(wanted!.artifact as GraphArtifact).id], () => false).steps).toHaveLength(5_000);
  });
});
