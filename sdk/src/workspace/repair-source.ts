/** Where good copies come from: another workspace, the folder of one tape, or an archive. Read only, and never believed. */
import { basename, dirname, resolve } from "node:path";
import { openImage, shapeIds } from "../archive/archived-image.js";
import { openArchive } from "../archive/authority.js";
import { commitLeaf } from "../archive/event-leaf.js";
import { openSource } from "../archive/open-source.js";
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { isMissing } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { BlobStore } from "../blob/store.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { ExtraFrame } from "../tape/extras.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { readWorkspaceFile, type WorkspaceFacts } from "./workspace-file.js";

export interface RepairSource {
  /** How texts name it. */
  readonly name: string;
  /** The greatest sequence of the tape that it may have. */
  last(tape: string): Promise<number>;
  /** The event leaf of a commit; undefined where there is none that can be read. */
  leaf(tape: string, sequence: number): Promise<Uint8Array | undefined>;
  /** The content of a blob; undefined where there is none. */
  blob(hash: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** What the copy says of the workspace. */
  facts(): WorkspaceFacts | undefined;
  close(): Promise<void>;
}

export interface SourceDeps {
  readonly disk: Disk;
  readonly ids: Ids;
}

/** Opens what is at the path. Rejects with `bad-option` when it is none of the three. */
export async function openRepairSource(deps: SourceDeps, path: string): Promise<RepairSource> {
  const at = resolve(path).replaceAll("\\", "/");
  const { later } = deps.disk;
  const isFolder = async (folder: string): Promise<boolean> => (await later.stat(folder))?.kind === "directory";
  if (await isFolder(`${at}/.tapelab`)) return new FolderPeer(deps, `${at}/.tapelab`);
  if (await isFolder(`${at}/tapes`)) return new FolderPeer(deps, at);
  if (/^[0-9a-f]{32}$/.test(basename(at)) && (await isFolder(at)))
    return new FolderPeer(deps, dirname(dirname(at)), at);
  if (!(await later.stat(at))) throw noPeer(path);
  return archivePeer(deps, at);
}

function noPeer(path: string): TapelabError<"bad-option"> {
  const text = `There is nothing at ${shown(path, 200)}. Nothing was changed. Name a copy: another workspace, the folder of the tape, or an archive of it.`;
  return new TapelabError("bad-option", text, {
    option: "from",
    expected: "a workspace, a tape or an archive",
    found: path,
  });
}

class FolderPeer implements RepairSource {
  readonly name: string;
  readonly #deps: SourceDeps;
  readonly #dir: string;
  readonly #only: string | undefined;
  readonly #blobs: BlobStore;
  readonly #tapes = new Map<string, Promise<PeerTape | undefined>>();

  constructor(deps: SourceDeps, dir: string, only?: string) {
    this.#deps = deps;
    this.#dir = dir;
    this.#only = only;
    this.name = only ?? dir;
    this.#blobs = new BlobStore(deps.disk, `${dir}/blobs`, deps.ids);
  }

  async last(tape: string): Promise<number> {
    return (await this.#tape(tape))?.reader.lastSequence ?? 0;
  }

  async leaf(tape: string, sequence: number): Promise<Uint8Array | undefined> {
    return (await this.#tape(tape))?.leaf(sequence);
  }

  #tape(tape: string): Promise<PeerTape | undefined> {
    let open = this.#tapes.get(tape);
    if (!open) {
      const dir = this.#only ?? `${this.#dir}/tapes/${tape}`;
      open = basename(dir) === tape ? PeerTape.open(this.#deps.disk, dir) : Promise.resolve(undefined);
      this.#tapes.set(tape, open);
    }
    return open;
  }

  async blob(hash: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return (await this.#blobs.verify(hash)) === "good" ? this.#blobs.pieces(hash) : undefined;
  }

  facts(): WorkspaceFacts | undefined {
    try {
      return readWorkspaceFile(this.#deps.disk, this.#dir);
    } catch (error) {
      if (!isTapelabError(error)) throw error;
      return undefined; // a damaged one helps nobody
    }
  }

  async close(): Promise<void> {
    for (const tape of this.#tapes.values()) await (await tape)?.reader.close();
  }
}

class PeerTape {
  readonly reader: TapeReader;
  readonly #entries: ReadonlyMap<number, CommitEntry>;
  readonly #extras: readonly ExtraFrame[];

  private constructor(reader: TapeReader, extras: readonly ExtraFrame[]) {
    this.reader = reader;
    this.#extras = extras;
    this.#entries = new Map(reader.commits.map((entry) => [entry.sequence, entry]));
  }

  static async open(disk: Disk, dir: string): Promise<PeerTape | undefined> {
    try {
      const reader = await TapeReader.open(disk, dir);
      return new PeerTape(reader, await reader.extras());
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async leaf(sequence: number): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(sequence);
    if (!entry || !(await this.reader.isGood(entry))) return undefined;
    const image = await this.reader.image(entry);
    const message = openImage(image);
    if (!message) return undefined;
    const shapes = shapeIds(message).flatMap((id) => this.reader.shapeBytes(entry, id) ?? []);
    const extras = this.#extras.filter(({ after }) => after === sequence);
    return commitLeaf(this.reader.tapeId, sequence, { hash: new Uint8Array(0), shapes, image }, extras);
  }
}

async function archivePeer({ disk }: SourceDeps, path: string): Promise<RepairSource> {
  const source = await openSource(disk, path, { isSalvage: true });
  try {
    const { index, winner } = await openArchive(source, true, "Nothing was changed.");
    return {
      name: path,
      last: async () => winner.manifest.ranges.at(-1)?.last ?? 0,
      leaf: async (tape, sequence) => {
        const [file] = index.events.get(sequence)?.copies ?? [];
        return file && winner.manifest.runId === tape ? source.read(file) : undefined;
      },
      blob: async (hash) => {
        const [file] = index.blobs.get(hash)?.copies ?? [];
        return file && source.pieces(file);
      },
      facts: () => undefined,
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
