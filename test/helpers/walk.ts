/**
 * What lies where in a segment file, found without any of our code: an own reading of proto/SPEC.md, sections 2 to 5.
 * It expects whole, undamaged bytes.
 */
export interface WalkedFrame {
  readonly kind: number;
  readonly flags: number;
  readonly start: number;
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly end: number;
}

export interface WalkedImage {
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
  readonly frame: WalkedFrame;
}

export interface Walk {
  readonly frames: readonly WalkedFrame[];
  readonly images: readonly WalkedImage[];
  /** Where each batch ends: behind its first marker, or behind its micro frame. */
  readonly batches: readonly { readonly end: number; readonly last: number }[];
}

const headerBytes = 1_024;

export function walkSegment(bytes: Uint8Array): Walk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: WalkedFrame[] = [];
  const images: WalkedImage[] = [];
  const batches: { end: number; last: number }[] = [];
  let parts: WalkedFrame[] = [];
  for (let at = headerBytes; at + 16 <= bytes.length && view.getUint32(at) === 0x544c4631; ) {
    const length = view.getUint32(at + 4, true);
    const payloadStart = at + 16;
    const frame: WalkedFrame = {
      kind: bytes[at + 8]!,
      flags: bytes[at + 9]!,
      start: at,
      payloadStart,
      payloadEnd: payloadStart + length,
      end: payloadStart + Math.ceil(length / 8) * 8,
    };
    frames.push(frame);
    if (frame.kind === 2 || frame.kind === 4) images.push(...imagesOf(bytes, frame));
    if (frame.kind === 10) parts.push(frame);
    if (frame.kind === 4) batches.push({ end: frame.end, last: images.at(-1)!.sequence });
    if (frame.kind === 3 && (frame.flags & 1) === 0) {
      const last = lastOf(bytes, frame);
      if (parts.length > 0)
        images.push(
          ...parts.map((part) => ({ sequence: last, start: part.payloadStart, end: part.payloadEnd, frame: part })),
        );
      parts = [];
      if (batches.at(-1)?.last !== last) batches.push({ end: frame.end, last });
    }
    at = frame.end;
  }
  return { frames, images, batches };
}

interface Field {
  readonly number: number;
  readonly value: number;
  /** Content of a length-delimited field. */
  readonly start: number;
  readonly end: number;
}

function* fieldsOf(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < end) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) yield { number, value: varint(), start: at, end: at };
    else {
      const size = wire === 2 ? varint() : wire === 1 ? 8 : 4;
      yield { number, value: 0, start: at, end: at + size };
      at += size;
    }
  }
}

function imagesOf(bytes: Uint8Array, frame: WalkedFrame): WalkedImage[] {
  const found: WalkedImage[] = [];
  let sequence = 0;
  for (const field of fieldsOf(bytes, frame.payloadStart, frame.payloadEnd)) {
    if (field.number === 1) sequence = field.value;
    if (field.number !== 11 && field.number !== 13) continue;
    for (const inner of fieldsOf(bytes, field.start, field.end)) {
      if (inner.number !== (frame.kind === 2 ? 15 : 1)) continue;
      found.push({ sequence: sequence + found.length, start: inner.start, end: inner.end, frame });
    }
  }
  return found;
}

function lastOf(bytes: Uint8Array, frame: WalkedFrame): number {
  for (const field of fieldsOf(bytes, frame.payloadStart, frame.payloadEnd)) {
    if (field.number !== 12) continue;
    let [first, count] = [0, 0];
    for (const inner of fieldsOf(bytes, field.start, field.end)) {
      if (inner.number === 1) first = inner.value;
      if (inner.number === 2) count++;
    }
    return first + count - 1;
  }
  throw new Error(`no marker in the frame at ${frame.start}`);
}
