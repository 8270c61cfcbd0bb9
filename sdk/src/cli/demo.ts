/**
 * `tapelab demo`: a short tour on real bytes. Records a Lorenz run, runs a pipeline over the Mauna Loa CO₂ record, damages
 * a copy and shows what is left. Every number printed is measured or read back in this run.
 */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { openWorkspace } from "../workspace/init.js";
import { onNotice } from "../workspace/notices.js";
import { type DamageResult, damageDemo, FLIPPED } from "./demo-damage.js";
import { type LorenzResult, lorenzDemo, PER_COMMIT, STEPS } from "./demo-lorenz.js";
import { findPipeline, type PipelineResult, pipelineDemo } from "./demo-pipeline.js";
import { bytes, counted, duration, grouped } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { elapsedMs, startTimer } from "./stopwatch.js";
import { textWidth, wrap } from "./table.js";
import { DEEP_TO_BRIGHT, terminalPlot } from "./terminal-plot.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function demo(given: Given, output: Output): Promise<ExitCode> {
  const start = startTimer();
  const folder = freshFolder(given.positionals[0]);
  const stopListening = onNotice(() => undefined); // the demo says itself what happens
  try {
    const ws = await openWorkspace(folder);
    if (!output.json) await output.lines(output.bold(`Tapelab demo in ${folder}`));
    const lorenz = await lorenzDemo(ws, `${folder}/lorenz.jsonl`, (steps) =>
      output.progress(`recording ${grouped(steps)} of ${grouped(STEPS)} steps`),
    );
    if (!output.json) await printLorenz(output, lorenz);
    const place = findPipeline();
    const pipeline =
      "folder" in place
        ? await pipelineDemo(ws, place.folder, (stage) => output.progress(`running ${stage}`))
        : undefined;
    if (!output.json) await printPipeline(output, pipeline, "missing" in place ? place.missing : "");
    const damage = await damageDemo(ws, lorenz.tapeId, `${folder}/damaged`);
    if (!output.json) await printDamage(output, damage);
    const totalMs = elapsedMs(start);
    if (output.json) await output.value(summary(folder, lorenz, pipeline, damage, totalMs));
    else await printEnd(output, folder, totalMs);
    return lorenz.tape.isEqual ? EXIT.clean : EXIT.failed;
  } finally {
    stopListening();
  }
}

/** A folder of its own: given and not in use, or temporary. */
function freshFolder(given: string | undefined): string {
  const folder = (
    given === undefined ? join(tmpdir(), `tapelab-demo-${hex(systemIds.random(4))}`) : resolve(given)
  ).replaceAll("\\", "/");
  const stat = nodeDisk.now.stat(folder);
  if (stat !== undefined && stat.kind !== "directory")
    throw new UsageError(`The demo needs a folder; this is none: ${folder}`);
  const inUse = [".tapelab", "damaged", "lorenz.jsonl"].find(
    (name) => nodeDisk.now.stat(`${folder}/${name}`) !== undefined,
  );
  if (inUse !== undefined)
    throw new UsageError(`The demo writes into a folder without a workspace; there is already ${folder}/${inUse}`);
  nodeDisk.now.mkdir(folder);
  return folder;
}

async function printLorenz(output: Output, { scopes, commits, tape, jsonl, readBack }: LorenzResult): Promise<void> {
  const shown = 5_000;
  await section(
    output,
    "1",
    "Record",
    `a Lorenz run: ${grouped(scopes)} scopes of t, x, y, z; a queued commit for each ${grouped(PER_COMMIT)}`,
  );
  const series = { x: readBack.x.subarray(0, shown), y: readBack.z.subarray(0, shown), palette: DEEP_TO_BRIGHT };
  await plot(output, [series], { xLabel: "x", yLabel: "z", height: 22 });
  await output.lines("");
  const ratio = (a: number, b: number): string => `${(b / a).toFixed(1)}x`;
  await output.table(
    [{ title: "" }, ...["tape", "JSON lines", "tape is"].map((title) => ({ title, align: "right" as const }))],
    [
      [
        "written, on disk",
        duration(tape.writeMs),
        duration(jsonl.writeMs),
        `${ratio(tape.writeMs, jsonl.writeMs)} as fast`,
      ],
      [
        "read back, equal",
        duration(tape.readMs),
        duration(jsonl.readMs),
        `${ratio(tape.readMs, jsonl.readMs)} as fast`,
      ],
      ["size", bytes(tape.sizeBytes), bytes(jsonl.sizeBytes), `${ratio(tape.sizeBytes, jsonl.sizeBytes)} smaller`],
      ["a scope", bytes(Math.round(tape.sizeBytes / scopes)), bytes(Math.round(jsonl.sizeBytes / scopes)), ""],
    ],
  );
  await output.lines("");
  await told(
    output,
    tape.isEqual ? output.good("equal") : output.bad("NOT equal"),
    "every number read back is the number recorded",
  );
  await told(
    output,
    "stored",
    `${counted(scopes, "scope")} in ${counted(commits, "commit")} on one tape, under checksums and a hash chain`,
  );
}

