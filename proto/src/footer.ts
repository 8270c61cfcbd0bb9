import { BadBytes } from "./bad-bytes.js";
import { readHash } from "./marker.js";
import { WireReader } from "./wire-reader.js";
import { WireWriter } from "./wire-writer.js";

/** Where the columns of one strip lie, for a commit that owns its block. */
export interface FooterStrip {
  /** Id of the shape, 8 bytes. */
  readonly shape: Uint8Array;
  readonly rows: number;
  /** One byte per column. */
  readonly forms: Uint8Array;
  /** Of each column's bytes, in the image. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly crcs: readonly number[];
  /** The scope labels of every row; undefined when rows differ in them. */
  readonly labels?: readonly string[] | undefined;
}

/** One commit in the directory of a segment. */
export interface FooterCommit {
  /** Of the image, in the file. */
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
  readonly rows: number;
  readonly kind: number;
  readonly label: string;
  readonly wallMs: number;
  /** Bytes of the `Packed` that stands for the image; 0 or left out: the image itself lies at `offset`. */
  readonly stored?: number | undefined;
  /** Only for a commit that owns its block. Read when asked for; throws BadBytes when its columns do not fit together. */
  readonly strips?: readonly FooterStrip[] | undefined;
}

/** The directory of a sealed segment. A cache: whoever uses it checks what it points to. */
export interface Footer {
  readonly firstSeq: number;
  /** Canonical Shape bytes with the id. */
  readonly shapes: readonly Uint8Array[];
  /** In order of sequence, from firstSeq on without gaps. */
  readonly commits: readonly FooterCommit[];
  /** 32 bytes per commit, or empty. */
  readonly imageHashes: Uint8Array;
  /** H of the last commit, 32 bytes, or empty. */
  readonly chain: Uint8Array;
  readonly durableSeq: number;
  /** What packed images of the segment refer to; empty or left out: nothing. */
  readonly dictionary?: Uint8Array | undefined;
  /** The session ended in this segment. An end frame that stands directly in front says the same. */
  readonly isEnded?: boolean | undefined;
}

/** Bytes of a footer message. Throws a RangeError when images overlap or are not in file order. */
export function encodeFooter(footer: Footer): Uint8Array {
  const { commits } = footer;
  const words = new Map<string, number>();
  const labels = commits.map((commit) => wordIndex(words, commit.label));
  const blocks = commits.map((commit) => commit.strips?.map((strip) => encodeStrip(strip, words)));
  const writer = new WireWriter();
  writer.number(1, footer.firstSeq);
  for (const shape of footer.shapes) writer.element(2, shape);
  for (const word of words.keys()) writer.textElement(3, word);
  writer.packed(4, skipsOf(commits));
  writer.packed(
    5,
    commits.map((commit) => commit.length),
  );
  writer.packedFixed32(
    6,
    commits.map((commit) => commit.crc),
  );
  writer.packed(
    7,
    commits.map((commit) => commit.rows),
  );
  writer.packed(
    8,
    commits.map((commit) => commit.kind),
  );
  writer.packed(9, labels);
  writer.packedFixed64(
    10,
    commits.map((commit) => commit.wallMs),
  );
  writer.block(11, footer.imageHashes);
  writer.block(12, footer.chain);
  writer.number(13, footer.durableSeq);
  const inner = new WireWriter();
  for (const [commit, strips] of blocks.entries()) {
    if (strips === undefined) continue;
    inner.number(1, commit);
    for (const strip of strips) inner.element(2, strip);
    writer.element(14, inner.take());
  }
  if (commits.some(({ stored = 0 }) => stored > 0))
    writer.packed(
      32,
      commits.map(({ stored = 0 }) => stored),
    );
  writer.block(33, footer.dictionary ?? new Uint8Array(0));
  writer.number(34, footer.isEnded ? 1 : 0);
  return writer.take();
}

function wordIndex(words: Map<string, number>, word: string): number {
  const known = words.get(word);
  if (known !== undefined) return known;
  words.set(word, words.size);
  return words.size - 1;
}

