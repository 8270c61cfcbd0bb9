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
  const plain = jsonOf(value);
  if (plain === null || typeof plain !== "object") return scalarText(plain);
  if (depth === 0) return Array.isArray(plain) ? "[…]" : "{…}";
  if (Array.isArray(plain)) {
    const items = plain.slice(0, itemsMax).map((item) => textOf(item, depth - 1));
    return `[${[...items, ...(plain.length > itemsMax ? [`${plain.length - itemsMax} more`] : [])].join(",")}]`;
  }
  const names = Object.keys(plain);
  const fields = names.slice(0, itemsMax).map((name) => {
    return `${JSON.stringify(name)}:${textOf((plain as Record<string, unknown>)[name], depth - 1)}`;
  });
  return `{${[...fields, ...(names.length > itemsMax ? [`${names.length - itemsMax} more`] : [])].join(",")}}`;
}

/** Arrow's rows and lists say themselves what they are as JSON. Large ones are cut before. */
function jsonOf(value: object): unknown {
  if (value instanceof Map || value instanceof Set) return [...value].slice(0, itemsMax + 1);
  const list = value as { length?: unknown; slice?: unknown; toJSON?: unknown };
  if (Array.isArray(value) || typeof list.toJSON !== "function") return value;
  if (typeof list.length === "number" && list.length > itemsMax && typeof list.slice === "function") {
    const first = list.slice(0, itemsMax) as { toJSON(): unknown[] };
    return [...first.toJSON(), Symbol(`${list.length - itemsMax} more`)];
  }
  return list.toJSON();
}

function scalarText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > lineMax ? `${value.slice(0, lineMax)}…` : value);
  if (typeof value === "symbol") return value.description ?? "";
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
