/** The open report: what recovery found, in words for people. */
import { hex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import { crcText, quarantineId } from "./quarantine-id.js";
import type { Recovery } from "./recover.js";
import type { Loss } from "./settle.js";
import { type CommitEntry, type Damage, KIND, type Notice, type OpenReport, storedSize } from "./types.js";

/** The report on a recovered tape; `name` is its label or id, as the user knows it. */
export function reportOf(recovery: Recovery, name: string): OpenReport {
  const { losses, tornBytes, nextSequence, entries, tapeId } = recovery;
  const readable = entries.filter((entry) => entry.kind !== KIND.system).length;
  const notices: Notice[] = [...recovery.notices, ...trimmedNotice(recovery, name), ...clockSteps(entries)];
  if (tornBytes > 0) {
    const kept = keptText(nextSequence - 1, losses.length > 0);
    const text = `The last write to tape "${name}" was interrupted (${tornBytes} bytes after commit ${nextSequence - 1}). ${kept}; the interrupted write was never confirmed. Nothing to do; the bytes are kept, \`tapelab doctor ${name} --tail\` shows them.`;
    notices.push({ code: "torn-tail", text });
  }
  return { notices, damage: losses.map((loss) => damageOf(loss, tapeId, name, readable)), tornBytes };
}

/** History that somebody gave up on purpose is no loss. */
function trimmedNotice({ compaction }: Recovery, name: string): Notice[] {
  if (!compaction?.trimmed) return [];
  const { first, last } = compaction.trimmed;
  const kept = compaction.archive.length > 0 ? `; an archive with sha256 ${hex(compaction.archive)} has them` : "";
  const text = `Commits ${first}-${last} of tape "${name}" were trimmed${kept}. Nothing is lost by accident; commit 1 and everything behind ${last} are as they were.`;
  return [{ code: "trimmed", text }];
}

function keptText(last: number, isDamaged: boolean): string {
  if (last === 0) return "No commit was complete before it";
  return isDamaged ? "What was written before it is not touched" : `Commits 1-${last} are complete`;
}

function damageOf(loss: Loss, tape: string, name: string, readable: number): Damage {
  const { first, last, segment, offset, size, crc, hash } = loss;
  const commits = first === last ? `Commit ${first}` : `Commits ${first}-${last}`;
  const fine = `${readable} other ${readable === 1 ? "commit is" : "commits are"} readable.`;
  const advice = adviceOf(tape, first, last);
  const text =
    loss.kind === "missing-segment"
      ? `Segment ${segment} of tape "${name}" is missing (${commits.toLowerCase()}). ${fine} ${advice}`
      : `${commits} of tape "${name}" ${first === last ? "is" : "are"} damaged on disk (bytes ${offset}-${offset + size} of segment ${segment}). ${fine} ${advice}`;
  const place = { firstSequence: first, lastSequence: last, segment, offset, size };
  if (loss.kind === "missing-segment") return { code: loss.kind, text, ...place, reason: loss.kind };
  const known = crc === undefined ? undefined : crcText(crc);
  return hash === undefined
    ? { code: loss.kind, text, ...place, reason: "bad-checksum", ...(known && { expected: known }) }
    : { code: loss.kind, text, ...place, reason: "bad-hash", expected: `sha256 ${hash}` };
}

function adviceOf(tape: string, first: number, last: number): string {
  const id = quarantineId(tape, first, last);
  return `Fetch a good copy: \`tapelab quarantine repair ${id} --from PEER\`; \`tapelab quarantine skip ${id}\` goes on without it.`;
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
export function corruptImage(tape: string, name: string, entry: CommitEntry): TapelabError<"corrupt-commit"> {
  const { sequence, segment, offset } = entry;
  const text = `Commit ${sequence} of tape "${name}" is damaged on disk (bytes ${offset}-${offset + storedSize(entry)} of segment ${segment}). Every other commit can still be read. ${adviceOf(tape, sequence, sequence)}`;
  return new TapelabError("corrupt-commit", text, { sequence, segment, offset });
}
