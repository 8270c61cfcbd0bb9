/**
 * Workspaces that may be deleted: folders with a marker file, made for tests, demos and first tries. Deletion trusts
 * nothing but the marker and refuses every place where it could hurt.
 */
import { homedir, tmpdir } from "node:os";
import { resolve } from "node:path";
import { canonicalJson } from "../base/canonical-json.js";
import type { Clock } from "../base/clock.js";
import { type Disk, type DiskOps, runNow } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { isCode, readSmall, writeNew } from "../base/small-file.js";
import { TapelabError } from "../errors.js";

export interface SandboxOptions {
  /** The sandbox's folder; it is made when it is not there. */
  readonly root: string;
  /** Empty it first. */
  readonly cleanOnInit?: boolean;
  /** Delete it at `reset()`. */
  readonly cleanupOnReset?: boolean;
}

export interface Sandbox {
  readonly root: string;
  readonly cleanupOnReset: boolean;
}

const markerName = ".tapelab-sandbox.json";
const markerBytesMax = 64 * 1024;

export interface SandboxDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly cwd: string;
}

/** Makes the folder with its marker. `true`: a temporary one, deleted at reset. */
export function openSandbox(deps: SandboxDeps, options: true | SandboxOptions): Sandbox {
  const isTemporary = options === true;
  const root = isTemporary ? temporaryRoot(deps.ids) : plain(resolve(deps.cwd, options.root));
  if (!isTemporary && options.cleanOnInit && deps.disk.now.stat(root) !== undefined) deleteSandbox(deps.disk, root);
  mark(deps, root);
  return { root, cleanupOnReset: isTemporary || options.cleanupOnReset === true };
}

/** Deletes a sandbox with everything in it. Refuses with `not-a-sandbox`, and then has deleted nothing. */
export function deleteSandbox(disk: Disk, root: string): void {
  const reason = whyNot(disk, root);
  if (reason !== undefined) throw refuse(root, reason);
  removeTree(disk.now, root);
}

/** The reason why the folder must not be deleted; undefined when it may be. */
function whyNot(disk: Disk, root: string): string | undefined {
  const place = placeReason(root);
  if (place !== undefined) return place;
  for (const part of partsOf(root)) {
    const kind = disk.now.stat(part)?.kind;
    if (kind === undefined) return "the folder is not there";
    if (kind !== "directory") return part === root ? "it is a link or a file" : `it is reached through a link: ${part}`;
  }
  return hasMarker(disk, root) ? undefined : `it has no marker file ${markerName}`;
}

/** Places that no marker makes deletable. */
function placeReason(root: string): string | undefined {
  if (root === "/" || /^[A-Za-z]:\/?$/.test(root)) return "it is the root of a file system";
  const home = plain(homedir());
  if (root === home) return "it is the home folder";
  if (`${home}/`.startsWith(`${root}/`)) return "the home folder lies in it";
  return undefined;
}

/** The path and its parents, from the top, without those of the system's temporary folder (which may be links). */
function partsOf(root: string): string[] {
  const trusted = `${plain(tmpdir())}/`;
  const words = root.split("/");
  const parts = words.map((_, index) => words.slice(0, index + 1).join("/")).slice(1);
  return parts.filter((part) => !trusted.startsWith(`${part}/`));
}

function hasMarker(disk: Disk, root: string): boolean {
  try {
    const bytes = runNow(disk, readSmall(`${root}/${markerName}`, markerBytesMax));
    if (bytes === undefined) return false;
    const marker = JSON.parse(Buffer.from(bytes).toString("utf8")) as { tapelab?: unknown } | null;
    return marker?.tapelab === "sandbox";
  } catch (error) {
    if (error instanceof SyntaxError || isCode(error, "EINVAL", "ELOOP", "EISDIR", "EFBIG")) return false;
    throw error;
  }
}

/** A marker goes only where deleting loses nothing: into a folder that is new, empty, or marked already. */
function mark({ disk, clock, ids }: SandboxDeps, root: string): void {
  const place = placeReason(root);
  if (place !== undefined) throw refuse(root, place);
  const kind = disk.now.stat(root)?.kind;
  if (kind !== undefined && kind !== "directory") throw refuse(root, "it is a link or a file");
  if (kind === "directory" && hasMarker(disk, root)) return;
  if (kind === "directory" && disk.now.readdir(root).length > 0) {
    throw refuse(root, `it holds files and has no marker file ${markerName}`);
  }
  disk.now.mkdir(root);
  const marker = canonicalJson({
    tapelab: "sandbox",
    created_ms: Math.floor(clock.now()),
    host: ids.host(),
    pid: ids.pid(),
  });
  runNow(disk, writeNew(`${root}/${markerName}`, Buffer.from(`${marker}\n`)));
}

/** Everything below goes first, the marker last: an interrupted deletion can be repeated. Links are removed, not followed. */
function removeTree(ops: DiskOps, root: string): void {
  const names = ops.readdir(root).sort((a, b) => Number(a === markerName) - Number(b === markerName));
  for (const name of names) {
    const path = `${root}/${name}`;
    if (ops.stat(path)?.kind === "directory") removeTree(ops, path);
    else ops.unlink(path);
  }
  ops.rmdir(root);
}

function temporaryRoot(ids: Ids): string {
  return `${plain(tmpdir())}/tapelab-sandbox-${hex(ids.random(8))}`;
}

function plain(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  return slashed.length > 1 ? slashed.replace(/\/+$/, "") : slashed;
}

function refuse(root: string, reason: string): TapelabError<"not-a-sandbox"> {
  return new TapelabError(
    "not-a-sandbox",
    `The folder is not used as a sandbox, because ${reason}. Nothing was deleted or written. Give a new or empty folder instead of ${root}`,
    { path: root, reason },
  );
}
