import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { json, type Result, tapelab, temporaryFolder } from "./run-tapelab.js";

interface Summary {
  readonly totalMs: number;
  readonly lorenz: {
    scopes: number;
    commits: number;
    sizeRatio: number;
    tape: { isEqual: boolean };
    jsonl: { isEqual: boolean };
  };
  readonly pipeline: { lineage: string[]; commits: number };
  readonly damaged: {
    damage: { firstSequence: number; lastSequence: number }[];
    notices: { code: string }[];
    readableScopes: number;
    quarantine: { path: string }[];
  };
}

describe("tapelab demo", () => {
  const folder = join(temporaryFolder(), "try");
  let shown: Result;
  beforeAll(async () => {
    shown = await tapelab(["demo", folder]);
  }, 60_000);

  it("draws the run, the pipeline and the damage, without color in a pipe", () => {
    expect([shown.code, shown.err]).toEqual([0, ""]);
    expect(shown.out).not.toContain("\u001b");
    for (const part of [
      "1  Record",
      "2  Pipeline",
      "3  Damage",
      "every number read back is the number recorded",
      "99,000 of 100,000 scopes",
      "02-fit.ts: fit-output",
    ]) {
      expect(shown.out).toContain(part);
    }
    expect(
      shown.out.split("\n").filter((line) => (line.match(/[\u2801-\u28ff]/g)?.length ?? 0) > 5).length,
    ).toBeGreaterThan(30);
    for (const line of shown.out.split("\n")) if (!line.includes(folder)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("leaves tapes that every other verb reads", async () => {
    const sessions = json((await tapelab(["ls", "--json", "--workspace", folder])).out);
    expect(sessions.map(({ label, state, damage }) => [label, state, damage])).toEqual([
      ["co2-report", "ended", []],
      ["co2-fit", "ended", []],
      ["co2-prepare", "ended", []],
      ["lorenz", "ended", []],
    ]);
    expect((await tapelab(["doctor", "--deep", "--workspace", folder, "--quiet"])).code).toBe(0);
    const damaged = await tapelab(["doctor", "--json", "--workspace", join(folder, "damaged")]);
    expect([damaged.code, json(damaged.out).map(({ label }) => label)]).toEqual([3, ["lorenz"]]);
  });

  it("refuses a folder that is in use, and leaves it alone", async () => {
    const before = readdirSync(folder);
    const { code, err } = await tapelab(["demo", folder]);
    expect(code).toBe(2);
    expect(err).toMatch(/there is already .*\.tapelab/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("tells machines what it measured, within 30 seconds", async () => {
    const { code, out } = await tapelab(["demo", join(temporaryFolder(), "json"), "--json"]);
    expect(code).toBe(0);
    const { totalMs, lorenz, pipeline, damaged } = JSON.parse(out) as Summary;
    expect(totalMs).toBeLessThan(30_000);
    expect(lorenz).toMatchObject({ scopes: 100_000, commits: 100, tape: { isEqual: true }, jsonl: { isEqual: true } });
    expect(lorenz.sizeRatio).toBeGreaterThan(3);
    expect(pipeline.lineage).toEqual([
      "01-prepare.ts: prepare-output",
      "02-fit.ts: fit-output",
      "03-report.ts: summary-output",
    ]);
    expect(damaged.damage.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([[42, 42]]);
    expect(damaged.notices.map(({ code: name }) => name)).toContain("torn-tail");
    expect(damaged.readableScopes).toBe(99_000);
    expect(damaged.quarantine).toHaveLength(1);
  });
});
