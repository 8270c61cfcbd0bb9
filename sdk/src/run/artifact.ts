/** Artifacts: named inputs and outputs of runs, always by the true hash of their whole content. */
import { hex, sha256 } from "../base/sha256.js";
import { canonicalText } from "./canonical.js";

export type ArtifactKind = "file" | "directory" | "blob" | "table";

/** Size, modification time in ns and inode of a file when it was hashed: while they are the same, so is the content. */
export interface FileStamp {
  readonly size: number;
  /** Decimal text: a double does not hold it. */
  readonly mtime_ns: string;
  readonly inode: string;
}

/** An artifact as tapes keep it. */
export interface ArtifactFacts {
  readonly key: string;
  readonly kind: ArtifactKind;
  /** Of the content; the tree hash of a directory. */
  readonly sha256: string;
  /** Bytes; of a directory, of all its files. */
  readonly size: number;
  /** Where it was when it was noted: a virtual URI. A blob or table that was never a file has none. */
  readonly uri?: string;
  /** `blob`: its bytes are in the blob store. A directory's manifest is; `content` says whether its files are. */
  readonly store: "blob" | "reference";
  readonly stamp?: FileStamp;
  readonly media?: string;
  readonly driver?: string;
  /** Of a table. */
  readonly schema?: string;
  /** Canonical text. */
  readonly facet?: string;
  readonly tags?: readonly string[];
}

/** An input of a run as its tape keeps it; `kind`, `name`, `sha256`, and the producing run, are what `in1` hashes. */
export interface InputFacts {
  readonly name: string;
  /** `run`: an output of a run. */
  readonly kind: "raw" | "run";
  readonly sha256: string;
  readonly artifact: ArtifactKind;
  readonly size: number;
  readonly uri?: string;
  readonly store?: "blob" | "reference";
  readonly stamp?: FileStamp;
  /** Session, key and signature of the producing run. */
  readonly session?: string;
  readonly output?: string;
  readonly signature?: string;
}

/** Id of an artifact: sha256 over key, producing session, content and kind. */
export function artifactId(artifact: Pick<ArtifactFacts, "key" | "sha256" | "kind">, session: string | null): string {
  const { key, kind } = artifact;
  const text = canonicalText(
    new Map([
      ["key", key],
      ["session", session],
      ["sha256", artifact.sha256],
      ["kind", kind],
    ]),
  );
  return hex(sha256(Buffer.from(text, "utf8")));
}
