/** Types of settings: what a value must look like, and how text (environment, JSON strings) becomes one. */
import { shown } from "../base/text.js";

export type SettingType = "boolean" | "integer" | "number" | "string" | "choice" | "list";

/** Layers, low to high. */
export const settingLayers = ["defaults", "home", "workspace", "environment", "code", "session"] as const;
export type SettingLayer = (typeof settingLayers)[number];

/** What is known about one key. */
export interface SettingSpec {
  readonly type: SettingType;
  /** The words of a `choice`. */
  readonly of?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly default?: unknown;
  /** Only these layers count, low to high, and a miss is final. */
  readonly layers?: readonly SettingLayer[];
  /** What the setting decides, one sentence. */
  readonly text?: string;
}

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

const wrong: Parsed = { ok: false };

/** The value as the type wants it; text is parsed in every layer. */
export function parseSetting(spec: SettingSpec, raw: unknown): Parsed {
  switch (spec.type) {
    case "boolean":
      return parseBoolean(raw);
    case "integer":
    case "number":
      return parseNumber(spec, raw);
    case "string":
      return typeof raw === "string" && raw.trim() !== "" ? { ok: true, value: raw } : wrong;
    case "choice":
      return typeof raw === "string" && spec.of?.includes(raw.trim()) ? { ok: true, value: raw.trim() } : wrong;
    case "list":
      return parseList(raw);
  }
}

/** What a value of the type looks like, for errors. */
export function expectedSetting(spec: SettingSpec): string {
  switch (spec.type) {
    case "choice":
      return (spec.of ?? []).map((word) => `"${word}"`).join(" or ");
    case "boolean":
      return "true or false";
    case "list":
      return "a list of texts";
    case "string":
      return "a text";
    default:
      return `${spec.type === "integer" ? "a whole number" : "a number"}${boundsOf(spec)}`;
  }
}

/** A found value, short enough for an error text. */
export function foundSetting(raw: unknown): string {
  if (typeof raw === "number" || typeof raw === "bigint") return String(raw);
  return shown(JSON.stringify(raw) ?? typeof raw, 80);
}

function parseBoolean(raw: unknown): Parsed {
  if (typeof raw === "boolean") return { ok: true, value: raw };
  if (typeof raw !== "string") return wrong;
  const text = raw.trim().toLowerCase();
  if (text === "true" || text === "1") return { ok: true, value: true };
  return text === "false" || text === "0" ? { ok: true, value: false } : wrong;
}

function parseNumber(spec: SettingSpec, raw: unknown): Parsed {
  const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
  if (typeof value !== "number" || !Number.isFinite(value)) return wrong;
  if (spec.type === "integer" && !Number.isSafeInteger(value)) return wrong;
  if (value < (spec.min ?? -Infinity) || value > (spec.max ?? Infinity)) return wrong;
  return { ok: true, value };
}

function parseList(raw: unknown): Parsed {
  if (typeof raw === "string") {
    const parts = raw.split(",").map((part) => part.trim());
    return { ok: true, value: parts.filter((part) => part !== "") };
  }
  if (!Array.isArray(raw) || !raw.every((entry) => typeof entry === "string")) return wrong;
  return { ok: true, value: [...raw] };
}

function boundsOf({ min, max }: SettingSpec): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
