/** `tapelab info` on an archive: what it says of itself, also when it is damaged. */
import { describeArchive } from "../archive/describe.js";
import { nodeDisk } from "../base/disk.js";
import { bytes, counted } from "./figures.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function archiveInfo(path: string, output: Output): Promise<ExitCode> {
  const found = await describeArchive(nodeDisk, path);
  const { facts, blobs, damage, isConfirmed } = found;
  if (output.json) await output.value(found);
  else {
    const labels = Array.isArray(facts.labels) ? facts.labels.join(" ") : undefined;
    const here = found.partsHere > 1 ? `, ${found.partsHere} parts in the file` : "";
    const missing = blobs.missing > 0 ? `, ${blobs.missing} not in it` : "";
    await output.facts([
      ["archive", `${found.kind} (${found.profile}, part ${found.part}, generation ${found.generation}${here})`],
      ["session", labels],
      ["tape", found.tape],
      ["workspace", found.workspace],
      [
        "holds",
        `${counted(found.commits, "commit")} (${found.firstSequence}-${found.lastSequence}), ${bytes(found.leafBytes)}`,
      ],
      ["blobs", blobs.included + blobs.missing > 0 ? `${blobs.included} (${bytes(blobs.bytes)})${missing}` : undefined],
      ["snapshots", found.snapshots.length > 0 ? `at commit ${found.snapshots.join(", ")}` : undefined],
      ["trimmed", found.trimmedTo === undefined ? undefined : `commits 2-${found.trimmedTo}; their state is kept`],
      ["quarantine", found.quarantine > 0 ? counted(found.quarantine, "damaged piece") : undefined],
      [
        "opaque",
        found.opaque > 0 ? `${counted(found.opaque, "leaf").replace("leafs", "leaves")} of a newer version` : undefined,
      ],
      ["path", path],
    ]);
    for (const { text } of damage) output.error(`${text}.`);
    if (!isConfirmed) output.error("It has no marker that confirms it: it was not written to its end.");
    for (const text of found.notices) output.note(text);
    output.note("Names and sizes were looked at; `tapelab verify` proves every byte.");
  }
  return damage.length > 0 || !isConfirmed ? EXIT.damaged : EXIT.clean;
}
