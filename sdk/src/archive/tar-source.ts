/**
 * A tar as files. The reader is ours: libraries take any path, links and devices, and stop at the first end mark, behind
 * which the next part may stand.
 */
import { basename } from "node:path";
import type { Limits } from "../base/limits.js";
import { shown } from "../base/text.js";
import type { ByteSource } from "./byte-source.js";
import { damaged, tooLarge } from "./failures.js";
import { parsePath } from "./names.js";
import { type ArchiveFile, type ArchiveSource, type Listing, PIECE_BYTES, type TornFile } from "./source.js";
import { BLOCK_SIZE, readHeader, readPax, refusedName, type TarHeader } from "./tar-header.js";

export class TarSource implements ArchiveSource {
  readonly kind = "tar";
  readonly path: string;
  readonly name: string;
  readonly #bytes: ByteSource;
  readonly #limits: Limits;
  readonly #isSalvage: boolean;

  /** `isSalvage`: damaged headers are looked through for the next good one. */
  constructor(path: string, bytes: ByteSource, limits: Limits, isSalvage: boolean) {
    this.path = path;
    this.name = basename(path);
    this.#bytes = bytes;
    this.#limits = limits;
    this.#isSalvage = isSalvage;
  }

  list(): Promise<Listing> {
    return new TarScan(this.name, this.path, this.#bytes, this.#limits, this.#isSalvage).run();
  }

  read(file: ArchiveFile): Promise<Uint8Array> {
    return this.#bytes.read(file.at, file.size);
  }

  async *pieces(file: ArchiveFile): AsyncGenerator<Uint8Array, void, void> {
    for (let at = 0; at < file.size; ) {
      const piece = await this.#bytes.read(file.at + at, Math.min(PIECE_BYTES, file.size - at));
      if (piece.length === 0) return;
      at += piece.length;
      yield piece;
    }
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }
}

class TarScan {
  readonly #name: string;
  readonly #path: string;
  readonly #bytes: ByteSource;
  readonly #limits: Limits;
  readonly #isSalvage: boolean;
  readonly #files: ArchiveFile[] = [];
  readonly #skipped: string[] = [];
  #names = new Set<string>();
  #part = 0;
  #at = 0;
  #total = 0;
  #leaves = 0;
  #isBehindEnd = false;
  #pax: { readonly path?: string; readonly size?: number } | undefined;
  #torn: TornFile | undefined;

  constructor(name: string, path: string, bytes: ByteSource, limits: Limits, isSalvage: boolean) {
    this.#name = name;
    this.#path = path;
    this.#bytes = bytes;
    this.#limits = limits;
    this.#isSalvage = isSalvage;
  }

