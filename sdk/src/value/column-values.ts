/** The values of a column by form: fixed width, or texts. Nothing is copied that can be a view. */
import { forms } from "./forms.js";
import { arraysByType, type TypedArray } from "./kinds.js";
import { corrupt, type Sections } from "./sections.js";
import { utf8Text } from "./utf8.js";

/** Values that would take more than this are not made at once: a few bytes can claim any number of equal rows. */
const expandedMax = 1024 * 1024 * 1024;

export interface FixedValues {
  /** The stored values: of all rows, of one, or of the rows that changed. */
  readonly cells: TypedArray;
  /** Which stored value a row has. */
  place(row: number): number;
  /** Values of all rows: the stored ones when they are dense, else made now. */
  all(): TypedArray;
  /** Puts the values of all rows into an array of the same type, the first one at `at`. */
  into(target: TypedArray, at: number): void;
  readonly isDense: boolean;
}

export function readFixed(
  sections: Sections,
  form: number,
  rows: number,
  type: number,
  width: number,
  elements: number,
): FixedValues {
  const made = arraysByType.get(type);
  if (!made) throw sections.bad(`type ${type} has no width`);
  sections.align();
  if (form === forms.dense) return new OpenFixed(viewOf(sections.take(rows * width), made), rows, elements, "dense");
  const isConst = form === forms.const;
  if (!isConst && form !== forms.changes) throw sections.bad(`form ${form} is none of a value of fixed width`);
  const changed = isConst ? firstRow.subarray(0, Math.min(rows, 1)) : readChanges(sections, rows, width);
  return new OpenFixed(viewOf(sections.take(changed.length * width), made), rows, elements, changed);
}

const firstRow = new Uint16Array(1);

class OpenFixed implements FixedValues {
  readonly cells: TypedArray;
  readonly #rows: number;
  readonly #elements: number;
  /** The rows at which a stored value begins to hold. */
  readonly #changed: Uint16Array | "dense";
  #places: Uint16Array | undefined;

  constructor(cells: TypedArray, rows: number, elements: number, changed: Uint16Array | "dense") {
    this.cells = cells;
    this.#rows = rows;
    this.#elements = elements;
    this.#changed = changed;
  }

  get isDense(): boolean {
    return this.#changed === "dense";
  }

