/** `tapelab verify`: proves a tape, all tapes, or an archive. A pure read. */
import { damageOf, withArchive } from "../archive/verify.js";
import { nodeDisk } from "../base/disk.js";
import { archiveAt } from "./archive-path.js";
import { chosenDepth, type Depth } from "./depth.js";
import { examineTapes } from "./doctor.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function verify(given: Given, output: Output): Promise<ExitCode> {
  const [target] = given.positionals;
  const path = target === undefined ? undefined : archiveAt(target);
  const depth = chosenDepth(given, "full");
  return path === undefined ? examineTapes(given, output, depth) : verifyArchive(path, depth, output);
}

async function verifyArchive(path: string, level: Depth, output: Output): Promise<ExitCode> {
  const onProgress = (done: number, total: number): void => output.progress(`commit ${done} of ${total}`);
  return withArchive(
    nodeDisk,
    path,
    { level, isSalvage: true, outcome: "Nothing was changed", onProgress },
    async (proved) => {
      const { archive, events, leaves, findings, notices } = proved;
      const { manifest, marker } = archive.winner;
      const isWhole = damageOf(proved, "") === undefined && archive.index.skipped.length === 0;
      const gaps = [...events.gaps.values()];
      if (output.json)
        await output.value({
          path,
          tape: manifest.runId,
          checked: level,
          isClean: isWhole,
          isConfirmed: marker !== undefined,
          commits: events.commits,
          firstSequence: events.firstSequence,
          lastSequence: events.lastSequence,
          blobs: leaves.blobs.size,
          gaps,
          missingParts: events.missingParts,
          damage: findings,
          notices,
        });
      else {
        for (const { text } of findings) output.error(`${text}.`);
        if (!marker) output.error(`${path} has no marker that confirms it: it was not written to its end.`);
        for (const text of notices) output.note(text);
        const checked = { quick: "names and sizes", full: "every byte and hash", deep: "every byte, hash and value" }[
          level
        ];
        const blobs = leaves.blobs.size > 0 ? `, ${counted(leaves.blobs.size, "blob")}` : "";
        const verdict = isWhole ? "nothing is damaged" : `damaged: ${counted(findings.length, "finding")}`;
        await output.lines(
          `${path}: ${verdict}. Tape ${manifest.runId}, ${counted(events.commits, "commit")} (${events.firstSequence}-${events.lastSequence})${blobs}; ${checked} looked at.`,
        );
      }
      return isWhole ? EXIT.clean : EXIT.damaged;
    },
  );
}
