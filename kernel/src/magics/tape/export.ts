/** `%tape export --queue` */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { neededSession } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

export async function exportQueue(request: Request, { host }: MagicContext): Promise<Outcome> {
  const session = neededSession(request);
  const { start, command, options } = request.call;
  const given = request.text("queue");
  if (given === undefined)
    throw new UsageProblem(
      start,
      `${request.title} needs --queue DIR. ${command.outcome} Example: ${command.example}.`,
    );
  const folder = resolve(host.folder, given);
  if (folder === resolve("/"))
    throw new UsageProblem(
      options.get("queue")?.[0]?.start ?? start,
      `${request.title} --queue: the root of the file system is no place for it. ${command.outcome} Name a folder.`,
    );
  const isNew = !existsSync(folder);
  const result = await session.exportQueue(folder);
  const what = `${result.commits} ${result.commits === 1 ? "commit" : "commits"}, ${result.scopes} scopes`;
  return { value: result, shown: line(`exported ${what} to ${result.path}${isNew ? " (new folder)" : ""}`) };
}