  place(row: number): number {
    if (this.#changed === "dense") return row;
    if (this.#changed.length === 1) return 0;
    this.#places ??= placesOf(this.#changed, this.#rows);
    return this.#places[row]!;
  }

  all(): TypedArray {
    if (this.#changed === "dense") return this.cells;
    const size = this.#rows * this.#elements * this.cells.BYTES_PER_ELEMENT;
    if (size > expandedMax) throw corrupt(`${this.#rows} equal rows of ${size} bytes are too many to expand`);
    const result = new (this.cells.constructor as ArrayClass)(this.#rows * this.#elements);
    this.into(result, 0);
    return result;
  }

  into(target: TypedArray, at: number): void {
    const changed = this.#changed;
    if (changed === "dense") {
      target.set(this.cells as never, at);
      return;
    }
    const size = this.#elements;
    for (let k = 0; k < changed.length; k++) {
      const from = at + changed[k]! * size;
      const to = at + (changed[k + 1] ?? this.#rows) * size;
      if (size === 1) target.fill(this.cells[k]! as never, from, to);
      else
        for (let next = from; next < to; next += size)
          target.set(this.cells.subarray(k * size, (k + 1) * size) as never, next);
    }
  }
}

/** The rows at which the value changes. Their count follows from the bytes that are left. */
function readChanges(sections: Sections, rows: number, width: number): Uint16Array {
  let count = Math.floor(sections.left / (2 + width));
  while (count > 0 && ((count * 2 + 7) & ~7) + count * width > sections.left) count--;
  if (count === 0 || count > rows) throw sections.bad(`${count} changes in ${rows} rows`);
  const changed = viewOf(sections.take(count * 2), Uint16Array as never) as Uint16Array;
  sections.align();
  if (changed[0] !== 0) throw sections.bad("the first change is not row 0");
  for (let at = 1; at < count; at++)
    if (changed[at]! <= changed[at - 1]!) throw sections.bad("changes are out of order");
  if (changed[count - 1]! >= rows) throw sections.bad(`a change at row ${changed[count - 1]} of ${rows}`);
  return changed;
}

function placesOf(changed: Uint16Array, rows: number): Uint16Array {
  const places = new Uint16Array(rows);
  for (let at = 0; at < changed.length; at++) places.fill(at, changed[at]!, changed[at + 1] ?? rows);
  return places;
}

interface ArrayClass {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, at: number, length: number): TypedArray;
  new (length: number): TypedArray;
}

/** A view, or a copy where the bytes are not aligned. */
function viewOf(bytes: Uint8Array, made: ArrayClass): TypedArray {
  const size = made.BYTES_PER_ELEMENT;
  const length = bytes.length / size;
  if (bytes.byteOffset % size === 0) return new made(bytes.buffer, bytes.byteOffset, length);
  if (bytes.length > 64) return new made(bytes.slice().buffer, 0, length);
  // A handful of values in a small commit: an array buffer for each would cost far more than the values.
  const own = new made(length);
  const view = viewOver(bytes.buffer);
  const read = readers[own.constructor.name] as (view: DataView, at: number) => number;
  for (let i = 0; i < length; i++) own[i] = read(view, bytes.byteOffset + i * size);
  return own;
}

const readers: Readonly<Record<string, (view: DataView, at: number) => number | bigint>> = {
  Float64Array: (view, at) => view.getFloat64(at, true),
  Float32Array: (view, at) => view.getFloat32(at, true),
  Int16Array: (view, at) => view.getInt16(at, true),
  Uint16Array: (view, at) => view.getUint16(at, true),
  Int32Array: (view, at) => view.getInt32(at, true),
  Uint32Array: (view, at) => view.getUint32(at, true),
  BigInt64Array: (view, at) => view.getBigInt64(at, true),
  BigUint64Array: (view, at) => view.getBigUint64(at, true),
};

let lastView: DataView = new DataView(new ArrayBuffer(0));

/** Neighbouring columns lie in one buffer: its view is made once. */
function viewOver(buffer: ArrayBufferLike): DataView {
  if (lastView.buffer !== buffer) lastView = new DataView(buffer);
  return lastView;
}

export interface TextValues {
  /** Bytes of one row's text; a view. */
  bytes(row: number): Uint8Array;
  text(row: number): string;
  /** Each different text once, with an index per row: only in the words forms. */
  readonly words: readonly string[] | undefined;
  index(): ArrayLike<number>;
  /** The one text of all rows, in the form const. */
  readonly isConst: boolean;
}

export function readTexts(sections: Sections, form: number, rows: number, isTight: boolean): TextValues {
  sections.align();
  if (form === forms.words || form === forms.wordChanges) return readWords(sections, form, rows);
  if (form === forms.const) {
    const bytes = sections.take(sections.left);
    let known: string | undefined;
    const text = (): string => {
      known ??= textOf(sections, bytes, 0, bytes.length);
      return known;
    };
    return { bytes: () => bytes, text, words: undefined, index: () => new Uint8Array(rows), isConst: true };
  }
  if (form !== forms.text) throw sections.bad(`form ${form} is none of a text`);
  return isTight ? readTight(sections, rows) : new ListedTexts(sections, readOffsets(sections, rows), rows);
}

/** Texts one after another, cut by offsets. */
class ListedTexts implements TextValues {
  readonly words = undefined;
  readonly isConst = false;
  readonly #sections: Sections;
  readonly #list: OffsetList;
  readonly #rows: number;

  constructor(sections: Sections, list: OffsetList, rows: number) {
    this.#sections = sections;
    this.#list = list;
    this.#rows = rows;
  }

  bytes(row: number): Uint8Array {
    const { bytes, offsets } = this.#list;
    return bytes.subarray(offsets[row]!, offsets[row + 1]!);
  }

  text(row: number): string {
    const { bytes, offsets } = this.#list;
    return textOf(this.#sections, bytes, offsets[row]!, offsets[row + 1]!);
  }

  index(): ArrayLike<number> {
    return Uint32Array.from({ length: this.#rows }, (_, row) => row);
  }
}

interface OffsetList {
  readonly offsets: ArrayLike<number>;
  readonly bytes: Uint8Array;
}

function textOf(sections: Sections, bytes: Uint8Array, from: number, to: number): string {
  try {
    return utf8Text(bytes, from, to);
  } catch (cause) {
    throw sections.bad("a text is not UTF-8", cause);
  }
}

function readOffsets(sections: Sections, rows: number): OffsetList {
  const offsets = viewOf(sections.take((rows + 1) * 4), Int32Array as never) as Int32Array;
  sections.align();
  const bytes = sections.take(sections.left);
  if (offsets[0] !== 0) throw sections.bad(`the first offset is ${offsets[0]}`);
  for (let row = 0; row < rows; row++) if (offsets[row + 1]! < offsets[row]!) throw sections.bad("offsets go down");
  if (offsets[rows] !== bytes.length)
    throw sections.bad(`offsets end at ${offsets[rows]}, the bytes at ${bytes.length}`);
  return { offsets, bytes };
}

/** Texts of a tight strip: length, bytes, length, bytes. They are put one after another. */
function readTight(sections: Sections, rows: number): TextValues {
  if (rows === 1) {
    const bytes = sections.take(sections.varint());
    return new ListedTexts(sections, { bytes, offsets: [0, bytes.length] }, 1);
  }
  const parts: Uint8Array[] = [];
  const offsets = [0];
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const part = sections.take(sections.varint());
    parts.push(part);
    total += part.length;
    offsets.push(total);
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; row++) bytes.set(parts[row]!, offsets[row]);
  return new ListedTexts(sections, { bytes, offsets }, rows);
}

function readWords(sections: Sections, form: number, rows: number): TextValues {
  const count = sections.varint();
  if (count > sections.left || count > rows) throw sections.bad(`${count} words in ${rows} rows`);
  const words: string[] = [];
  const raw: Uint8Array[] = [];
  for (let at = 0; at < count; at++) {
    const bytes = sections.take(sections.varint());
    raw.push(bytes);
    words.push(textOf(sections, bytes, 0, bytes.length));
  }
  sections.align();
  const width = count <= 256 ? 1 : 2;
  const type = width === 1 ? 4 : 6;
  const values = readFixed(sections, form === forms.words ? forms.dense : forms.changes, rows, type, width, 1);
  const { cells } = values;
  for (let at = 0; at < cells.length; at++)
    if ((cells[at] as number) >= count) throw sections.bad(`word ${cells[at]} of ${count}`);
  const number = (row: number): number => cells[values.place(row)] as number;
  return {
    bytes: (row) => raw[number(row)]!,
    text: (row) => words[number(row)]!,
    words,
    index: () => values.all() as ArrayLike<number> as Uint8Array,
    isConst: false,
  };
}
