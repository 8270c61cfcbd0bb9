/**
 * The one way to the file system: everything that Tapelab reads or writes on disk goes through a `Disk`.
 *
 * The same operations exist in two forms, `now` (synchronous: hot path, exit path) and `later` (promises). A procedure
 * that must run in both forms is written once as a generator over `io` and driven by `runNow` or `runLater`.
 */
import * as fs from "node:fs";
import { dirname } from "node:path";
import { systemClock } from "./clock.js";

/** An open file. Opaque: all work on it goes through the operations of its disk. */
export interface DiskFile {
  readonly path: string;
}

export interface DiskStat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly mtimeMs: number;
  /** Names that it has; of a folder where the system counts: 2, and 1 for each folder in it. */
  readonly links?: number;
}

/** What tells whether a file was written again. */
export interface DiskStamp {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly inode: bigint;
}

/** All operations, synchronous. Failures are Node errors with `code` (ENOENT, EEXIST, EIO, ENOSPC, EMFILE, …). */
export interface DiskOps {
  /** Creates a file that must not exist, for appending (O_CREAT|O_EXCL|O_NOFOLLOW|O_APPEND, mode 0600 unless given). */
  createExcl(path: string, mode?: number): DiskFile;
  /** Opens for reading; never follows a link in the last path part; refuses what is no regular file (EINVAL). */
  openRead(path: string): DiskFile;
  /** Appends and returns how many bytes were written; may be short. */
  append(file: DiskFile, bytes: Uint8Array): number;
  /** Reads into the target from a position; returns the count, 0 at the end. */
  read(file: DiskFile, target: Uint8Array, position: number): number;
  size(file: DiskFile): number;
  /** fdatasync. */
  sync(file: DiskFile): void;
  close(file: DiskFile): void;
  /** Opens a file by path, fsyncs and closes it. */
  fsyncPath(path: string): void;
  fsyncDir(path: string): void;
  /** Creates the directory and its parents, mode 0700; existing is fine. */
  mkdir(path: string): void;
  /** Names in the directory, unsorted. */
  readdir(path: string): string[];
  /** Undefined when there is nothing at the path. Does not follow links (a link is "other"). */
  stat(path: string): DiskStat | undefined;
  /** Of a regular file; undefined when there is none at the path. Does not follow links. */
  stamp(path: string): DiskStamp | undefined;
  /** The path with every link resolved; undefined when nothing is there. */
  realpath(path: string): string | undefined;
  rename(from: string, to: string): void;
  /** Hard link; EEXIST when the target is there. */
  link(from: string, to: string): void;
  unlink(path: string): void;
  rmdir(path: string): void;
}

/** The same operations as promises. */
export type Later<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;
};

export interface Disk {
  readonly now: DiskOps;
  readonly later: Later<DiskOps>;
  /**
   * Calls back when files in the directory change, until the returned function is called. A hint, not a promise: it
   * may come late, in vain or never, and disks without it leave it out.
   */
  readonly watch?: (dir: string, onChange: () => void) => () => void;
}

/** A procedure over disk operations that can run synchronously or not. */
export type Io<T> = Generator<(ops: DiskOps) => unknown, T, unknown>;

/** One disk operation inside an `Io` procedure: `const names = yield* io((ops) => ops.readdir(dir));` */
export function* io<T>(operation: (ops: DiskOps) => T): Io<T> {
  return (yield operation) as T;
}

/** Runs the procedure to its end on the calling stack. */
export function runNow<T>(disk: Disk, procedure: Io<T>): T {
  let step = procedure.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = step.value(disk.now);
    } catch (error) {
      step = procedure.throw(error);
      continue;
    }
    step = procedure.next(value);
  }
  return step.value;
}

/** Runs the procedure with every operation awaited. */
export async function runLater<T>(disk: Disk, procedure: Io<T>): Promise<T> {
  // The promise form has the same names and arguments; the driver awaits what an operation returns.
  const ops = disk.later as unknown as DiskOps;
  let step = procedure.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value(ops);
    } catch (error) {
      step = procedure.throw(error);
      continue;
    }
    step = procedure.next(value);
  }
  return step.value;
}

/**
 * The file system of this machine. What waits for the device (append, sync and every fsync) runs on the thread pool in
 * its `later` form; the short metadata calls do not: the trip to the pool costs more than the call. Nor do reads, as long
 * as they are answered from memory.
 */
export const nodeDisk: Disk = { now: nodeNow(), later: nodeLater(nodeNow()), watch };

interface NodeFile extends DiskFile {
  fd: number;
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = fs.constants;
// Not every platform has these; where they are missing the check is simply not made.
const noFollow = fs.constants.O_NOFOLLOW ?? 0;
const noBlock = fs.constants.O_NONBLOCK ?? 0; // a FIFO in place of a file must not stop the process
const isWindows = process.platform === "win32"; // which cannot fsync a directory, and need not

function nodeNow(): DiskOps {
  return {
    createExcl: (path, mode = 0o600) => ({
      path,
      fd: fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | noFollow, mode),
    }),
    openRead,
    append: (file, bytes) => fs.writeSync(fdOf(file), bytes, 0, bytes.byteLength),
    read: (file, target, position) => fs.readSync(fdOf(file), target, 0, target.byteLength, position),
    size: (file) => fs.fstatSync(fdOf(file)).size,
    sync: (file) => fs.fdatasyncSync(fdOf(file)),
    close,
    fsyncPath: (path) => withFd(path, O_RDONLY | noFollow | noBlock, fs.fsyncSync),
    fsyncDir: (path) => {
      if (!isWindows) withFd(path, O_RDONLY | fs.constants.O_DIRECTORY, fs.fsyncSync);
    },
    mkdir: (path) => {
      makeFolder(path);
    },
    readdir: (path) => fs.readdirSync(path),
    stat,
    stamp,
    realpath: (path) => whereThere(() => (fs.existsSync(path) ? fs.realpathSync.native(path) : undefined)),
    rename: (from, to) => fs.renameSync(from, to),
    link: (from, to) => fs.linkSync(from, to),
    unlink: (path) => fs.unlinkSync(path),
    rmdir: (path) => fs.rmdirSync(path),
  };
}

