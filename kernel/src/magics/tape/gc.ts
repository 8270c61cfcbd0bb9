/** `%tape gc` */
import { type CollectOptions, type CollectResult, collectBlobs } from "tapelab";
import { localTime } from "tapelab/host";
import { counted, sizeText } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { longWork } from "../long-work.js";
import { joined, type Outcome, shortId, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import { sinceMs } from "../takes.js";
import type { Request } from "../values.js";
import { writablePlace } from "../writable-place.js";
import { lines } from "./lines.js";

export async function gc(request: Request, { host }: MagicContext): Promise<Outcome> {
  const ws = await workspace();
  const to = request.has("to") ? writablePlace(request, "to", { notebook: host.folder, project: ws.root }) : undefined;
  const windowDays = request.count("window");
  const options = {
    dryRun: !request.has("delete"),
    force: request.has("force"),
    ...(windowDays !== undefined && { windowDays }),
    ...(to !== undefined && { to }),
    ...(request.has("ghost") && { ghosts: ghostsOf(request) }),
  };
  const alone = ["before", "keep-tag"].find((name) => request.has(name) && !request.has("ghost"));
  if (alone !== undefined) {
    const { command, start } = request.call;
    throw new UsageProblem(
      start,
      `${request.title} --${alone} goes with --ghost, which is missing. ${command.outcome}`,
    );
  }
  const value = await longWork(request, "gc", (report) => collectBlobs(ws, options, report));
  const told = lines(...remarks(value, options.force, to));
  if (value.candidates.length === 0) return { value, shown: told };
  const rows = value.candidates.map((one) => {
    const { sha256, sizeBytes, name, reason } = one;
    return [`${sha256.slice(0, 12)}…`, sizeText(sizeBytes), stepText(one, value, to), name, reason];
  });
  return { value, shown: joined(table(["blob", "size", "what happens", "name", "why"], rows), told) };
}

function ghostsOf(request: Request): NonNullable<CollectOptions["ghosts"]> {
  const [before, keepTags] = [request.text("before"), request.list("keep-tag")];
  return {
    ...(before !== undefined && { beforeMs: sinceMs(before) ?? 0 }),
    ...(keepTags.length > 0 && { keepTags }),
  };
}

function stepText(
  { step, dueMs, sha256 }: CollectResult["candidates"][number],
  { dryRun, taken }: CollectResult,
  to: string | undefined,
): string {
  const [did, does] = to === undefined ? ["deleted", "goes"] : ["moved", "moves"];
  if (step === "take")
    return dryRun ? `would be ${did}` : taken.some((one) => one.sha256 === sha256) ? `${did}` : "kept: named again";
  const due = dueMs === undefined ? "; an open session may hold it" : `, ${does} from ${localTime(dueMs) || "never"}`;
  return `${step === "wait" || !dryRun ? "marked" : "would be marked"}${due}`;
}

function remarks(result: CollectResult, force: boolean, to: string | undefined): string[] {
  const { dryRun, candidates, taken, segments, leftovers, cacheEntries, commit, damaged, staying } = result;
  const would = dryRun ? "would go" : "went";
  const size = candidates.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const sum = `${counted(candidates.length, "blob")} (${sizeText(size)} on disk) needed by nothing`;
  const told = [candidates.length === 0 ? "every blob is needed" : sum];
  for (const { key, run, reason } of staying) told.push(`output ${key} of run ${shortId(run)} stays: ${reason}`);
  if (cacheEntries.length > 0)
    told.push(`${counted(cacheEntries.length, "result")} of remember ${would}: long not used`);
  for (const one of segments)
    told.push(
      `${counted(one.segments.length, "old segment")} of tape "${one.tape}" (${sizeText(one.sizeBytes)}) ${would}`,
    );
  for (const one of leftovers) told.push(`${one.path} (${sizeText(one.sizeBytes)}) ${would}: ${one.reason}`);
  if (taken.length > 0)
    told.push(
      `${counted(taken.length, "blob")} ${to === undefined ? "went" : `moved to ${to}`}; commit ${commit} lists them`,
    );
  if (damaged.length > 0 && !force) {
    const which = `${counted(damaged.length, "tape")} cannot be read as a whole (${damaged.join(", ")})`;
    told.push(`no blob goes: ${which}. Repair it (%tape quarantine), or collect all the same with --force`);
  }
  const isSome = candidates.length + segments.length + leftovers.length + cacheEntries.length > 0;
  return dryRun && isSome ? [...told, "nothing was changed; --delete does it"] : told;
}
