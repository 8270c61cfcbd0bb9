/**
 * A second reader of tapes, written from proto/SPEC.md alone: it shares no line with the SDK. Messages are read by the
 * generated code, CRC and sha256 are Node's own. It expects a whole tape: what is not as specified makes it throw.
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { crc32, inflateRawSync } from "node:zlib";
import type { tapelab } from "../../proto/generated/tape.js";
import { generated } from "./samples.js";
import { type Row, rowsOf } from "./spec-columns.js";

export interface SpecCommit {
  readonly sequence: number;
  readonly image: Buffer;
  readonly commit: tapelab.Commit;
  /** In the order of capture. */
  readonly rows: readonly Row[];
}

export interface SpecTape {
  readonly commits: readonly SpecCommit[];
  /** H of the last commit (section 8). */
  readonly hash: string;
  readonly isEnded: boolean;
  /** How many frames of each kind there are. */
  readonly frames: ReadonlyMap<number, number>;
  /** Of the newest compaction. */
  readonly generation: tapelab.Generation | undefined;
}

export function check(isGood: boolean, what: string): void {
  if (!isGood) throw new Error(`The tape is not as SPEC.md says: ${what}.`);
}

/** Reads the segments of a tape, by name, and checks every CRC, hash, tail, zero and sequence number on the way. */
export function readTape(segments: ReadonlyMap<string, Uint8Array>): SpecTape {
  const reader = new SpecReader();
  for (const { bytes, number } of historyOf(segments)) reader.segment(bytes, number);
  return reader.finish();
}

/** Sections 11 and 16: from the highest segment back to the first of its history. */
function historyOf(segments: ReadonlyMap<string, Uint8Array>): { bytes: Buffer; number: number }[] {
  const files = new Map<number, Buffer>();
  for (const [name, bytes] of segments) {
    check(/^seg-\d{8}\.tape$/.test(name), `a segment is named ${name}`);
    files.set(Number(name.slice(4, 12)), Buffer.from(bytes));
  }
  const history: { bytes: Buffer; number: number }[] = [];
  for (let number = Math.max(...files.keys()); number > 0; ) {
    const file = files.get(number);
    check(file !== undefined, `segment ${number} is there`);
    const bytes = file as Buffer;
    const next = history[0]?.bytes;
    history.unshift({ bytes: next ? bytes.subarray(0, Number(next.readBigUInt64LE(24))) : bytes, number });
    number = bytes.readUInt32LE(16);
  }
  return history;
}

class SpecReader {
  readonly #commits: SpecCommit[] = [];
  readonly #shapes = new Map<string, tapelab.Shape>();
  readonly #copies = new Map<string, number>();
  readonly #proofs = new Map<number, { hash: string; chain: string | undefined }>();
  readonly #frames = new Map<number, number>();
  #file: Buffer = Buffer.alloc(0);
  /** Where the batch being read, or read last, began; and where the last one that is closed ended. */
  #start = 0;
  #end = 0;
  #pending: Buffer[] = [];
  #pendingSeq = 0;
  #stored = new Map<Buffer, number>();
  #dictionary: Buffer | undefined;
  #generation: tapelab.Generation | undefined;
  #role = 0;
  #number = 0;
  #ids: Buffer = Buffer.alloc(32);
  #isEnded = false;

