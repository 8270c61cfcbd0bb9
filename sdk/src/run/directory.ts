/**
 * Directories as artifacts: the manifest `dirman1` names every folder and file with its content, and its hash is the hash
 * of the directory. Modes and times are no part of it; what has no content of its own is refused by name.
 */
import { atOnce } from "../base/at-once.js";
import { byCodePoint } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { ArtifactDeps } from "./artifact.js";
import { badArtifact } from "./artifact-failures.js";
import { type Canonical, canonicalText, isList, isMap } from "./canonical.js";
import { type HashedFile, hashFile } from "./hash-file.js";
import { parseJsonText } from "./json-text.js";

export interface DirectoryOptions {
  /** Names that start with a point count too. Default true. */
  readonly hidden?: boolean;
  /** Names of one folder that differ only in case or normalisation are refused. Default true. */
  readonly portable?: boolean;
  /** Only files whose path this takes; the manifest then has no folders. */
  readonly takes?: ((path: string) => boolean) | undefined;
}

export interface FileEntry {
  /** Below the directory, with `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export interface Directory {
  readonly folders: readonly string[];
  readonly files: readonly FileEntry[];
}

/** One file is read while others wait for the disk. */
export const filesAtOnce = 4;

/** Paths of all folders and files below a directory, sorted. Rejects with `bad-artifact`, naming what is refused. */
export async function walkDirectory(
  { disk }: Pick<ArtifactDeps, "disk">,
  root: string,
  { hidden = true, portable = true, takes }: DirectoryOptions = {},
): Promise<{ readonly folders: string[]; readonly files: string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const names = (await disk.later.readdir(at === "" ? root : `${root}/${at}`)).filter(
      (name) => hidden || !name.startsWith("."),
    );
    if (portable) checkPortable(root, at, names);
    for (const name of names) {
      const path = at === "" ? name : `${at}/${name}`;
      const kind = (await disk.later.stat(`${root}/${path}`))?.kind;
      if (name.includes("\\")) throw refused(root, path, "its name has a backslash, which is a separator elsewhere");
      if (kind === undefined && name.includes("\ufffd")) throw refused(root, path, "its name is not UTF-8");
      if (kind === undefined) throw refused(root, path, "it went while the directory was read");
      if (kind === "other") throw refused(root, path, "it is a link, a socket or a device");
      if (kind === "directory") {
        waiting.push(path);
        if (!takes) folders.push(path);
      } else if (!takes || takes(path)) files.push(path);
    }
  }
  return { folders: folders.sort(byCodePoint), files: files.sort(byCodePoint) };
}

/** Hashes a directory. `take` sees each file when it was hashed. */
export async function readDirectory(
  deps: Pick<ArtifactDeps, "disk" | "now">,
  root: string,
  options: DirectoryOptions & { readonly take?: (file: HashedFile) => Promise<unknown> } = {},
): Promise<Directory> {
  const { folders, files: paths } = await walkDirectory(deps, root, options);
  const files: FileEntry[] = [];
  await atOnce(filesAtOnce, paths, async (path, i) => {
    const file = await hashFile(deps, `${root}/${path}`);
    await options.take?.(file);
    files[i] = { path, sha256: file.sha256, size: file.size };
  });
  return { folders, files };
}

/** The manifest as bytes, and their hash. */
export function manifestOf({ folders, files }: Directory): { readonly bytes: Uint8Array; readonly sha256: string } {
  const entries = [
    ...folders.map((path) => ({
      path,
      entry: new Map([
        ["kind", "directory"],
        ["path", path],
      ]) as Canonical,
    })),
    ...files.map(({ path, sha256: hash, size }) => ({
      path,
      entry: new Map<string, Canonical>([
        ["kind", "file"],
        ["path", path],
        ["sha256", hash],
        ["size", size],
      ]),
    })),
  ].sort((a, b) => byCodePoint(a.path, b.path));
  const list = entries.map(({ entry }) => entry);
  const text = canonicalText(
    new Map<string, Canonical>([
      ["entries", list],
      ["version", 1],
    ]),
  );
  const bytes = new Uint8Array(Buffer.from(text, "utf8"));
  return { bytes, sha256: hex(sha256(bytes)) };
}

/** What a manifest says. It may come from anywhere: a path that leads out of the directory is `bad-bytes`. */
export function parseManifest(bytes: Uint8Array): Directory {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const value = parseJsonText(text, "manifest");
  const entries = isMap(value) && value.get("version") === 1 ? value.get("entries") : undefined;
  if (!isList(entries)) throw badManifest("it is no manifest of version 1");
  const folders: string[] = [];
  const files: FileEntry[] = [];
  for (const entry of entries) {
    const [path, hash, size] = isMap(entry) ? ["path", "sha256", "size"].map((name) => entry.get(name)) : [];
    if (typeof path !== "string" || !isBelow(path)) throw badManifest(`the path ${shown(String(path), 200)}`);
    if (isMap(entry) && entry.get("kind") === "directory") folders.push(path);
    else if (typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash) && typeof size === "number")
      files.push({ path, sha256: hash, size });
    else throw badManifest(`the entry of ${shown(path, 200)}`);
  }
  return { folders, files };
}

function isBelow(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function checkPortable(root: string, at: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = name.normalize("NFC").toLowerCase();
    const other = seen.get(folded);
    const reason = `on other systems its name is the same as that of ${shown(other ?? "", 120)}`;
    if (other !== undefined) throw refused(root, at === "" ? name : `${at}/${name}`, reason);
    seen.set(folded, name);
  }
}

function refused(root: string, path: string, reason: string): TapelabError<"bad-artifact"> {
  const advice = `Take it out or rename it, or name single files. The directory is ${root}`;
  return badArtifact(path, reason, advice, "Nothing was recorded of the directory.");
}

function badManifest(what: string): TapelabError<"bad-bytes"> {
  const text = `The manifest of a directory has ${what}, which cannot be. Nothing was written. Fetch a good copy of the artifact.`;
  return new TapelabError("bad-bytes", text, { what: "dirman1", offset: 0 });
}
