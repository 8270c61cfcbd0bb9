/** `%tape export --queue` */
import { dirname } from "node:path";
import { neededSession } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { writablePlace } from "../writable-place.js";

export async function exportQueue(request: Request, { host }: MagicContext): Promise<Outcome> {
  const session = neededSession(request);
  const { start, command } = request.call;
  const given = request.text("queue");
  if (given === undefined)
    throw new UsageProblem(
      start,
      `${request.title} needs --queue DIR. ${command.outcome} Example: ${command.example}.`,
    );
  const project = dirname(dirname(session.tapesDir));
  const folder = writablePlace(request, "queue", { notebook: host.folder, project });
  const result = await session.exportQueue(folder);
  const what = `${result.commits} ${result.commits === 1 ? "commit" : "commits"}, ${result.scopes} scopes`;
  return { value: result, shown: line(`exported ${what} to ${result.path}`) };
}
