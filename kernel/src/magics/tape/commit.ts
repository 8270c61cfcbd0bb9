/** `%tape commit`, `%tape queue`, and the two as `%%tape` */
import type { CommitRef, Session } from "tapelab";
import { tape } from "tapelab";
import { sizeText } from "../../display/arrow-view.js";
import { neededSession } from "../active.js";
import type { MagicContext } from "../context.js";
import { line, type Outcome } from "../outcome.js";
import type { Request } from "../values.js";
import { atEndOfCell, take } from "./capture.js";

export function commit(request: Request): Promise<Outcome> {
  return committed(request, neededSession(request));
}

export function queue(request: Request): Outcome {
  return queued(request, neededSession(request));
}

export function commitCell(request: Request, context: MagicContext): Outcome {
  const session = neededSession(request);
  const label = request.operand(0);
  atEndOfCell(request, context, (variables) => {
    if (Object.keys(variables.values).length > 0) take(request, session, variables, label ?? "cell", {});
    return committed(request, session, label);
  });
  return { value: undefined };
}

export function queueCell(request: Request, context: MagicContext): Outcome {
  const session = neededSession(request);
  const label = request.operand(0);
  atEndOfCell(request, context, (variables) => {
    if (Object.keys(variables.values).length > 0) take(request, session, variables, label ?? "cell", {});
    return queued(request, session, label);
  });
  return { value: undefined };
}

async function committed(
  request: Request,
  session: Session,
  label: string = request.operand(0) ?? "",
): Promise<Outcome> {
  const meta = request.pairs("meta");
  const ref = await session.commit(label, { ...(meta && { meta }), allowEmpty: request.has("allow-empty") });
  if (ref === null) return { value: ref, shown: line("note: the stage was empty, nothing was committed") };
  return { value: ref, shown: line(`${commitText(ref)}, ${durabilityText(session)}`) };
}

function queued(request: Request, session: Session, label: string = request.operand(0) ?? ""): Outcome {
  const before = session.commitCount;
  const every = request.count("every");
  const receipt = session.queue(label, every === undefined ? {} : { every });
  const max = tape.settings.get("session.queue.max_pending_commits");
  const { queued: waiting, staged } = session.status();
  const flushed = session.commitCount - before;
  if (flushed > 0) return { value: receipt, shown: line(`queued ${flushed}, flushed ${commits(flushed)}`) };
  if (receipt !== null) return { value: receipt, shown: line(`queued ${waiting} of ${max}`) };
  if (staged === 0) return { value: receipt, shown: line("note: the stage was empty, nothing was queued") };
  const scopes = `${staged} ${staged === 1 ? "scope stays" : "scopes stay"} staged`;
  return { value: receipt, shown: line(`queued ${waiting} of ${max}; ${scopes} until call ${every} with this label`) };
}

/** `commit c17 "done": 3 scopes, 12.4 kB` */
function commitText({ sequence, label, scopes, sizeBytes }: CommitRef): string {
  const name = label === "" ? "" : ` "${label}"`;
  return `commit c${sequence}${name}: ${scopes} ${scopes === 1 ? "scope" : "scopes"}, ${sizeText(sizeBytes)}`;
}

/** What a commit that has resolved survives. */
function durabilityText({ id }: Session): string {
  const level = tape.status().id === id ? tape.settings.get("session.durability") : "disk";
  return level === "disk" ? "durable" : "written (survives the end of the process)";
}

export function commits(count: number): string {
  return `${count} ${count === 1 ? "commit" : "commits"}`;
}
