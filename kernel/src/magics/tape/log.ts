/** `%tape log` */
import type { Commit, Tape } from "tapelab";
import { localTime } from "tapelab/host";
import { display } from "../../display/api.js";
import { sizeText } from "../../display/arrow-view.js";
import { activeSession, workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { isInCell, line, type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";
import { openTape } from "./tape-of.js";

const shownDefault = 20;
const lookMs = 500;
/** A commit above this size is not opened to tell the cell that made it. */
const openedMaxBytes = 256 * 1024;

export async function log(request: Request, context: MagicContext): Promise<Outcome> {
  const wanted = wantedOf(request);
  if (request.has("follow")) return follow(request, context, wanted);
  const name = request.text("tape") ?? activeSession()?.id;
  const commits = name === undefined ? await ofWorkspace(wanted) : await ofTape(request, wanted);
  return { value: commits, shown: await commitTable(commits, name === undefined) };
}

interface Wanted {
  readonly count: number;
  readonly label: string | undefined;
  readonly grep: string | undefined;
}

function wantedOf(request: Request): Wanted {
  const count = Number(request.operand(0) ?? shownDefault);
  return { count, label: request.text("label"), grep: request.text("grep")?.toLowerCase() };
}

async function ofWorkspace(wanted: Wanted): Promise<readonly Commit[]> {
  const ws = await workspace();
  const found: Commit[] = [];
  await ws.commits$(selectionOf(wanted)).forEach((commit) => void found.push(commit));
  found.sort((a, b) => a.time - b.time);
  return matching(found, wanted);
}

async function ofTape(request: Request, wanted: Wanted): Promise<readonly Commit[]> {
  const tape = await openTape(request);
  try {
    return await commitsOf(tape, wanted);
  } finally {
    await tape.close();
  }
}

async function commitsOf(tape: Tape, wanted: Wanted): Promise<readonly Commit[]> {
  const found: Commit[] = [];
  await tape.commits$(selectionOf(wanted)).forEach((commit) => void found.push(commit));
  return matching(found, wanted);
}

function selectionOf({ label }: Wanted): { commitLabel?: string } {
  return label === undefined ? {} : { commitLabel: label };
}

/** The newest that match, oldest first. Metadata is read of no more than has to be. */
async function matching(commits: readonly Commit[], { count, grep }: Wanted): Promise<readonly Commit[]> {
  if (grep === undefined) return commits.slice(-count);
  const found: Commit[] = [];
  for (let n = commits.length - 1; n >= 0 && found.length < count; n--) {
    const commit = commits[n]!;
    const isLabel = commit.label.toLowerCase().includes(grep);
    if (
      isLabel ||
      JSON.stringify(await commit.meta())
        .toLowerCase()
        .includes(grep)
    )
      found.unshift(commit);
  }
  return found;
}

async function commitTable(commits: readonly Commit[], hasSession: boolean): ReturnType<typeof cellsTable> {
  return cellsTable(commits, await Promise.all(commits.map(cellOf)), hasSession);
}

async function cellsTable(commits: readonly Commit[], cells: readonly string[], hasSession: boolean) {
  if (commits.length === 0) return line("no commit matches");
  const rows = commits.map(({ sequence, label, scopeCount, time, sizeBytes, session }, n) => {
    const row = [`c${sequence}`, label, scopeCount, localTime(time), cells[n], sizeText(sizeBytes)];
    return hasSession ? [session.label, ...row] : row;
  });
  const names = ["commit", "label", "scopes#", "time", "cell", "size"];
  return table(hasSession ? ["session", ...names] : names, rows);
}

/** The cell that made a commit: where its last scope was captured. */
async function cellOf(commit: Commit): Promise<string> {
  if (commit.scopeCount === 0 || commit.sizeBytes > openedMaxBytes) return "";
  const scope = (await commit.scopes()).at(-1);
  return scope?.srcLine === undefined ? "" : `${scope.srcFile ?? ""}${isInCell(scope) ? " " : ":"}${scope.srcLine}`;
}

/** Shows the log now and again when there is more, until its session ends. Does not hold the cell. */
async function follow(request: Request, { cell }: MagicContext, wanted: Wanted): Promise<Outcome> {
  const tape = await openTape(request);
  const first = await commitsOf(tape, wanted);
  const shown = display((await commitTable(first, false)).data, { raw: true });
  let last = tape.lastSequence;
  await tape.close();
  const look = async (): Promise<void> => {
    const now = await openTape(request, tape.id);
    try {
      if (now.lastSequence !== last) {
        last = now.lastSequence;
        shown.update((await commitTable(await commitsOf(now, wanted), false)).data, { raw: true });
      }
      if (!now.isEnded && !cell?.isInterrupted) again();
    } finally {
      await now.close();
    }
  };
  const again = (): void => void setTimeout(() => void look(), lookMs).unref();
  again();
  return { value: first };
}
