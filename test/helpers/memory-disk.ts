/**
 * A machine's disk in memory: what programs see (live) and what would survive a power loss (durable) are kept apart,
 * per file and per directory. `powerLoss` gives one of the disks that could be found after the plug was pulled.
 */
import type { Clock } from "#sdk/base/clock.js";
import type { Disk, DiskFile, DiskOps, DiskStamp, DiskStat, Later } from "#sdk/base/disk.js";
import { Bytes } from "./bytes.js";
import type { Rng } from "./rng.js";

export const sectorBytes = 512;

/** Weak: sectors and directory operations survive independently. Ordered: a prefix of everything that was done. */
export type CrashMode = "weak" | "ordered";

/** Bytes that were appended and are not known to be durable. */
interface Extent {
  readonly start: number;
  readonly end: number;
  readonly serial: number;
}

interface MemFile {
  readonly kind: "file";
  readonly live: Bytes;
  readonly durable: Bytes;
  readonly mode: number;
  mtimeMs: number;
  dirty: Extent[];
  /** Handed to a sync that has not ended. */
  syncing: Extent[];
  /** What a failed sync dropped. */
  readonly dropped: Set<Extent>;
}

interface Folder {
  readonly kind: "directory";
  readonly live: Map<string, Node>;
  readonly durable: Map<string, Node>;
  pending: { readonly name: string; readonly node: Node | undefined; readonly serial: number }[];
}

type Node = MemFile | Folder;

interface Handle extends DiskFile {
  readonly file: MemFile;
  readonly writable: boolean;
  isOpen: boolean;
}

/** What a sync covers: exactly what was written before it started. */
export interface SyncJob {
  finish(): void;
  /** The device failed: the pages are dropped, marked clean and never written by a later sync. */
  fail(rng: Rng): void;
}

export class MemoryDisk implements Disk {
  readonly now: DiskOps;
  readonly later: Later<DiskOps>;
  #root: Folder = folder();
  readonly clock: Clock | undefined;
  #serial = 0;
  readonly #inodes = new WeakMap<MemFile, bigint>();
  #lastInode = 0;
  #floor = 0;

  constructor(clock?: Clock) {
    this.clock = clock;
    this.now = this.#operations();
    const ops = this.now as unknown as Record<string, (...args: unknown[]) => unknown>;
    const later: Record<string, (...args: unknown[]) => Promise<unknown>> = {};
    for (const [name, run] of Object.entries(ops)) later[name] = async (...args) => run(...args);
    this.later = later as unknown as Later<DiskOps>;
  }

  /** A copy of what programs see in the file. */
  bytes(path: string): Uint8Array {
    return this.#file(path).live.copy();
  }

  /** A copy of what is surely on disk of the file. */
  durableBytes(path: string): Uint8Array {
    return this.#file(path).durable.copy();
  }

  /** Puts a file with these bytes there, with its directories, all durable. Replaces what was there. */
  put(path: string, bytes: Uint8Array): void {
    const parts = split(path);
    const name = parts.pop();
    if (name === undefined) throw failure("EISDIR", path);
    const parent = this.#makeFolders(parts, true);
    const node = this.#newFile(0o600);
    node.live.append(bytes);
    node.durable.append(bytes);
    parent.live.set(name, node);
    parent.durable.set(name, node);
  }

  /** Makes a durable directory with its parents. */
  putDir(path: string): void {
    this.#makeFolders(split(path), true);
  }

