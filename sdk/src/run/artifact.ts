/** Artifacts: named inputs and outputs of runs, always by the true hash of their whole content. */
import type { Table } from "apache-arrow";
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex, sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import type { BlobStore } from "../blob/store.js";
import { TapelabError } from "../errors.js";
import { canonicalText } from "./canonical.js";
import type { Mounts } from "./mounts.js";
import type { RunRecord } from "./run-record.js";

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

/** An artifact that can be read. Its bytes are verified by their hash each time, wherever they come from. */
export interface Artifact extends ArtifactFacts {
  readonly id: string;
  /** The run that made it; null where none did. */
  readonly run: string | null;
  /** What is known of it is here and its bytes were not when it was opened. */
  readonly isGhost: boolean;
  bytes(): Promise<Uint8Array>;
  table(): Promise<Table>;
  /** A file or directory with its content: where it was, or restored below the run's folder. */
  path(): Promise<string>;
}

/** What artifacts need of the workspace and of the run that asks. */
export interface ArtifactDeps {
  readonly disk: Disk;
  readonly blobs: BlobStore;
  readonly ids: Ids;
  now(): number;
  /** The folder that holds `.tapelab`. */
  readonly root: string;
  readonly mounts: Mounts;
  records(): Promise<readonly RunRecord[]>;
  /** Files up to this size are copied into the blob store. */
  readonly storeBelow: number;
  /** Where bytes go that have to be a file: the run's folder, or a temporary one. Made when asked for. */
  scratch(): string;
  /** Nothing is stored: outputs are hashed, and stay where they are. */
  readonly isReadonly?: boolean;
}

/** Throws `bad-artifact` for what is no key. */
export function checkKey(key: string): void {
  const reason = !/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,255}$/.test(key)
    ? "Keys must start with a letter/number/underscore, contain only alphanumeric/underscore/dash/dot/colon/slash, and be <= 256 characters"
    : /\.\.|\/\//.test(key)
      ? "Keys cannot contain '..' or '//'"
      : undefined;
  if (reason === undefined) return;
  const text = `Invalid artifact key '${shown(key, 300)}'. ${reason}. Nothing was recorded of it.`;
  throw new TapelabError("bad-artifact", text, { name: key, reason });
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
