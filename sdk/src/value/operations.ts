/**
 * Operations: one field of an entity set or cleared, as it stands in an image, and back (SPEC.md, 7.5).
 *
 * What enters was checked by the caller; what leaves of foreign bytes may have names that mean nothing (`isOperationName`).
 */
import { decodeCommit, type Edit, type Operation as OperationMessage } from "tapelab-proto";
import { hex, unhex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import type { PendingBlob } from "./capture-types.js";
import type { StoredBlob } from "./column-data.js";
import { inline } from "./inline.js";
import { storages } from "./kinds.js";
import { nestedText } from "./nested.js";
import { nestedValue } from "./nested-read.js";
import { isStandIn } from "./stand-in.js";
import { isWellFormed, plainBytes, utf8Text } from "./utf8.js";

/** One field of one entity. */
export interface Operation {
  readonly entity: string;
  readonly field: string;
  /** Text of a nested value, as bytes; undefined clears the field. */
  readonly value: Uint8Array | undefined;
}

/** Who edited, after what. */
export interface EditFacts {
  readonly actor: string;
  readonly lamport: number;
  /**
   * By tape id: the last commit with operations that the author knew. As it is stored: only what has grown since the
   * previous commit with operations on the same tape. Who folds takes the greatest of each tape.
   */
  readonly seen: ReadonlyMap<string, number>;
}

/** The operations of one commit. */
export interface OperationCommit {
  readonly sequence: number;
  readonly kind: number;
  readonly label: string;
  readonly wallMs: number;
  readonly operations: readonly Operation[];
  readonly edit: EditFacts | undefined;
}

/** Operations on their way into an image. */
export interface OperationSet {
  readonly operations: readonly Operation[];
  readonly edit: EditFacts;
  readonly blobs: readonly PendingBlob[];
  /** Not less than all of it takes in the image. */
  readonly sizeBytes: number;
}

/** While this field is set, its entity is hidden. */
export const removedField: string = "@removed";

/** Whether commits of this kind may hold operations: RECORD and SYSTEM have none. */
export function mayHaveOperations(kind: number): boolean {
  return kind !== 0 && kind !== 8;
}

/** Whether an operation with these names means something. */
export function isOperationName(entity: string, field: string): boolean {
  return isEntity(entity) && isField(field);
}

/** `type/id`. */
export function isEntity(entity: unknown): entity is string {
  return typeof entity === "string" && /^[A-Za-z][A-Za-z0-9_-]{0,63}\/[^\p{Cc}\p{Cs}]{1,128}$/u.test(entity);
}

export function isField(field: unknown): field is string {
  return typeof field === "string" && /^[^\p{Cs}]{1,128}$/su.test(field);
}

/** The operations of an image, in their order. Throws `BadBytes` when it is none. */
export function readOperations(sequence: number, image: Uint8Array): OperationCommit {
  const { kind, label, wallMs, operations, edit } = decodeCommit(plainBytes(image));
  return { sequence, kind, label, wallMs, operations: operations.map(operationOf), edit: edit && factsOf(edit) };
}

function operationOf({ entity, field, value }: OperationMessage): Operation {
  return { entity, field, value: value.length === 0 ? undefined : value };
}

function factsOf({ actor, lamport, seen }: Edit): EditFacts {
  return { actor, lamport, seen: new Map(seen.map(({ tape, seq }) => [hex(tape), seq])) };
}

const cleared = new Uint8Array(0);

/** As they stand in a message. */
export function operationMessages(operations: readonly Operation[]): OperationMessage[] {
  return operations.map(({ entity, field, value }) => ({ entity, field, value: value ?? cleared }));
}

/** As it stands in a message: tapes in the order of their ids. */
export function editMessage({ actor, lamport, seen }: EditFacts): Edit {
  const tapes = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
  return { actor, lamport, seen: tapes.map(([tape, seq]) => ({ tape: unhex(tape), seq })) };
}

/** A value of a field that lies beside the tape: what a fold shows of it. Its bytes are read by their hash. */
export class Asset {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** File name. */
  readonly name: string;
  /** Media type. */
  readonly media: string;
  readonly type: string;

  constructor({ sha256, size, name, media, type }: StoredBlob) {
    this.sha256 = sha256;
    this.sizeBytes = size;
    this.name = name;
    this.media = media;
    this.type = type;
  }
}

const blobTag = '{"$tl":"blob",';
const voidTag = '{"$tl":"void",';

/** The bytes of a value. Throws `bad-operation` on what cannot be stored as a value, or not as a whole. */
export function encodeOperationValue(value: unknown): Uint8Array {
  if (value instanceof Asset) return utf8(assetText(value));
  if (isStandIn(value)) throw notStorable(`a ${value.kind} value, which stands in place of one`);
  const text = nestedText(value);
  if (text.includes(voidTag)) {
    const isWhole = inline(value).kind.storage === storages.void;
    throw notStorable(isWhole ? what(value) : "a value that holds something not storable inside");
  }
  return utf8(text);
}

/** The value of these bytes, a fresh copy; a blob is an `Asset`. Throws `bad-bytes` on bytes that are no value. */
export function decodeOperationValue(bytes: Uint8Array): unknown {
  const text = utf8Text(bytes, 0, bytes.length);
  return text.startsWith(blobTag) ? assetOf(text) : nestedValue(text);
}

function assetText({ sha256, sizeBytes, name, media, type }: Asset): string {
  return `${blobTag}"v":${JSON.stringify({ sha256, size: sizeBytes, name, media, type })}}`;
}

function assetOf(text: string): Asset {
  const { v } = nestedValue(text) as { readonly v?: Partial<StoredBlob> };
  const { sha256, size, name = "", media = "", type = "" } = v ?? {};
  if (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) && typeof size === "number")
    return new Asset({ sha256, size, name: String(name), media: String(media), type: String(type) });
  throw new TapelabError(
    "bad-bytes",
    "A field refers to a blob without hash or size. Its value cannot be shown; others are not affected. Run tapelab doctor.",
    { what: "blob reference", offset: 0 },
  );
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

function what(value: unknown): string {
  if (typeof value === "string" && !isWellFormed(value)) return "text with half a surrogate pair";
  return typeof value === "object" ? `an object of class ${value?.constructor?.name ?? "?"}` : `a ${typeof value}`;
}

function notStorable(found: string): TapelabError<"bad-operation"> {
  return new TapelabError(
    "bad-operation",
    `A field is set to what can be stored as a whole; found ${found}. Nothing was written. Set plain data, or store bytes with setAsset.`,
    { entity: undefined, field: undefined, found },
  );
}
