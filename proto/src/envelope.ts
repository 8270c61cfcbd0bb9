import { BadBytes } from "./bad-bytes.js";
import { type Marker, readMarker } from "./marker.js";
import { WireReader } from "./wire-reader.js";
import { BLOCK, WireWriter } from "./wire-writer.js";

const SEQ_TAG = 0x08;
const MEMBER_MIN = 10;
const EXTRA = 21;

/** Where bytes lie in the payload: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a payload holds. `at` = offset of the member's bytes inside the payload. */
export type EnvelopeBody =
  | { readonly member: "shape"; readonly bytes: Uint8Array; readonly at: number }
  | { readonly member: "data"; readonly images: readonly Range[] }
  | { readonly member: "marker"; readonly marker: Marker }
  | { readonly member: "micro"; readonly image: Range }
  | { readonly member: "end" }
  | { readonly member: "part"; readonly index: number; readonly start: number; readonly end: number }
  | { readonly member: "gap"; readonly gap: Gap }
  | { readonly member: "generation"; readonly bytes: Uint8Array; readonly at: number }
  | { readonly member: "footer"; readonly bytes: Uint8Array; readonly at: number }
  | { readonly member: "sealed"; readonly images: readonly Range[] }
  | { readonly member: "dictionary"; readonly bytes: Uint8Array }
  | { readonly member: "unknown"; readonly field: number };

/** A range of commits that is known to be missing. */
export interface Gap {
  readonly first: number;
  readonly last: number;
  readonly reason: string;
  /** Index of its quarantine leaf in an archive, or 0. */
  readonly quarantine: number;
}

/** The payload of one frame. */
export interface Envelope {
  /** Number of the first commit in the frame; 0 where the frame has none. */
  readonly seq: number;
  readonly body: EnvelopeBody;
}

/** Opens the payload of a frame. Fails with `BadBytes` and with nothing else; what is not known is `unknown`. */
export function openEnvelope(payload: Uint8Array): Envelope {
  const reader = new WireReader(payload, 0, payload.length);
  let seq = 0;
  let body: EnvelopeBody | undefined;
  let unknown = 0;
  while (reader.more()) {
    const from = reader.at;
    const tag = reader.tag();
    if (tag === SEQ_TAG) {
      seq = reader.varint();
      continue;
    }
    const field = Math.floor(tag / 8);
    const read = tag % 8 === BLOCK ? MEMBERS.get(field) : undefined;
    if (read === undefined) {
      if (field >= MEMBER_MIN && field !== EXTRA) unknown = field;
      reader.skip(tag);
      continue;
    }
    if (body !== undefined) throw new BadBytes("A payload has two members", from);
    body = read(reader.message());
  }
  return { seq, body: body ?? { member: "unknown", field: unknown } };
}

const MEMBERS: ReadonlyMap<number, (reader: WireReader) => EnvelopeBody> = new Map([
  [10, (reader: WireReader): EnvelopeBody => ({ member: "shape", ...wholeOf(reader) })],
  [11, readData],
  [12, (reader: WireReader): EnvelopeBody => ({ member: "marker", marker: readMarker(reader) })],
  [13, readMicro],
  [14, (): EnvelopeBody => ({ member: "end" })],
  [15, readPart],
  [16, readGap],
  [17, (reader: WireReader): EnvelopeBody => ({ member: "generation", ...wholeOf(reader) })],
  [18, (reader: WireReader): EnvelopeBody => ({ member: "footer", ...wholeOf(reader) })],
  [19, (reader: WireReader): EnvelopeBody => ({ member: "sealed", images: readRanges(reader, 0x0a) })],
  [22, readDictionary],
]);

function wholeOf(reader: WireReader): { bytes: Uint8Array; at: number } {
  return { bytes: reader.bytes.subarray(reader.at, reader.end), at: reader.at };
}

function readData(reader: WireReader): EnvelopeBody {
  return { member: "data", images: readRanges(reader, 0x7a) };
}

function readMicro(reader: WireReader): EnvelopeBody {
  const [image, second] = readRanges(reader, 0x0a);
  if (image === undefined || second !== undefined) throw new BadBytes("A micro frame holds one image", reader.at);
  return { member: "micro", image };
}

function readPart(reader: WireReader): EnvelopeBody {
  let index = 0;
  let bytes: Range | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) index = reader.uint32();
    else if (tag === 0x7a) bytes = readRange(reader);
    else reader.skip(tag);
  }
  if (bytes === undefined) throw new BadBytes("A part frame holds no bytes", reader.at);
  return { member: "part", index, start: bytes.start, end: bytes.end };
}

function readDictionary(reader: WireReader): EnvelopeBody {
  const [range] = readRanges(reader, 0x0a);
  return { member: "dictionary", bytes: reader.bytes.subarray(range?.start ?? 0, range?.end ?? 0) };
}

function readGap(reader: WireReader): EnvelopeBody {
  let [first, last, reason, quarantine] = [0, 0, "", 0];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) first = reader.varint();
    else if (tag === 0x10) last = reader.varint();
    else if (tag === 0x1a) reason = reader.text();
    else if (tag === 0x20) quarantine = reader.varint();
    else reader.skip(tag);
  }
  return { member: "gap", gap: { first, last, reason, quarantine } };
}

function readRanges(reader: WireReader, wanted: number): Range[] {
  const ranges: Range[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === wanted) ranges.push(readRange(reader));
    else reader.skip(tag);
  }
  return ranges;
}

function readRange(reader: WireReader): Range {
  const end = reader.blockEnd();
  const start = reader.at;
  reader.at = end;
  return { start, end };
}

/** The payload of a shape frame. `shapeBytes` are the canonical bytes with the id. */
export function shapeEnvelope(shapeBytes: Uint8Array): Uint8Array {
  return envelope(10, shapeBytes);
}

/** The payload of an end frame. */
export function endEnvelope(): Uint8Array {
  return envelope(14, new Uint8Array(0));
}

/** The payload of a footer frame, from the bytes of `encodeFooter`. */
export function footerEnvelope(footerBytes: Uint8Array): Uint8Array {
  return envelope(18, footerBytes);
}

/** The payload of a generation frame, from the bytes of `generationMessage`. */
export function generationEnvelope(generationBytes: Uint8Array): Uint8Array {
  return envelope(17, generationBytes);
}

/** The payload of a dictionary frame. */
export function dictionaryEnvelope(bytes: Uint8Array): Uint8Array {
  const inner = new WireWriter();
  inner.element(1, bytes);
  return envelope(22, inner.take());
}

/** An envelope that holds a gap (archives; a tape records an accepted gap as a SYSTEM commit). */
export function gapEnvelope(gap: Gap): Uint8Array {
  const inner = new WireWriter();
  inner.number(1, gap.first);
  inner.number(2, gap.last);
  inner.text(3, gap.reason);
  inner.number(4, gap.quarantine);
  return envelope(16, inner.take());
}

function envelope(member: number, bytes: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.element(member, bytes);
  return writer.take();
}
