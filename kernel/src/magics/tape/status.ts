/** `%tape status` */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { type Session, type SessionEntry, tape } from "tapelab";
import { localTime } from "tapelab/host";
import { sizeText } from "../../display/arrow-view.js";
import { activeSession, workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome, shortId, table } from "../outcome.js";
import type { Request } from "../values.js";

export async function status(request: Request, context: MagicContext): Promise<Outcome> {
  if (request.has("all")) return all(request);
  const session = activeSession();
  if (session === undefined) {
    const text = "no session is active. Run %tape start LABEL to start one.";
    return { value: undefined, shown: request.has("json") ? line("null") : line(text) };
  }
  const value = session.status();
  if (request.has("json")) return { value, shown: line(JSON.stringify(value)) };
  const facts = await factsOf(session, context);
  const rows = Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== "");
  return { value, shown: table(["fact", "value"], rows) };
}

async function all(request: Request): Promise<Outcome> {
  const ws = await workspace();
  const sessions = ws.exists ? await ws.sessions() : [];
  if (request.has("json")) return { value: sessions, shown: line(JSON.stringify(sessions)) };
  if (sessions.length === 0) return { value: sessions, shown: line("no session here yet") };
  const rows = sessions.map((entry) => [entry.label, shortId(entry.id), stateOf(entry), localTime(entry.startMs)]);
  return { value: sessions, shown: table(["session", "id", "state", "start"], rows.slice(0, 100)) };
}

async function factsOf(session: Session, { host, auto }: MagicContext): Promise<Record<string, string | undefined>> {
  const { id, labels, staged, queued, held, stagedBytes, durableSequence, isFinalized } = session.status();
  const ws = await workspace();
  const onTape = await ws.openTape(id);
  const { sizeBytes, lastSequence, report } = onTape;
  await onTape.close();
  const max = tape.settings.get("session.queue.max_pending_commits");
  const notebook = host.notebook();
  const kept = staged + queued === 0 ? "" : `, ${sizeText(stagedBytes)} in memory, not yet on disk`;
  const guessed = ' (its name is not known: tell it with tape.source("02-fit.ipynb"))';
  const autoLabel = auto.labelFor(id);
  return {
    session: `${labels.join(", ")} (${shortId(id)})`,
    workspace: relative(host.folder, ws.dir) || ws.dir,
    notebook: `${namedFrom(ws.root, notebook.srcFile)}${notebook.isGuessed ? guessed : ""}`,
    stage: `${staged} ${staged === 1 ? "scope" : "scopes"}`,
    queue: `${queued} of ${max}${held > 0 ? `, ${held} held back by a failed write` : ""}${kept}`,
    "last commit": lastSequence > 1 ? `c${lastSequence}, durable up to c${durableSequence}` : "none",
    finalized: isFinalized ? "yes" : "no",
    tape: `${session.commitCount} ${session.commitCount === 1 ? "commit" : "commits"} by this process, ${sizeText(sizeBytes)}`,
    durability: tape.settings.get("session.durability"),
    "auto-capture": autoLabel === undefined ? "off" : `each cell as ${autoLabel}`,
    damage: report.damage.length === 0 ? "none" : report.damage.map(({ text }) => text).join(" "),
    versions: versionsText(host.folder),
  };
}

/** As captures name it: below the project's folder, else the name alone. */
function namedFrom(root: string, file: string): string {
  if (!isAbsolute(file)) return file;
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : basename(file);
}

function stateOf({ state, reason }: SessionEntry): string {
  return reason === undefined ? state : `${state}: ${reason}`;
}

/** The kernel's own version, and the project's when it is another. */
function versionsText(folder: string): string {
  const own = versionIn(dirname(dirname(createRequire(__filename).resolve("tapelab")))) ?? "?";
  const project = projectVersion(folder);
  const node = `tapelab ${own}, Node ${process.versions.node}`;
  if (project === undefined || project === own) return node;
  return `${node}. The project has tapelab ${project}: cells and magics use the kernel's own, ${own}.`;
}

function projectVersion(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const version = versionIn(join(at, "node_modules/tapelab"));
    if (version !== undefined || at === dirname(at)) return version;
  }
}

function versionIn(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    return String((JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // somebody's broken package.json is not our concern
    throw error;
  }
}
