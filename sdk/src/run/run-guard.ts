/**
 * The process that outlives a launcher which was killed, and ends its runs: a command does not notice that nobody waits for
 * it any more, nor does a module that never waits. It begins with each launch, so it loads next to nothing.
 */
import { signalGroup } from "./process-group.js";

/** What runs now, by process id. */
export interface Guarded {
  readonly commands: readonly number[];
  /** They end by themselves, with all they have recorded, if they hear that the launcher is gone. */
  readonly modules: readonly number[];
}

const graceMs = 1_000;
let now: Guarded = { commands: [], modules: [] };

process.on("message", (told: Guarded) => {
  now = told;
});
process.once("disconnect", () => {
  for (const pid of now.commands) signalGroup(pid, "SIGKILL");
  const end = (): void => now.modules.forEach((pid) => void signalGroup(pid, "SIGKILL"));
  if (now.modules.length > 0) setTimeout(end, graceMs);
});
