import fc from "fast-check";
import { EMPTY } from "rxjs";
import { lineage, lineageText } from "tapelab";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "#sdk/run/run-record.js";
import type { Workspace } from "#sdk/workspace/workspace.js";
import { fileOf, idOf, madeInput, rawInput, record } from "../run/records.js";

/** A workspace of which nothing but its runs is known. */
function holding(...records: RunRecord[]): Workspace {
  const runs = { records: async () => records };
  return { exists: true, runs, commits$: () => EMPTY } as unknown as Workspace;
}

/** rows.csv → prepare → clean → fit (answers again) → model → report, which also reads rows.csv */
function project(): Workspace {
  const rows = rawInput("rows.csv");
  const prepare = record(1, { program: "prepare", inputs: [rows], outputs: [fileOf("clean")] });
  const fit = record(2, { program: "fit", inputs: [madeInput(prepare, "clean")], outputs: [fileOf("model")] });
  const again = record(3, { program: "fit", inputs: fit.inputs, source: fit.id });
  const model = { ...madeInput(fit, "model"), session: again.id, name: "best" };
  const report = record(4, { program: "report", inputs: [model, rows], outputs: [fileOf("summary")] });
  return holding(report, again, fit, prepare);
}

describe("lineage over runs and artifacts", () => {
  it("goes up from an artifact, by its key, to the sources", async () => {
    const { nodes, edges } = await lineage(project(), "summary");
    expect(nodes.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      "artifact rows.csv",
      ...["run prepare", "artifact clean", "run fit", "artifact model", "run report", "artifact summary"],
    ]);
    expect(edges.filter(({ kind }) => kind === "input").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["rows.csv", "clean", "best"]),
    );
  });

  it("goes down to everything that was made from it, and as deep as asked", async () => {
    const ws = project();
    const labels = async (of: string, depth?: number): Promise<string[]> =>
      (await lineage(ws, of, { direction: "down", depth })).nodes.map(({ label }) => label);
    expect(await labels("clean")).toEqual(["clean", "fit", "fit", "model", "report", "summary"]);
    expect(await labels("clean", 1)).toEqual(["clean", "fit", "fit"]);
    expect(await labels(idOf(3))).toEqual(["fit", "model", "report", "summary"]);
    expect((await lineage(ws, "clean", { direction: "both" })).nodes).toHaveLength(8);
  });

  it("takes the name of a program for its newest run, where no artifact has that key", async () => {
    const starts = async (of: string) => (await lineage(project(), of)).of;
    expect([await starts("fit"), await starts("report")]).toEqual([idOf(3), idOf(4)]);
    expect(await starts("model")).not.toHaveLength(32); // the artifact
    await expect(lineage(project(), "repord")).rejects.toThrow("Did you mean report?");
  });

  it("shows a run that is not here as a node that is not resolved", async () => {
    const gone = record(1, { outputs: [fileOf("x")] });
    const { nodes } = await lineage(holding(record(2, { inputs: [madeInput(gone, "x")] })), idOf(2));
    expect(nodes.map(({ kind, uid, resolved }) => [kind, uid.slice(-4), resolved])).toEqual([
      ["run", "0001", false],
      ["artifact", expect.any(String), true],
      ["run", "0002", true],
    ]);
  });

  it("takes the newest artifact of a key, and a run by a part of its id that is one run's alone", async () => {
    const [a, b] = [record(0xaaaa1, { outputs: [fileOf("x", "1")] }), record(0xbbbb2, { outputs: [fileOf("x", "2")] })];
    const ws = holding(b, a);
    expect((await lineage(ws, "x")).nodes[0]?.uid).toBe(b.id);
    expect((await lineage(ws, "aaaa1")).of).toBe(a.id);
    await expect(lineage(ws, "0000")).rejects.toThrow(/^lineage: expected a scope, .* found "0000"\. Nothing was read/);
    await expect(lineage(ws, { id: a.id })).resolves.toMatchObject({ of: a.id });
  });

  it("finds exactly what can be reached, whatever the family of runs", async () => {
    const reads = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(reads, fc.nat(), async (family, chosen) => {
        const records: RunRecord[] = [];
        const parents: Set<number>[] = [];
        for (const [i, at] of family.entries()) {
          const from = i === 0 ? [] : [...new Set(at.map((one) => one % i))];
          parents.push(new Set(from.flatMap((one) => [one, ...parents[one]!])));
          const inputs = from.map((one) => madeInput(records[one]!, String(one)));
          records.push(record(i, { inputs, outputs: [fileOf(String(i))] }));
        }
        const wanted = chosen % records.length;
        const found = async (direction: "up" | "down"): Promise<number[]> => {
          const { nodes } = await lineage(holding(...records), idOf(wanted), { direction });
          const runs = nodes.filter(({ kind }) => kind === "run").map(({ uid }) => Number.parseInt(uid, 16));
          for (const [place, run] of runs.entries())
            for (const later of runs.slice(place + 1)) expect(parents[run]!.has(later)).toBe(false);
          return runs.sort((a, b) => a - b);
        };
        const numbers = records.map((_, i) => i);
        expect(await found("up")).toEqual(numbers.filter((i) => i === wanted || parents[wanted]!.has(i)));
        expect(await found("down")).toEqual(numbers.filter((i) => i === wanted || parents[i]!.has(wanted)));
      }),
      { numRuns: 100 },
    );
  });
});

describe("lineageText", () => {
  it("draws a tree in both directions, and what was shown before once", async () => {
    const text = lineageText(await lineage(project(), "model", { direction: "both" }));
    expect(text.replace(/[0-9a-f]{12}…/g, "…")).toBe(
      [
        "file model sha256 …",
        "made from:",
        "└─ run fit 00000002 (completed)",
        "   └─ file clean sha256 …",
        "      └─ run prepare 00000001 (completed)",
        "         └─ file rows.csv sha256 …",
        "used by:",
        "└─ as best: run report 00000004 (completed)",
        "   └─ file summary sha256 …",
      ].join("\n"),
    );
    const report = lineageText(await lineage(project(), idOf(4)));
    expect(report).toContain("├─ as best: file model");
    expect(report.split("\n").at(-1)).toMatch(/^└─ file rows\.csv sha256 \w+…$/);
  });

  it("draws a diagram in which no text of the data is code", async () => {
    const evil = 'x"]; click n0 "javascript:alert(1)" <b>#quot;`\u202e\n';
    const ws = holding(record(1, { program: evil, outputs: [fileOf(evil.slice(0, 3), evil)] }));
    const lines = lineageText(await lineage(ws, idOf(1), { direction: "down" }), "mermaid").split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe("flowchart LR");
    expect(lines[1]).toMatch(/^ {2}n0\["[^"<>`\u202e]*"\]$/);
    expect(lines[2]).toMatch(/^ {2}n1\(\["file x#34;#93; sha256 \w+…"\]\)$/);
    expect(lines[3]).toBe("  n0 --> n1");
  });

  it("lists nodes in order, controls escaped", async () => {
    const ws = holding(record(1, { program: "a\u001b[2J", outputs: [fileOf("x")] }));
    expect(lineageText(await lineage(ws, "x"), "list").split("\n")).toEqual([
      "run a\\u001b[2J 00000001 (completed)",
      expect.stringMatching(/^file x sha256/),
    ]);
  });
});
