/** The open report: what recovery found, in words for people. */
import { TapelabError } from "../errors.js";
import type { Recovery } from "./recover.js";
import type { Loss } from "./settle.js";
import { type CommitEntry, type Damage, KIND, type Notice, type OpenReport } from "./types.js";

/** The report on a recovered tape; `name` is its label or id, as the user knows it. */
export function reportOf(recovery: Recovery, name: string): OpenReport {
  const { losses, tornBytes, nextSequence, entries } = recovery;
  const readable = entries.filter((entry) => entry.kind !== KIND.system).length;
  const notices: Notice[] = [...recovery.notices, ...clockSteps(entries)];
  if (tornBytes > 0) {
    const kept = keptText(nextSequence - 1, losses.length > 0);
    const text = `The last write to tape "${name}" was interrupted (${tornBytes} bytes after commit ${nextSequence - 1}). ${kept}; the interrupted write was never confirmed. Nothing to do; the bytes are kept, \`tapelab doctor ${name} --tail\` shows them.`;
    notices.push({ code: "torn-tail", text });
  }
  return { notices, damage: losses.map((loss) => damageOf(loss, name, readable)), tornBytes };
}

function keptText(last: number, isDamaged: boolean): string {
  if (last === 0) return "No commit was complete before it";
  return isDamaged ? "What was written before it is not touched" : `Commits 1-${last} are complete`;
}

function damageOf(loss: Loss, name: string, readable: number): Damage {
  const { first, last, segment, offset, size } = loss;
  const commits = first === last ? `Commit ${first}` : `Commits ${first}-${last}`;
  const fine = `${readable} other ${readable === 1 ? "commit is" : "commits are"} readable.`;
  const advice = `Restore a copy of the tape, or go on without: \`tapelab recover ${name}\` keeps the bytes in quarantine.`;
  const text =
    loss.kind === "missing-segment"
      ? `Segment ${segment} of tape "${name}" is missing (${commits.toLowerCase()}). ${fine} ${advice}`
      : `${commits} of tape "${name}" ${first === last ? "is" : "are"} damaged on disk (bytes ${offset}-${offset + size} of segment ${segment}). ${fine} ${advice}`;
  return { code: loss.kind, text, firstSequence: first, lastSequence: last, segment, offset, size };
}

/** Order is by sequence, so a clock that moved back changes nothing but the look of a time axis. */
function clockSteps(entries: readonly CommitEntry[]): Notice[] {
  for (let i = 1; i < entries.length; i++) {
    const before = entries[i - 1]!;
    const after = entries[i]!;
    const back = before.wallMs - after.wallMs;
    if (back <= 1000) continue;
    const text = `The clock moved back ${(back / 1000).toFixed(1)} s between commits ${before.sequence} and ${after.sequence}; order is unaffected, times in plots may overlap.`;
    return [{ code: "clock-step", text }];
  }
  return [];
}

/** An image whose bytes changed since the tape was opened, or that only its directory vouched for. */
export function corruptImage(name: string, entry: CommitEntry): TapelabError<"corrupt-commit"> {
  const { sequence, segment, offset, size } = entry;
  const text = `Commit ${sequence} of tape "${name}" is damaged on disk (bytes ${offset}-${offset + size} of segment ${segment}). Every other commit can still be read. Restore a copy of the tape, or go on without: \`tapelab recover ${name}\` keeps the bytes in quarantine.`;
  return new TapelabError("corrupt-commit", text, { sequence, segment, offset });
}