  /** Paths of all files, sorted. */
  files(): string[] {
    const found: string[] = [];
    const visit = (at: Folder, path: string): void => {
      for (const [name, node] of at.live) {
        if (node.kind === "directory") visit(node, `${path}/${name}`);
        else found.push(`${path}/${name}`);
      }
    };
    visit(this.#root, "");
    return found.sort();
  }

  /** The same files as programs see them, all durable. */
  copy(): MemoryDisk {
    const disk = new MemoryDisk(this.clock);
    for (const path of this.files()) disk.put(path, this.#file(path).live.view());
    return disk;
  }

  /** One of the disks that may be found after a power loss now. This one is left as it is. */
  powerLoss(rng: Rng, mode: CrashMode = "weak"): MemoryDisk {
    const disk = new MemoryDisk(this.clock);
    const cut = mode === "ordered" ? this.#floor + rng.below(this.#serial - this.#floor + 1) : 0;
    const keeps = mode === "ordered" ? (serial: number) => serial <= cut : () => rng.chance(0.5);
    const seen = new Map<MemFile, MemFile>();
    const survive = (from: Folder): Folder => {
      const entries = new Map(from.durable);
      for (const { name, node, serial } of from.pending) {
        if (!keeps(serial)) continue;
        if (node) entries.set(name, node);
        else entries.delete(name);
      }
      const to = folder();
      for (const [name, node] of entries) {
        let kept: Node | undefined = node.kind === "directory" ? survive(node) : seen.get(node);
        if (!kept) {
          kept = survivor(node as MemFile, rng, mode === "ordered" ? cut : undefined);
          seen.set(node as MemFile, kept as MemFile);
        }
        to.live.set(name, kept);
        to.durable.set(name, kept);
      }
      return to;
    };
    disk.#root = survive(this.#root);
    return disk;
  }

  /** Starts a sync of an open file or of the file at a path; until it is finished nothing more is durable. */
  startSync(target: DiskFile | string): SyncJob {
    const node = typeof target === "string" ? this.#file(target) : this.#open(target).file;
    // What another sync has under way is waited for, as a kernel does.
    node.syncing.push(...node.dirty);
    node.dirty = [];
    const covered = [...node.syncing];
    const end = (): Extent[] => {
      const open = covered.filter((extent) => node.syncing.includes(extent));
      node.syncing = node.syncing.filter((extent) => !covered.includes(extent));
      return open;
    };
    return {
      finish: () => {
        // The device failed for another one who waited for the same pages: everybody is told.
        if (covered.some((extent) => node.dropped.has(extent))) {
          end();
          throw failure("EIO", typeof target === "string" ? target : target.path);
        }
        for (const extent of end()) {
          node.durable.write(extent.start, node.live.view().subarray(extent.start, extent.end));
          this.#floor = Math.max(this.#floor, extent.serial);
        }
      },
      fail: (rng) => {
        const open = end();
        for (const extent of open) node.dropped.add(extent);
        scatter(node, open, rng);
      },
    };
  }

  #operations(): DiskOps {
    return {
      createExcl: (path, mode = 0o600) => {
        const [parent, name] = this.#parent(path);
        if (parent.live.has(name)) throw failure("EEXIST", path);
        const node = this.#newFile(mode);
        this.#set(parent, name, node);
        return handle(path, node, true);
      },
      openRead: (path) => handle(path, this.#file(path), false),
      append: (target, bytes) => {
        const { file: node, writable } = this.#open(target);
        if (!writable) throw failure("EBADF", target.path);
        const start = node.live.size;
        node.live.append(bytes);
        node.mtimeMs = this.clock?.now() ?? 0;
        if (bytes.length > 0) node.dirty.push({ start, end: node.live.size, serial: ++this.#serial });
        return bytes.length;
      },
      read: (source, target, position) => {
        const part = this.#open(source)
          .file.live.view()
          .subarray(position, position + target.length);
        target.set(part);
        return part.length;
      },
      size: (target) => this.#open(target).file.live.size,
      sync: (target) => this.startSync(target).finish(),
      close: (target) => {
        this.#open(target).isOpen = false;
      },
      fsyncPath: (path) => this.startSync(path).finish(),
      fsyncDir: (path) => this.#fsyncDir(path),
      mkdir: (path) => {
        this.#makeFolders(split(path), false);
      },
      readdir: (path) => [...this.#folder(path).live.keys()],
      stat: (path) => this.#stat(path),
      stamp: (path) => this.#stamp(path),
      realpath: (path) => (this.#find(split(path)) ? `/${split(path).join("/")}` : undefined),
      rename: (from, to) => {
        const node = this.#file(from);
        const [source, oldName] = this.#parent(from);
        const [target, newName] = this.#parent(to);
        this.#set(target, newName, node);
        this.#set(source, oldName, undefined);
      },
      link: (from, to) => {
        const node = this.#file(from);
        const [parent, name] = this.#parent(to);
        if (parent.live.has(name)) throw failure("EEXIST", to);
        this.#set(parent, name, node);
      },
      unlink: (path) => {
        this.#file(path);
        this.#set(...this.#parent(path), undefined);
      },
      rmdir: (path) => {
        if (this.#folder(path).live.size > 0) throw failure("ENOTEMPTY", path);
        this.#set(...this.#parent(path), undefined);
      },
    };
  }

  #fsyncDir(path: string): void {
    const at = this.#folder(path);
    for (const { name, node, serial } of at.pending) {
      if (node) at.durable.set(name, node);
      else at.durable.delete(name);
      this.#floor = Math.max(this.#floor, serial);
    }
    at.pending = [];
  }

  #stat(path: string): DiskStat | undefined {
    const node = this.#find(split(path));
    if (!node) return undefined;
    const [size, mtimeMs] = node.kind === "file" ? [node.live.size, node.mtimeMs] : [0, 0];
    return { kind: node.kind, size, mtimeMs };
  }

  #stamp(path: string): DiskStamp | undefined {
    const node = this.#find(split(path));
    if (node?.kind !== "file") return undefined;
    if (!this.#inodes.has(node)) this.#inodes.set(node, BigInt(++this.#lastInode));
    const mtimeNs = BigInt(Math.round(node.mtimeMs * 1e6));
    return { size: node.live.size, mtimeNs, inode: this.#inodes.get(node)! };
  }

  #newFile(mode: number): MemFile {
    return { ...file(mode), mtimeMs: this.clock?.now() ?? 0 };
  }

  #set(parent: Folder, name: string, node: Node | undefined): void {
    if (node) parent.live.set(name, node);
    else parent.live.delete(name);
    parent.pending.push({ name, node, serial: ++this.#serial });
  }

  #makeFolders(parts: readonly string[], isDurable: boolean): Folder {
    let at = this.#root;
    for (const name of parts) {
      let next = at.live.get(name);
      if (next?.kind === "file") throw failure("ENOTDIR", name);
      if (!next) {
        next = folder();
        if (isDurable) at.live.set(name, next);
        else this.#set(at, name, next);
      }
      if (isDurable) at.durable.set(name, next);
      at = next;
    }
    return at;
  }

  #find(parts: readonly string[]): Node | undefined {
    let at: Node | undefined = this.#root;
    for (const name of parts) at = at?.kind === "directory" ? at.live.get(name) : undefined;
    return at;
  }

  #file(path: string): MemFile {
    const node = this.#find(split(path));
    if (!node) throw failure("ENOENT", path);
    if (node.kind !== "file") throw failure("EINVAL", path);
    return node;
  }

  #folder(path: string): Folder {
    const node = this.#find(split(path));
    if (!node) throw failure("ENOENT", path);
    if (node.kind !== "directory") throw failure("ENOTDIR", path);
    return node;
  }

  #parent(path: string): [Folder, string] {
    const parts = split(path);
    const name = parts.pop();
    const parent = this.#find(parts);
    if (name === undefined || parent?.kind !== "directory") throw failure("ENOENT", path);
    return [parent, name];
  }

  #open(target: DiskFile): Handle {
    const open = target as Handle;
    if (!open.isOpen) throw failure("EBADF", target.path);
    return open;
  }
}

