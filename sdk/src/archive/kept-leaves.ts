/**
 * Event leaves that say more than a tape can hold: fields and payloads of later versions. They lie beside the segments, in
 * `kept/`, and take the place of the leaf that would be made when the tape is exported again.
 */
import { type ArchivedEvent, BadBytes, eventMessage } from "tapelab-proto";
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { publishOver, readIfSmall, writeNew } from "../base/small-file.js";
import { sameHash } from "../tape/chain.js";
import { crcText } from "./event-leaf.js";

const FOLDER = "kept";
const CRC_MAX = 64;

function nameOf(sequence: number): string {
  return `${String(sequence).padStart(12, "0")}.data.pb`;
}

/** Writes the leaf, and its checksum, beside the segments of a tape that is being made. */
export async function keepLeaf(disk: Disk, dir: string, sequence: number, leaf: Uint8Array): Promise<void> {
  const path = `${dir}/${FOLDER}/${nameOf(sequence)}`;
  await disk.later.mkdir(`${dir}/${FOLDER}`);
  await runLater(disk, writeNew(path, leaf));
  await runLater(disk, writeNew(crcOf(path), crcText(leaf)));
}

function crcOf(path: string): string {
  return path.replace(/\.data\.pb$/, ".crc");
}

/** Sequences of leaves that are not what was kept. */
export async function damagedLeaves(disk: Disk, dir: string): Promise<number[]> {
  const kept = await KeptLeaves.open(disk, dir);
  const damaged: number[] = [];
  for (const sequence of kept.sequences) if (!(await kept.leaf(sequence))) damaged.push(sequence);
  return damaged.sort((a, b) => a - b);
}

/** Puts a leaf in the place of a damaged one. */
export async function replaceLeaf(
  { disk, ids }: { readonly disk: Disk; readonly ids: Ids },
  dir: string,
  sequence: number,
  leaf: Uint8Array,
): Promise<void> {
  const folder = `${dir}/${FOLDER}`;
  const nonce = hex(ids.random(8));
  await runLater(disk, publishOver(folder, nameOf(sequence), leaf, nonce));
  await runLater(disk, publishOver(folder, crcOf(nameOf(sequence)), crcText(leaf), nonce));
}

export class KeptLeaves {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly sequences: ReadonlySet<number>;

  private constructor(disk: Disk, dir: string, sequences: ReadonlySet<number>) {
    this.#disk = disk;
    this.#dir = dir;
    this.sequences = sequences;
  }

  static async open(disk: Disk, dir: string): Promise<KeptLeaves> {
    const isThere = (await disk.later.stat(`${dir}/${FOLDER}`))?.kind === "directory";
    const names = isThere ? await disk.later.readdir(`${dir}/${FOLDER}`) : [];
    const numbers = names.flatMap((name) => (/^\d{12,20}\.data\.pb$/.test(name) ? Number.parseInt(name, 10) : []));
    return new KeptLeaves(disk, dir, new Set(numbers));
  }

  /** The leaf of a commit, when it still is about the commit that the tape has. */
  async ofCommit(sequence: number, image: Uint8Array, hash: Uint8Array): Promise<Uint8Array | undefined> {
    const kept = await this.#read(sequence);
    const commit = kept?.event.commit;
    if (!kept || !commit) return undefined;
    const isSame = sameHash(commit.hash, hash) && Buffer.compare(commit.image, image) === 0;
    return isSame ? kept.leaf : undefined;
  }

  /** The leaf of an event whose payload no version up to ours knows; the tape has a gap there. */
  async ofOpaque(first: number, last: number): Promise<Uint8Array | undefined> {
    const kept = first === last ? await this.#read(first) : undefined;
    return kept && !kept.event.commit && !kept.event.gap ? kept.leaf : undefined;
  }

  /** The bytes; undefined when they do not fit their checksum. */
  async leaf(sequence: number): Promise<Uint8Array | undefined> {
    const path = `${this.#dir}/${FOLDER}/${nameOf(sequence)}`;
    const leaf = await runLater(this.#disk, readIfSmall(path, limits.archiveEntryBytes));
    const crc = await runLater(this.#disk, readIfSmall(crcOf(path), CRC_MAX));
    return leaf && (crc === undefined || Buffer.compare(crc, crcText(leaf)) === 0) ? leaf : undefined;
  }

  async #read(sequence: number): Promise<{ leaf: Uint8Array; event: ArchivedEvent } | undefined> {
    const leaf = this.sequences.has(sequence) ? await this.leaf(sequence) : undefined;
    try {
      return leaf && { leaf, event: eventMessage.decode(leaf) };
    } catch (error) {
      if (error instanceof BadBytes) return undefined; // the commit itself is on the tape
      throw error;
    }
  }
}
