/** `tapelab verify`: proves a tape, all tapes, or an archive. A pure read. */
import { resolve } from "node:path";
import type { Replay } from "../archive/verify.js";
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { examine } from "../tape/examine.js";
import { archiveAt } from "../workspace/archive-path.js";
import { verifyArchive } from "../workspace/verify.js";
import { chosenDepth, type Depth } from "./depth.js";
import { examineTapes } from "./doctor.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function verify(given: Given, output: Output): Promise<ExitCode> {
  const [target] = given.positionals;
  const depth = chosenDepth(given, "full");
  const archive = target === undefined ? undefined : archiveAt(target);
  if (archive !== undefined) return proveArchive(archive, depth, output);
  const folder = target === undefined ? undefined : tapeFolderAt(target);
  return folder === undefined ? examineTapes(given, output, depth) : verifyFolder(folder, depth, output);
}

/** The folder of a tape outside of any workspace: its name is the id. */
function tapeFolderAt(target: string): string | undefined {
  const path = resolve(target).replaceAll("\\", "/");
  const isFolder = /[\\/]/.test(target) && /\/[0-9a-f]{32}$/.test(path);
  return isFolder && nodeDisk.now.stat(path)?.kind === "directory" ? path : undefined;
}

async function verifyFolder(dir: string, depth: Depth, output: Output): Promise<ExitCode> {
  const level = depth === "quick" ? "quick" : "full";
  const { tapeId, report, commits, lastSequence } = await examine(nodeDisk, dir, systemIds, { level });
  const { damage, notices } = report;
  if (output.json)
    await output.value({ path: dir, tape: tapeId, checked: level, isClean: damage.length === 0, damage, notices });
  else {
    for (const { text } of damage) output.error(text);
    for (const { text } of notices) output.note(text);
    const verdict = damage.length === 0 ? "nothing is damaged" : `damaged: ${counted(damage.length, "finding")}`;
    const all = `${counted(commits.length, "commit")} up to ${lastSequence}`;
    await output.lines(`${dir}: ${verdict}. Tape ${tapeId}, ${all}; ${checkedText[level]} looked at.`);
  }
  if (depth === "deep") output.note("Values and blobs are looked at in a workspace: tapelab verify TAPE --deep");
  return damage.length === 0 ? EXIT.clean : EXIT.damaged;
}

const checkedText = { quick: "headers, markers and checksums", full: "every byte and hash" } as const;

async function proveArchive(path: string, level: Depth, output: Output): Promise<ExitCode> {
  const onProgress = (done: number, total: number): void => output.progress(`commit ${done} of ${total}`);
  const found = await verifyArchive(path, { level }, onProgress);
  const { isClean, isConfirmed, tape, commits, firstSequence, lastSequence, blobs, damage, notices } = found;
  if (output.json) await output.value(found);
  else {
    for (const { text } of damage) output.error(`${text}.`);
    if (!isConfirmed) output.error(`${path} has no marker that confirms it: it was not written to its end.`);
    for (const text of notices) output.note(text);
    const checked = { quick: "names and sizes", full: "every byte and hash", deep: "every byte, hash and value" }[
      level
    ];
    const packed = blobs > 0 ? `, ${counted(blobs, "blob")}` : "";
    // Bytes that belong to nothing are told as remarks, and are damage all the same.
    const what = damage.length === 0 ? "damaged" : `damaged: ${counted(damage.length, "finding")}`;
    const verdict = isClean ? "nothing is damaged" : what;
    const all = `${counted(commits, "commit")} (${firstSequence}-${lastSequence})${packed}`;
    await output.lines(`${path}: ${verdict}. Tape ${tape}, ${all}; ${checked} looked at.`);
    if (found.replay) await output.lines(replayText(found.replay));
    if (found.trimmedTo !== undefined)
      output.note(`Commits 2-${found.trimmedTo} were trimmed; the state behind them is kept.`);
  }
  return isClean ? EXIT.clean : EXIT.damaged;
}

/** What the operations of an archive come to. */
export function replayText({ stateHash, appliedEvents, snapshotUsed, opaque, gaps }: Replay): string {
  const from = snapshotUsed === undefined ? "from the start" : `behind the snapshot at commit ${snapshotUsed}`;
  const skipped = opaque > 0 ? `, ${opaque} not understood` : "";
  const lost = gaps.length > 0 ? `, ${counted(gaps.length, "gap")}` : "";
  return `Replayed ${counted(appliedEvents, "commit")} ${from}${skipped}${lost}: state ${stateHash.slice(0, 12)}.`;
}
