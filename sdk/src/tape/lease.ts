/**
 * The lease: who has the tape open for writing. Manners only; the claim of a segment is what decides (proto/SPEC.md).
 * A lease that cannot be read is an unknown holder, never a free tape.
 */
import type { Clock } from "../base/clock.js";
import { type Io, io } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { readIfSmall } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { appendWhole, errorCode } from "./bytes.js";

export interface Lease {
  readonly pid: number;
  readonly host: string;
  readonly bootId: string;
  /** Start of the process in clock ticks of this boot, from /proc; 0 = unknown. */
  readonly startTicks: number;
  readonly nonce: string;
  /** UTC, ISO 8601. */
  readonly openedAt: string;
}

export interface LeaseState {
  readonly state: "free" | "mine" | "stale" | "held" | "unknown";
  readonly lease: Lease | undefined;
}

export function* readLease(dir: string, ids: Ids): Io<LeaseState> {
  const path = `${dir}/lease.json`;
  const stat = yield* io((ops) => ops.stat(path));
  if (!stat) return { state: "free", lease: undefined };
  const bytes = stat.kind === "file" ? yield* readIfSmall(path, limits.leaseBytes) : undefined;
  const lease = bytes && parseLease(bytes);
  if (!lease) return { state: "unknown", lease: undefined };
  // Another host, or another boot whose processes cannot be asked: never stale by itself.
  if (lease.host !== ids.host() || lease.bootId === "" || lease.startTicks === 0) return { state: "held", lease };
  if (lease.bootId !== ids.bootId()) return { state: "stale", lease };
  const ticks = yield* startTicks(lease.pid);
  if (ticks !== lease.startTicks) return { state: "stale", lease };
  return { state: lease.pid === ids.pid() ? "mine" : "held", lease };
}

/** Refuses with `tape-busy` while somebody else holds the tape, then leaves our own note. */
export function* takeLease(dir: string, ids: Ids, clock: Clock, takeOver: boolean): Io<void> {
  const { state, lease } = yield* readLease(dir, ids);
  const isOther = state === "held" || state === "unknown" || state === "mine";
  if (isOther && !takeOver) throw busy(dir, state, lease);
  if (state !== "free") yield* removeLease(dir);
  const mine: Lease = {
    pid: ids.pid(),
    host: ids.host(),
    bootId: ids.bootId(),
    startTicks: yield* ownTicks(ids),
    nonce: hex(ids.random(16)),
    openedAt: new Date(clock.now()).toISOString(),
  };
  yield* writeLease(dir, mine);
}

export function* removeLease(dir: string): Io<void> {
  try {
    yield* io((ops) => ops.unlink(`${dir}/lease.json`));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

function* writeLease(dir: string, lease: Lease): Io<void> {
  try {
    const file = yield* io((ops) => ops.createExcl(`${dir}/lease.json`));
    try {
      yield* appendWhole(file, new TextEncoder().encode(`${JSON.stringify(lease)}\n`));
    } finally {
      yield* io((ops) => ops.close(file));
    }
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error; // somebody was faster: the fence decides
  }
}

function busy(dir: string, state: LeaseState["state"], lease: Lease | undefined): TapelabError {
  const holder = lease
    ? `pid ${lease.pid} on host ${shown(lease.host, 64)} since ${shown(lease.openedAt, 32)}${state === "mine" ? " (this process)" : ""}`
    : "an unknown holder (its lease cannot be read)";
  const tape = dir.split("/").at(-1) ?? dir;
  const text = `Tape ${tape} is open for writing by ${holder}. Reading still works. Stop that writer, or resume with --take-over: its unconfirmed commits will be refused there.`;
  return new TapelabError("tape-busy", text, { tape, holder });
}

function parseLease(bytes: Uint8Array): Lease | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined; // an unknown holder
    throw error;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, host, bootId, startTicks, nonce, openedAt } = value as Partial<Record<keyof Lease, unknown>>;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0 || typeof startTicks !== "number")
    return undefined;
  if (
    typeof host !== "string" ||
    typeof bootId !== "string" ||
    typeof nonce !== "string" ||
    typeof openedAt !== "string"
  )
    return undefined;
  return { pid, host, bootId, startTicks, nonce, openedAt };
}

/** Of this process, which has begun once: each new tape asks. */
const own = new WeakMap<Ids, number>();

function* ownTicks(ids: Ids): Io<number> {
  const known = own.get(ids);
  if (known !== undefined) return known;
  const ticks = yield* startTicks(ids.pid());
  if (ticks !== undefined) own.set(ids, ticks);
  return ticks ?? 0;
}

/**
 * Field 22 of /proc/PID/stat: a pid that is used again has another start. Undefined: no such process, one that has ended
 * and that its parent has not asked for (nobody ever does where no init runs), or no /proc.
 */
function* startTicks(pid: number): Io<number | undefined> {
  const bytes = yield* readIfSmall(`/proc/${pid}/stat`, limits.leaseBytes);
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[19]);
  return Number.isSafeInteger(ticks) && fields[0] !== "Z" ? ticks : undefined;
}
