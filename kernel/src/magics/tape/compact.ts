/** `%tape compact` */
import { resolve } from "node:path";
import { type CompactResult, compactTape } from "tapelab";
import { counted, sizeText } from "../../display/arrow-view.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { longWork } from "../long-work.js";
import type { Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { excluding } from "./depth.js";
import { lines } from "./lines.js";

export async function compact(request: Request, { host }: MagicContext): Promise<Outcome> {
  checkForm(request);
  const ws = await workspace();
  const entry = await ws.resolve(request.operand(0) ?? "");
  const name = entry.label || entry.id;
  const dropHistory = request.count("drop-history");
  const copy = request.text("copy");
  const options = {
    verb: request.has("consolidate") ? ("consolidate" as const) : ("repack" as const),
    withoutCopy: request.has("without-copy"),
    dryRun: request.has("dry-run"),
    ...(dropHistory !== undefined && { dropHistory }),
    ...(copy !== undefined && { copy: resolve(host.folder, copy) }),
  };
  const value = await longWork(request, `compact ${name}`, (report) => compactTape(ws, entry.id, options, report));
  return { value, shown: lines(textOf(name, value), ...remarks(value)) };
}

function checkForm(request: Request): void {
  const { call, title } = request;
  if (request.has("repack") && request.has("consolidate")) throw excluding(request, "repack", "consolidate");
  if (request.has("copy") && request.has("without-copy")) throw excluding(request, "copy", "without-copy");
  const alone = ["copy", "without-copy"].find((name) => request.has(name));
  if (alone === undefined || request.has("drop-history")) return;
  const way = `${call.command.outcome} Example: %tape compact lorenz --drop-history 5000 --copy lorenz.tar.`;
  throw new UsageProblem(call.start, `${title} --${alone} goes with --drop-history, which is missing. ${way}`);
}

function textOf(
  name: string,
  { isChanged, dryRun, bytesBefore, bytesAfter, commits, generation }: CompactResult,
): string {
  const sizes = `${sizeText(bytesBefore)} before, ${sizeText(bytesAfter)} after`;
  if (!isChanged) return `tape "${name}" is compact already (${sizeText(bytesBefore)}); nothing to do`;
  if (dryRun) return `tape "${name}" would take ${sizes}; nothing was changed`;
  return `tape "${name}" is written anew (generation ${generation}): ${counted(commits, "commit")}, ${sizes}; every hash is as it was`;
}

function remarks({ trimmedTo, lostCommits, removed, dryRun }: CompactResult): string[] {
  const told: string[] = [];
  if (trimmedTo !== undefined) told.push(`c2-c${trimmedTo} were trimmed; the state they left is kept as a pinned blob`);
  if (lostCommits > 0) told.push(`${counted(lostCommits, "damaged commit")} left as gaps; the bytes are in quarantine`);
  if (removed.segments.length > 0)
    told.push(`${counted(removed.segments.length, "old segment")} ${dryRun ? "would be" : "were"} deleted`);
  if (removed.kept === "grace")
    told.push(
      `${counted(removed.keptSegments.length, "old segment")} kept for a time of grace; the next compact or gc deletes`,
    );
  if (removed.kept === "damaged") told.push("old segments stay: what replaced them is damaged (%tape verify)");
  return told;
}
