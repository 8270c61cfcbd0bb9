/** Recorded values for the eye and for other programs: short text in tables, plain JSON, guarded CSV. */
import type { Scope } from "../read/scope.js";
import { bytes, short } from "./figures.js";

/** What is left of a variable whose value is not stored inline. */
export type Reference =
  | { readonly kind: "blob"; readonly sha256: string; readonly sizeBytes: number; readonly type: string }
  | { readonly kind: "hash"; readonly hash: string; readonly type: string }
  | { readonly kind: "void"; readonly type: string; readonly reason: string };

/** A variable of a scope without opening blobs: its value, or what is known of it. Undefined when absent. */
export function valueOrReference(
  scope: Scope,
  name: string,
): { value: unknown } | { reference: Reference } | undefined {
  const { vars } = scope;
  if (Object.hasOwn(vars, name)) return { value: vars[name] };
  if (!scope.has(name)) return undefined;
  const { storage, type, hash = "", sizeBytes = 0, reason = "" } = scope.describe(name);
  if (storage === "blob") return { reference: { kind: "blob", sha256: hash, sizeBytes, type } };
  if (storage === "hash") return { reference: { kind: "hash", hash, type } };
  return type === "undefined" ? { value: undefined } : { reference: { kind: "void", type, reason } };
}

/** One table cell: a few characters that show what the value is. */
export function brief(value: unknown, room = 40): string {
  if (typeof value === "number") return short(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (isList(value)) return briefList(value, room);
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}(${value.size})`;
  if (value instanceof ArrayBuffer) return bytes(value.byteLength);
  if (isArrow(value))
    return `${value.constructor.name} (${value.schema?.fields.map((field) => field.name).join(", ") ?? ""})`;
  if (typeof value === "object" && value !== null) return JSON.stringify(plain(value));
  return String(value);
}

export function briefReference(reference: Reference): string {
  if (reference.kind === "blob") return `blob ${reference.sha256.slice(0, 8)}… ${bytes(reference.sizeBytes)}`;
  if (reference.kind === "hash") return `hash ${reference.hash.slice(0, 8)}…`;
  return `void (${reference.reason || reference.type})`;
}

/** The value as JSON can say it. For reading; exact values come as Arrow or through the API. */
export function plain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint")
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean")
    return value ?? null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("base64");
  if (isList(value)) return Array.from(value as ArrayLike<unknown>, plain);
  if (value instanceof Map) return [...value].map(([key, item]) => [plain(key), plain(item)]);
  if (value instanceof Set) return [...value].map(plain);
  if (isArrow(value)) return Array.from(value as unknown as Iterable<unknown>, plainRow);
  if (typeof value !== "object") return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** One CSV line. Text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const simple = plain(value);
  if (typeof simple === "number" || typeof simple === "boolean") return String(simple);
  const text = typeof simple === "string" ? simple : JSON.stringify(simple);
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const guarded = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function briefList(list: ArrayLike<unknown>, room: number): string {
  const parts: string[] = [];
  let used = 0;
  for (let k = 0; k < list.length; k++) {
    const part = brief(list[k], room);
    used += part.length + 2;
    if (used > room) {
      parts.push(`… ${list.length} in all`);
      break;
    }
    parts.push(part);
  }
  return `[${parts.join(", ")}]`;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

interface ArrowLike {
  readonly schema?: { readonly fields: readonly { readonly name: string }[] };
}

/** A Table, RecordBatch or Vector: this folder does not load apache-arrow to ask. */
function isArrow(value: unknown): value is ArrowLike & object {
  return (
    typeof value === "object" &&
    value !== null &&
    Symbol.iterator in value &&
    ("numRows" in value || "nullCount" in value)
  );
}

function plainRow(row: unknown): unknown {
  const toJSON = (row as { toJSON?: () => unknown } | null)?.toJSON;
  return plain(typeof toJSON === "function" ? toJSON.call(row) : row);
}
