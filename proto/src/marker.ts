import { BadBytes } from "./bad-bytes.js";
import { putVarint5, varintSize } from "./varint.js";
import { WireReader } from "./wire-reader.js";
import { BLOCK, FIXED32, FIXED64, WireWriter } from "./wire-writer.js";

const MARKER_TAG = 0x62; // EventEnvelope.marker
const TAIL_MAGIC = 0x314d4c54; // "TLM1" as a little-endian u32

/** What is known of one image: enough to make it visible (length, CRC) and to prove it (hash). */
export interface Proof {
  readonly length: number;
  readonly crc: number;
  /** 32 bytes, or empty. */
  readonly imageHash: Uint8Array;
  /** Bytes of the `Packed` that stands for the image; 0 or left out: the image itself stands in the frame. */
  readonly stored?: number | undefined;
}

/** The record that closes a batch or, as an anchor, proves earlier ones. */
export interface Marker {
  readonly firstSeq: number;
  readonly proofs: readonly Proof[];
  /** H before the first commit, 32 bytes, or empty. */
  readonly prevChain: Uint8Array;
  /** H of the last commit, 32 bytes, or empty. */
  readonly chain: Uint8Array;
  readonly batchLength: number;
  readonly durableSeq: number;
}

const writer = new WireWriter();

/** The whole payload of a marker frame. Its length is a multiple of 8 and its last 8 bytes are the tail. */
export function markerEnvelope(marker: Marker): Uint8Array {
  writer.at = 0;
  writer.zeros(6); // tag and length of the marker, written below
  writer.number(1, marker.firstSeq);
  for (const proof of marker.proofs) putProof(proof);
  writer.block(3, marker.prevChain);
  writer.block(4, marker.chain);
  writer.number(5, marker.batchLength);
  writer.number(6, marker.durableSeq);
  writer.pad(14, 9);
  writer.tag(15, FIXED64);
  writer.fixed32(marker.batchLength);
  writer.fixed32(TAIL_MAGIC);
  writer.bytes[0] = MARKER_TAG;
  putVarint5(writer.bytes, 1, writer.at - 6);
  return writer.take();
}

function putProof({ length, crc, imageHash, stored = 0 }: Proof): void {
  let size = imageHash.length === 0 ? 0 : 1 + varintSize(imageHash.length) + imageHash.length;
  if (length !== 0) size += 1 + varintSize(length);
  if (crc !== 0) size += 5;
  if (stored !== 0) size += 1 + varintSize(stored);
  writer.tag(2, BLOCK);
  writer.varint(size);
  writer.number(1, length);
  if (crc !== 0) {
    writer.tag(2, FIXED32);
    writer.fixed32(crc);
  }
  writer.block(3, imageHash);
  writer.number(4, stored);
}

/** Reads the message inside a marker's envelope. */
export function readMarker(reader: WireReader): Marker {
  const from = reader.at;
  const proofs: Proof[] = [];
  let [firstSeq, batchLength, durableSeq, tailAt] = [0, 0, 0, -1];
  let [prevChain, chain] = [reader.bytes.subarray(from, from), reader.bytes.subarray(from, from)];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x12) proofs.push(readProof(reader.message()));
    else if (tag === 0x08) firstSeq = reader.varint();
    else if (tag === 0x1a) prevChain = readHash(reader);
    else if (tag === 0x22) chain = readHash(reader);
    else if (tag === 0x28) batchLength = reader.uint32();
    else if (tag === 0x30) durableSeq = reader.varint();
    else if (tag === 0x79) tailAt = reader.advance(8);
    else reader.skip(tag);
  }
  checkTail(reader, tailAt, batchLength);
  return { firstSeq, proofs, prevChain, chain, batchLength, durableSeq };
}

function checkTail(reader: WireReader, at: number, batchLength: number): void {
  if (at < 0) throw new BadBytes("A marker has no tail", reader.end);
  const tail = new WireReader(reader.bytes, at, at + 8);
  const length = tail.fixed32();
  if (tail.fixed32() !== TAIL_MAGIC) throw new BadBytes("A marker's tail does not end with TLM1", at);
  if (length !== batchLength) throw new BadBytes(`A marker's tail says ${length}, its field ${batchLength}`, at);
}

function readProof(reader: WireReader): Proof {
  let [length, crc, stored, imageHash] = [0, 0, 0, reader.bytes.subarray(reader.at, reader.at)];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) length = reader.uint32();
    else if (tag === 0x15) crc = reader.fixed32();
    else if (tag === 0x1a) imageHash = readHash(reader);
    else if (tag === 0x20) stored = reader.uint32();
    else reader.skip(tag);
  }
  return { length, crc, imageHash, stored: stored || undefined };
}

/** A sha256 as a view, or nothing. */
export function readHash(reader: WireReader): Uint8Array {
  const from = reader.at;
  const hash = reader.block();
  if (hash.length !== 0 && hash.length !== 32) throw new BadBytes(`A hash has 32 bytes, found ${hash.length}`, from);
  return hash;
}
