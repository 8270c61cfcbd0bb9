import { describe, expect, it } from "vitest";
// @ts-expect-error The bench is plain JavaScript without types.
import { judge } from "../../bench/goals.mjs";
// @ts-expect-error The bench is plain JavaScript without types.
import { summarize } from "../../bench/summary.mjs";

interface Verdict {
  own: string;
  peer: string;
  ratio: number;
  verdict: string;
}

const task = (min: Record<string, number>, noisy = false): object => ({ min, noisy });
const round = (pulse: number, write: number): object => ({
  pulse,
  write,
  references: { memcpyFresh: write, jsonStringify: write },
});

describe("judge", () => {
  const verdictOf = (own: number, peer: number, noisy = false): Verdict[] =>
    judge({ "tapelab/A": task({ write: own }), "mcap-pb/A": task({ write: peer }, noisy) });

  it("leaves out goals of which only one side was measured", () => {
    expect(judge({ "tapelab/A": task({ write: 100 }) })).toEqual([]);
  });

  it("divides the peer by Tapelab and compares with gate and goal", () => {
    expect(verdictOf(100, 1600)[0]).toMatchObject({ ratio: 16, verdict: "goal" });
    expect(verdictOf(100, 1200)[0]).toMatchObject({ ratio: 12, verdict: "gate" });
    expect(verdictOf(100, 1199)[0]).toMatchObject({ verdict: "MISS" });
  });

  it("says noisy, and neither pass nor miss, when a side had no quiet round", () => {
    expect(verdictOf(100, 1600, true)[0]).toMatchObject({ verdict: "noisy" });
    expect(verdictOf(100, 100, true)[0]).toMatchObject({ verdict: "noisy" });
  });
});

describe("summarize", () => {
  const tasks = [{ id: "jsonl/A", peer: "jsonl", workload: "A", n: 1, commit: 1 }];
  const of = (...rounds: object[]) => summarize(tasks, new Map([["jsonl/A", rounds]]), 1.5)["jsonl/A"];

  it("reports the minimum of the rounds and keeps all of them", () => {
    const summary = of(round(100, 30), round(101, 20), round(102, 40));
    expect(summary.min.write).toBe(20);
    expect(summary.rounds).toHaveLength(3);
  });

  it("calls a peer noisy when the machine was more than 1.5 times slower in all of its rounds", () => {
    expect(of(round(100, 30), round(151, 20))).toMatchObject({ noisy: false, quietRounds: 1 });
    const quiet = { ...tasks[0], id: "duckdb/A" };
    const rounds = new Map([
      ["jsonl/A", [round(151, 30), round(160, 20)]],
      ["duckdb/A", [round(100, 50)]],
    ]);
    const summary = summarize([...tasks, quiet], rounds, 1.5);
    expect(summary["jsonl/A"]).toMatchObject({ noisy: true, quietRounds: 0 });
    expect(summary["duckdb/A"].noisy).toBe(false);
  });

  it("takes the greatest rate and the least cost of the references", () => {
    expect(of(round(100, 30), round(100, 20)).min.references).toEqual({ memcpyFresh: 30, jsonStringify: 20 });
  });
});
