/**
 * Event leaves that say more than a tape can hold: fields and payloads of later versions. They lie beside the segments, in
 * `kept/`, and take the place of the leaf that would be made when the tape is exported again.
 */
import { type ArchivedEvent, BadBytes, eventMessage } from "tapelab-proto";
import { type Disk, runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { readIfSmall, writeNew } from "../base/small-file.js";
import { sameHash } from "../tape/chain.js";

const FOLDER = "kept";

function nameOf(sequence: number): string {
  return `${String(sequence).padStart(12, "0")}.data.pb`;
}

/** Writes the leaf beside the segments of a tape that is being made. */
export async function keepLeaf(disk: Disk, dir: string, sequence: number, leaf: Uint8Array): Promise<void> {
  await disk.later.mkdir(`${dir}/${FOLDER}`);
  await runLater(disk, writeNew(`${dir}/${FOLDER}/${nameOf(sequence)}`, leaf));
}

export class KeptLeaves {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #sequences: ReadonlySet<number>;

  private constructor(disk: Disk, dir: string, sequences: ReadonlySet<number>) {
    this.#disk = disk;
    this.#dir = dir;
    this.#sequences = sequences;
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

  async #read(sequence: number): Promise<{ leaf: Uint8Array; event: ArchivedEvent } | undefined> {
    if (!this.#sequences.has(sequence)) return undefined;
    const path = `${this.#dir}/${FOLDER}/${nameOf(sequence)}`;
    const leaf = await runLater(this.#disk, readIfSmall(path, limits.archiveEntryBytes));
    try {
      return leaf && { leaf, event: eventMessage.decode(leaf) };
    } catch (error) {
      if (error instanceof BadBytes) return undefined; // the commit itself is on the tape
      throw error;
    }
  }
}
