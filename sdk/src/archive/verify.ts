/**
 * Verification of an archive: everything that its manifest promises is looked for and proved. A pure read. Strict users
 * throw what was found; salvage goes on with what is proved.
 */
import type { Disk } from "../base/disk.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type OpenArchive, openArchive } from "./authority.js";
import { damaged } from "./failures.js";
import { commitsText, countedAre, type Finding, type MissingPart } from "./findings.js";
import { type ArchiveLimits, openSource } from "./open-source.js";
import { type EventProof, type Level, proveEvents } from "./prove-events.js";
import { type LeafProof, proveLeaves } from "./prove-leaves.js";

/** An archive and what is proved of it. */
export interface ProvedArchive {
  readonly archive: OpenArchive;
  readonly events: EventProof;
  readonly leaves: LeafProof;
  /** Everything that is not what the manifest says. */
  readonly findings: readonly Finding[];
  /** Remarks; nothing is lost for them. */
  readonly notices: readonly string[];
}

export interface VerifyOptions {
  readonly level?: Level;
  /** What did not happen, for texts: "Nothing was imported". */
  readonly outcome?: string;
  /** Go on behind damage and without a marker. */
  readonly isSalvage?: boolean;
  readonly limits?: ArchiveLimits | undefined;
  onProgress?(done: number, total: number): void;
}

/** Opens and proves the archive at a path, uses it and closes it. */
export async function withArchive<T>(
  disk: Disk,
  path: string,
  options: VerifyOptions,
  use: (proved: ProvedArchive) => Promise<T>,
): Promise<T> {
  const { level = "full", isSalvage = false, limits, outcome, onProgress } = options;
  const source = await openSource(disk, path, { limits, isSalvage });
  try {
    const archive = await openArchive(source, isSalvage, outcome);
    const events = await proveEvents(archive, level, onProgress);
    const leaves = await proveLeaves(archive, level, events.missingParts.length > 0);
    const findings = [...events.findings, ...leaves.findings];
    return await use({ archive, events, leaves, findings, notices: noticesOf(archive, events, leaves, level) });
  } finally {
    await source.close();
  }
}

function noticesOf(
  { index, notices, source }: OpenArchive,
  { superseded, missingParts, ignoredTail, opaque, lastSequence }: EventProof,
  { rejected, snapshots }: LeafProof,
  level: Level,
): string[] {
  const told = [...notices, ...superseded, ...rejected];
  told.push(...index.skipped.map((text) => `Passed over in ${source.name}: ${text}.`));
  for (const part of missingParts) told.push(`${missingPartText(part)}.`);
  if (ignoredTail > 0)
    told.push(
      `${countedAre(ignoredTail, "event")} behind commit ${lastSequence}, not confirmed by a marker, and ignored.`,
    );
  if (index.unlistedCount > 0)
    told.push(
      `${countedAre(index.unlistedCount, "file")} none of the archive and ignored: ${index.unlisted.join(", ")}.`,
    );
  if (opaque > 0) told.push(`${countedAre(opaque, "event")} of a newer version: kept, and not read.`);
  if (level === "deep" && snapshots.size > 0)
    told.push(
      `${countedAre(snapshots.size, "snapshot")} proved by hash alone: this Tapelab does not replay to compare states.`,
    );
  return told;
}

export function missingPartText({ part, first, last }: MissingPart): string {
  return `part ${part} is missing: ${commitsText(first, last)}`;
}

/** The error for a strict reader; undefined when everything is there. `outcome`: "Nothing was imported." */
export function damageOf({ archive, findings, events }: ProvedArchive, outcome: string): TapelabError | undefined {
  const { source, winner, index } = archive;
  const name = shown(source.name, 100);
  const [first, ...more] = findings;
  if (first) {
    const others = more.length > 0 ? ` (and ${more.length} more)` : "";
    const text = `${name} is damaged: ${first.text}${others}. ${outcome} Restore a copy of it, or take what is proved with: tapelab import ${shown(source.path, 200)} --salvage`;
    return damaged(first.path, text, first.firstSequence, first.lastSequence);
  }
  if (!winner.marker) {
    const text = `${name} has no marker that confirms it. ${outcome} Take what is proved with: tapelab import ${shown(source.path, 200)} --salvage`;
    return new TapelabError("archive-unfinished", text, {
      path: index.torn?.path ?? source.path,
      lastSequence: events.lastSequence,
    });
  }
  return undefined;
}
