/** `%tape export` */
import { dirname, resolve } from "node:path";
import { type BlobChoice, type ExportOptions, type ExportResult, exportTape, type Workspace } from "tapelab";
import { counted, sizeText } from "../../display/arrow-view.js";
import { activeSession, neededSession, workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { longWork } from "../long-work.js";
import { line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { writableFile, writablePlace } from "../writable-place.js";
import { excluding } from "./depth.js";
import { lines, span } from "./lines.js";

export async function exportTo(request: Request, context: MagicContext): Promise<Outcome> {
  if (request.has("queue")) return exportQueue(request, context);
  const ws = await workspace();
  const { folder: notebook } = context.host;
  const folders = { notebook, project: ws.root };
  const { command, start } = request.call;
  const text = `${request.title} needs a PATH, or --queue DIR. ${command.outcome} Example: ${command.example}.`;
  if (request.has("out")) writablePlace(request, "out", folders);
  if (request.operand(0) === undefined) throw new UsageProblem(start, text);
  const path = writableFile(request, 0, folders);
  const name = request.text("tape") ?? neededSession(request, "--tape LABEL").id;
  const entry = await ws.resolve(name);
  const label = entry.label || entry.id;
  const result = await longWork(request, `export ${label}`, (report) =>
    exportTape(ws, entry.id, path, optionsOf(request, notebook), report),
  );
  return { value: result, shown: lines(textOf(label, result), ...remarks(ws, entry.id, result)) };
}

function optionsOf(request: Request, notebook: string): ExportOptions {
  const since = request.text("since");
  const sequence = since !== undefined && /^\d{1,15}$/.test(since) ? Number(since) : undefined;
  return {
    meta: request.has("meta"),
    force: request.has("force"),
    blobs: (request.text("blobs") ?? "referenced") as BlobChoice,
    ...(request.has("gzip") && { gzip: true }),
    ...(since !== undefined && { since: sequence ?? resolve(notebook, since) }),
  };
}

function textOf(label: string, result: ExportResult): string {
  const { commits, firstSequence, lastSequence, blobs, sizeBytes, path, sha256, gaps } = result;
  if (commits === 0 && gaps.length === 0)
    return `nothing is new on tape "${label}" behind commit c${firstSequence - 1}; no file was written`;
  const packed = blobs > 0 ? ` and ${counted(blobs, "blob")}` : "";
  const digest = sha256 === undefined ? "" : `, sha256 ${sha256}`;
  const what = `${counted(commits, "commit")} (${span(firstSequence, lastSequence)})${packed}`;
  return `exported ${what} of tape "${label}" to ${path}, ${sizeText(sizeBytes)}${digest}`;
}

/** What the file does not hold. */
function remarks(ws: Workspace, id: string, { gaps, missingBlobs }: ExportResult): string[] {
  const told = gaps.map(({ first, last }) => `${span(first, last)}: damaged on the tape, a gap in the archive`);
  if (missingBlobs.length > 0) told.push(`not in it: ${counted(missingBlobs.length, "blob")} that these commits name`);
  const session = activeSession();
  if (session?.id !== id || session.tapesDir !== `${ws.dir}/tapes`) return told;
  const { staged, queued } = session.status();
  if (staged + queued === 0) return told;
  const what = `${counted(staged, "scope")} on the stage, ${counted(queued, "commit")} in the queue`;
  return [...told, `not in it: ${what}, which are not on the tape yet. %tape finalize writes them`];
}

async function exportQueue(request: Request, { host }: MagicContext): Promise<Outcome> {
  const { options, operands, command } = request.call;
  const other = [...options.keys()].find((name) => name !== "queue" && name !== "quiet");
  if (other !== undefined) throw excluding(request, "queue", other);
  if (operands[0] !== undefined) {
    const text = `${request.title} takes a PATH or --queue DIR, not both. ${command.outcome} Give one of them.`;
    throw new UsageProblem(operands[0].start, text);
  }
  const session = neededSession(request);
  const project = dirname(dirname(session.tapesDir));
  const folder = writablePlace(request, "queue", { notebook: host.folder, project });
  const result = await session.exportQueue(folder);
  const what = `${result.commits} ${result.commits === 1 ? "commit" : "commits"}, ${result.scopes} scopes`;
  return { value: result, shown: line(`exported ${what} to ${result.path}`) };
}
