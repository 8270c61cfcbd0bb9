/** What an archive says of itself, for people: without proving it, and also when it is damaged. */
import { BadBytes, eventMessage, PROFILE } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { decodeImage } from "../value/decode.js";
import type { OpenArchive } from "./authority.js";
import type { Finding, MissingPart } from "./findings.js";
import { withArchive } from "./verify.js";

export interface ArchiveDescription {
  readonly path: string;
  readonly kind: "folder" | "tar";
  readonly tape: string;
  readonly workspace: string;
  readonly profile: string;
  readonly generation: number;
  readonly part: number;
  /** How many parts are in the file. */
  readonly partsHere: number;
  readonly missingParts: readonly MissingPart[];
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly commits: number;
  readonly leafBytes: number;
  readonly blobs: { readonly included: number; readonly missing: number; readonly bytes: number };
  /** Sequences of the snapshots. */
  readonly snapshots: readonly number[];
  /** Commits 2 to this one were given up. */
  readonly trimmedTo: number | undefined;
  readonly quarantine: number;
  /** Leaves of a newer version. */
  readonly opaque: number;
  readonly unlisted: readonly string[];
  /** Facts of the session; empty when commit 1 is not here. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly isConfirmed: boolean;
  readonly damage: readonly Finding[];
  readonly notices: readonly string[];
}

const PROFILES = new Map<number, string>(Object.entries(PROFILE).map(([name, number]) => [number, name]));

export async function describeArchive(disk: Disk, path: string): Promise<ArchiveDescription> {
  return withArchive(
    disk,
    path,
    { level: "quick", isSalvage: true, outcome: "Nothing was changed" },
    async ({ archive, events, findings, notices }) => {
      const { winner, others, index, source } = archive;
      const { manifest, marker } = winner;
      const included = manifest.blobs.filter((info) => info.included);
      return {
        path,
        kind: source.kind,
        tape: manifest.runId,
        workspace: manifest.workspaceId,
        profile: PROFILES.get(manifest.profile) ?? String(manifest.profile),
        generation: manifest.generation,
        part: manifest.part,
        partsHere: 1 + others.length,
        missingParts: events.missingParts,
        firstSequence: events.firstSequence,
        lastSequence: events.lastSequence,
        commits: events.commits,
        leafBytes: manifest.leafBytes,
        blobs: {
          included: included.length,
          missing: manifest.blobs.length - included.length,
          bytes: included.reduce((sum, { size }) => sum + size, 0),
        },
        snapshots: manifest.snapshots.map(({ index: at }) => at),
        trimmedTo: manifest.base?.lastSequence,
        quarantine: manifest.quarantine.length,
        opaque: manifest.opaque.length,
        unlisted: index.unlisted,
        facts: await factsOf(archive),
        isConfirmed: marker !== undefined,
        damage: findings,
        notices,
      };
    },
  );
}

/** Commit 1 says who recorded the tape. It is not proved here; what cannot be read is left out. */
async function factsOf({ index, source }: OpenArchive): Promise<Readonly<Record<string, unknown>>> {
  const file = index.events.get(1)?.copies[0];
  if (!file) return {};
  try {
    const { commit } = eventMessage.decode(await source.read(file));
    return commit ? decodeImage(commit.image, () => undefined).meta : {};
  } catch (error) {
    if (error instanceof BadBytes || isTapelabError(error)) return {};
    throw error;
  }
}