function skipsOf(commits: readonly FooterCommit[]): number[] {
  let end = 0;
  return commits.map(({ offset, length, stored = 0 }) => {
    const skip = offset - end;
    end = offset + (stored || length);
    return skip;
  });
}

function encodeStrip(strip: FooterStrip, words: Map<string, number>): Uint8Array {
  const writer = new WireWriter();
  writer.block(1, strip.shape);
  writer.number(2, strip.rows);
  writer.block(3, strip.forms);
  writer.packed(4, strip.offsets);
  writer.packed(5, strip.lengths);
  writer.packedFixed32(6, strip.crcs);
  writer.packed(
    7,
    (strip.labels ?? []).map((label) => wordIndex(words, label)),
  );
  writer.number(8, strip.labels === undefined ? 1 : 0);
  return writer.take();
}

/** The columns of a footer as they stand on disk. */
interface Columns {
  firstSeq: number;
  shapes: Uint8Array[];
  words: string[];
  skips: number[];
  lengths: number[];
  crcs: number[];
  rows: number[];
  kinds: number[];
  labels: number[];
  walls: number[];
  imageHashes: Uint8Array;
  chain: Uint8Array;
  durableSeq: number;
  blocks: WireReader[];
  stored: number[];
  dictionary: Uint8Array;
  ended: number;
}

/**
 * Reads a footer message. Its columns are known to fit together, those of each strip when they are asked for; the bytes
 * that it points to are not looked at.
 */
export function decodeFooter(bytes: Uint8Array): Footer {
  const columns = readColumns(bytes);
  const { firstSeq, shapes, imageHashes, chain, durableSeq, lengths } = columns;
  const count = lengths.length;
  const lists = [columns.skips, columns.crcs, columns.rows, columns.kinds, columns.labels, columns.walls];
  const isPacked = columns.stored.length > 0;
  if (isPacked) lists.push(columns.stored);
  if (lists.some((list) => list.length !== count)) throw new BadBytes(`Columns of a footer differ in length`, 0);
  if (imageHashes.length !== 0 && imageHashes.length !== 32 * count) {
    throw new BadBytes(`A footer of ${count} commits has ${imageHashes.length} bytes of hashes`, 0);
  }
  const blocks: Block[] = new Array(count);
  for (const reader of columns.blocks) {
    const block = readBlock(reader, count);
    if (blocks[block.commit]) throw new BadBytes(`A footer has two blocks of commit ${block.commit}`, reader.at);
    blocks[block.commit] = block;
  }
  let end = 0;
  const commits = lengths.map((length, i): FooterCommit => {
    const offset = end + at(columns.skips, i);
    const stored = isPacked ? at(columns.stored, i) || undefined : undefined;
    end = offset + (stored || length);
    const label = wordOf(columns.words, at(columns.labels, i));
    const [crc, rows, kind] = [at(columns.crcs, i), at(columns.rows, i), at(columns.kinds, i)];
    const wallMs = at(columns.walls, i);
    const block = blocks[i];
    // Most have none, and a getter of its own takes more memory than everything else of a commit.
    if (!block) return { offset, length, crc, rows, kind, label, wallMs, stored, strips: undefined };
    let strips: FooterStrip[] | undefined;
    return {
      ...{ offset, length, crc, rows, kind, label, wallMs, stored },
      get strips() {
        strips ??= block.strips.map(({ from, to }) => readStrip(new WireReader(bytes, from, to), columns.words));
        return strips;
      },
    };
  });
  const dictionary = columns.dictionary.length > 0 ? columns.dictionary : undefined;
  const isEnded = columns.ended !== 0 || undefined;
  return { firstSeq, shapes, commits, imageHashes, chain, durableSeq, dictionary, isEnded };
}