/** A Node error as the file system gives it. */
export function failure(code: string, path: string): Error & { code: string } {
  return Object.assign(new Error(`${code}: twin disk, '${path}'`), { code, path });
}

function split(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw failure("EINVAL", path);
  return parts;
}

function folder(): Folder {
  return { kind: "directory", live: new Map(), durable: new Map(), pending: [] };
}

function file(mode: number): MemFile {
  return {
    kind: "file",
    live: new Bytes(),
    durable: new Bytes(),
    mode,
    mtimeMs: 0,
    dirty: [],
    syncing: [],
    dropped: new Set(),
  };
}

function handle(path: string, node: MemFile, writable: boolean): Handle {
  return { path, file: node, writable, isOpen: true };
}

/** The file as it is found after a power loss: all of it durable. */
function survivor(from: MemFile, rng: Rng, cut: number | undefined): MemFile {
  const kept: MemFile = { ...file(from.mode), mtimeMs: from.mtimeMs, durable: new Bytes(from.durable.view()) };
  const extents = [...from.syncing, ...from.dirty].sort((a, b) => a.start - b.start);
  const whole = { ...kept, live: from.live };
  if (cut === undefined) scatter(whole, extents, rng);
  else keepPrefix(whole, extents, cut, rng);
  return { ...kept, live: new Bytes(kept.durable.view()) };
}

/** Everything up to the cut, and some first bytes of the append that was under way. */
function keepPrefix(node: MemFile, extents: readonly Extent[], cut: number, rng: Rng): void {
  for (const { start, end, serial } of extents) {
    if (serial > cut + 1) continue;
    const kept = serial <= cut ? end : start + rng.below(end - start);
    node.durable.write(start, node.live.view().subarray(start, kept));
  }
}

/** What the device made of un-synced bytes: nothing, a prefix, or sectors each kept, zeroed or garbage. */
function scatter(node: MemFile, extents: readonly Extent[], rng: Rng): void {
  const last = extents.at(-1);
  if (!last) return;
  const mood = rng.below(4);
  if (mood === 0) return;
  const first = extents[0]!.start;
  const end = rng.chance(0.5) ? last.end : first + rng.below(last.end - first + 1);
  for (const extent of extents) {
    for (let at = extent.start; at < Math.min(extent.end, end); ) {
      const border = Math.min(extent.end, end, (Math.floor(at / sectorBytes) + 1) * sectorBytes);
      node.durable.write(at, sectorContent(node, at, border, mood === 1 ? 0 : rng.below(mood === 2 ? 2 : 4), rng));
      at = border;
    }
  }
}

function sectorContent(node: MemFile, start: number, end: number, fate: number, rng: Rng): Uint8Array {
  if (fate === 0) return node.live.view().subarray(start, end);
  const bytes = new Uint8Array(end - start);
  if (fate === 1) return bytes;
  if (fate === 2) return rng.fill(bytes);
  // Stale: what once stood elsewhere, here an older sector of the same file.
  const from = rng.below(Math.floor(start / sectorBytes) + 1) * sectorBytes;
  bytes.set(node.live.view().subarray(from, from + bytes.length));
  return bytes;
}
