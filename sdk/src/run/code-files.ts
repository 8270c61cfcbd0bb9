/** Files of code: hashed once while they stay as they are, and followed along their relative imports. */
import { dirname, relative, resolve } from "node:path";
import { byCodePoint } from "../base/canonical-json.js";
import { systemClock } from "../base/clock.js";
import { type Disk, type DiskStamp, runNow } from "../base/disk.js";
import { namesThere } from "../base/folder-names.js";
import { hex, sha256 } from "../base/sha256.js";
import { readSmall } from "../base/small-file.js";
import { slashed } from "./uri.js";

/** Paths with the hash of each file, or `missing`. */
export type CodeFiles = readonly (readonly [string, string])[];

interface KnownFile {
  readonly stamp: DiskStamp;
  readonly hash: string;
  /** As they are written. */
  readonly imports: readonly string[];
}

const fileMax = 64 << 20;
/** A file that was written later may be written again without another time. */
const settledMs = 2_000;
/** What imports are followed in. */
export const scriptEnding: RegExp = /\.(?:[cm]?[tj]s|tsx|jsx)$/;
/** `import … from "./x"`, `export … from`, `import("./x")`, `require("./x")`. */
const importPattern = /\b(?:from|import|require)\s*\(?\s*["'`](\.{1,2}\/[^"'`\n]+)["'`]/g;
const locks = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

const knownFiles = new WeakMap<Disk, Map<string, KnownFile>>();

/** Whether an equal stamp later will mean an equal file. */
export function isSettled(stamp: DiskStamp | undefined): boolean {
  return stamp === undefined || systemClock.now() - Number(stamp.mtimeNs) / 1e6 >= settledMs;
}

export function isSameStamp(a: DiskStamp | undefined, b: DiskStamp | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;
}

/** 64 hex digits over the content; undefined where no file is. */
export function fileHash(disk: Disk, path: string): string | undefined {
  return lookAt(disk, path)?.hash;
}

function lookAt(disk: Disk, path: string): KnownFile | undefined {
  const stamp = disk.now.stamp(path);
  if (stamp === undefined) return undefined;
  const all = knownFiles.get(disk) ?? new Map<string, KnownFile>();
  knownFiles.set(disk, all);
  const known = all.get(path);
  if (known && isSameStamp(known.stamp, stamp)) return known;
  const bytes = runNow(disk, readSmall(path, fileMax));
  if (!bytes) return undefined;
  const text = scriptEnding.test(path) ? Buffer.from(bytes).toString("utf8") : "";
  const found = { stamp, hash: hex(sha256(bytes)), imports: importsOf(text) };
  if (isSettled(stamp)) all.set(path, found);
  else all.delete(path);
  return found;
}

/** The relative imports in a text, as they are written. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map(([, name = ""]) => name);
}

/** The files and what they import by relative paths, transitively. */
export function filesFrom(disk: Disk, starts: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const file = lookAt(disk, path);
    found.set(path, file?.hash ?? "missing");
    for (const name of file?.imports ?? []) waiting.push(moduleAt(disk, resolve(dirname(path), name)));
  }
  return found;
}

/** The file that an import means: as written, with an ending, `.js` written for `.ts`, or a folder's index. */
export function moduleAt(disk: Disk, path: string): string {
  const bare = path.replace(/\.[cm]?js$/, "");
  const endings = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];
  const names = [path, ...endings.map((end) => path + end), ...endings.slice(0, 3).map((end) => bare + end)];
  for (const name of [...names, ...endings.map((end) => `${path}/index${end}`)]) {
    const file = realFile(disk, name);
    if (file !== undefined) return file;
  }
  return path;
}

/** The file at a path, links followed; undefined where none is. */
export function realFile(disk: Disk, path: string): string | undefined {
  const kind = disk.now.stat(path)?.kind;
  if (kind === "file") return path;
  const real = kind === "other" ? disk.now.realpath(path) : undefined;
  return real !== undefined && disk.now.stat(real)?.kind === "file" ? real : undefined;
}

/** The nearest lock file: what the packages are. */
export function lockAbove(disk: Disk, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const lock = namesThere(disk, at, locks)
      .map((name) => `${at}/${name}`)
      .find((path) => realFile(disk, path) === path);
    if (lock !== undefined) return lock;
    if (dirname(at) === at) return undefined;
  }
}

/** Relative to `base`, by path. */
export function entriesOf(found: ReadonlyMap<string, string>, base: string): CodeFiles {
  const list = [...found].map(([path, hash]) => [slashed(relative(base, path)), hash] as const);
  return list.sort(([a], [b]) => byCodePoint(a, b));
}
