/** What the files of an archive are: manifests, events, blobs. Two files that claim one place stop everything. */
import { shown } from "../base/text.js";
import { ambiguous } from "./failures.js";
import { FIELD, type LeafName, parsePath } from "./names.js";
import type { ArchiveFile, Listing, TornFile } from "./source.js";

/** A leaf as the parts of an archive hold it: one file, or one in several parts. */
export interface LeafFiles {
  copies: readonly ArchiveFile[];
  crc: ArchiveFile | undefined;
  meta: ArchiveFile | undefined;
}

/** The two single leaves of a part. */
export interface PartFiles {
  manifest: ArchiveFile | undefined;
  marker: ArchiveFile | undefined;
}

const UNLISTED_MAX = 20;
const NONE: readonly ArchiveFile[] = [];

export class LeafIndex {
  readonly archive: string;
  readonly parts: PartFiles[];
  readonly events: Map<number, LeafFiles> = new Map();
  readonly snapshots: Map<number, LeafFiles> = new Map();
  readonly quarantine: Map<number, LeafFiles> = new Map();
  readonly blobs: Map<string, LeafFiles> = new Map();
  /** By path. */
  readonly opaque: Map<string, LeafFiles> = new Map();
  /** Files that are none of an archive: how many, and the first names. */
  unlistedCount: number = 0;
  readonly unlisted: string[] = [];
  readonly torn: TornFile | undefined;
  readonly skipped: readonly string[];
  readonly #folders = new Map<string, string>();
  #sequences: Float64Array | undefined;

  constructor(archive: string, listing: Listing) {
    this.archive = archive;
    this.torn = listing.torn;
    this.skipped = listing.skipped;
    this.parts = Array.from({ length: listing.partCount }, () => ({ manifest: undefined, marker: undefined }));
    for (const file of listing.files) {
      const name = parsePath(file.path);
      if (name === undefined) this.#unlist(file.path);
      else this.#add(name, file);
    }
  }

  /** The first sequence from here on of which there is an event leaf; infinity behind the last one. */
  nextEvent(from: number): number {
    this.#sequences ??= Float64Array.from(
      [...this.events].flatMap(([at, { copies }]) => (copies.length > 0 ? at : [])),
    ).sort();
    let [low, high] = [0, this.#sequences.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sequences[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return this.#sequences[low] ?? Number.POSITIVE_INFINITY;
  }

  /** A file that nothing lists after all. */
  #unlist(path: string): void {
    this.unlistedCount++;
    if (this.unlisted.length < UNLISTED_MAX) this.unlisted.push(shown(path, 100));
  }

  #add(name: LeafName, file: ArchiveFile): void {
    this.#checkFolder(name, file);
    if (name.kind === "single") this.#addSingle(name, file);
    else if (name.kind === "opaque") this.#addLeaf(filesOf(this.opaque, file.path), file);
    else if (name.kind === "blob") this.#addLeaf(filesOf(this.blobs, name.sha256), file);
    else this.#addElement(filesOf(this.#mapOf(name.field), name.index), name, file);
  }

  #addSingle({ field }: LeafName, file: ArchiveFile): void {
    const part = this.parts[file.part] as PartFiles;
    const key = field === FIELD.manifest ? "manifest" : "marker";
    const before = part[key];
    if (before) throw this.#twice(before, file);
    part[key] = file;
  }

  #addElement(files: LeafFiles, { kind }: LeafName, file: ArchiveFile): void {
    if (kind === "leaf") {
      this.#addLeaf(files, file);
      return;
    }
    const key = kind === "crc" ? "crc" : "meta";
    const before = files[key];
    if (before?.part === file.part) throw this.#twice(before, file);
    files[key] = file; // of a leaf in several parts the newest part's sidecar is looked at
  }

  #addLeaf(files: LeafFiles, file: ArchiveFile): void {
    const before = files.copies.find(({ part }) => part === file.part);
    if (before) throw this.#twice(before, file);
    // Nearly all leaves have one; a list that grew would have room for 17, a million times.
    files.copies = files.copies.length === 0 ? [file] : files.copies.concat(file);
  }

  #mapOf(field: number): Map<number, LeafFiles> {
    if (field === FIELD.events) return this.events;
    return field === FIELD.snapshots ? this.snapshots : this.quarantine;
  }

  #checkFolder({ field, folder }: LeafName, file: ArchiveFile): void {
    const key = `${file.part}:${field}`;
    const before = this.#folders.get(key);
    if (before === undefined) this.#folders.set(key, folder);
    else if (before !== folder)
      throw ambiguous(this.archive, file.path, `its folders ${before} and ${folder} have one number`);
  }

  #twice(one: ArchiveFile, other: ArchiveFile): Error {
    return ambiguous(this.archive, other.path, `${shown(one.path, 80)} and ${shown(other.path, 80)} claim one place`);
  }
}

function filesOf<K>(map: Map<K, LeafFiles>, key: K): LeafFiles {
  let files = map.get(key);
  if (files === undefined) {
    files = { copies: NONE, crc: undefined, meta: undefined };
    map.set(key, files);
  }
  return files;
}
