/** One table of limits. Errors that name one of them say the limit, the value found and what raises it, if anything. */
const KiB = 1024;
const MiB = 1024 * KiB;

export interface Limits {
  /** Payload of one frame. */
  readonly framePayloadBytes: number;
  readonly commitsPerBatch: number;
  /** Image of one commit. */
  readonly imageBytes: number;
  /** Names and values of the operations of one edit. */
  readonly editBytes: number;
  /** More operations than these in one edit are worth a warning. */
  readonly editOperations: number;
  /** Piece of an image too large for one frame. */
  readonly partBytes: number;
  /** From here on the writer rolls to a new segment. */
  readonly segmentSoftBytes: number;
  /** No segment is ever larger. */
  readonly segmentHardBytes: number;
  readonly sharedBlockCommits: number;
  readonly sharedBlockRows: number;
  readonly sharedBlockBytes: number;
  /** A single image up to this size goes out as one micro frame. */
  readonly microBytes: number;
  /** From this many rows on a commit owns its block. */
  readonly ownBlockRows: number;
  readonly stripRows: number;
  readonly stripsPerCommit: number;
  /** Columns of one shape, those of the context included. */
  readonly columns: number;
  /** Strips up to this many rows are tight: nothing is aligned. */
  readonly tightRows: number;
  /** Levels of nesting in values, metadata and messages. */
  readonly nesting: number;
  readonly labelChars: number;
  readonly labels: number;
  readonly scopeMetaBytes: number;
  readonly leaseBytes: number;
  /** An anchor is written at the latest after this many batches or this long. */
  readonly anchorBatches: number;
  readonly anchorMs: number;
  /** At level os: a background fdatasync follows within this time or this many bytes. */
  readonly backgroundSyncMs: number;
  readonly backgroundSyncBytes: number;
  /** Images held in memory until they are known to be on disk; above it the writer syncs at once. */
  readonly unsyncedBytes: number;
  /** Images up to this size are hashed inline, larger ones on the pool. */
  readonly inlineHashBytes: number;
  /** Values above it are stored as blobs (setting `record.inline_max_bytes`). */
  readonly inlineBytes: number;
  /** Largest blob that is read into memory, unless the caller says otherwise. */
  readonly blobBytes: number;
  /** Hashing in search of the next good batch is limited to this multiple of the file's size. */
  readonly searchHashFactor: number;
  /** One file in an archive; blobs are streamed and may have the size of a blob. */
  readonly archiveEntryBytes: number;
  /** All files of an archive, unpacked. */
  readonly archiveBytes: number;
  /** Leaves of an archive; a sidecar counts with its leaf. */
  readonly archiveLeaves: number;
  /** An archive whose packed bytes grow by more than this is refused. */
  readonly gzipRatio: number;
  /** A read of an archive that makes no progress for so long has failed. */
  readonly archiveIdleMs: number;
}

export const limits: Limits = {
  framePayloadBytes: 64 * MiB,
  commitsPerBatch: 64,
  imageBytes: 192 * MiB,
  editBytes: 16 * MiB,
  editOperations: 1_000,
  partBytes: 32 * MiB,
  segmentSoftBytes: 64 * MiB,
  segmentHardBytes: 256 * MiB,
  sharedBlockCommits: 64,
  sharedBlockRows: 4_096,
  sharedBlockBytes: 256 * KiB,
  microBytes: 4 * KiB,
  ownBlockRows: 256,
  stripRows: 65_536,
  stripsPerCommit: 256,
  columns: 65_536,
  tightRows: 8,
  nesting: 64,
  labelChars: 256,
  labels: 64,
  scopeMetaBytes: 64 * KiB,
  leaseBytes: 64 * KiB,
  anchorBatches: 64,
  anchorMs: 1_000,
  backgroundSyncMs: 1_000,
  backgroundSyncBytes: 8 * MiB,
  unsyncedBytes: 64 * MiB,
  inlineHashBytes: 6 * KiB,
  inlineBytes: 256 * KiB,
  blobBytes: 1_024 * MiB,
  searchHashFactor: 4,
  archiveEntryBytes: 256 * MiB,
  archiveBytes: 16_384 * MiB,
  archiveLeaves: 1_000_000,
  gzipRatio: 100,
  archiveIdleMs: 10_000,
};