  async run(): Promise<Listing> {
    for (;;) {
      const block = await this.#bytes.read(this.#at, BLOCK_SIZE);
      if (block.length < BLOCK_SIZE) {
        if (block.some((byte) => byte !== 0)) this.#tear("a tar header", BLOCK_SIZE, block.length);
        break;
      }
      if (block.every((byte) => byte === 0)) {
        this.#isBehindEnd = this.#files.length > 0;
        this.#at += BLOCK_SIZE;
      } else if (!(await this.#take(block))) break;
    }
    const partCount = this.#files.length === 0 ? 0 : this.#part + 1;
    return { files: this.#files, partCount, torn: this.#torn, skipped: this.#skipped };
  }

  /** Takes in what stands at a header. False at the end of the bytes. */
  async #take(block: Uint8Array): Promise<boolean> {
    const header = readHeader(block);
    if ("refusal" in header) return this.#refuse(header.refusal, this.#at);
    if (this.#isBehindEnd) this.#nextPart();
    const start = this.#at + BLOCK_SIZE;
    if (header.type === "pax") return this.#takePax(header, start);
    const name = plainName(this.#pax?.path ?? header.name);
    const size = this.#pax?.size ?? header.size;
    this.#pax = undefined;
    const isRoot = header.type === "directory" && name === ""; // the folder that was packed from inside
    const refusal = isRoot ? undefined : refusedName(name);
    if (refusal !== undefined) return this.#refuse(`${refusal}: ${shown(JSON.stringify(name), 80)}`, this.#at);
    if (header.type === "directory" && size !== 0) return this.#refuse("a directory has a size", this.#at);
    if (header.type === "file" && !(await this.#takeFile(name, size, start))) return false;
    this.#at = start + padded(size);
    return true;
  }

  async #takeFile(path: string, size: number, at: number): Promise<boolean> {
    if (this.#names.has(path)) return this.#refuse(`it holds ${shown(path, 80)} twice`, at - BLOCK_SIZE);
    this.#names.add(path);
    this.#count(path, size);
    const end = size === 0 ? 1 : (await this.#bytes.read(at + size - 1, 1)).length;
    if (end === 0) {
      this.#tear(path, size, await this.#rest(at, size));
      return false;
    }
    this.#files.push({ path, size, at, part: this.#part });
    return true;
  }

  #count(path: string, size: number): void {
    const name = parsePath(path);
    const allowed = name?.kind === "blob" ? this.#limits.blobBytes : this.#limits.archiveEntryBytes;
    if (size > allowed)
      throw tooLarge(this.#name, name?.kind === "blob" ? "blobBytes" : "archiveEntryBytes", size, allowed);
    this.#total += size;
    if (this.#total > this.#limits.archiveBytes)
      throw tooLarge(this.#name, "archiveBytes", this.#total, this.#limits.archiveBytes);
    if (name?.kind !== "crc" && name?.kind !== "meta") this.#leaves++;
    // With sidecars there are three files to a leaf.
    const leaves = Math.max(this.#leaves, Math.ceil(this.#names.size / 3));
    if (leaves > this.#limits.archiveLeaves)
      throw tooLarge(this.#name, "archiveLeaves", leaves, this.#limits.archiveLeaves);
  }

  async #takePax(header: TarHeader, start: number): Promise<boolean> {
    const bytes = await this.#bytes.read(start, header.size);
    if (bytes.length < header.size) {
      this.#tear("a pax header", header.size, bytes.length);
      return false;
    }
    const pax = this.#pax ? { refusal: "a pax header follows another" } : readPax(bytes);
    if ("refusal" in pax) return this.#refuse(pax.refusal, this.#at);
    this.#pax = pax;
    this.#at = start + padded(header.size);
    return true;
  }

  /** Refuses the whole, or, where damage is looked through, goes on at the next block. */
  #refuse(refusal: string, at: number): boolean {
    if (!this.#isSalvage) {
      const text = `${shown(this.#name, 100)} is not taken: ${refusal} (byte ${at}). Nothing of it was used. Restore a copy of it; what is whole in it can be taken with: tapelab import ${shown(this.#path, 200)} --salvage`;
      throw damaged(this.#path, text);
    }
    if (this.#skipped.length < 100) this.#skipped.push(`${refusal} (byte ${at})`);
    this.#pax = undefined;
    this.#at = at + BLOCK_SIZE;
    return true;
  }

  #nextPart(): void {
    this.#isBehindEnd = false;
    this.#part++;
    this.#names = new Set();
  }

  #tear(path: string, needed: number, found: number): void {
    this.#torn = { path, needed, found, part: this.#isBehindEnd ? this.#part + 1 : this.#part };
  }

  /** How many bytes are there of a file that is not whole. */
  async #rest(at: number, size: number): Promise<number> {
    let found = 0;
    while (found < size) {
      const piece = await this.#bytes.read(at + found, Math.min(PIECE_BYTES, size - found));
      if (piece.length === 0) break;
      found += piece.length;
    }
    return found;
  }
}

/** Programs that pack a folder from inside write `./` in front. */
function plainName(name: string): string {
  return name.startsWith("./") ? name.slice(2) : name;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE;
}
