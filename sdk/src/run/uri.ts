/** Virtual paths as texts: `name://rel`, `./rel` (below the run directory) and `file:///…`. */
import { sep } from "node:path";
import { TapelabError } from "../errors.js";

/** Names that no mount may have. */
export const reservedNames: readonly string[] = ["workspace", "project", "file", "http", "https", "s3", "nats", "blob"];

const mountName = /^[a-z][a-z0-9_-]{0,31}$/;

export function isMountName(name: string): boolean {
  return mountName.test(name) && !reservedNames.includes(name);
}

/** Scheme and rest of a URI; undefined for a plain path. `./rel` has the scheme `.`. */
export function partsOf(uri: string): { readonly scheme: string; readonly rest: string } | undefined {
  if (uri.startsWith("./")) return { scheme: ".", rest: uri.slice(2) };
  const match = /^([A-Za-z][A-Za-z0-9+._-]*):\/\/(.*)$/s.exec(uri);
  return match ? { scheme: match[1] ?? "", rest: match[2] ?? "" } : undefined;
}

/** Whether a text that may be a path is a URI. `./x` is a path here. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+._-]+:\/\//.test(text);
}

/** Each byte outside of `A-Za-z0-9_.-~/` as `%XX`. */
export function fileUri(path: string): string {
  const bytes = Buffer.from(path, "utf8").toString("latin1");
  const encode = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  const encoded = bytes.replace(/[^A-Za-z0-9_.\-~/]/g, encode);
  return `file://${encoded.startsWith("/") ? "" : "/"}${encoded}`;
}

/** The path in the rest of a `file:` URI; undefined when it names a host or is not encoded well. */
export function filePathOf(rest: string): string | undefined {
  if (!rest.startsWith("/")) return undefined;
  try {
    const path = decodeURIComponent(rest);
    return /^\/[A-Za-z]:\//.test(path) && sep === "\\" ? path.slice(1) : path;
  } catch {
    return undefined; // bytes that are no UTF-8
  }
}

/** A warning for what was only named, by a place that another machine does not have. */
export function notPortable(
  what: string,
  { uri, store }: { readonly uri?: string; readonly store?: "blob" | "reference" },
): string | undefined {
  if (store === "blob" || !uri?.startsWith("file:")) return undefined;
  return `${what} is ${uri}, which means nothing on another machine. Mount its folder: tapelab mount add NAME PATH.`;
}

/** With `/` between the parts. */
export function slashed(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

/** The part of a path below a root, `.` for the root itself; undefined when it lies elsewhere. */
export function below(root: string, path: string): string | undefined {
  if (path === root) return ".";
  const base = root === "/" ? "/" : `${root}/`;
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}

export function badUri(uri: string, reason: string, hint: string): TapelabError<"bad-uri"> {
  return new TapelabError("bad-uri", `${reason}. Nothing was read. ${hint}`, { uri, reason });
}
