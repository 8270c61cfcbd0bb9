/** `tapelab run show`: a launch, or one run. */
import { shown } from "../base/text.js";
import { launches, type RunRecord } from "../run/index.js";
import { runNamed } from "../run/questions.js";
import { bytes, duration, localTime } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { showLaunch } from "./run-list.js";
import { runValue } from "./runs.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runShow(given: Given, output: Output): Promise<ExitCode> {
  const [subject = ""] = given.positionals;
  const ws = await workspaceOf(given);
  if ((await launches(ws)).some(({ launch }) => launch.startsWith(subject))) return showLaunch(given, subject, output);
  const run = await runNamed(ws, subject);
  if (output.json) await output.value(runValue(run));
  else await printRun(run, output);
  return EXIT.clean;
}

async function printRun(run: RunRecord, output: Output): Promise<void> {
  const { startedMs, endedMs, source, facts, launch } = run;
  const took = endedMs === undefined ? undefined : duration(Math.max(0, endedMs - startedMs));
  await output.facts([
    ["run", run.id],
    ["program", run.program],
    ["state", source === undefined ? run.status : `${run.status}, answered by ${source}`],
    ["error", run.error],
    ["started", localTime(startedMs)],
    ["took", source === undefined ? took : undefined],
    ["launch", launch && `${launch} attempt ${run.attempt} index ${run.index} try ${run.try}`],
    ["part of", run.parent],
    ["year", run.year?.toString()],
    ["iteration", run.iteration?.toString()],
    ["tags", run.tags.join(" ")],
    ["description", run.description],
    ["excluded", run.isExcluded ? "it answers no other run" : undefined],
    ["config", run.config],
    ["facet", run.facet],
    ["code", run.codeId],
    ["signature", run.signature && `${run.signature} (${run.signatureScheme})`],
    ["cache", facts.run_miss ? `${run.cacheMode}: ${facts.run_miss.reason}` : run.cacheMode],
  ]);
  const artifacts = [
    ...run.inputs.map(
      ({ name, artifact, sha256, size, uri = "" }) => ["input", name, artifact, sha256, size, uri] as const,
    ),
    ...run.outputs.map(({ key, kind, sha256, size, uri = "" }) => ["output", key, kind, sha256, size, uri] as const),
  ];
  if (artifacts.length === 0) return;
  await output.lines("");
  await output.table(
    ["", "name", "kind", "sha256", "size", "where"].map((title) => ({ title })),
    artifacts.map(([side, name, kind, hash, size, uri]) => [
      side,
      name,
      kind,
      `${hash.slice(0, 12)}…`,
      bytes(size),
      shown(uri, 200),
    ]),
  );
}