async function printPipeline(output: Output, result: PipelineResult | undefined, missing: string): Promise<void> {
  await section(output, "2", "Pipeline", "Mauna Loa CO₂: three programs that hand each other typed data through tapes");
  if (!result) return told(output, "left out", missing);
  const { year, ppm, fitted } = result;
  const measured = { x: year, y: ppm, mark: "points" as const, palette: [67], name: "measured" };
  await plot(output, [measured, { x: year, y: fitted, palette: [214], name: "fitted" }], {
    xLabel: "year",
    yLabel: "ppm",
    height: 16,
  });
  await output.lines("", ...result.printed, "");
  await told(output, "lineage", result.lineage.join(" → "));
  const { scopes, commits, totalMs } = result;
  await told(
    output,
    "stored",
    `${counted(scopes, "scope")} in ${counted(commits, "commit")} on 3 tapes, ${duration(totalMs)}`,
  );
}

async function printDamage(output: Output, result: DamageResult): Promise<void> {
  const { survey, around, scopes, recovered } = result;
  await section(
    output,
    "3",
    "Damage",
    `a copy of the Lorenz tape: one bit flipped in commit ${FLIPPED}, the file cut inside its last write`,
  );
  await plot(output, [{ x: around.t, y: around.z, palette: DEEP_TO_BRIGHT }], { xLabel: "t", yLabel: "z", height: 9 });
  await output.lines("");
  for (const { text } of survey.report.damage) await told(output, output.bad("lost"), text);
  for (const { text } of survey.report.notices) await told(output, output.dim("notice"), text);
  await told(
    output,
    output.good("readable"),
    `${grouped(scopes)} of ${grouped(STEPS)} scopes, each as it was recorded`,
  );
  for (const { size, path } of recovered.kept)
    await told(output, output.dim("kept"), `${bytes(size)} in quarantine: ${path}`);
}

async function printEnd(output: Output, folder: string, totalMs: number): Promise<void> {
  const program = process.env.npm_command === "exec" ? "npx tapelab" : "tapelab";
  const look = ["ls", "cat lorenz --var t,z --limit 5", "log lorenz"].map(
    (one) => `  ${program} ${one} --workspace ${folder}`,
  );
  await output.lines(
    "",
    `Done in ${duration(totalMs)}. Look around:`,
    "",
    ...look,
    `  ${program} doctor --workspace ${folder}/damaged`,
  );
}

async function section(output: Output, number: string, title: string, about: string): Promise<void> {
  await output.lines(
    "",
    output.bold(`${number}  ${title}`),
    ...wrap(about, plotWidth(output) - 3).map((line) => `   ${line}`),
    "",
  );
}

/** A word, and behind it what is to be said of it, in as many lines as it takes. */
async function told(output: Output, word: string, text: string): Promise<void> {
  const [first, ...rest] = wrap(text, plotWidth(output) - 11);
  const space = " ".repeat(11 - textWidth(stripVTControlCharacters(word)));
  await output.lines(`${word}${space}${first}`, ...rest.map((line) => " ".repeat(11) + line));
}

function plot(
  output: Output,
  series: Parameters<typeof terminalPlot>[0],
  options: Parameters<typeof terminalPlot>[1],
): Promise<void> {
  return output.lines(...terminalPlot(series, { ...options, width: plotWidth(output), color: output.hasColor }));
}

function plotWidth(output: Output): number {
  return Number.isFinite(output.width) ? Math.max(40, Math.min(output.width - 1, 96)) : 78;
}

function summary(
  folder: string,
  lorenz: LorenzResult,
  pipeline: PipelineResult | undefined,
  damage: DamageResult,
  totalMs: number,
): object {
  const { readBack: _, ...run } = lorenz;
  const { commits, scopes, printed, lineage } = pipeline ?? {};
  const { report } = damage.survey;
  return {
    folder,
    totalMs,
    lorenz: { ...run, sizeRatio: lorenz.jsonl.sizeBytes / lorenz.tape.sizeBytes },
    pipeline: pipeline && { commits, scopes, printed, lineage },
    damaged: {
      damage: report.damage,
      notices: report.notices,
      readableScopes: damage.scopes,
      quarantine: damage.recovered.kept,
    },
  };
}
