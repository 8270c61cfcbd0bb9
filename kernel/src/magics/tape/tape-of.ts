/** The tape that a reading command means. */
import type { Tape } from "tapelab";
import { activeSession, neededSession, workspace } from "../active.js";
import type { Request } from "../values.js";

/** Opens the tape of `--tape`, else the active session's. Whoever opens it closes it. */
export async function openTape(request: Request, id?: string): Promise<Tape> {
  const name = id ?? request.text("tape") ?? activeSession()?.id ?? neededSession(request).id;
  return (await workspace()).openTape(name);
}
