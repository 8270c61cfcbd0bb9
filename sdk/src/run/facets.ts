/**
 * Facets: what of a run can be asked for without being part of its signature. Flattened to leaves with a path, depth
 * first in the order in which they were given.
 */
import { hex, sha256 } from "../base/sha256.js";
import { isTapelabError } from "../errors.js";
import { type Canonical, type CanonicalMap, canonicalText, Float, isList, isMap } from "./canonical.js";
import { parseJsonText } from "./json-text.js";

/** `facet2`: no two leaves share a path. `facet1`: as Consist has it. */
export type FacetScheme = "facet2" | "facet1";

/** A leaf is no map; a list is one leaf. */
export interface FacetLeaf {
  readonly path: string;
  readonly value: Canonical;
}

export interface FlattenOptions {
  readonly scheme?: FacetScheme;
  /** What is facet of: those of artifacts have no lists. Default: a run. */
  readonly owner?: "run" | "artifact";
}

const bytesMax = 16_384;
const leavesMax = 500;

export function flatten(facet: CanonicalMap, options: FlattenOptions = {}): FacetLeaf[] {
  const { scheme = "facet2", owner = "run" } = options;
  const leaves: FacetLeaf[] = [];
  const walk = (map: CanonicalMap, above: string | undefined): void => {
    for (const [key, value] of map) {
      const segment = scheme === "facet2" ? segmentOf(key) : key.replaceAll(".", "\\.");
      const path = above === undefined || (scheme === "facet1" && above === "") ? segment : `${above}.${segment}`;
      if (isMap(value)) walk(value, path);
      else if (path !== "" && !(owner === "artifact" && isList(value))) leaves.push({ path, value });
    }
  };
  walk(facet, undefined);
  return leaves;
}

function segmentOf(key: string): string {
  return key === "" ? "\\e" : key.replace(/[\\.]/g, "\\$&");
}

/** sha256 of the canonical text; `facet1` has it in ASCII. */
export function facetId(facet: CanonicalMap, scheme: FacetScheme = "facet2"): string {
  const text = canonicalText(facet);
  const ascii = (): string =>
    text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return hex(sha256(Buffer.from(scheme === "facet1" ? ascii() : text, "utf8")));
}

/** The type of a leaf, as catalogs name it. */
export function leafType(value: Canonical): "null" | "bool" | "int" | "float" | "str" | "json" {
  if (value === null) return "null";
  if (value instanceof Float) return "float";
  const types = { boolean: "bool", number: "int", bigint: "int", string: "str" } as const;
  return types[typeof value as keyof typeof types] ?? "json";
}

/** Why a facet can not be asked for, though it is on the tape; undefined when it can. */
export function notIndexed(facet: string): string | undefined {
  const size = Buffer.byteLength(facet);
  if (size > bytesMax)
    return `The facet has ${size} bytes; only up to ${bytesMax} can be asked for. It is on the tape.`;
  const count = leavesOf(facet).length;
  if (count <= leavesMax) return undefined;
  return `The facet has ${count} leaves; only up to ${leavesMax} can be asked for. It is on the tape.`;
}

/** Leaves of a canonical text; none where it is no map, or no text of ours. */
export function leavesOf(text: string): FacetLeaf[] {
  try {
    const value = parseJsonText(text, "facet");
    return isMap(value) ? flatten(value) : [];
  } catch (error) {
    if (!isTapelabError(error, "bad-spec")) throw error;
    return [];
  }
}
