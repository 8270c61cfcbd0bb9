/** The seam for everything that makes one process different from another. */
import { randomFillSync } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "./clock.js";
import { type Disk, nodeDisk } from "./disk.js";
import { hex } from "./sha256.js";

export interface Ids {
  /** Random bytes. */
  random(size: number): Uint8Array;
  host(): string;
  /** Identity of the running boot of this machine, empty when the system does not tell. */
  bootId(): string;
  pid(): number;
}

let boot: string | undefined;
/** Asking the system costs the same for one byte and for a page. */
const pool = new Uint8Array(4_096);
let taken = pool.length;

function random(size: number): Uint8Array {
  if (size > pool.length) return randomFillSync(new Uint8Array(size));
  if (taken + size > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += size;
  return pool.slice(taken - size, taken);
}

export const systemIds: Ids = {
  random,
  host: hostname,
  bootId: () => {
    boot ??= readBootId(nodeDisk);
    return boot;
  },
  pid: () => process.pid,
};

/** A new UUIDv7 as 32 lower-case hex digits: sorts by time of creation, to the millisecond. */
export function newId(clock: Clock, ids: Ids): string {
  const bytes = new Uint8Array(16);
  bytes.set(ids.random(10), 6);
  const view = new DataView(bytes.buffer);
  const ms = Math.max(0, Math.floor(clock.now()));
  view.setUint32(0, Math.floor(ms / 0x10000));
  view.setUint16(4, ms % 0x10000);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return hex(bytes);
}

/** New ids that sort as they were made, also within one millisecond and when the clock is set back. */
export function risingIds(clock: Clock, ids: Ids): () => string {
  let last = "";
  return () => {
    const id = newId(clock, ids);
    last = id > last ? id : (BigInt(`0x${last}`) + 1n).toString(16).padStart(32, "0");
    return last;
  };
}

/** Linux tells the boot; elsewhere there is nothing to read and the answer is empty. */
function readBootId(disk: Disk): string {
  const path = "/proc/sys/kernel/random/boot_id";
  if (!disk.now.stat(path)) return "";
  const file = disk.now.openRead(path);
  try {
    const target = new Uint8Array(64);
    const count = disk.now.read(file, target, 0);
    return Buffer.from(target.buffer, 0, count).toString("latin1").trim().replaceAll("-", "");
  } finally {
    disk.now.close(file);
  }
}
