/** A value in a few characters. */
import { shown } from "../base/text.js";
import { tensorOf } from "./cells.js";
import { numberText } from "./count-text.js";

export function valueText(value: unknown, max = 40): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return shown(value, max);
  if (value === undefined) return "·";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no time" : value.toISOString();
  if (typeof value !== "object" || value === null) return shown(String(value), max);
  const tensor = tensorOf(value);
  if (tensor) return `${ArrayBuffer.isView(value) ? value.constructor.name : "number"}[${tensor.dims.join(",")}]`;
  return shown(Array.isArray(value) ? `list of ${value.length}` : `{${Object.keys(value).join(", ")}}`, max);
}
