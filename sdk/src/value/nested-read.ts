/** Nested JSON text back to values. */
import { TapelabError } from "../errors.js";
import { arrowValue } from "./arrow-ipc.js";
import { arraysByType, type TypedArrayConstructor } from "./kinds.js";
import { tagSymbol } from "./nested.js";

/** The value that the text stands for; a fresh copy with every call. Throws `bad-bytes` on text that is not ours. */
export function nestedValue(text: string): unknown {
  try {
    return open(JSON.parse(text));
  } catch (cause) {
    throw new TapelabError(
      "bad-bytes",
      "A nested value is not valid JSON with tags. This value cannot be read; others are not affected. Run tapelab doctor.",
      { what: "nested value", offset: 0 },
      { cause },
    );
  }
}

function open(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return openList(value);
  return Object.hasOwn(value, "$tl") ? openTag(value as Tagged) : openFields(value as Record<string, unknown>);
}

/** A hole stays a hole. */
function openList(list: unknown[]): unknown[] {
  const result: unknown[] = [];
  result.length = list.length;
  for (let i = 0; i < list.length; i++) {
    const entry = list[i];
    const isHole = typeof entry === "object" && entry !== null && (entry as Tagged).$tl === "hole";
    if (!isHole) result[i] = open(entry);
  }
  return result;
}

function openFields(fields: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    put(result, key.startsWith("$$") ? key.slice(1) : key, open(fields[key]));
  }
  return result;
}

/** Sets an own property, whatever its name: `__proto__` is a name like any other. */
export function put(target: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else (target as Record<string, unknown>)[key] = value;
}

interface Tagged {
  readonly $tl: unknown;
  readonly v?: unknown;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly type?: unknown;
  readonly reason?: unknown;
}

function openTag(tagged: Tagged): unknown {
  switch (tagged.$tl) {
    case "undefined":
      return undefined;
    case "number":
      return Number(textOf(tagged));
    case "bigint":
      return BigInt(textOf(tagged));
    case "Date":
      return new Date(Number(textOf(tagged)));
    case "Map":
      return new Map(listOf(tagged).map((pair) => openPair(pair)));
    case "Set":
      return new Set(listOf(tagged).map(open));
    case "class":
      return openClass(tagged);
    case "void":
      return { kind: "void", type: String(tagged.type), reason: String(tagged.reason) };
    case "arrow":
      return arrowValue(bytesOf(tagged), String(tagged.kind));
    default:
      return isBytesName(tagged.$tl) ? bytesAs(bytesOf(tagged), String(tagged.$tl)) : openFields(tagged as never);
  }
}

function openPair(pair: unknown): [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError("a map entry is a pair");
  return [open(pair[0]), open(pair[1])];
}

function openClass(tagged: Tagged): object {
  if (typeof tagged.v !== "object" || tagged.v === null || typeof tagged.name !== "string") {
    throw new TypeError("a class tag has a name and fields");
  }
  return withTag(openFields(tagged.v as Record<string, unknown>), tagged.name);
}

/** Marks a plain object with the class it was. The mark is not enumerable. */
function withTag(fields: object, name: string): object {
  return Object.defineProperty(fields, tagSymbol, { value: name, writable: true, configurable: true });
}

const byName: ReadonlyMap<string, TypedArrayConstructor> = new Map(
  [...arraysByType.values(), Uint8ClampedArray as TypedArrayConstructor].map((made) => [made.name, made]),
);

/** Tags that are not known are shown as the objects they are. */
function isBytesName(name: unknown): boolean {
  return name === "Buffer" || name === "ArrayBuffer" || name === "DataView" || byName.has(String(name));
}

/** Bytes as the array, buffer or view of that name; the bytes are not copied when they are aligned. */
export function bytesAs(bytes: Uint8Array, name: string): unknown {
  if (name === "Buffer") return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const made = byName.get(name);
  if (!made && name !== "ArrayBuffer" && name !== "DataView") throw new TypeError(`${name} is no known tag`);
  const own = bytes.slice().buffer;
  if (!made) return name === "ArrayBuffer" ? own : new DataView(own);
  if (bytes.length % made.BYTES_PER_ELEMENT !== 0) throw new TypeError(`${bytes.length} bytes are no ${name}`);
  return new made(own, 0, bytes.length / made.BYTES_PER_ELEMENT);
}

function textOf(tagged: Tagged): string {
  if (typeof tagged.v !== "string") throw new TypeError("a tag has a text");
  return tagged.v;
}

function listOf(tagged: Tagged): unknown[] {
  if (!Array.isArray(tagged.v)) throw new TypeError("a tag has a list");
  return tagged.v;
}

function bytesOf(tagged: Tagged): Uint8Array {
  return new Uint8Array(Buffer.from(textOf(tagged), "base64"));
}
