/** `tapelab runs`: runs by what they are and how they stand. */
import { shown } from "../base/text.js";
import { type RunRecord, type RunState, runs } from "../run/index.js";
import { localTime } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import type { TableColumn } from "./table.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function listRuns(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const found = await runs(ws, {
    tags: given.list("tag"),
    program: given.text("program"),
    name: given.text("name"),
    status: given.text("status") as RunState | undefined,
    year: given.count("year"),
    iteration: given.count("iteration"),
    parent: given.text("parent"),
    launch: given.text("launch"),
    ...(given.texts("facet").length > 0 && { facet: given.texts("facet") }),
    ...(given.texts("config").length > 0 && { config: given.texts("config") }),
    limit: given.count("limit"),
  });
  if (output.json) for (const run of found) await output.value(runValue(run));
  else if (found.length === 0) output.note("No such run here.");
  else await printRuns(found, output);
  return EXIT.clean;
}

/** Columns that no run has something to say in are left out. */
async function printRuns(found: readonly RunRecord[], output: Output): Promise<void> {
  const columns: readonly [string, (run: RunRecord) => string | number | undefined][] = [
    ["run", ({ id }) => shortId(id)],
    ["program", ({ program }) => program],
    ["started", ({ startedMs }) => localTime(startedMs)],
    ["state", stateText],
    ["index", ({ index }) => (index === undefined ? undefined : String(index))],
    ["year", ({ year }) => (year === undefined ? undefined : String(year))],
    ["iteration", ({ iteration }) => (iteration === undefined ? undefined : String(iteration))],
    ["tags", ({ tags }) => tags.join(" ") || undefined],
    ["config", ({ config }) => (config === "{}" ? undefined : shown(config, 60))],
    ["error", ({ error }) => error && shown(error, 80)],
  ];
  const told = columns.filter(([, cell]) => found.some((run) => cell(run) !== undefined));
  const titles = told.map(([title]): TableColumn => ({ title }));
  await output.table(
    titles,
    found.map((run) => told.map(([, cell]) => cell(run))),
  );
}

/** What was said of it later counts more than what answered it. */
function stateText({ status, source }: RunRecord): string {
  return source === undefined || status !== "completed" ? status : `answered by ${shortId(source)}`;
}

/** The run as JSON: what is folded of it, and why no other one answered. */
export function runValue({ facts, ...run }: RunRecord): unknown {
  return { ...run, miss: facts.run_miss };
}
