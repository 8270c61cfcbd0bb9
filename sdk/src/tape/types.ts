/** What the tape folder tells its users: commits, where they lie, and what is wrong with the bytes. */

/** Where one column of one strip lies, relative to the image. */
export interface StripInfo {
  /** Shape id, 16 hex digits. */
  readonly shape: string;
  readonly rows: number;
  readonly forms: Uint8Array;
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly crcs: readonly number[];
  readonly labels: readonly string[] | undefined;
}

/** A piece of an image that is too large for one frame; offsets are positions in the segment file. */
export interface Piece {
  readonly offset: number;
  readonly size: number;
}

/** A packed image: so many bytes stand for it, and it may refer to the dictionary of its segment. */
export interface PackedPlace {
  readonly size: number;
  readonly dictionary: Uint8Array | undefined;
}

/** One readable commit and where its image lies. */
export interface CommitEntry {
  readonly sequence: number;
  readonly segment: number;
  /** Of the image, or of what stands for it, in the segment file. */
  readonly offset: number;
  /** Of the image, in bytes. */
  readonly size: number;
  readonly crc: number;
  readonly kind: number;
  readonly label: string;
  readonly wallMs: number;
  readonly rows: number;
  /** Set for own blocks of sealed segments: single columns can be read. */
  readonly strips: readonly StripInfo[] | undefined;
  /** Set when the image is stored in several part frames. */
  readonly pieces: readonly Piece[] | undefined;
  /** Set when the image is packed. */
  readonly packed?: PackedPlace | undefined;
  /** Set when the image lies in a file of its own: a repair. `segment` is then where it was lost. */
  readonly path?: string;
}

/** How many bytes stand for a commit's image in its file. */
export function storedSize({ packed, size }: Pick<CommitEntry, "packed" | "size">): number {
  return packed?.size ?? size;
}

/** Something worth knowing; nothing is lost. */
export interface Notice {
  readonly code: string;
  readonly text: string;
}

/** Bytes that should be there and are not readable; the commits named are lost unless repaired. */
export interface Damage {
  readonly code: string;
  readonly text: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly segment: number;
  readonly offset: number;
  readonly size: number;
  /** `bad-checksum`, `bad-hash`, `missing-segment`: how it is known. */
  readonly reason?: string;
  /** Checksum or hash that the bytes should have, where something says it. */
  readonly expected?: string;
}

export interface OpenReport {
  readonly notices: readonly Notice[];
  readonly damage: readonly Damage[];
  /** Bytes behind the last whole batch: an interrupted write that nobody was told of. */
  readonly tornBytes: number;
}

/** Commit kinds in the order of the specification. */
export const KIND = {
  record: 0,
  userEdit: 1,
  jobOutput: 2,
  import: 3,
  mergeResolution: 4,
  undo: 5,
  redo: 6,
  templateInit: 7,
  system: 8,
} as const;
