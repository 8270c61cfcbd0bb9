/** What the manifest of a part says, summed up while the events go by. */
import {
  type ArchiveManifest,
  type BaseInfo,
  type CommitMarker,
  type LeafInfo,
  manifestMessage,
  markerMessage,
  PROFILE,
} from "tapelab-proto";
import { hex, sha256, unhex } from "../base/sha256.js";
import { PROJECTION_VERSION, SCHEMA_VERSION } from "./authority.js";
import type { RangeMaker } from "./event-leaf.js";

const nothing = new Uint8Array(0);

export interface PartFacts {
  readonly runId: string;
  readonly workspaceId: string;
  readonly part: number;
  readonly generation: number;
  readonly profile: number;
  /** Hex; empty for the first part. */
  readonly previousManifest: string;
  /** Of an archive whose beginning was given up. */
  readonly base: BaseInfo | undefined;
}

/** Leaves beside the events, cumulative over all parts. */
export interface OtherLeaves {
  readonly blobs: readonly LeafInfo[];
  readonly quarantine: readonly LeafInfo[];
  readonly snapshots: readonly LeafInfo[];
  readonly opaque: readonly LeafInfo[];
  /** Fields of the manifest that we do not know. */
  readonly unknown: Uint8Array;
}

/** Manifest and marker of a part. */
export interface Credentials {
  readonly manifest: ArchiveManifest;
  readonly manifestBytes: Uint8Array;
  readonly markerBytes: Uint8Array;
}

export function credentials(
  facts: PartFacts,
  made: Pick<RangeMaker, "ranges" | "leafCount">,
  leaves: OtherLeaves,
): Credentials {
  const { blobs, quarantine, snapshots, opaque, unknown } = leaves;
  const others = [...snapshots, ...blobs, ...quarantine, ...opaque].filter(({ included }) => included);
  const manifest: ArchiveManifest = {
    schemaVersion: SCHEMA_VERSION,
    projectionVersion: PROJECTION_VERSION,
    runId: facts.runId,
    workspaceId: facts.workspaceId,
    generation: facts.generation,
    part: facts.part,
    previousManifestSha256: unhex(facts.previousManifest),
    profile: facts.profile,
    ranges: made.ranges,
    snapshots,
    blobs,
    quarantine,
    opaque,
    leafCount: made.leafCount + others.length,
    leafBytes: [...made.ranges.map(({ bytes }) => bytes), ...others.map(({ size }) => size)].reduce((a, b) => a + b, 0),
    base: facts.base,
    unknown,
  };
  const manifestBytes = manifestMessage.encode(manifest);
  const last = made.ranges.at(-1);
  const marker: CommitMarker = {
    schemaVersion: SCHEMA_VERSION,
    runId: facts.runId,
    lastDurableSequence: last?.last ?? 0,
    lastHash: last?.lastHash ?? nothing,
    manifestSha256: sha256(manifestBytes),
    lastRange: made.ranges.length,
    unknown: nothing,
  };
  return { manifest, manifestBytes, markerBytes: markerMessage.encode(marker) };
}

/** The first part of an archive, from commit 1 on. */
export function firstPart(runId: string, workspaceId: string, base: BaseInfo | undefined): PartFacts {
  const profile = base ? PROFILE.trimmed : PROFILE.full;
  return { runId, workspaceId, part: 1, generation: 1, profile, previousManifest: "", base };
}

/** Entry of a leaf that is in the archive. */
export function included(index: number, hash: Uint8Array, size: number): LeafInfo {
  return { index, sha256: hash, size, included: true, path: "", unknown: nothing };
}

/** Entry of a blob that is referenced and not in the archive. */
export function absent(hash: Uint8Array): LeafInfo {
  return { index: 0, sha256: hash, size: 0, included: false, path: "", unknown: nothing };
}

/** Leaves that earlier parts list, and further ones. */
export function joinLeaves(before: readonly LeafInfo[], more: readonly LeafInfo[]): LeafInfo[] {
  const keyOf = ({ index, path }: LeafInfo): string => `${index}:${path}`;
  const known = new Set(before.map(keyOf));
  return [...before, ...more.filter((info) => !known.has(keyOf(info)))].sort(
    (a, b) => a.index - b.index || (a.path < b.path ? -1 : 1),
  );
}

/** Blobs by their hash, the later word about each. */
export function mergeBlobs(...lists: readonly (readonly LeafInfo[])[]): LeafInfo[] {
  const found = new Map<string, LeafInfo>();
  for (const info of lists.flat()) {
    const name = hex(info.sha256);
    if (!found.get(name)?.included) found.set(name, info);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, info]) => info);
}
