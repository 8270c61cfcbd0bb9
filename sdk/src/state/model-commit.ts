/** A commit of a tape as read models see it: facts at once, scopes when they are asked for. */
import { BadBytes, type CommitMessage, decodeCommit } from "tapelab-proto";
import { hex } from "../base/sha256.js";
import type { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { type DecodedCommit, decodeImage } from "../value/decode.js";
import { openShape, type Shape } from "../value/shape.js";
import type { ModelCommit } from "./model.js";

/** A reader that began behind a snapshot has not seen the shape of these scopes: the whole tape has to be opened. */
export class ShapeUnseen extends Error {}

type Values = Readonly<Record<string, unknown>>;

/** Opens images of one reader. Throws `BadBytes` on what is none. */
export class ModelCommits {
  readonly #reader: TapeReader;
  readonly #shapes = new Map<string, Shape>();

  constructor(reader: TapeReader) {
    this.#reader = reader;
  }

  open(entry: CommitEntry, image: Uint8Array): ModelCommit {
    return new ImageCommit(this.#reader.tapeId, decodeCommit(image), image, (id) => this.#shape(entry, id), entry);
  }

  #shape(entry: CommitEntry, id: string): Shape {
    const known = this.#shapes.get(id);
    if (known) return known;
    const bytes = this.#reader.shapeBytes(entry, id);
    if (!bytes && this.#reader.after > 0) throw new ShapeUnseen(`The shape ${id} is stated in front of what was read.`);
    if (!bytes) throw new BadBytes(`The shape ${id} is missing`, 0);
    const shape = openShape(bytes);
    this.#shapes.set(id, shape);
    return shape;
  }
}

class ImageCommit implements ModelCommit {
  readonly uid: string;
  readonly sequence: number;
  readonly facts: Values;
  readonly #message: CommitMessage;
  readonly #image: Uint8Array;
  readonly #shapeOf: (id: string) => Shape;
  #decoded: DecodedCommit | undefined;

  constructor(
    tape: string,
    message: CommitMessage,
    image: Uint8Array,
    shapeOf: (id: string) => Shape,
    { sequence }: CommitEntry,
  ) {
    this.uid = `${tape}:c${sequence}`;
    this.sequence = sequence;
    this.facts = objectIn(message.meta);
    this.#message = message;
    this.#image = image;
    this.#shapeOf = shapeOf;
  }

  get kind(): number {
    return this.#message.kind;
  }
  get label(): string {
    return this.#message.label;
  }
  get wallMs(): number {
    return this.#message.wallMs;
  }
  get scopes(): number {
    return this.#message.strips.reduce((sum, strip) => sum + strip.rows, 0);
  }
  get bytes(): number {
    return this.#image.length;
  }
  get meta(): Values {
    const { meta } = this.facts;
    return isObject(meta) ? meta : {};
  }
  get operations(): number {
    return this.#message.operations.length;
  }
  get blobs(): readonly string[] {
    return this.#message.blobs.map(hex);
  }

  lastScopes(): ReadonlyMap<string, string> {
    const last = new Map<string, string>();
    if (this.scopes === 0) return last;
    const { strips, rows, order } = this.#open();
    const isDone = new Set<number>();
    for (let scope = rows - 1; scope >= 0 && isDone.size < strips.length; scope--) {
      const at = order ? order[scope]! : strips.findIndex((strip) => strip.rows > 0);
      const strip = strips[at];
      if (!strip || isDone.has(at)) continue;
      const { labels } = strip;
      if (labels) isDone.add(at);
      for (const label of labels ?? strip.context(this.#open().place(scope).row).labels)
        if (!last.has(label)) last.set(label, `${this.uid}:s${scope + 1}`);
    }
    return last;
  }

  voids(): readonly string[] {
    if (this.scopes === 0) return [];
    const names = new Set<string>();
    for (const { columns } of this.#open().strips)
      for (const { name, storage } of columns) if (storage === 3) names.add(name);
    return [...names];
  }

  #open(): DecodedCommit {
    this.#decoded ??= decodeImage(this.#image, this.#shapeOf);
    return this.#decoded;
  }
}

/** Metadata is a JSON object; bytes that are none make the commit unreadable, as for every other reader. */
function objectIn(bytes: Uint8Array): Values {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    throw new BadBytes("The metadata of a commit is not JSON", 0);
  }
  if (!isObject(value)) throw new BadBytes("The metadata of a commit is no object", 0);
  return value;
}

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
