/**
 * What a commit says, apart from how it is encoded: two encodings of one content have one digest, and where two contents
 * differ the place is told.
 */
import { canonicalJson } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { arrowBytes, arrowKind } from "./arrow-ipc.js";
import type { Stored } from "./column-data.js";
import type { DecodedCommit } from "./decode.js";
import { nestedText } from "./nested.js";
import type { OperationCommit } from "./operations.js";

/** A part of a commit, and the hash of what it says. */
export interface ContentPart {
  /** `its metadata`, `scope 3, variable "x"`, … */
  readonly place: string;
  readonly digest: string;
}

/** Every part of a commit, in order. */
export function* contentParts(commit: DecodedCommit, { operations, edit }: OperationCommit): Generator<ContentPart> {
  const { label, kind, wallMs, meta, blobs, rows } = commit;
  yield part("its label, kind and time", [label, kind, wallMs]);
  yield part("its metadata", meta);
  yield part("its blobs", [...blobs].sort());
  for (const [i, { entity, field, value }] of operations.entries())
    yield part(`operation ${i + 1}`, [entity, field, value ? hex(sha256(value)) : null]);
  if (edit) yield part("its author", [edit.actor, edit.lamport, [...edit.seen]]);
  for (let n = 0; n < rows; n++) {
    const { strip: index, row } = commit.place(n);
    const strip = commit.strips[index];
    if (!strip) continue;
    const { timeNs, ...context } = strip.context(row);
    yield part(`scope ${n + 1}, its context`, [context, timeNs === undefined ? null : String(timeNs)]);
    for (const column of strip.columns) {
      const { name, type, dims, unit, storage, level, tag } = column;
      const facts = [name, type, dims, unit, storage, level, tag];
      yield part(`scope ${n + 1}, variable ${JSON.stringify(name)}`, [facts, storedText(strip.stored(name, row))]);
    }
  }
}

function part(place: string, content: unknown): ContentPart {
  return { place, digest: hex(sha256(Buffer.from(canonicalJson(plain(content)), "utf8"))) };
}

/** Numbers that JSON does not have, as text. */
function plain(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((one) => plain(one ?? null));
  if (ArrayBuffer.isView(value)) return hex(sha256(Buffer.from(value.buffer, value.byteOffset, value.byteLength)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

function storedText(stored: Stored): unknown {
  if (stored.kind !== "value") return plain(stored);
  const { value } = stored;
  const isTable = typeof value === "object" && value !== null && arrowKind(value) !== undefined;
  return isTable ? hex(sha256(arrowBytes(value))) : nestedText(value);
}
