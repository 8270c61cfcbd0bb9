/** Outputs of a run: hashed, and copied into the blob store where they are to be kept. */
import type { Table } from "apache-arrow";
import { runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { hex, sha256 } from "../base/sha256.js";
import { publishOver } from "../base/small-file.js";
import { storedBlob } from "../blob/stored-blob.js";
import { arrowKind } from "../value/arrow.js";
import { encodeBlobValue } from "../value/blob-value.js";
import type { PendingBlob } from "../value/stage.js";
import { type ArtifactDeps, type ArtifactFacts, checkKey } from "./artifact.js";
import { badArtifact, telling } from "./artifact-failures.js";
import { placeOf } from "./artifact-place.js";
import { type Canonical, canonicalOf, canonicalText } from "./canonical.js";
import { manifestOf, readDirectory } from "./directory.js";
import { filePieces, type HashedFile, hashFile, letItFinish } from "./hash-file.js";

/** Path or URI of a file or directory, bytes, or an Arrow table. */
export type OutputSource = string | Uint8Array | Table | { readonly path: string };

export interface OutputOptions {
  /** `blob` copies the content, `reference` leaves it where it is. By size when left out. */
  readonly store?: "blob" | "reference";
  /** Media type. */
  readonly media?: string;
  /** What reads it: `csv`, `parquet`, … */
  readonly driver?: string;
  readonly facet?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
}

export interface StoredOutput {
  readonly facts: ArtifactFacts;
  /** To be named by the commit that tells of the output: what nobody names is collected. */
  readonly blobs: readonly PendingBlob[];
}

const outcome = "Nothing was recorded of it.";

type Content = Pick<ArtifactFacts, "kind" | "sha256" | "size" | "store" | "uri" | "stamp" | "media" | "schema">;
type Kept = { readonly content: Content; readonly blobs: readonly PendingBlob[] };

/** Hashes a result and stores what is to be stored. Its blobs are durable when this resolves. */
export async function storeOutput(
  deps: ArtifactDeps,
  key: string,
  source: OutputSource,
  options: OutputOptions = {},
): Promise<StoredOutput> {
  checkKey(key);
  checkOptions("output", options, ["store", "media", "driver", "facet", "tags"], outcome);
  if (options.store !== undefined && options.store !== "blob" && options.store !== "reference")
    throw badOption("output", "store", { expected: '"blob" or "reference"', found: foundText(options.store), outcome });
  const { media, driver, facet, tags } = options;
  const { content, blobs } = await kept(deps, key, source, options.store);
  const facts = {
    key,
    ...content,
    ...(media !== undefined && { media }),
    ...(driver !== undefined && { driver }),
    ...(facet !== undefined && { facet: canonicalText(canonicalOf(facet, "facet")) }),
    ...(tags !== undefined && tags.length > 0 && { tags: [...new Set(tags)] }),
  };
  return { facts, blobs };
}

/** Contents of a program's memory; undefined for anything else. */
export async function keepInMemory(deps: ArtifactDeps, key: string, source: unknown): Promise<Kept | undefined> {
  if (source instanceof Uint8Array) return keepBytes(deps, key, { kind: "blob", bytes: new Uint8Array(source) });
  if (typeof source !== "object" || source === null || arrowKind(source) !== "Table") return undefined;
  const { bytes, media } = encodeBlobValue(source);
  return keepBytes(deps, key, { kind: "table", bytes, media, schema: schemaId(source as Table) });
}

async function kept(
  deps: ArtifactDeps,
  key: string,
  source: OutputSource,
  store: OutputOptions["store"],
): Promise<Kept> {
  const inMemory = await keepInMemory(deps, key, source);
  if (inMemory) return inMemory;
  const path = typeof source === "string" ? source : (source as { readonly path?: unknown } | null)?.path;
  if (typeof path !== "string")
    throw badOption("output", key, { expected: "a path, bytes or an Arrow table", found: foundText(source), outcome });
  const place = placeOf(deps, path);
  return telling("stored", { name: `Output ${key}`, path: place }, () => keepPath(deps, key, place, store));
}

async function keepPath(deps: ArtifactDeps, key: string, path: string, store: OutputOptions["store"]): Promise<Kept> {
  const { disk, blobs, mounts, storeBelow } = deps;
  const uri = mounts.virtualise(path);
  const isKept = (size: number): boolean => {
    if (deps.isReadonly || store === "reference") return false;
    if (store === "blob") checkSize(`Output ${key}`, size);
    return store === "blob" || size <= Math.min(storeBelow, limits.blobBytes);
  };
  const stat = await disk.later.stat(path);
  if (stat?.kind === "file") {
    const isBlob = isKept(stat.size);
    const file = await hashFile(deps, path);
    if (isBlob) await keepFile(deps, file);
    const { sha256: hash, size, stamp } = file;
    const facts = { kind: "file", sha256: hash, size, uri, store: isBlob ? "blob" : "reference" } as const;
    return { content: { ...facts, ...(stamp && { stamp }) }, blobs: isBlob ? [storedBlob(blobs, hash, size)] : [] };
  }
  if (stat?.kind === "directory") return keepDirectory(deps, path, uri, isKept);
  const reason = stat ? "a link or a device is no artifact" : "there is nothing at its path";
  throw badArtifact(`Output ${key}`, reason, `Name the file itself. The path is ${path}`);
}

function checkSize(key: string, size: number): void {
  const reason = `it has ${size} bytes, and a blob has at most ${limits.blobBytes}`;
  if (size > limits.blobBytes) throw badArtifact(key, reason, 'Note it as a file, with store: "reference".');
}

async function keepDirectory(
  deps: ArtifactDeps,
  path: string,
  uri: string,
  isKept: (size: number) => boolean,
): Promise<Kept> {
  const directory = await readDirectory(deps, path, {
    take: async (file) => isKept(file.size) && keepFile(deps, file),
  });
  const { bytes, sha256: hash } = manifestOf(directory);
  const size = directory.files.reduce((sum, file) => sum + file.size, 0);
  const isWhole = directory.files.every((file) => isKept(file.size));
  const content = { kind: "directory", sha256: hash, size, uri, store: isWhole ? "blob" : "reference" } as const;
  if (deps.isReadonly) return { content, blobs: [] };
  const manifest = await keepSmall(deps, bytes);
  const named = new Map(directory.files.filter((file) => isKept(file.size)).map((file) => [file.sha256, file.size]));
  named.delete(hash);
  return { content, blobs: [manifest, ...[...named].map(([name, length]) => storedBlob(deps.blobs, name, length))] };
}

/** The bytes of a file that was hashed, as a blob. What is no longer what was hashed is refused. */
async function keepFile(deps: ArtifactDeps, { path, sha256: hash, bytes }: HashedFile): Promise<unknown> {
  if (bytes) return keepSmall(deps, bytes);
  if (await deps.blobs.takePieces(hash, filePieces(deps.disk, path))) return undefined;
  throw badArtifact(path, "it changed while it was copied", letItFinish);
}

async function keepSmall({ blobs }: ArtifactDeps, bytes: Uint8Array): Promise<PendingBlob> {
  const blob = blobs.pending(bytes);
  await blob.durable();
  return storedBlob(blobs, hex(blob.sha256), bytes.length);
}

/** Contents that never were a file. A run that stores nothing puts them into a file of its own. */
async function keepBytes(
  deps: ArtifactDeps,
  key: string,
  made: Pick<Content, "kind" | "media" | "schema"> & { readonly bytes: Uint8Array },
): Promise<Kept> {
  const { bytes, ...facts } = made;
  checkSize(key, bytes.length);
  const folder = deps.isReadonly ? deps.scratch() : deps.blobs.dir;
  return telling("stored", { name: key, path: folder }, async () => {
    if (!deps.isReadonly) {
      const blob = await keepSmall(deps, bytes);
      return { content: { ...facts, sha256: hex(blob.sha256), size: bytes.length, store: "blob" }, blobs: [blob] };
    }
    const name = key.replace(/[/:]/g, "_");
    await runLater(deps.disk, publishOver(folder, name, bytes, hex(deps.ids.random(8))));
    const uri = deps.mounts.virtualise(`${folder}/${name}`);
    const content = { ...facts, sha256: hex(sha256(bytes)), size: bytes.length, store: "reference", uri } as const;
    return { content, blobs: [] };
  });
}

/** Id of a table's columns: name, type and whether it may be null, in their order. */
function schemaId({ schema }: Table): string {
  const columns = schema.fields.map(
    ({ name, type, nullable }): Canonical =>
      new Map<string, Canonical>([
        ["name", name],
        ["type", String(type)],
        ["nullable", nullable],
      ]),
  );
  return hex(sha256(Buffer.from(canonicalText(columns), "utf8")));
}