  segment(file: Buffer, number: number): void {
    this.#header(file, number);
    this.#file = file;
    [this.#role, this.#number, this.#dictionary] = [file.readUInt8(40), number, undefined];
    [this.#start, this.#end] = [1_024, 1_024];
    const salt = crc32(
      Buffer.concat([file.subarray(48, 64), file.subarray(12, 16), Buffer.from(this.#role === 1 ? [1] : [])]),
    );
    let at = 1_024;
    while (at < file.length && file.toString("latin1", at, at + 5) !== "TLEND") at = this.#frame(at, salt);
    if (at < file.length) this.#trailer(at);
    check(
      [...this.#copies.values()].every((count) => count === 2),
      "every shape of a segment is there twice",
    );
    this.#copies.clear();
  }

  #header(file: Buffer, number: number): void {
    check(file.subarray(0, 512).equals(file.subarray(512, 1_024)), "both copies of the header are equal");
    check(file.toString("latin1", 0, 8) === "TLSEG\r\n\x1a", "a header begins with TLSEG");
    check(file.readUInt32LE(508) === crc32(file.subarray(0, 508)), "the header's CRC");
    check(file.readUInt32LE(12) === number && file.readUInt32LE(16) < number, "segment numbers");
    check(isZero(file.subarray(136, 508)) && isZero(file.subarray(41, 48)), "zeros in the header");
    check(Number(file.readBigUInt64LE(32)) === this.#commits.length + 1, "first sequence of the segment");
    this.#ids = file.subarray(48, 80);
  }

  /** Section 3. Returns where the next frame begins. */
  #frame(at: number, salt: number): number {
    const file = this.#file;
    const length = file.readUInt32LE(at + 4);
    const [from, to] = [at + 16, at + 16 + length];
    const end = Math.ceil(to / 8) * 8;
    check(file.toString("latin1", at, at + 4) === "TLF1", `a frame begins at ${at}`);
    check(file.readUInt16LE(at + 10) === 0 && isZero(file.subarray(to, end)), "zeros in and behind a frame");
    const crc = crc32(file.subarray(from, to), crc32(file.subarray(at, at + 12), salt));
    check(crc === file.readUInt32LE(at + 12), "a frame's CRC");
    const [kind, flags] = [file.readUInt8(at + 8), file.readUInt8(at + 9)];
    check(!this.#isEnded || kind === 6 || kind === 7, "nothing but a generation and a footer behind the end");
    this.#frames.set(kind, (this.#frames.get(kind) ?? 0) + 1);
    this.#payload(kind, (flags & 1) !== 0, from, to, end);
    return end;
  }

  #payload(kind: number, isAnchor: boolean, from: number, to: number, end: number): void {
    const payload = this.#file.subarray(from, to);
    const fields = fieldsOf(payload);
    const member = fields.filter(({ field }) => field >= 10);
    check(member.length === 1, "a payload has one member");
    const bytes = member[0]?.bytes ?? Buffer.alloc(0);
    const seq = Number(generated.EventEnvelope.decode(payload).seq);
    if (kind === 1) this.#shape(bytes, end);
    else if (kind === 2) this.#data(bytes, seq);
    else if (kind === 3) this.#marker(bytes, isAnchor, end);
    else if (kind === 4) this.#micro(bytes, seq, end);
    else if (kind === 10)
      this.#pending.push(fieldsOf(bytes).find(({ field }) => field === 15)?.bytes ?? Buffer.alloc(0));
    else if (kind === 5) this.#isEnded = true;
    else if (kind === 7) this.#generationFrame(generated.Generation.decode(bytes));
    else if (kind === 9) this.#sealed(bytes, seq);
    else if (kind === 11) this.#dictionaryFrame(bytes, end);
    else check(kind === 6, `frame kind ${kind} is known`);
    if (kind >= 5 && kind <= 7) this.#end = end;
  }

  #shape(bytes: Buffer, end: number): void {
    check(
      bytes[0] === 0x09 && sha256(bytes.subarray(9)).subarray(0, 8).equals(bytes.subarray(1, 9)),
      "a shape's id is its hash",
    );
    const id = bytes.toString("hex", 1, 9);
    this.#shapes.set(id, generated.Shape.decode(bytes));
    this.#copies.set(id, (this.#copies.get(id) ?? 0) + 1);
    if (this.#copies.get(id) === 2) this.#end = end; // the copy still belongs to the batch that brought the shape
  }

  #data(bytes: Buffer, seq: number): void {
    this.#pendingSeq = seq;
    this.#pending = fieldsOf(bytes).flatMap(({ field, bytes: image }) => (field === 15 && image ? [image] : []));
    for (const image of this.#pending)
      check((image.byteOffset - this.#file.byteOffset) % 8 === 0, "an image begins at a multiple of 8");
  }

  /** Section 16. */
  #sealed(bytes: Buffer, seq: number): void {
    this.#pendingSeq = seq;
    this.#pending = fieldsOf(bytes).map(({ bytes: stored }) => {
      const image = unpacked(generated.Packed.decode(stored as Buffer), this.#dictionary);
      this.#stored.set(image, (stored as Buffer).length);
      return image;
    });
  }

  #dictionaryFrame(bytes: Buffer, end: number): void {
    const found = Buffer.from(generated.Dictionary.decode(bytes).bytes);
    check(this.#dictionary === undefined || found.equals(this.#dictionary), "both dictionaries are equal");
    if (this.#dictionary) this.#end = end;
    this.#dictionary = found;
    this.#copies.set("dictionary", (this.#copies.get("dictionary") ?? 0) + 1);
  }

  #generationFrame(generation: tapelab.Generation): void {
    check(this.#role === 1 && generation.segment.at(-1) === this.#number, "a generation ends its last segment");
    check(Number(generation.lastSeq) === this.#commits.length, "a generation holds all commits");
    this.#generation = generation;
  }

  #micro(bytes: Buffer, seq: number, end: number): void {
    const image = fieldsOf(bytes)[0]?.bytes ?? Buffer.alloc(0);
    check(
      image.length <= 4_096 && generated.Commit.decode(image).strip.every(({ rows }) => (rows ?? 0) <= 8),
      "a micro image is small",
    );
    this.#commit(seq, image);
    this.#end = end;
  }

  /** Section 5. */
  #marker(bytes: Buffer, isAnchor: boolean, end: number): void {
    const marker = generated.Marker.decode(bytes);
    const [length, magic] = [this.#file.readUInt32LE(end - 8), this.#file.toString("latin1", end - 4, end)];
    check(magic === "TLM1" && length === marker.batchLength, "a marker's frame ends with its tail");
    const first = Number(marker.firstSeq);
    const isCopy = first + marker.proof.length <= this.#commits.length + 1;
    if (!isAnchor && !isCopy) this.#batch(marker, first);
    check(end - length === this.#end || end - length === this.#start, "batch_length reaches back to the batch before");
    [this.#start, this.#end] = [end - length, end];
    marker.proof.forEach((proof, i) => {
      const { image } = this.#commits[first + i - 1] as SpecCommit;
      if (proof.length) check(proof.length === image.length && proof.crc === crc32(image), "a proof's length and CRC");
      if (proof.length) check(proof.stored === (this.#stored.get(image) ?? 0), "a proof's stored length");
      if (!proof.imageHash?.length) return;
      const chain = i === marker.proof.length - 1 ? Buffer.from(marker.chain).toString("hex") : undefined;
      this.#proofs.set(first + i, { hash: Buffer.from(proof.imageHash).toString("hex"), chain });
    });
  }

  #batch(marker: tapelab.Marker, first: number): void {
    const isParts = marker.proof.length === 1 && this.#pending.length > 1;
    const images = isParts || this.#pendingSeq === 0 ? [Buffer.concat(this.#pending)] : this.#pending;
    check(images.length === marker.proof.length, "a marker has a proof for each image");
    check(this.#pendingSeq === 0 || this.#pendingSeq === first, "a data frame's seq");
    images.forEach((image, i) => {
      this.#commit(first + i, image);
    });
    [this.#pending, this.#pendingSeq] = [[], 0];
  }

  #commit(sequence: number, image: Buffer): void {
    check(sequence === this.#commits.length + 1, `commit ${this.#commits.length + 1} comes next, found ${sequence}`);
    const commit = generated.Commit.decode(image);
    this.#commits.push({ sequence, image, commit, rows: rowsOf(commit, this.#shapes) });
  }

  /** Section 9. */
  #trailer(at: number): void {
    const trailer = this.#file.subarray(at);
    check(trailer.length === 32 && trailer.readUInt32LE(28) === crc32(trailer.subarray(0, 28)), "the trailer's CRC");
    const from = Number(trailer.readBigUInt64LE(8));
    const payload = this.#file.subarray(from, from + trailer.readUInt32LE(16));
    check(crc32(payload) === trailer.readUInt32LE(20), "the footer's CRC");
    const footer = generated.EventEnvelope.decode(payload).footer as tapelab.Footer;
    let end = 0;
    check(Buffer.from(footer.dictionary).equals(this.#dictionary ?? Buffer.alloc(0)), "a footer has the dictionary");
    footer.length.forEach((length, i) => {
      const { image, commit, rows } = this.#commits[Number(footer.firstSeq) + i - 1] as SpecCommit;
      const start = end + (footer.skip[i] ?? 0);
      const stored = footer.stored[i] || undefined;
      check(stored === this.#stored.get(image), "a stored length in a footer");
      if (stored)
        check(
          unpacked(generated.Packed.decode(this.#file.subarray(start, start + stored)), this.#dictionary).equals(image),
          "a footer finds its packed images",
        );
      else if (length <= 32 * 1_024 * 1_024)
        check(image.equals(this.#file.subarray(start, start + length)), "a footer finds its images");
      check(footer.crc[i] === crc32(image) && footer.rows[i] === rows.length, "CRC and rows in a footer");
      check(
        footer.kind[i] === commit.kind && footer.word[footer.label[i] ?? -1] === commit.label,
        "kind and label in a footer",
      );
      end = start + (stored ?? length);
    });
  }

  /** Section 8. */
  finish(): SpecTape {
    const [tapeId, workspaceId] = [this.#ids.subarray(0, 16), this.#ids.subarray(16)];
    let hash = sha256("tapelab/tape/1\0", workspaceId, tapeId);
    for (const { sequence, image } of this.#commits) {
      const numbers = Buffer.alloc(16);
      numbers.writeBigUInt64LE(BigInt(sequence), 0);
      numbers.writeBigUInt64LE(BigInt(image.length), 8);
      hash = sha256("tapelab/commit/1\0", hash, tapeId, numbers, sha256(image));
      const proof = this.#proofs.get(sequence);
      check(proof?.hash === sha256(image).toString("hex"), `commit ${sequence} is proved`);
      if (proof?.chain) check(proof.chain === hash.toString("hex"), `the chain at commit ${sequence}`);
    }
    return {
      commits: this.#commits,
      hash: hash.toString("hex"),
      isEnded: this.#isEnded,
      frames: this.#frames,
      generation: this.#generation,
    };
  }
}

function unpacked({ codec, length, bytes }: tapelab.Packed, dictionary: Buffer | undefined): Buffer {
  if (codec === 0) return Buffer.from(bytes);
  const image = inflateRawSync(bytes, codec === 2 && dictionary ? { dictionary } : {});
  check(image.length === length, "a packed image has its length");
  if (codec !== 3) return image;
  const words = Math.floor(length / 8);
  const joined = Buffer.from(image);
  for (let at = 0; at < words * 8; at++)
    joined[at] = (image[(at % 8) * words + Math.floor(at / 8)] as number) ^ (at < 8 ? 0 : (joined[at - 8] as number));
  return joined;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function sha256(...pieces: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

interface Field {
  readonly field: number;
  /** The content of a field of wire type 2. */
  readonly bytes: Buffer | undefined;
}

const { Reader } = createRequire(import.meta.url)("protobufjs/minimal") as typeof import("protobufjs/minimal");

/** The top-level fields of a message, without knowing which message it is. */
export function fieldsOf(message: Buffer): Field[] {
  const reader = Reader.create(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const start = reader.pos;
    reader.skipType(tag & 7);
    if ((tag & 7) !== 2) fields.push({ field: tag >>> 3, bytes: undefined });
    else {
      const from = start + lengthSize(message, start);
      fields.push({ field: tag >>> 3, bytes: message.subarray(from, reader.pos) });
    }
  }
  return fields;
}

function lengthSize(message: Buffer, at: number): number {
  let size = 1;
  while ((message[at + size - 1] ?? 0) >= 0x80) size++;
  return size;
}
