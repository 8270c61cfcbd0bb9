/**
 * The one way to the file system: everything that Tapelab reads or writes on disk goes through a `Disk`.
 *
 * The same operations exist in two forms, `now` (synchronous: hot path, exit path) and `later` (promises). A procedure
 * that must run in both forms is written once as a generator over `io` and driven by `runNow` or `runLater`.
 */

/** An open file. Opaque: all work on it goes through the operations of its disk. */
export interface DiskFile {
  readonly path: string;
}

export interface DiskStat {
  readonly kind: "file" | "directory" | "other";
  readonly size: number;
  readonly mtimeMs: number;
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