function nodeLater(now: DiskOps): Later<DiskOps> {
  return {
    createExcl: async (path, mode) => now.createExcl(path, mode),
    openRead: async (path) => now.openRead(path),
    append: (file, bytes) => pooled((done) => fs.write(fdOf(file), bytes, 0, bytes.byteLength, null, done)),
    read: readLater(now),
    size: async (file) => now.size(file),
    sync: (file) => pooled((done) => fs.fdatasync(fdOf(file), done)),
    close: async (file) => now.close(file),
    fsyncPath: (path) => fsyncLater(path, O_RDONLY | noFollow | noBlock),
    fsyncDir: async (path) => {
      if (!isWindows) await fsyncLater(path, O_RDONLY | fs.constants.O_DIRECTORY);
    },
    mkdir: async (path) => now.mkdir(path),
    readdir: async (path) => now.readdir(path),
    stat: async (path) => now.stat(path),
    stamp: async (path) => now.stamp(path),
    realpath: async (path) => now.realpath(path),
    rename: async (from, to) => now.rename(from, to),
    link: async (from, to) => now.link(from, to),
    unlink: async (path) => now.unlink(path),
    rmdir: async (path) => now.rmdir(path),
  };
}

/** A read that took longer waited for the device. */
const slowNs = 4_000_000n;
/** How many reads then go to the thread pool before the next one is tried here. */
const patience = 64;
/** Reading goes on for at most this long before timers and sockets have their turn. */
const turnNs = 5_000_000n;

/**
 * Reads at once while the system answers from its page cache: waking another thread costs ten times as much. A device
 * that lets somebody wait is left to the thread pool.
 */
function readLater(now: DiskOps): Later<DiskOps>["read"] {
  let pooledLeft = 0;
  let turn = 0n;
  return async (file, target, position) => {
    if (pooledLeft > 0) {
      pooledLeft--;
      return pooled((done) => fs.read(fdOf(file), target, 0, target.byteLength, position, done));
    }
    const start = systemClock.mono();
    const count = now.read(file, target, position);
    const end = systemClock.mono();
    if (end - start > slowNs) pooledLeft = patience;
    if (end - turn > turnNs) {
      await new Promise((resolve) => setImmediate(resolve));
      turn = systemClock.mono();
    }
    return count;
  };
}

/** The descriptor; a closed file must not reach a descriptor that now belongs to another file. */
function fdOf(file: DiskFile): number {
  const { fd } = file as NodeFile;
  if (fd < 0) throw Object.assign(new Error(`EBADF: file is closed, '${file.path}'`), { code: "EBADF" });
  return fd;
}

function openRead(path: string): NodeFile {
  const fd = fs.openSync(path, O_RDONLY | noFollow | noBlock);
  try {
    if (fs.fstatSync(fd).isFile()) return { path, fd };
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
  fs.closeSync(fd);
  throw Object.assign(new Error(`EINVAL: not a regular file, open '${path}'`), { code: "EINVAL", path });
}

function close(file: DiskFile): void {
  const fd = fdOf(file);
  (file as NodeFile).fd = -1;
  fs.closeSync(fd);
}

function stat(path: string): DiskStat | undefined {
  const found = whereThere(() => fs.lstatSync(path, { throwIfNoEntry: false }));
  if (!found) return undefined;
  const kind = found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
  return { kind, size: found.size, mtimeMs: found.mtimeMs, links: found.nlink };
}

function stamp(path: string): DiskStamp | undefined {
  const found = whereThere(() => fs.lstatSync(path, { bigint: true, throwIfNoEntry: false }));
  return found?.isFile() ? { size: Number(found.size), mtimeNs: found.mtimeNs, inode: found.ino } : undefined;
}

/** Nothing is there also when a part of the path is a file. */
function whereThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

function watch(dir: string, onChange: () => void): () => void {
  try {
    const watcher = fs.watch(dir, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    // Out of watches, or a file system without them: callers look by themselves from time to time.
    return () => undefined;
  }
}

function withFd(path: string, flags: number, work: (fd: number) => void): void {
  const fd = fs.openSync(path, flags);
  try {
    work(fd);
  } finally {
    fs.closeSync(fd);
  }
}

async function fsyncLater(path: string, flags: number): Promise<void> {
  const fd = fs.openSync(path, flags);
  try {
    await pooled<void>((done) => fs.fsync(fd, done));
  } finally {
    fs.closeSync(fd);
  }
}

/** A callback of node:fs as a promise. */
function pooled<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

/** Node's own recursive form never returns below folders such as /proc, where nothing can be made. */
function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && fs.statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (code !== "ENOENT" || parent === path) throw error;
    if (fs.existsSync(parent)) throw error; // the parent takes no folders
    makeFolder(parent);
    makeFolder(path);
  }
}
