/**
 * What a change says, while it says it: operations enter through the calls of `Edit`, one set of them leaves.
 *
 * Values are copied when they are set. Nothing here touches the disk, so a change that throws leaves nothing behind.
 */
import { foundText } from "../base/options.js";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { PendingBlob } from "../value/capture-types.js";
import {
  Asset,
  decodeOperationValue,
  encodeOperationValue,
  isEntity,
  isField,
  type Operation,
  removedField,
} from "../value/operations.js";

/** File name and media type of an asset. */
export interface AssetFacts {
  readonly name: string;
  /** Default `application/octet-stream`. */
  readonly mediaType?: string;
}

/** What an edit can do. Entities are named `type/id`; the object is of no use when the edit is over. */
export interface Edit {
  /** Sets a field to a copy of any value that can be stored. Setting what it shows already is recorded as well. */
  set(entity: string, field: string, value: unknown): void;
  clear(entity: string, field: string): void;
  /** Hides an entity; its fields are kept. */
  remove(entity: string): void;
  /** Shows a removed entity again, with all its fields. */
  restore(entity: string): void;
  /** Stores bytes beside the tape and sets the field to a reference to them. */
  setAsset(entity: string, field: string, bytes: Uint8Array, facts: AssetFacts): void;
  /** Clears a field that holds an asset; hash and reason stay on the tape, the bytes until they are collected. */
  deleteAsset(entity: string, field: string, reason: string): void;
  /** The fields of an entity as they are now, with what this edit did so far; undefined when none is shown. */
  get(entity: string): Readonly<Record<string, unknown>> | undefined;
}

/** A blob that an edit let go of on purpose. */
interface DeletedAsset {
  readonly entity: string;
  readonly field: string;
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly reason: string;
}

export interface EditDeps {
  /** Fields of an entity that have a value, hidden ones included, as bytes. */
  fields(entity: string): ReadonlyMap<string, Uint8Array>;
  pending(bytes: Uint8Array): PendingBlob;
}

/** Collects what a change says. */
export class OpenEdit implements Edit {
  readonly operations: Operation[] = [];
  readonly blobs: PendingBlob[] = [];
  readonly deleted: DeletedAsset[] = [];
  /** Bytes of all names and values. */
  sizeBytes = 0;
  readonly #deps: EditDeps;
  readonly #own = new Map<string, Map<string, Uint8Array | undefined>>();
  #isOver = false;

  constructor(deps: EditDeps) {
    this.#deps = deps;
  }

  /** Runs the change. It is over when it returns. */
  run(change: (edit: Edit) => unknown): void {
    try {
      const result = change(this);
      if (typeof (result as { then?: unknown } | undefined)?.then === "function")
        throw badOperation(
          { found: "an asynchronous function" },
          "An edit takes a function that does its work at once",
        );
    } finally {
      this.#isOver = true;
    }
  }

  set(entity: string, field: string, value: unknown): void {
    this.#check(entity, field);
    this.#add(entity, field, encoded(entity, field, value));
  }

  clear(entity: string, field: string): void {
    this.#check(entity, field);
    this.#add(entity, field, undefined);
  }

  remove(entity: string): void {
    this.#check(entity, "removed");
    this.#add(entity, removedField, encodeOperationValue(true));
  }

  restore(entity: string): void {
    this.#check(entity, "removed");
    this.#add(entity, removedField, undefined);
  }

  setAsset(entity: string, field: string, bytes: Uint8Array, facts: AssetFacts): void {
    this.#check(entity, field);
    const { name, mediaType = "application/octet-stream" } = facts ?? {};
    if (!(bytes instanceof Uint8Array))
      throw badOperation({ entity, field, found: foundText(bytes) }, "An asset is a Uint8Array or Buffer");
    if (typeof name !== "string" || name === "" || typeof mediaType !== "string" || mediaType === "")
      throw badOperation({ entity, field, found: foundText(facts) }, "An asset has a name and a media type, as text");
    const blob = this.#deps.pending(new Uint8Array(bytes));
    const sha256 = hex(blob.sha256);
    const size = bytes.length;
    const asset = new Asset({ sha256, size, name, media: mediaType, type: `Uint8Array[${size}]` });
    this.#add(entity, field, encoded(entity, field, asset));
    this.blobs.push(blob);
  }

  deleteAsset(entity: string, field: string, reason: string): void {
    this.#check(entity, field);
    if (typeof reason !== "string" || reason.trim() === "")
      throw badOperation({ entity, field, found: foundText(reason) }, "Deleting an asset needs a reason, as text");
    const bytes = this.#fields(entity).get(field);
    const asset = bytes && decodeOperationValue(bytes);
    if (!(asset instanceof Asset))
      throw badOperation(
        { entity, field, found: asset === undefined ? "nothing" : foundText(asset) },
        "Deleting an asset needs a field that holds one",
      );
    const { sha256, sizeBytes: size, name } = asset;
    this.#add(entity, field, undefined);
    this.deleted.push({ entity, field, sha256, size, name, reason });
  }

  get(entity: string): Readonly<Record<string, unknown>> | undefined {
    this.#check(entity, "any");
    const fields = this.#fields(entity);
    if (fields.size === 0 || fields.has(removedField)) return undefined;
    const values = Object.create(null) as Record<string, unknown>;
    for (const field of [...fields.keys()].sort()) values[field] = decodeOperationValue(fields.get(field)!);
    return values;
  }

  #fields(entity: string): ReadonlyMap<string, Uint8Array> {
    const fields = new Map(this.#deps.fields(entity));
    for (const [field, value] of this.#own.get(entity) ?? []) {
      if (value === undefined) fields.delete(field);
      else fields.set(field, value);
    }
    return fields;
  }

  #add(entity: string, field: string, value: Uint8Array | undefined): void {
    this.operations.push({ entity, field, value });
    this.sizeBytes += Buffer.byteLength(entity) + Buffer.byteLength(field) + (value?.length ?? 0);
    const own = this.#own.get(entity) ?? new Map<string, Uint8Array | undefined>();
    this.#own.set(entity, own.set(field, value));
  }

  #check(entity: unknown, field: unknown): void {
    if (this.#isOver) throw badOperation({ found: "a call after its end" }, "An edit takes operations while it runs");
    if (!isEntity(entity))
      throw badOperation(
        { found: foundText(entity) },
        "An entity is named type/id, such as param/lr: a word of at most 64 letters, digits, - and _, and an id of at most 128 characters",
      );
    if (!isField(field) || field === removedField)
      throw badOperation(
        { entity, found: foundText(field) },
        "A field is a text of 1 to 128 characters, and not @removed (use remove and restore)",
      );
  }
}

/** A value as bytes; the error names its place. */
function encoded(entity: string, field: string, value: unknown): Uint8Array {
  try {
    return encodeOperationValue(value);
  } catch (error) {
    if (!isTapelabError(error, "bad-operation")) throw error;
    throw badOperation(
      { entity, field, found: error.details.found },
      "A field is set to what can be stored as a whole; bytes with setAsset",
    );
  }
}

function badOperation(
  { entity, field, found }: { readonly entity?: string; readonly field?: string; readonly found: string },
  expected: string,
): TapelabError<"bad-operation"> {
  const where = [entity, field].filter((name) => name !== undefined).join(" ");
  const at = where === "" ? "" : ` (${shown(where, 80)})`;
  return new TapelabError("bad-operation", `${expected}; found ${shown(found, 120)}${at}. Nothing was written.`, {
    entity,
    field,
    found,
  });
}
