/**
 * The byte contract of Tapelab tapes as functions: plain values in, bytes out, and back.
 *
 * SPEC.md says what the bytes mean. Decoders copy no bytes (what they return are views of their input), take time
 * linear in it, and fail with `BadBytes` alone.
 */
export {
  type ArchivedCommit,
  type ArchivedEvent,
  type ArchivedGap,
  type ArchiveManifest,
  archiveMessage,
  type BaseInfo,
  type BlobLeaf,
  type CommitMarker,
  type EventRange,
  type ExtraRecord,
  eventMessage,
  type LeafInfo,
  type LeafMeta,
  leafMetaMessage,
  type ModelImage,
  manifestMessage,
  markerMessage,
  PROFILE,
  type QuarantineLeaf,
  type ReplayCursor,
  type SnapshotEnvelope,
  snapshotMessage,
  type TapeArchive,
  type TapeCursor,
} from "./archive.js";
export { BadBytes } from "./bad-bytes.js";
export {
  type CommitHead,
  type CommitMessage,
  decodeCommit,
  type Edit,
  encodeCommitHead,
  type Operation,
  type Seen,
  type Strip,
} from "./commit.js";
export {
  dictionaryEnvelope,
  type Envelope,
  type EnvelopeBody,
  endEnvelope,
  footerEnvelope,
  type Gap,
  gapEnvelope,
  generationEnvelope,
  openEnvelope,
  type Range,
  shapeEnvelope,
} from "./envelope.js";
export {
  decodeFoldState,
  encodeFoldState,
  type FoldCell,
  type FoldFacts,
  type FoldTable,
  FoldWriter,
} from "./fold.js";
export { decodeFooter, encodeFooter, type Footer, type FooterCommit, type FooterStrip } from "./footer.js";
export { type Generation, generationMessage } from "./generation.js";
export { type DataHead, dataHead, microHead, partHead, type SealedHead, sealedHead } from "./heads.js";
export { type Marker, markerEnvelope, type Proof } from "./marker.js";
export { type FieldKind, type FieldSpec, type Keeping, Message } from "./message.js";
export { CODEC, decodePacked, encodePacked, type Packed } from "./packed.js";
export { type Column, decodeShape, encodeShape, type ShapeMessage } from "./shape.js";
export { putVarint, putVarint5, varintSize } from "./varint.js";
