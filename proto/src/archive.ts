/** The messages of an archive (SPEC.md, section 13): one tape as folders and as a tar. */
import type { Gap } from "./envelope.js";
import { type FieldKind, type FieldSpec, type Keeping, Message } from "./message.js";

/** What an archive holds, as its manifest says. */
export const PROFILE = { unknown: 0, full: 1, tail: 2, trimmed: 3, template: 4, state: 5 } as const;

/** A gap in an archive: commits that were damaged on the tape, or trimmed. */
export interface ArchivedGap extends Gap, Keeping {}

/** One commit of a tape, whole: its hash, the shapes that its image uses, and the image verbatim. */
export interface ArchivedCommit extends Keeping {
  /** H(seq), 32 bytes; empty where damage in front of it leaves nothing to compute it from. */
  readonly hash: Uint8Array;
  /** Canonical Shape bytes with the id, in order of first use. */
  readonly shapes: readonly Uint8Array[];
  readonly image: Uint8Array;
}

/** A record without a number, verbatim: the payload of a frame. */
export interface ExtraRecord extends Keeping {
  /** Kind of the frame. */
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** One event leaf: one commit, or one gap. With neither, its payload is of a newer version and stands in `unknown`. */
export interface ArchivedEvent extends Keeping {
  readonly seq: number;
  readonly schemaVersion: number;
  /** Id of the tape, 32 hex digits. */
  readonly runId: string;
  readonly gap: ArchivedGap | undefined;
  readonly commit: ArchivedCommit | undefined;
  readonly extra: readonly ExtraRecord[];
}

export interface TapeCursor extends Keeping {
  readonly tapeId: string;
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/** How far a snapshot goes: the last commit folded into it, and that commit's hash. */
export interface ReplayCursor extends Keeping {
  readonly sequence: number;
  readonly hash: Uint8Array;
  /** Other tapes, of a snapshot over a workspace. */
  readonly others: readonly TapeCursor[];
}

export interface ModelImage extends Keeping {
  readonly name: string;
  readonly version: number;
  readonly image: Uint8Array;
  readonly hash: Uint8Array;
}

/** State at a cursor, and images of read models. */
export interface SnapshotEnvelope extends Keeping {
  readonly schemaVersion: number;
  readonly runId: string;
  readonly replayCursor: ReplayCursor | undefined;
  readonly state: Uint8Array;
  readonly stateHash: Uint8Array;
  readonly foldVersion: number;
  readonly models: readonly ModelImage[];
}

/** Up to 4,096 sequences, and how they are proved. */
export interface EventRange extends Keeping {
  readonly first: number;
  readonly last: number;
  /** Sum of the sizes of the event leaves. */
  readonly bytes: number;
  /** Over length (8 bytes, little-endian) ‖ bytes of each event leaf, in order. */
  readonly sha256: Uint8Array;
  /** H(first - 1). */
  readonly prevHash: Uint8Array;
  /** H(last). */
  readonly lastHash: Uint8Array;
  /** The part of the archive that holds the leaves. */
  readonly part: number;
}

/** A leaf that is no event. */
export interface LeafInfo extends Keeping {
  readonly index: number;
  readonly sha256: Uint8Array;
  readonly size: number;
  readonly included: boolean;
  /** Opaque leaves only. */
  readonly path: string;
}

export interface BaseInfo extends Keeping {
  readonly lastSequence: number;
  readonly hash: Uint8Array;
  readonly snapshotSha256: Uint8Array;
  readonly fullArchiveSha256: Uint8Array;
}

/** What should be in an archive. Nothing else proves that something is missing. */
export interface ArchiveManifest extends Keeping {
  readonly schemaVersion: number;
  readonly projectionVersion: number;
  readonly runId: string;
  readonly workspaceId: string;
  readonly generation: number;
  /** From 1; a part that is appended has the next number. */
  readonly part: number;
  readonly previousManifestSha256: Uint8Array;
  readonly profile: number;
  /** Cumulative: all parts up to this one. */
  readonly ranges: readonly EventRange[];
  readonly snapshots: readonly LeafInfo[];
  readonly blobs: readonly LeafInfo[];
  readonly quarantine: readonly LeafInfo[];
  readonly opaque: readonly LeafInfo[];
  readonly leafCount: number;
  readonly leafBytes: number;
  readonly base: BaseInfo | undefined;
}

/** Makes the manifest of its part count. */
export interface CommitMarker extends Keeping {
  readonly schemaVersion: number;
  readonly runId: string;
  readonly lastDurableSequence: number;
  readonly lastHash: Uint8Array;
  readonly manifestSha256: Uint8Array;
  /** Number of ranges in the manifest. */
  readonly lastRange: number;
}

/** What a sidecar says of its leaf: for people and for programs that look without decoding. */
export interface LeafMeta extends Keeping {
  readonly sha256: Uint8Array;
  readonly size: number;
  readonly kind: number;
  readonly label: string;
  readonly scopes: number;
  readonly operations: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface BlobLeaf extends Keeping {
  readonly sha256: Uint8Array;
  readonly content: Uint8Array;
}

export interface QuarantineLeaf extends Keeping {
  readonly index: number;
  readonly reason: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly content: Uint8Array;
}

/** The root: its fields are the top-level folders. */
export interface TapeArchive extends Keeping {
  readonly manifest: ArchiveManifest | undefined;
  readonly events: readonly ArchivedEvent[];
  readonly snapshots: readonly SnapshotEnvelope[];
  readonly blobs: readonly BlobLeaf[];
  readonly quarantine: readonly QuarantineLeaf[];
  readonly commit: CommitMarker | undefined;
}

function plain(number: number, name: string, kind: Exclude<FieldKind, "message">, isList = false): FieldSpec {
  return { number, name, kind, isList };
}

function inner<T extends Keeping>(number: number, name: string, of: Message<T>, isList = false): FieldSpec {
  return { number, name, kind: "message", isList, of: of as unknown as Message<Keeping> };
}

export const gapMessage: Message<ArchivedGap> = new Message<ArchivedGap>([
  plain(1, "first", "number"),
  plain(2, "last", "number"),
  plain(3, "reason", "text"),
  plain(4, "quarantine", "number"),
]);

const commit = new Message<ArchivedCommit>([
  plain(1, "hash", "hash"),
  plain(2, "shapes", "bytes", true),
  plain(15, "image", "bytes"),
]);

const extra = new Message<ExtraRecord>([plain(1, "kind", "number"), plain(2, "payload", "bytes")]);

export const eventMessage: Message<ArchivedEvent> = new Message<ArchivedEvent>([
  plain(1, "seq", "number"),
  plain(2, "schemaVersion", "number"),
  plain(3, "runId", "text"),
  inner(16, "gap", gapMessage),
  inner(20, "commit", commit),
  inner(21, "extra", extra, true),
]);

const tapeCursor = new Message<TapeCursor>([
  plain(1, "tapeId", "text"),
  plain(2, "sequence", "number"),
  plain(3, "hash", "hash"),
]);

const replayCursor = new Message<ReplayCursor>([
  plain(1, "sequence", "number"),
  plain(2, "hash", "hash"),
  inner(3, "others", tapeCursor, true),
]);

const modelImage = new Message<ModelImage>([
  plain(1, "name", "text"),
  plain(2, "version", "number"),
  plain(3, "image", "bytes"),
  plain(4, "hash", "hash"),
]);

export const snapshotMessage: Message<SnapshotEnvelope> = new Message<SnapshotEnvelope>([
  plain(1, "schemaVersion", "number"),
  plain(2, "runId", "text"),
  inner(3, "replayCursor", replayCursor),
  plain(4, "state", "bytes"),
  plain(5, "stateHash", "hash"),
  plain(6, "foldVersion", "number"),
  inner(7, "models", modelImage, true),
]);

const range = new Message<EventRange>([
  plain(1, "first", "number"),
  plain(2, "last", "number"),
  plain(3, "bytes", "number"),
  plain(4, "sha256", "hash"),
  plain(5, "prevHash", "hash"),
  plain(6, "lastHash", "hash"),
  plain(7, "part", "number"),
]);

const leafInfo = new Message<LeafInfo>([
  plain(1, "index", "number"),
  plain(2, "sha256", "hash"),
  plain(3, "size", "number"),
  plain(4, "included", "flag"),
  plain(5, "path", "text"),
]);

const base = new Message<BaseInfo>([
  plain(1, "lastSequence", "number"),
  plain(2, "hash", "hash"),
  plain(3, "snapshotSha256", "hash"),
  plain(4, "fullArchiveSha256", "hash"),
]);

export const manifestMessage: Message<ArchiveManifest> = new Message<ArchiveManifest>([
  plain(1, "schemaVersion", "number"),
  plain(2, "projectionVersion", "number"),
  plain(3, "runId", "text"),
  plain(4, "workspaceId", "text"),
  plain(5, "generation", "number"),
  plain(6, "part", "number"),
  plain(7, "previousManifestSha256", "hash"),
  plain(8, "profile", "number"),
  inner(9, "ranges", range, true),
  inner(10, "snapshots", leafInfo, true),
  inner(11, "blobs", leafInfo, true),
  inner(12, "quarantine", leafInfo, true),
  inner(13, "opaque", leafInfo, true),
  plain(14, "leafCount", "number"),
  plain(15, "leafBytes", "number"),
  inner(16, "base", base),
]);

export const markerMessage: Message<CommitMarker> = new Message<CommitMarker>([
  plain(1, "schemaVersion", "number"),
  plain(2, "runId", "text"),
  plain(3, "lastDurableSequence", "number"),
  plain(4, "lastHash", "hash"),
  plain(5, "manifestSha256", "hash"),
  plain(6, "lastRange", "number"),
]);

export const leafMetaMessage: Message<LeafMeta> = new Message<LeafMeta>([
  plain(1, "sha256", "hash"),
  plain(2, "size", "number"),
  plain(3, "kind", "number"),
  plain(4, "label", "text"),
  plain(5, "scopes", "number"),
  plain(6, "operations", "number"),
  plain(7, "time", "number"),
]);

const blobLeaf = new Message<BlobLeaf>([plain(1, "sha256", "hash"), plain(2, "content", "bytes")]);

const quarantineLeaf = new Message<QuarantineLeaf>([
  plain(1, "index", "number"),
  plain(2, "reason", "text"),
  plain(3, "firstSequence", "number"),
  plain(4, "lastSequence", "number"),
  plain(5, "content", "bytes"),
]);

export const archiveMessage: Message<TapeArchive> = new Message<TapeArchive>([
  inner(1, "manifest", manifestMessage),
  inner(10, "events", eventMessage, true),
  inner(20, "snapshots", snapshotMessage, true),
  inner(30, "blobs", blobLeaf, true),
  inner(40, "quarantine", quarantineLeaf, true),
  inner(99, "commit", markerMessage),
]);
