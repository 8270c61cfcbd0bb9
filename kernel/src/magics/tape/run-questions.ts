/** `%tape runs` and `%tape run explain`, `diff` and `cancel` */
import { oneLine } from "tapelab/host";
import type { RunFilter } from "tapelab/run";
import { toBundle } from "../../display/bundle.js";
import { runModule } from "../../display/runs.js";
import { workspace } from "../active.js";
import { pageOf } from "../help.js";
import { line, type Outcome, shortId, table } from "../outcome.js";
import type { Request } from "../values.js";
import { oneLaunch } from "./run-list.js";

export async function listRuns(request: Request): Promise<Outcome> {
  const [tags, facet] = [request.list("tag"), request.texts("facet")];
  const given = {
    ...Object.fromEntries(texts.map((name) => [name, request.text(name)])),
    tags: tags.length === 0 ? undefined : tags,
    facet: facet.length === 0 ? undefined : facet,
    limit: request.count("limit"),
  };
  const filter = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined));
  const value = await runModule().runs(await workspace(), filter as RunFilter);
  return { value, shown: value.length === 0 ? line("no such run here") : await toBundle(value) };
}

const texts = ["program", "name", "status", "year", "iteration", "parent", "launch"];

export async function explain(request: Request): Promise<Outcome> {
  const value = await runModule().explain(await workspace(), request.operand(0) ?? "");
  return { value, shown: { data: pageOf(value.lines), metadata: {} } };
}

export async function diff(request: Request): Promise<Outcome> {
  const [a = "", b = ""] = request.operands();
  const value = await runModule().diff(await workspace(), a, b);
  const parts = ["config", "facet", "code", "inputs", "outputs"] as const;
  const rows = parts.flatMap((part) =>
    value[part]
      .filter(({ state }) => request.has("all") || state !== "same")
      .map(({ path, state, from, to }) => [part, path, state, brief(from), brief(to)]),
  );
  if (rows.length === 0) return { value, shown: line("they do not differ") };
  return { value, shown: table(["part", "name", "", shortId(value.from), shortId(value.to)], rows) };
}

export async function cancel(request: Request): Promise<Outcome> {
  const [{ launch }] = await oneLaunch(request);
  const value = await runModule().cancelLaunch(await workspace(), launch);
  const { attempt, state, facts } = value;
  const summary = facts?.end?.summary;
  const went = summary
    ? `${state}, ${summary.completed + summary.cached} of ${summary.planned} runs done, ${summary.cancelled} cancelled, ${summary.skipped} skipped`
    : "asked to stop, has not ended yet";
  return { value, shown: line(`launch ${launch.slice(0, 12)}, attempt ${attempt}: ${went}`) };
}

/** A value in a column; the beginning of a hash. */
function brief(text: string | null | undefined): string {
  return oneLine((text ?? "").replace(/\b([0-9a-f]{12})[0-9a-f]{28,}\b/g, "$1…"), 60);
}
