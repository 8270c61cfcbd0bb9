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
      const taking = pieces.filter(({ data }) => isInline(data) && data.texts);
      const valueOffsets = new Int32Array(length + 1);
      for (const piece of taking) putSizes(piece, valueOffsets);
      const data = new Uint8Array(sumUp(valueOffsets));
      for (const piece of taking) putBytes(piece, valueOffsets, data);
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

/** Words of a piece as bytes, when its texts are numbered. */
function wordBytes({ data }: Piece): { words: readonly Uint8Array[]; index: ArrayLike<number> } | undefined {
  const { texts } = data;
  if (texts?.isConst && data.isFull && data.rows > 0) return { words: [texts.bytes(0)], index: texts.index() };
  if (!texts?.words || !data.isFull) return undefined;
  return { words: texts.words.map((word) => new Uint8Array(Buffer.from(word))), index: texts.index() };
}

function putSizes(piece: Piece, sizes: Int32Array): void {
  const numbered = wordBytes(piece);
  if (!numbered) {
    eachValue([piece], (_piece, row, place) => {
      sizes[place + 1] = piece.data.texts!.bytes(row).length;
    });
    return;
  }
  const wordSizes = Int32Array.from(numbered.words, (word) => word.length);
  for (let i = 0; i < piece.count; i++) sizes[placeOf(piece, i) + 1] = wordSizes[numbered.index[rowOf(piece, i)]!]!;
}

function putBytes(piece: Piece, offsets: Int32Array, target: Uint8Array): void {
  const numbered = wordBytes(piece);
  if (!numbered) {
    eachValue([piece], (_piece, row, place) => target.set(piece.data.texts!.bytes(row), offsets[place]));
    return;
  }
  for (let i = 0; i < piece.count; i++) {
    const word = numbered.words[numbered.index[rowOf(piece, i)]!]!;
    const at = offsets[placeOf(piece, i)]!;
    if (word.length > 32) target.set(word, at);
    else for (let byte = 0; byte < word.length; byte++) target[at + byte] = word[byte]!;
  }
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
