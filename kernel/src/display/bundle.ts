/**
 * Values as MIME bundles: what a cell shows of its last expression and of `display(value)`. Nothing that a value does,
 * throwing getters and proxies included, makes a cell fail here.
 */
import type { Bundle } from "../link.js";
import { isTableLike, isVectorLike, tableView, vectorView } from "./arrow-view.js";
import { inspectValue } from "./inspect-value.js";
import { isObservable } from "./observable-view.js";
import { plainView } from "./plain-view.js";
import { recordsView } from "./records-view.js";
import { type Shown, shownText } from "./shown.js";
import { tableBundle } from "./table.js";

const displaySymbol = Symbol.for("Jupyter.display");

/** The bundle of a value; a promise only where the value's own `Symbol.for("Jupyter.display")` gives one. */
export function toBundle(value: unknown): Shown | Promise<Shown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return shownText(inspectValue(value));
  try {
    return ownBundle(value) ?? knownBundle(value) ?? shownText(inspectValue(value));
  } catch {
    return shownText(inspectValue(value)); // a getter or a proxy throws: what can be said of it is text
  }
}

/** A bundle that somebody else made, as it can be sent: bytes as base64, JSON as JSON, text always there. */
export function cleanBundle(bundle: object, text: () => string): Bundle {
  const clean: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "string") clean[type] = value;
    else if (isBytes(value)) clean[type] = base64(value);
    else if (isTextual(type) && Array.isArray(value)) clean[type] = value.join("");
    else clean[type] = JSON.parse(JSON.stringify(value));
  }
  if (typeof clean["text/plain"] !== "string") clean["text/plain"] = text();
  return clean;
}

/** The bundle that the value makes of itself. */
function ownBundle(value: object): Shown | Promise<Shown> | undefined {
  const own = (value as Record<symbol, unknown>)[displaySymbol];
  if (typeof own !== "function") return undefined;
  try {
    const made: unknown = own.call(value);
    if (!isThenable(made)) return fromOwn(made, value);
    return Promise.resolve(made).then(
      (bundle) => fromOwn(bundle, value),
      (error: unknown) => failed(value, error),
    );
  } catch (error) {
    return failed(value, error);
  }
}

function fromOwn(made: unknown, value: object): Shown {
  try {
    const [bundle, metadata] = Array.isArray(made) ? made : [made];
    if (typeof bundle !== "object" || bundle === null) return shownText(inspectValue(value));
    const data = cleanBundle(bundle as object, () => inspectValue(value));
    return { data, metadata: JSON.parse(JSON.stringify(metadata ?? {})) as Bundle };
  } catch (error) {
    return failed(value, error);
  }
}

function failed(value: object, error: unknown): Shown {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : inspectValue(error);
  return shownText(`${inspectValue(value)}\n[its own display failed: ${reason}]`);
}

function knownBundle(value: object): Shown | undefined {
  if (isTableLike(value)) return tableBundle(tableView(value));
  if (isVectorLike(value)) return tableBundle(vectorView(value));
  const view = recordsView(value);
  if (view !== undefined) return tableBundle(view);
  if (isObservable(value)) return shownText(`${value.constructor.name || "Observable"} { … }`);
  return plainView(value);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

function isBytes(value: unknown): value is Uint8Array | ArrayBuffer {
  return value instanceof Uint8Array || value instanceof ArrayBuffer;
}

function base64(bytes: Uint8Array | ArrayBuffer): string {
  if (bytes instanceof ArrayBuffer) return Buffer.from(bytes).toString("base64");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function isTextual(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml";
}
