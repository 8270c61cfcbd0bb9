/** What a generation frame says: a compaction is complete (SPEC.md, section 10). */
import { type ArchivedGap, gapMessage } from "./archive.js";
import { type Keeping, Message } from "./message.js";

export interface Generation extends Keeping {
  readonly generation: number;
  /** `consolidate`, `repack`, `trim` or `redact`. */
  readonly verb: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** H(lastSeq), 32 bytes, or empty where damage leaves nothing to compute it from. */
  readonly lastHash: Uint8Array;
  readonly contentDigest: Uint8Array;
  /** The generation before, and the H of its last commit. */
  readonly previous: number;
  readonly previousHash: Uint8Array;
  readonly previousDigest: Uint8Array;
  /** Numbers of the segments of this generation. */
  readonly segments: readonly number[];
  /** Commits that were given up on purpose. */
  readonly trimmed: ArchivedGap | undefined;
  /** sha256 of the blob with the state at the end of the trimmed gap; of the archive that holds what was trimmed. */
  readonly base: Uint8Array;
  readonly archive: Uint8Array;
  /** Role of the last segment that was no compaction's. */
  readonly role: number;
}

export const generationMessage: Message<Generation> = new Message<Generation>([
  { number: 1, name: "generation", kind: "number" },
  { number: 2, name: "verb", kind: "text" },
  { number: 3, name: "firstSeq", kind: "number" },
  { number: 4, name: "lastSeq", kind: "number" },
  { number: 5, name: "lastHash", kind: "hash" },
  { number: 6, name: "contentDigest", kind: "hash" },
  { number: 7, name: "previous", kind: "number" },
  { number: 8, name: "previousHash", kind: "hash" },
  { number: 9, name: "previousDigest", kind: "hash" },
  { number: 10, name: "segments", kind: "numbers" },
  { number: 11, name: "trimmed", kind: "message", of: gapMessage as unknown as Message<Keeping> },
  { number: 12, name: "base", kind: "hash" },
  { number: 13, name: "archive", kind: "hash" },
  { number: 14, name: "role", kind: "number" },
]);
