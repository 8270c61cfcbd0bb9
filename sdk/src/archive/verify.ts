/**
 * Verification of an archive: everything that its manifest promises is looked for and proved. A pure read. Strict users
 * throw what was found; salvage goes on with what is proved.
 */
import { type ArchivedEvent, eventMessage } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type OpenArchive, openArchive } from "./authority.js";
import { damaged } from "./failures.js";
import { commitsText, countedAre, type Finding, type MissingPart } from "./findings.js";
import { type ArchiveLimits, openSource } from "./open-source.js";
import { type EventProof, type Level, proveEvents } from "./prove-events.js";
import { type LeafProof, proveLeaves } from "./prove-leaves.js";

/** What is proved of the events of an archive. */
export interface ProvedEvents {
  readonly archive: OpenArchive;
  readonly events: EventProof;
}

/** What the operations of an archive come to. */
export interface Replay {
  readonly stateHash: string;
  /** Commits behind the snapshot. */
  readonly appliedEvents: number;
  /** Events behind the marker. */
  readonly ignoredTail: number;
  /** Events and operations that mean nothing here: not applied. */
  readonly opaque: number;
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
  /** Sequence of the snapshot it began with. */
  readonly snapshotUsed: number | undefined;
  /** Snapshots of the very state that the commits give. */
  readonly proved: readonly number[];
  /** Snapshots of another state than the commits give. */
  readonly findings: readonly Finding[];
  readonly notices: readonly string[];
}

/** An archive and what is proved of it. */
export interface ProvedArchive extends ProvedEvents {
  readonly leaves: LeafProof;
  /** By somebody who knows what a state is. */
  readonly replay: Replay | undefined;
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
  /** Applies the operations: for level `deep`, and for `full` where there are snapshots to be proved. */
  readonly replay?: ((proved: Omit<ProvedArchive, "replay">) => Promise<Replay>) | undefined;
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
    const hashOf = (sequence: number): Promise<string> => hashAt({ archive, events }, sequence);
    const leaves = await proveLeaves(archive, level, { isPart: events.missingParts.length > 0, hashOf });
    const findings = [...events.findings, ...leaves.findings];
    const proved = { archive, events, leaves, findings, notices: noticesOf(archive, events, leaves) };
    const isReplayed = level === "deep" || (level === "full" && leaves.snapshots.size > 0);
    const replay = isReplayed ? await options.replay?.(proved) : undefined;
    if (!replay) return await use({ ...proved, replay });
    findings.push(...replay.findings);
    return await use({ ...proved, replay, notices: [...proved.notices, ...replay.notices] });
  } finally {
    await source.close();
  }
}

/** The event at a sequence, when it is proved. */
export async function eventAt({ archive, events }: ProvedEvents, sequence: number): Promise<ArchivedEvent | undefined> {
  const file = events.chosen.get(sequence) ?? archive.index.events.get(sequence)?.copies[0];
  return file && !events.lost.has(sequence) ? eventMessage.decode(await archive.source.read(file)) : undefined;
}

/** H(sequence), hex; empty where the archive does not say it. */
export async function hashAt(proved: ProvedEvents, sequence: number): Promise<string> {
  const { ranges, base } = proved.archive.winner.manifest;
  const stated = ranges.find(({ last }) => last === sequence)?.lastHash;
  if (stated && stated.length > 0) return hex(stated);
  if (base?.lastSequence === sequence) return hex(base.hash);
  return hex((await eventAt(proved, sequence))?.commit?.hash ?? new Uint8Array(0));
}

function noticesOf(
  { index, notices, source }: OpenArchive,
  { superseded, missingParts, ignoredTail, opaque, lastSequence }: EventProof,
  { rejected }: LeafProof,
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
