/** `%tape finalize` and `%tape end` */
import { tape } from "tapelab";
import { neededSession } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome } from "../outcome.js";
import type { Request } from "../values.js";
import { commits } from "./commit.js";

export async function finalize(request: Request): Promise<Outcome> {
  const session = neededSession(request);
  const { staged } = session.status();
  const result = await session.finalize(request.operand(0) ?? "");
  const label = request.operand(0);
  const unused = label === undefined ? "" : `, so there is no commit "${label}"`;
  const tail = result.queuedTailCommit
    ? `tail commit of ${staged} ${staged === 1 ? "scope" : "scopes"}`
    : `nothing was staged${unused}`;
  const text = `finalized: ${tail}, ${commits(result.flushedCommits)} flushed, durable. Session stays active.`;
  return { value: result, shown: line(text) };
}

export async function end(request: Request, { auto }: MagicContext): Promise<Outcome> {
  const session = neededSession(request);
  const said: string[] = [];
  if (request.has("discard")) {
    const dropped = session.discard();
    const scopes = `dropped ${dropped.scopes} ${dropped.scopes === 1 ? "scope" : "scopes"}`;
    said.push(dropped.commits === 0 ? scopes : `${scopes}, ${commits(dropped.commits)} of the queue with them`);
  }
  const label = request.operand(0);
  if (label !== undefined) await session.finalize(label);
  await tape.end();
  auto.set(undefined);
  said.push(`session ${session.label} ended: ${commits(session.commitCount)} on its tape`);
  return { value: undefined, shown: line(said.join("; "), `tape ${session.tapesDir}/${session.id}`) };
}
