/** Keeps copies of damaged bytes beside the tape, each with a note: `quarantine/q1.bin` and `quarantine/q1.json`. */
import type { Clock } from "../base/clock.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { readIfSmall } from "../base/small-file.js";
import { appendWhole, errorCode, readRange } from "./bytes.js";
import { pathOf } from "./claim.js";
import { withFile } from "./segment.js";
import type { Damage } from "./types.js";

export interface QuarantineNote {
  /** `q1`, `q2`, … in the order in which they were found. */
  readonly id: string;
  readonly code: string;
  readonly text: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly segment: number;
  readonly offset: number;
  readonly size: number;
  /** Of the kept bytes, hex. */
  readonly sha256: string;
  /** UTC, ISO 8601. */
  readonly keptAt: string;
}

const NOTE_MAX = 64 * 1024;
const NOTE_NAME = /^q(\d{1,9})\.json$/;

/** Notes of what is in quarantine already, in order. A note that cannot be read is left out. */
export function* readQuarantine(dir: string): Io<QuarantineNote[]> {
  const folder = `${dir}/quarantine`;
  let names: string[];
  try {
    names = yield* io((ops) => ops.readdir(folder));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
  const notes: QuarantineNote[] = [];
  for (const name of names.filter((one) => NOTE_NAME.test(one))) {
    const bytes = yield* readIfSmall(`${folder}/${name}`, NOTE_MAX);
    const note = bytes && parseNote(bytes);
    if (note) notes.push(note);
  }
  return notes.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

/** Copies the bytes of each damage into quarantine; what is there already is kept once. Returns the new notes. */
export async function keepDamage(
  disk: Disk,
  dir: string,
  damage: readonly Damage[],
  clock: Clock,
): Promise<QuarantineNote[]> {
  return runLater(disk, keep(dir, damage, clock));
}

function* keep(dir: string, damage: readonly Damage[], clock: Clock): Io<QuarantineNote[]> {
  const known = yield* readQuarantine(dir);
  const added: QuarantineNote[] = [];
  const folder = `${dir}/quarantine`;
  let number = Number(known.at(-1)?.id.slice(1) ?? 0);
  for (const one of damage) {
    if (known.some((note) => isSame(note, one)) || one.size === 0) continue;
    if (added.length === 0) yield* io((ops) => ops.mkdir(folder));
    const bytes = yield* withFile(pathOf(dir, one.segment), (file) => readRange(file, one.offset, one.size));
    number++;
    const note = { id: `q${number}`, ...one, sha256: hex(sha256(bytes)), keptAt: new Date(clock.now()).toISOString() };
    yield* writeNew(`${folder}/${note.id}.bin`, bytes);
    yield* writeNew(`${folder}/${note.id}.json`, new TextEncoder().encode(`${JSON.stringify(note, undefined, 2)}\n`));
    added.push(note);
  }
  if (added.length > 0) yield* io((ops) => ops.fsyncDir(folder));
  return added;
}

function* writeNew(path: string, bytes: Uint8Array): Io<void> {
  const file = yield* io((ops) => ops.createExcl(path));
  try {
    yield* appendWhole(file, bytes);
    yield* io((ops) => ops.sync(file));
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

function isSame(note: QuarantineNote, damage: Damage): boolean {
  return note.segment === damage.segment && note.offset === damage.offset && note.size === damage.size;
}

function parseNote(bytes: Uint8Array): QuarantineNote | undefined {
  try {
    const note: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isNote = typeof note === "object" && note !== null && "id" in note && "segment" in note && "offset" in note;
    return isNote ? (note as QuarantineNote) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // somebody else's file
    throw error;
  }
}
