/** Values inside of tables: one line, much like JSON, and never more work than the line is long. */
import { previewValue } from "./inspect-value.js";

const lineMax = 60;
const itemsMax = 12;

export function nestedText(value: unknown): string {
  try {
    const text = textOf(value, 3);
    return text.length > lineMax ? `${text.slice(0, lineMax - 1)}…` : text;
  } catch {
    return previewValue(value, lineMax); // a getter that throws
  }
}

function textOf(value: unknown, depth: number): string {
  if (value === null || typeof value !== "object") return scalarText(value);
  if (ArrayBuffer.isView(value)) return typedText(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  const list = listOf(value);
  if (list !== undefined) {
    if (depth === 0) return "[…]";
    const items = list.first.map((item) => textOf(item, depth - 1));
    return `[${[...items, ...moreText(list.length)].join(",")}]`;
  }
  const plain = isJsonable(value) ? value.toJSON() : value;
  if (plain === null || typeof plain !== "object") return scalarText(plain);
  if (depth === 0) return "{…}";
  const names = Object.keys(plain);
  const fields = names.slice(0, itemsMax).map((name) => {
    return `${JSON.stringify(name)}:${textOf((plain as Record<string, unknown>)[name], depth - 1)}`;
  });
  return `{${[...fields, ...moreText(names.length)].join(",")}}`;
}

/** The first items of arrays, maps, sets and Arrow's lists; only they are read. */
function listOf(value: object): { first: readonly unknown[]; length: number } | undefined {
  if (Array.isArray(value)) return { first: value.slice(0, itemsMax), length: value.length };
  if (value instanceof Map || value instanceof Set) {
    const first: unknown[] = [];
    for (const item of value) if (first.push(item) === itemsMax) break;
    return { first, length: value.size };
  }
  const { length, get } = value as { length?: unknown; get?: unknown };
  if (typeof length !== "number" || typeof get !== "function" || !isJsonable(value)) return undefined;
  const first = Array.from({ length: Math.min(length, itemsMax) }, (_, n) => get.call(value, n) as unknown);
  return { first, length };
}

function isJsonable(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === "function";
}

function moreText(length: number): string[] {
  return length > itemsMax ? [`${length - itemsMax} more`] : [];
}

function scalarText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > lineMax ? `${value.slice(0, lineMax)}…` : value);
  return typeof value === "function" ? "function" : String(value);
}

const shortNames: Readonly<Record<string, string>> = {
  Float64Array: "f64",
  Float32Array: "f32",
  Int32Array: "i32",
  Int16Array: "i16",
  Int8Array: "i8",
  BigInt64Array: "i64",
  Uint32Array: "u32",
  Uint16Array: "u16",
  Uint8Array: "u8",
  BigUint64Array: "u64",
};

function typedText(view: ArrayBufferView): string {
  const name = view.constructor.name;
  return `${shortNames[name] ?? name}[${(view as { length?: number }).length ?? view.byteLength}]`;
}
