/** `tapelab gc`: what nothing needs any more is listed, marked, and three days later deleted or moved. */
import { shown } from "../base/text.js";
import type { Candidate } from "../blob/collect.js";
import { type CollectOptions, type CollectResult, collectBlobs } from "../workspace/collect-blobs.js";
import { bytes, counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function gc(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const dryRun = !given.flag("delete");
  const options = {
    ...{ dryRun, windowDays: given.count("window"), to: given.text("to"), force: given.flag("force") },
    ghosts: ghostsOf(given),
  };
  const result = await collectBlobs(ws, options, (done, total) =>
    output.progress(`reading what names blobs: tape ${done + 1} of ${total}`),
  );
  if (output.json) await output.value(result);
  else await print(output, result, options);
  if (result.damaged.length > 0 && !given.flag("force"))
    output.note(
      `${counted(result.damaged.length, "tape")} cannot be read as a whole (${result.damaged.join(", ")}): its lost commits may name blobs, so none goes. Repair it (tapelab recover), give the loss up (tapelab recover TAPE --accept-gap), or collect all the same with --force.`,
    );
  return EXIT.clean;
}

function ghostsOf(given: Given): CollectOptions["ghosts"] {
  const [beforeMs, keepTags] = [given.since("before"), given.list("keep-tag")];
  if (given.flag("ghost"))
    return { ...(beforeMs !== undefined && { beforeMs }), ...(keepTags !== undefined && { keepTags }) };
  if (beforeMs === undefined && keepTags === undefined) return undefined;
  throw new UsageError("--before and --keep-tag belong to --ghost.");
}

async function print(output: Output, result: CollectResult, { to, ghosts }: CollectOptions): Promise<void> {
  const again = `${to === undefined ? "" : ` --to ${to}`}${ghosts ? " --ghost, with the same --before and --keep-tag" : ""}`;
  const { dryRun, candidates, taken, segments, leftovers, cacheEntries, staying } = result;
  if (candidates.length > 0) {
    const rows = candidates.map((one) => [
      `${one.sha256.slice(0, 12)}…`,
      bytes(one.sizeBytes),
      one.name,
      stepText(one, result, to),
      one.reason,
    ]);
    await output.table(
      ["blob", "size", "name", "what happens", "why"].map((title) => ({ title })),
      rows,
    );
  }
  const would = dryRun ? "would go" : "went";
  const size = candidates.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  await output.lines(
    candidates.length === 0
      ? "Every blob is needed."
      : `${counted(candidates.length, "blob")} (${bytes(size)} on disk) ${candidates.length === 1 ? "is" : "are"} needed by nothing.`,
  );
  for (const { key, run, reason } of staying)
    await output.lines(`Output ${shown(key)} of run ${shortId(run)} stays: ${reason}.`);
  if (cacheEntries.length > 0)
    await output.lines(
      `${counted(cacheEntries.length, "result")} of remember ${would}: not used for the days of cache.keep_days.`,
    );
  for (const one of segments)
    await output.lines(
      `${counted(one.segments.length, "segment")} of tape "${one.tape}" (${bytes(one.sizeBytes)}) ${would}: compaction replaced or left them.`,
    );
  for (const one of leftovers)
    await output.lines(`${one.path} (${bytes(one.sizeBytes)}) ${would}: ${one.reason}, from more than 3 days ago.`);
  if (taken.length > 0)
    await output.lines(
      `${counted(taken.length, "blob")} ${to === undefined ? "went" : `moved to ${to}`}; commit ${result.commit} lists them.`,
    );
  if (dryRun && candidates.length + segments.length + leftovers.length + cacheEntries.length > 0)
    await output.lines(`Nothing was changed. Do it with: tapelab gc --delete${again}`);
}

function stepText(
  { step, dueMs, sha256 }: Candidate,
  { dryRun, taken }: CollectResult,
  to: string | undefined,
): string {
  const verb = to === undefined ? ["deleted", "goes"] : ["moved", "moves"];
  if (step === "take") {
    if (dryRun) return `would be ${verb[0]}`;
    return taken.some((one) => one.sha256 === sha256) ? `${verb[0]}` : "kept: named again";
  }
  const due = dueMs === undefined ? "when no session is open that may hold it" : dateOf(dueMs);
  if (step === "wait") return `marked, ${verb[1]} from ${due}`;
  return `${dryRun ? "would be marked" : "marked"}, ${verb[1]} from ${due}`;
}

function dateOf(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z` : "never";
}
