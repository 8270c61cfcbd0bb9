/** An archive as files: what a folder and a tar have in common. */

/** One file of an archive, wherever it is. */
export interface ArchiveFile {
  /** As the archive names it; for texts and for opaque leaves only. */
  readonly path: string;
  readonly size: number;
  /** Position in the tar; 0 in a folder. */
  readonly at: number;
  /** Which of several tars that stand one behind the other, from 0. */
  readonly part: number;
}

/** A file that the archive begins and does not finish. */
export interface TornFile {
  readonly path: string;
  readonly needed: number;
  readonly found: number;
  readonly part: number;
}

/** Everything that lies in an archive, before anything is understood. */
export interface Listing {
  readonly files: readonly ArchiveFile[];
  readonly partCount: number;
  /** Set when the bytes end in the middle of something. */
  readonly torn: TornFile | undefined;
  /** What was passed over because it is no tar: only when damage is looked through. */
  readonly skipped: readonly string[];
}

export interface ArchiveSource {
  /** How texts name it. */
  readonly name: string;
  readonly path: string;
  readonly kind: "folder" | "tar";
  list(): Promise<Listing>;
  /** The bytes of a file; fewer than its size when it was cut since. */
  read(file: ArchiveFile): Promise<Uint8Array>;
  /** The same in pieces, for files that may be large. */
  pieces(file: ArchiveFile): AsyncGenerator<Uint8Array, void, void>;
  close(): Promise<void>;
}

export const PIECE_BYTES: number = 1 << 20;
