/** Texts and bytes of decoded columns as one Arrow array. */
import { type Binary, type Data, makeData, Utf8 } from "apache-arrow";
import { eachValue, isInline, type Joined, type Piece, placeOf, rowOf, validity } from "./arrow-pieces.js";
import { types } from "./kinds.js";
import { nestedText } from "./nested.js";

/** Stored bytes as they are: texts, nested JSON, big integers, raw bytes. */
export function joinBytes(type: Utf8 | Binary): Joined {
  return {
    type,
    join(pieces, length) {
      const taking = pieces
        .filter(({ data }) => isInline(data) && data.texts)
        .map((piece) => ({ piece, words: numberedWords(piece) }));
      const valueOffsets = new Int32Array(length + 1);
      for (const { piece, words } of taking) {
        if (words) putWordSizes(piece, words, valueOffsets);
        else putSizes(piece, valueOffsets);
      }
      const data = new Uint8Array(sumUp(valueOffsets));
      for (const { piece, words } of taking) {
        if (words) putWords(piece, words, valueOffsets, data);
        else putBytes(piece, valueOffsets, data);
      }
      return makeData({ type, length, ...validity(pieces, length, isInline), valueOffsets, data } as never) as Data;
    },
  };
}

/** Sizes by place, one to the right, to offsets; returns their sum. */
function sumUp(sizes: Int32Array): number {
  let sum = 0;
  for (let i = 1; i < sizes.length; i++) {
    sum += sizes[i]!;
    if (sum > 0x7fff_ffff)
      throw new RangeError("The texts of one column have more than 2 GiB: read fewer scopes at once.");
    sizes[i] = sum;
  }
  return sum;
}

/** Texts of a piece that are numbered: the bytes of all words one after another, where each begins, a number per row. */
interface Words {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly index: ArrayLike<number>;
}

function numberedWords({ data }: Piece): Words | undefined {
  const { texts } = data;
  if (!texts || !data.isFull || data.rows === 0) return undefined;
  if (texts.isConst) return { ...joinedWords([texts.bytes(0)]), index: texts.index() };
  if (!texts.words) return undefined;
  return { ...joinedWords(texts.words.map((word) => Buffer.from(word))), index: texts.index() };
}

function joinedWords(words: readonly Uint8Array[]): Omit<Words, "index"> {
  const starts = new Int32Array(words.length + 1);
  for (let i = 0; i < words.length; i++) starts[i + 1] = starts[i]! + words[i]!.length;
  return { bytes: new Uint8Array(Buffer.concat(words)), starts };
}

function putWordSizes(piece: Piece, { starts, index }: Words, sizes: Int32Array): void {
  const { count, from, at } = piece;
  const isRun = !piece.rows && !piece.places;
  for (let i = 0; i < count; i++) {
    const word = index[isRun ? from + i : rowOf(piece, i)]!;
    sizes[(isRun ? at + i : placeOf(piece, i)) + 1] = starts[word + 1]! - starts[word]!;
  }
}

function putWords(piece: Piece, { bytes, starts, index }: Words, offsets: Int32Array, target: Uint8Array): void {
  const { count, from, at } = piece;
  const isRun = !piece.rows && !piece.places;
  for (let i = 0; i < count; i++) {
    const word = index[isRun ? from + i : rowOf(piece, i)]!;
    const end = starts[word + 1]!;
    let next = offsets[isRun ? at + i : placeOf(piece, i)]!;
    if (end - starts[word]! > 32) target.set(bytes.subarray(starts[word], end), next);
    else for (let byte = starts[word]!; byte < end; byte++) target[next++] = bytes[byte]!;
  }
}

function putSizes(piece: Piece, sizes: Int32Array): void {
  eachValue([piece], (_piece, row, place) => {
    sizes[place + 1] = piece.data.texts!.bytes(row).length;
  });
}

function putBytes(piece: Piece, offsets: Int32Array, target: Uint8Array): void {
  eachValue([piece], (_piece, row, place) => target.set(piece.data.texts!.bytes(row), offsets[place]));
}

/** Values of mixed kinds: texts as they are, all others as nested JSON. */
export function joinNested(): Joined {
  const type = new Utf8();
  return {
    type,
    join(pieces, length) {
      const texts: (Uint8Array | undefined)[] = new Array(length);
      const valueOffsets = new Int32Array(length + 1);
      eachValue(
        pieces.filter(({ data }) => isInline(data) && data.column.type !== types.null),
        ({ data }, row, place) => {
          const isText = data.column.type === types.string || data.column.type === types.json;
          const bytes = isText ? data.texts!.bytes(row) : new Uint8Array(Buffer.from(nestedText(data.get(row))));
          texts[place] = bytes;
          valueOffsets[place + 1] = bytes.length;
        },
      );
      const data = new Uint8Array(sumUp(valueOffsets));
      for (let place = 0; place < length; place++) if (texts[place]) data.set(texts[place]!, valueOffsets[place]);
      return makeData({ type, length, ...validity(pieces, length, isInline), valueOffsets, data } as never) as Data;
    },
  };
}

/** Texts from plain values; null and undefined are null. */
export function textData(values: readonly (string | null | undefined)[]): Data {
  const length = values.length;
  const bytes = values.map((value) => (typeof value === "string" ? new Uint8Array(Buffer.from(value)) : undefined));
  const valueOffsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) valueOffsets[i + 1] = bytes[i]?.length ?? 0;
  const data = new Uint8Array(sumUp(valueOffsets));
  for (let i = 0; i < length; i++) if (bytes[i]) data.set(bytes[i]!, valueOffsets[i]);
  const { nullCount, nullBitmap } = validityOf(values);
  return makeData({ type: new Utf8(), length, nullCount, nullBitmap, valueOffsets, data } as never) as Data;
}

export function validityOf(values: readonly unknown[]): { nullCount: number; nullBitmap: Uint8Array | undefined } {
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let valid = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null || values[i] === undefined) continue;
    nullBitmap[i >> 3]! |= 1 << (i & 7);
    valid++;
  }
  return { nullCount: values.length - valid, nullBitmap: valid === values.length ? undefined : nullBitmap };
}
