/** `%tape start` */
import { dirname, relative, resolve } from "node:path";
import { initWorkspace, isTapelabError, type Session, tape } from "tapelab";
import { activeSession, chooseWorkspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome, shortId } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

/** Synchronous with a new session in the same workspace: the place of the start is read from the stack. */
export function start(request: Request, context: MagicContext): Outcome | Promise<Outcome> {
  const [label, ...labels] = request.operands();
  const id = request.text("id");
  const meta = request.pairs("meta");
  const folder = request.text("workspace");
  assertMeans(request, "every", "auto");
  assertMeans(request, "take-over", "id");
  assertClean(request);
  if (id !== undefined) return resume(request, context, id);
  if (label === undefined) throw missing(request);
  const options = { labels, ...(meta && { meta }), settings: settingsOf(request) };
  const begin = (): Outcome => outcome(request, context, tape.start(label, options));
  return folder === undefined ? begin() : useWorkspace(resolve(context.host.folder, folder)).then(begin);
}

async function resume(request: Request, context: MagicContext, id: string): Promise<Outcome> {
  const fresh = ["meta", "threshold", "durability"].find((option) => request.has(option));
  if (fresh !== undefined || request.call.operands.length > 0) {
    const what = fresh === undefined ? "a label" : `--${fresh}`;
    throw new UsageProblem(
      request.call.start,
      `${request.title} --id takes up a session as it is; found ${what} as well. No session was started. Write %tape start --id ID alone.`,
    );
  }
  const folder = request.text("workspace");
  if (folder !== undefined) await useWorkspace(resolve(context.host.folder, folder));
  return outcome(request, context, await tape.resume(id.trim().toLowerCase(), { takeOver: request.has("take-over") }));
}

/** Makes the folder's workspace the one of this process. */
async function useWorkspace(root: string): Promise<void> {
  try {
    await initWorkspace({ path: root });
  } catch (error) {
    if (!isTapelabError(error, "already-initialized")) throw error;
    await initWorkspace({ path: root, reinit: true });
  }
  chooseWorkspace(root);
}

function settingsOf(request: Request): Record<string, unknown> {
  const threshold = request.count("threshold");
  const durability = request.text("durability");
  return {
    ...(threshold !== undefined && { "session.queue.max_pending_commits": threshold }),
    ...(durability !== undefined && { "session.durability": durability }),
  };
}

function outcome(request: Request, { host, auto }: MagicContext, session: Session): Outcome {
  const isAuto = request.has("auto");
  const every = request.count("every");
  const label = request.text("auto") ?? "cell";
  auto.set(isAuto ? { session: session.id, label, every } : undefined);
  const threshold = tape.settings.get("session.queue.max_pending_commits");
  const dir = dirname(session.tapesDir);
  const where = relative(host.folder, dir) || dir;
  const isOutside = where.startsWith("..");
  const captures = isAuto ? `, captures each cell as ${label}` : "";
  const text = `session ${session.label} (${shortId(session.id)}) in ${isOutside ? dir : where}, threshold ${threshold}${captures}`;
  return { value: session, shown: line(text, `id ${session.id}, tape ${session.tapesDir}/${session.id}`) };
}

/** An option that only means something beside another. */
function assertMeans({ title, call }: Request, option: string, other: string): void {
  if (!call.options.has(option) || call.options.has(other)) return;
  throw new UsageProblem(
    call.options.get(option)?.[0]?.start ?? call.start,
    `${title} --${option} goes with --${other}, which is missing. ${call.command.outcome} Add --${other}, or leave it out.`,
  );
}

/** The sdk's own text names calls; here commands are what helps. */
function assertClean({ title, call }: Request): void {
  const session = activeSession();
  const { staged = 0, queued = 0, isDirty = false } = session?.status() ?? {};
  if (session === undefined || !isDirty) return;
  const scopes = `${staged} staged ${staged === 1 ? "scope" : "scopes"}`;
  const commits = `${queued} queued ${queued === 1 ? "commit" : "commits"}`;
  throw new UsageProblem(
    call.start,
    `${title}: session "${session.label}" holds ${scopes} and ${commits} that are not on its tape. No session was started. Run %tape finalize to keep them, or %tape end --discard to drop them.`,
  );
}

function missing({ title, call }: Request): UsageProblem {
  const { outcome: what, example } = call.command;
  return new UsageProblem(call.start, `${title} needs a label for the session. ${what} Example: ${example}.`);
}
