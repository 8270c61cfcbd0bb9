/** The processes of a run: its own, and what that has started. */
import { isCode } from "../base/small-file.js";

/** A group of its own: Ctrl-C in a terminal reaches the launcher, which then ends its runs itself. */
export const hasGroups: boolean = process.platform !== "win32";

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(hasGroups ? -pid : pid, signal);
  } catch (error) {
    if (!isCode(error, "ESRCH")) throw error; // it has just ended
  }
}
