/**
 * `workspace.json`: who a workspace is. Canonical JSON, published as a whole; fields that a newer Tapelab wrote are kept.
 */
import { canonicalJson } from "../base/canonical-json.js";
import { type Clock, systemClock } from "../base/clock.js";
import { crc32 } from "../base/crc.js";
import { type Disk, runNow } from "../base/disk.js";
import { type Ids, newId } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { isCode, publishNew, readSmall } from "../base/small-file.js";
import { isTapelabError, TapelabError } from "../errors.js";

/** What the file says. */
export interface WorkspaceFacts {
  /** 32 hex digits; every tape of the workspace carries it. */
  readonly id: string;
  readonly name: string;
  readonly kind: "PROJECT" | "LIBRARY" | "TEMPLATE";
  /** Read-only: nothing may be recorded. */
  readonly archived: boolean;
}

const fileName = "workspace.json";
const formatVersion = 1;
const fileBytesMax = 1024 * 1024;

/** The facts; undefined when there is no such file. Rejects with `bad-bytes` what is none. */
export function readWorkspaceFile(disk: Disk, dir: string): WorkspaceFacts | undefined {
  const path = `${dir}/${fileName}`;
  const stamp = stampText(disk, path);
  const known = readBefore.get(disk) ?? new Map();
  readBefore.set(disk, known);
  const before = known.get(path);
  if (before !== undefined && before.stamp === stamp) return before.facts;
  let bytes: Uint8Array | undefined;
  try {
    bytes = runNow(disk, readSmall(path, fileBytesMax));
  } catch (cause) {
    if (isCode(cause, "EINVAL", "ELOOP", "EISDIR", "EFBIG")) throw notAWorkspaceFile(path, cause);
    throw cause;
  }
  const facts = bytes && parseFacts(path, bytes);
  if (facts && stamp !== undefined) known.set(path, { stamp, facts });
  return facts;
}

/** What was read before, by disk and path. */
const readBefore = new WeakMap<Disk, Map<string, { readonly stamp: string; readonly facts: WorkspaceFacts }>>();
/** Two changes within one tick of the file system's clock look like one. */
const settledMs = 100;

function stampText(disk: Disk, path: string): string | undefined {
  const stamp = disk.now.stamp(path);
  const isSettled = stamp && systemClock.now() - Number(stamp.mtimeNs) / 1e6 >= settledMs;
  return isSettled ? `${stamp.size} ${stamp.mtimeNs} ${stamp.inode}` : undefined;
}

/** Makes folder and file. When another process made it first, its facts are returned. */
export function createWorkspace(
  disk: Disk,
  dir: string,
  making: { clock: Clock; ids: Ids; name: string },
): { facts: WorkspaceFacts; isNew: boolean } {
  try {
    return makeWorkspace(disk, dir, making);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (isTapelabError(cause) || !/^E[A-Z]+$/.test(code)) throw cause;
    throw new TapelabError(
      "no-workspace",
      `There is no workspace here, and the system refuses to make one (${code}). Nothing was recorded. Name a folder that takes files (openWorkspace(path), TAPELAB_WORKSPACE) in place of ${dir}`,
      { from: dir },
      { cause },
    );
  }
}

function makeWorkspace(
  disk: Disk,
  dir: string,
  { clock, ids, name }: { clock: Clock; ids: Ids; name: string },
): { facts: WorkspaceFacts; isNew: boolean } {
  disk.now.mkdir(`${dir}/tapes`);
  const known = readWorkspaceFile(disk, dir);
  if (known !== undefined) return { facts: known, isNew: false };
  const facts: WorkspaceFacts = { id: newId(clock, ids), name, kind: "PROJECT", archived: false };
  const isNew = runNow(disk, publishNew(dir, fileName, encodeFacts(facts), hex(ids.random(8))));
  disk.now.fsyncDir(dir.slice(0, dir.lastIndexOf("/")) || "/");
  return isNew ? { facts, isNew } : { facts: readWorkspaceFile(disk, dir) ?? facts, isNew };
}

/** The file's bytes. `check` is over what must not change by accident: people may change the name. */
export function encodeFacts(facts: WorkspaceFacts): Uint8Array {
  const stored = { ...facts, format: formatVersion };
  return Buffer.from(`${canonicalJson({ ...stored, check: checkOf(stored) })}\n`);
}

function checkOf({ id, kind, archived, format }: Partial<Record<string, unknown>>): string {
  const checked = canonicalJson({
    id: String(id),
    kind: String(kind),
    archived: String(archived),
    format: String(format),
  });
  return (crc32(Buffer.from(checked)) >>> 0).toString(16).padStart(8, "0");
}

function parseFacts(path: string, bytes: Uint8Array): WorkspaceFacts {
  let stored: Partial<Record<keyof WorkspaceFacts | "format" | "check", unknown>> | null;
  try {
    stored = JSON.parse(Buffer.from(bytes).toString("utf8")) as typeof stored;
  } catch (cause) {
    throw notAWorkspaceFile(path, cause);
  }
  const { id, name, kind, archived, format, check } = stored ?? {};
  if (check !== undefined && check !== checkOf({ id, kind, archived, format }))
    throw notAWorkspaceFile(path, undefined);
  if (typeof format === "number" && format > formatVersion) {
    throw new TapelabError(
      "newer-format",
      `The workspace uses format ${format}; this Tapelab reads ${formatVersion}. Nothing was changed. Upgrade Tapelab to use it: ${path}`,
      { path, found: format, supported: formatVersion },
    );
  }
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) throw notAWorkspaceFile(path, undefined);
  return {
    id,
    name: typeof name === "string" ? name : "",
    kind: kind === "LIBRARY" || kind === "TEMPLATE" ? kind : "PROJECT",
    archived: archived === true,
  };
}

function notAWorkspaceFile(path: string, cause: unknown): TapelabError<"bad-bytes"> {
  return new TapelabError(
    "bad-bytes",
    `The file that names the workspace is damaged. Its tapes can still be read one by one; nothing can be recorded here. Restore it: \`tapelab recover\` writes it anew with the id that its tapes carry, or \`tapelab recover --from PEER\` from a copy. ${path}`,
    { what: fileName, offset: 0 },
    { cause },
  );
}
