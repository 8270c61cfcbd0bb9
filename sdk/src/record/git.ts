/**
 * What git says about the code that records: the commit id, read from the repository's files at once, and whether the
 * work tree differs from it, asked in the background.
 */
import { spawn, spawnSync } from "node:child_process";
import { posix } from "node:path";
import { type Disk, runNow } from "../base/disk.js";
import { namesThere } from "../base/folder-names.js";
import { isCode, readSmall } from "../base/small-file.js";

export interface GitState {
  /** Hex id of the commit that is checked out; undefined without a repository, without a commit, or with mode `off`. */
  readonly commit: string | undefined;
  /** undefined: not known yet, or not asked; null: git did not answer in time. */
  dirty(): boolean | null | undefined;
  /** Resolves when `dirty` is known; never rejects. */
  readonly known: Promise<boolean | null | undefined>;
}

const gitName = [".git"];
/** How long git may take to say whether the tree is dirty. */
const dirtyLimitMs = 2_000;
const fileBytesMax = 64 * 1024 * 1024;

// The workspace's own folder never makes a tree dirty. No program that a repository names is run, no index is written.
const statusArguments = [
  ...["--no-optional-locks", "-c", "core.fsmonitor=false", "status", "--porcelain", "--", ":/"],
  ":(top,exclude,glob)**/.tapelab/**",
];

/** Reads the commit, unless it is `known`, and, with mode `full`, starts to find out about the work tree. */
export function readGit(
  disk: Disk,
  folder: string,
  mode: "full" | "head" | "off",
  known?: { readonly commit: string | undefined },
): GitState {
  const commit = mode === "off" ? undefined : (known ?? { commit: headCommit(disk, folder) }).commit;
  if (commit === undefined || mode !== "full") {
    return { commit, dirty: () => undefined, known: Promise.resolve(undefined) };
  }
  let dirty: boolean | null | undefined;
  const asked = isDirtyLater(folder).then((answer) => {
    dirty = answer;
    return answer;
  });
  return { commit, dirty: () => dirty, known: asked };
}

/** The id of the commit that HEAD names. Runs no program. */
export function headCommit(disk: Disk, folder: string): string | undefined {
  const gitDir = findGitDir(disk, folder);
  if (gitDir === undefined) return undefined;
  const head = readLine(disk, `${gitDir}/HEAD`);
  if (head === undefined) return undefined;
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (ref === undefined) return idIn(head);
  const common = commonDir(disk, gitDir);
  const loose = readLine(disk, `${gitDir}/${ref}`) ?? readLine(disk, `${common}/${ref}`);
  return loose === undefined ? packedId(disk, common, ref) : idIn(loose);
}

/** Is the tree dirty, decided now? For starts that must refuse. null when git does not answer in time. */
export function isDirtyNow(folder: string): boolean | null {
  const done = spawnSync("git", statusArguments, { cwd: folder, timeout: dirtyLimitMs, windowsHide: true });
  return done.status === 0 ? done.stdout.length > 0 : null;
}

function isDirtyLater(folder: string): Promise<boolean | null> {
  return new Promise((resolve) => {
    const child = spawn("git", statusArguments, {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    });
    let isChanged = false;
    const timer = setTimeout(() => finish(null), dirtyLimitMs);
    const finish = (answer: boolean | null): void => {
      clearTimeout(timer);
      resolve(answer);
      child.kill();
    };
    child.on("error", () => finish(null)); // no git on this machine
    child.stdout.on("data", () => {
      isChanged = true;
    });
    child.on("close", (code) => finish(code === 0 ? isChanged : null));
    // An answer that nobody waits for never keeps the process alive.
    timer.unref();
    child.unref();
    (child.stdout as unknown as { unref?(): void }).unref?.();
  });
}

/** The repository's folder: `.git` here or above, or what a `.git` file (work trees, submodules) points to. */
function findGitDir(disk: Disk, folder: string): string | undefined {
  for (let at = folder.replaceAll("\\", "/"); ; at = parentOf(at)) {
    const path = `${at === "/" ? "" : at}/.git`;
    const stat = namesThere(disk, at, gitName).length > 0 ? disk.now.stat(path) : undefined;
    if (stat?.kind === "directory") return path;
    if (stat?.kind === "file") {
      const target = /^gitdir: (.+)$/.exec(readLine(disk, path) ?? "")?.[1];
      return target === undefined ? undefined : from(at, target);
    }
    if (parentOf(at) === at) return undefined;
  }
}

function commonDir(disk: Disk, gitDir: string): string {
  const target = readLine(disk, `${gitDir}/commondir`);
  return target === undefined ? gitDir : from(gitDir, target);
}

function packedId(disk: Disk, common: string, ref: string): string | undefined {
  const text = read(disk, `${common}/packed-refs`) ?? "";
  for (const row of text.split("\n")) {
    if (row.endsWith(` ${ref}`)) return idIn(row.slice(0, row.length - ref.length - 1));
  }
  return undefined;
}

function idIn(text: string): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function readLine(disk: Disk, path: string): string | undefined {
  return read(disk, path)?.split("\n", 1)[0]?.trim();
}

function read(disk: Disk, path: string): string | undefined {
  try {
    const bytes = runNow(disk, readSmall(path, fileBytesMax));
    return bytes && Buffer.from(bytes).toString("utf8");
  } catch (error) {
    // Git facts are a courtesy: a repository that cannot be read is one without a known commit.
    if (isCode(error, "EACCES", "EPERM", "EISDIR", "ELOOP", "EINVAL", "EFBIG", "EIO")) return undefined;
    throw error;
  }
}

function from(folder: string, target: string): string {
  const path = target.replaceAll("\\", "/");
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path) ? path : posix.normalize(`${folder}/${path}`);
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  if (cut > 0) return path.slice(0, cut);
  return cut === 0 ? "/" : path;
}
