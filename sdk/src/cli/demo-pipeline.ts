/** Second part of the demo: the three scripts of notebooks/pipeline, run as programs of their own, read back here. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { nodeDisk } from "../base/disk.js";
import { collect } from "../workspace/collect.js";
import { lineage } from "../workspace/lineage.js";
import type { Workspace } from "../workspace/workspace.js";
import { elapsedMs, startTimer } from "./stopwatch.js";

const STAGES = ["01-prepare", "02-fit", "03-report"] as const;

export interface PipelineResult {
  readonly totalMs: number;
  /** What the scripts printed. */
  readonly printed: readonly string[];
  readonly year: Float64Array;
  readonly ppm: Float64Array;
  readonly fitted: Float64Array;
  /** "01-prepare.ts: prepare-output", in order. */
  readonly lineage: readonly string[];
  readonly commits: number;
  readonly scopes: number;
}

/** Where the scripts are, or why they cannot run. */
export function findPipeline(): { readonly folder: string } | { readonly missing: string } {
  const folder = join(__dirname, "../../../notebooks/dist/pipeline");
  if (STAGES.some((stage) => nodeDisk.now.stat(join(folder, `${stage}.js`)) === undefined)) {
    return {
      missing:
        "the pipeline is part of the repository (notebooks/pipeline), not of the package; clone it and run npm ci",
    };
  }
  try {
    createRequire(join(folder, "01-prepare.js")).resolve("vega-datasets");
  } catch {
    return { missing: "its data set is in the package vega-datasets; npm install vega-datasets" };
  }
  return { folder };
}

export async function pipelineDemo(
  ws: Workspace,
  folder: string,
  onProgress: (stage: string) => void,
): Promise<PipelineResult> {
  const start = startTimer();
  const printed: string[] = [];
  for (const stage of STAGES) {
    onProgress(stage);
    printed.push(...(await runStage(join(folder, `${stage}.js`), ws.root)));
  }
  const totalMs = elapsedMs(start);
  const fit = await ws.latestScope({ commitLabel: "fit-output", srcFile: "02-fit.ts" });
  const summary = await ws.latestScope({ commitLabel: "summary-output", srcFile: "03-report.ts" });
  const curve = fit.bind({ year: "Float64Array", ppm: "Float64Array", fitted: "Float64Array" });
  const { nodes } = await lineage(ws, summary);
  const counts = await countAll(ws);
  return {
    totalMs,
    printed,
    ...curve,
    ...counts,
    lineage: nodes.map(({ srcFile, label }) => `${srcFile ?? "?"}: ${label}`),
  };
}

function runStage(file: string, root: string): Promise<string[]> {
  const env = { ...process.env, TAPELAB_WORKSPACE: root };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--enable-source-maps", file], { cwd: root, env }, (error, out, err) => {
      if (error) reject(new Error(`${file} failed: ${err.trim() || error.message}`));
      else resolve(out.trimEnd().split("\n"));
    });
  });
}

async function countAll(ws: Workspace): Promise<{ commits: number; scopes: number }> {
  let commits = 0;
  let scopes = 0;
  for (const session of ["co2-prepare", "co2-fit", "co2-report"]) {
    const tape = await ws.openTape(session);
    for (const commit of await collect(tape.commits$())) {
      commits++;
      scopes += commit.scopeCount;
    }
    await tape.close();
  }
  return { commits, scopes };
}
