import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { latestScope, lineage, openWorkspace, type Workspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../notebooks/dist/pipeline");

function run(stage: string, cwd: string): Promise<{ code: number; out: string; err: string }> {
  const args = ["--enable-source-maps", join(folder, `${stage}.js`)];
  const { TAPELAB_WORKSPACE: _, ...env } = process.env;
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd, env }, (error, out, err) => done({ code: error ? 1 : 0, out, err }));
  });
}

const cwd = mkdtempSync(join(tmpdir(), "tapelab-pipeline-"));
const printed: string[] = [];
let ws: Workspace;

beforeAll(async () => {
  for (const stage of ["01-prepare", "02-fit", "03-report"]) {
    const { code, out, err } = await run(stage, cwd);
    expect([stage, code, err.replace(/^tapelab: A new workspace .*\n/, "")]).toEqual([stage, 0, ""]);
    printed.push(out);
  }
  ws = await openWorkspace(cwd);
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("the CO₂ pipeline", () => {
  it("hands every month on, and marks those without a measurement", async () => {
    const scope = await latestScope(ws, { commitLabel: "prepare-output", srcFile: "01-prepare.ts" });
    const { year, ppm, measured, gaps } = scope.bind({
      year: "Float64Array",
      ppm: "Float64Array",
      measured: "Uint8Array",
      gaps: "Array",
    });
    expect([year.length, ppm.length, measured.length]).toEqual([746, 746, 746]);
    expect(gaps).toEqual(["1958-06", "1958-10", "1964-02", "1964-03", "1964-04"]);
    expect(year[0]).toBeCloseTo(1958 + 2.5 / 12, 9);
    expect([ppm[0], Number.isNaN(ppm[3]), measured[3]]).toEqual([315.7, true, 0]);
    expect(measured.reduce((sum, one) => sum + one, 0)).toBe(741);
    expect(scope.describe("ppm").unit).toBe("ppm");
  });

  it("records every iteration of every model, and finds what is known of the record", async () => {
    const tape = await ws.openTape("co2-fit");
    const iterations = await tape.table({ label: "iteration", variables: ["degree", "harmonics", "rmse", "shift"] });
    const models = new Set(Array.from(iterations, (row) => `${String(row.degree)}+${String(row.harmonics)}`));
    expect(models.size).toBe(12);
    expect(iterations.numRows).toBeGreaterThan(60);
    await tape.close();
    const scope = await latestScope(ws, { commitLabel: "fit-output", srcFile: "02-fit.ts" });
    const fit = scope.bind({
      degree: "number",
      harmonics: "number",
      trend: "Float64Array",
      residual: "Float64Array",
      rmse: "number",
      r2: "number",
    });
    expect([fit.degree, fit.trend.length]).toEqual([3, 4]);
    expect(fit.rmse).toBeLessThan(0.8);
    expect(fit.r2).toBeGreaterThan(0.999);
    const residual = fit.residual.filter(Number.isFinite);
    expect(Math.abs(residual.reduce((sum, one) => sum + one, 0) / residual.length)).toBeLessThan(0.05);
  });

  it("reports growth, season and forecast as the literature has them", async () => {
    const scope = await latestScope(ws, { commitLabel: "summary-output", srcFile: "03-report.ts" });
    const { vars } = scope;
    // NOAA: about 0.9 ppm a year around 1960 and 2.4 in the 2010s; a swing of some 6 ppm with its top in May.
    expect(vars.growthFirst).toBeGreaterThan(0.7);
    expect(vars.growthFirst).toBeLessThan(1.1);
    expect(vars.growthLast).toBeGreaterThan(2.2);
    expect(vars.growthLast).toBeLessThan(2.8);
    expect(vars.amplitude).toBeGreaterThan(5.5);
    expect(vars.amplitude).toBeLessThan(7);
    expect(vars.peakMonth).toBe("May");
    expect(["Sep", "Oct"]).toContain(vars.troughMonth);
    expect(vars.forecastPpm).toBeGreaterThan(430);
    expect(vars.forecastPpm).toBeLessThan(450);
    expect(printed[2]).toContain(`${(vars.growthLast as number).toFixed(2)} in 2020`);
  });
});

describe("the tapes of the CO₂ pipeline", () => {
  it("let the lineage of the summary be told: three commits in order, with label, file and time (R27)", async () => {
    const summary = await latestScope(ws, { commitLabel: "summary-output" });
    const { nodes, edges } = await lineage(ws, summary);
    expect(nodes.map(({ label }) => label)).toEqual(["prepare-output", "fit-output", "summary-output"]);
    expect(nodes.map(({ srcFile }) => srcFile?.split("/").at(-1))).toEqual([
      "01-prepare.ts",
      "02-fit.ts",
      "03-report.ts",
    ]);
    const times = nodes.map(({ time }) => time!);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const [prepared, fitted, reported] = nodes.map(({ uid }) => uid);
    expect(edges).toHaveLength(2);
    expect(edges).toContainEqual(expect.objectContaining({ from: prepared, to: fitted }));
    expect(edges).toContainEqual(expect.objectContaining({ from: fitted, to: reported }));
    expect(nodes[1]!.inputs).toHaveLength(1);
    expect(nodes[2]!.inputs).toHaveLength(1);
  });

  it("are all that it writes", () => {
    expect(readdirSync(cwd)).toEqual([".tapelab"]);
  });
});

describe("a stage of the CO₂ pipeline", () => {
  it("says what is missing when it runs before the one it needs", async () => {
    const empty = mkdtempSync(join(tmpdir(), "tapelab-pipeline-"));
    try {
      const { code, err } = await run("02-fit", empty);
      expect(code).toBe(1);
      expect(err).toMatch(/prepare-output/);
      expect(err).not.toMatch(/^\s+at /m);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });
});