function readColumns(bytes: Uint8Array): Columns {
  const reader = new WireReader(bytes, 0, bytes.length);
  const none = bytes.subarray(0, 0);
  const columns: Columns = {
    ...{ firstSeq: 0, durableSeq: 0, shapes: [], words: [], skips: [], lengths: [], crcs: [], rows: [], kinds: [] },
    ...{ labels: [], walls: [], blocks: [], imageHashes: none, chain: none },
    ...{ stored: [], dictionary: none, ended: 0 },
  };
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) columns.firstSeq = reader.varint();
    else if (tag === 0x12) columns.shapes.push(reader.block());
    else if (tag === 0x1a) columns.words.push(reader.text());
    else if (tag === 0x22 || tag === 0x20) reader.uint32s(tag, columns.skips);
    else if (tag === 0x2a || tag === 0x28) reader.uint32s(tag, columns.lengths);
    else if (tag === 0x32 || tag === 0x35) reader.fixeds(tag, 4, columns.crcs);
    else if (tag === 0x3a || tag === 0x38) reader.uint32s(tag, columns.rows);
    else if (tag === 0x42 || tag === 0x40) reader.uint32s(tag, columns.kinds);
    else if (tag === 0x4a || tag === 0x48) reader.uint32s(tag, columns.labels);
    else if (tag === 0x52 || tag === 0x51) reader.fixeds(tag, 8, columns.walls);
    else if (tag === 0x5a) columns.imageHashes = reader.block();
    else if (tag === 0x62) columns.chain = readHash(reader);
    else if (tag === 0x68) columns.durableSeq = reader.varint();
    else if (tag === 0x72) columns.blocks.push(reader.message());
    else if (tag === 258 || tag === 256) reader.uint32s(tag, columns.stored);
    else if (tag === 266) columns.dictionary = reader.block();
    else if (tag === 272) columns.ended = reader.varint();
    else reader.skip(tag);
  }
  return columns;
}

/** Where the strips of one commit stand in the footer. */
interface Block {
  readonly commit: number;
  readonly strips: { readonly from: number; readonly to: number }[];
}

function readBlock(reader: WireReader, count: number): Block {
  const start = reader.at;
  const strips: Block["strips"] = [];
  let commit = 0;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) commit = reader.uint32();
    else if (tag === 0x12) {
      const to = reader.blockEnd();
      strips.push({ from: reader.at, to });
      reader.at = to;
    } else reader.skip(tag);
  }
  if (commit >= count) throw new BadBytes(`A footer block names commit ${commit} of ${count}`, start);
  return { commit, strips };
}

function readStrip(reader: WireReader, words: readonly string[]): FooterStrip {
  const from = reader.at;
  const [offsets, lengths, crcs, labels]: [number[], number[], number[], number[]] = [[], [], [], []];
  let [shape, forms] = [reader.bytes.subarray(from, from), reader.bytes.subarray(from, from)];
  let [rows, mixed] = [0, 0];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) shape = reader.block();
    else if (tag === 0x10) rows = reader.uint32();
    else if (tag === 0x1a) forms = reader.block();
    else if (tag === 0x22 || tag === 0x20) reader.uint32s(tag, offsets);
    else if (tag === 0x2a || tag === 0x28) reader.uint32s(tag, lengths);
    else if (tag === 0x32 || tag === 0x35) reader.fixeds(tag, 4, crcs);
    else if (tag === 0x3a || tag === 0x38) reader.uint32s(tag, labels);
    else if (tag === 0x40) mixed = reader.varint();
    else reader.skip(tag);
  }
  const fits = shape.length === 8 && offsets.length === lengths.length && crcs.length === lengths.length;
  if (!fits) throw new BadBytes("Columns of a footer strip do not fit together", from);
  if (forms.length !== 0 && forms.length !== lengths.length) throw new BadBytes("A footer strip lacks forms", from);
  const names = mixed === 0 ? labels.map((index) => wordOf(words, index)) : undefined;
  return { shape, rows, forms, offsets, lengths, crcs, labels: names };
}

function wordOf(words: readonly string[], index: number): string {
  const word = words[index];
  if (word === undefined) throw new BadBytes(`A footer names word ${index} of ${words.length}`, 0);
  return word;
}

function at(list: readonly number[], index: number): number {
  return list[index] as number;
}
