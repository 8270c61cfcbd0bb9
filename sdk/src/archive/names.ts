/** Paths of an archive (proto/SPEC.md, 13.2). One anchored expression decides; what does not match is never opened. */

/** Numbers of the folders: fields of `TapeArchive`. */
export const FIELD = { manifest: 1, events: 10, snapshots: 20, blobs: 30, quarantine: 40, commit: 99 } as const;

const LABELS: ReadonlyMap<number, string> = new Map([
  [FIELD.manifest, "001_manifest"],
  [FIELD.events, "010_events"],
  [FIELD.snapshots, "020_snapshots"],
  [FIELD.blobs, "030_blobs"],
  [FIELD.quarantine, "040_quarantine"],
  [FIELD.commit, "099_commit"],
]);

/** What a path says. Names of ours are made from this, never from the path. */
export interface LeafName {
  /** Field of `TapeArchive`. */
  readonly field: number;
  /** The folder as it is written: the label is advice. */
  readonly folder: string;
  /** `opaque`: a leaf in a folder whose number is of a newer version. */
  readonly kind: "single" | "leaf" | "crc" | "meta" | "blob" | "opaque";
  /** Sequence or counter; 0 where there is none. */
  readonly index: number;
  /** Of a blob, hex. */
  readonly sha256: string;
}

const PATTERN =
  /^((\d{3})_[a-z0-9_]{1,32})\/(?:(\d{12,20})\.(data\.pb|data\.bin|crc|meta\.pb)|([0-9a-f]{64})\.data\.bin|[a-z0-9_]{1,32}\.pb)$/;

/** Takes a path apart; undefined when it is not one of an archive. */
export function parsePath(path: string): LeafName | undefined {
  const match = PATTERN.exec(path);
  if (match === null) return undefined;
  const [, folder = "", number, digits, ending, sha256 = ""] = match;
  const field = Number(number);
  const index = digits === undefined ? 0 : Number(digits);
  if (field === 0 || (digits !== undefined && (index === 0 || !Number.isSafeInteger(index)))) return undefined;
  const kind = kindOf(field, ending, sha256 !== "");
  return kind && { field, folder, kind, index, sha256 };
}

function kindOf(field: number, ending: string | undefined, isHash: boolean): LeafName["kind"] | undefined {
  if (!LABELS.has(field)) return "opaque";
  if (field === FIELD.manifest || field === FIELD.commit) return ending === undefined && !isHash ? "single" : undefined;
  if (field === FIELD.blobs) return isHash ? "blob" : undefined;
  if (ending === "crc") return "crc";
  if (ending === "meta.pb") return "meta";
  const wanted = field === FIELD.quarantine ? "data.bin" : "data.pb";
  return ending === wanted ? "leaf" : undefined;
}

export const MANIFEST_PATH = "001_manifest/manifest.pb";
export const MARKER_PATH = "099_commit/commit.pb";

/** Where an element lies: `010_events/000000000001.data.pb`. */
export function leafPath(field: number, index: number): string {
  return `${stem(field, index)}.${field === FIELD.quarantine ? "data.bin" : "data.pb"}`;
}

export function crcPath(field: number, index: number): string {
  return `${stem(field, index)}.crc`;
}

export function metaPath(field: number, index: number): string {
  return `${stem(field, index)}.meta.pb`;
}

export function blobPath(sha256: string): string {
  return `${LABELS.get(FIELD.blobs)}/${sha256}.data.bin`;
}

/** Our own name for what a foreign path says; an opaque leaf keeps its path, which the pattern allows. */
export function ownPath(name: LeafName, path: string): string {
  if (name.kind === "opaque") return path;
  if (name.field === FIELD.manifest) return MANIFEST_PATH;
  if (name.field === FIELD.commit) return MARKER_PATH;
  if (name.kind === "blob") return blobPath(name.sha256);
  if (name.kind === "crc") return crcPath(name.field, name.index);
  return name.kind === "meta" ? metaPath(name.field, name.index) : leafPath(name.field, name.index);
}

function stem(field: number, index: number): string {
  return `${LABELS.get(field)}/${String(index).padStart(12, "0")}`;
}

/** The order of an archive: by the bytes of the path, which are ASCII. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
