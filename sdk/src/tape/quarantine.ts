/**
 * Copies of damaged bytes beside the tape, each with a note: `quarantine/<id>.bin` and `quarantine/<id>.json`. The bytes
 * are durable before the note is there, so a note never speaks of evidence that was not kept.
 */
import type { Clock } from "../base/clock.js";
import { crc32 } from "../base/crc.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex, sha256 } from "../base/sha256.js";
import { makeOwnFolder, namesIn, publishOver, readIfSmall } from "../base/small-file.js";
import { readRange } from "./bytes.js";
import { pathOf } from "./claim.js";
import { crcText, quarantineId } from "./quarantine-id.js";
import { recoverTape, tapeIdOf } from "./recover.js";
import { headOf } from "./scan-image.js";
import { withFile } from "./segment.js";
import type { Damage } from "./types.js";

/** A lost commit, as a directory or its own damaged bytes tell of it: nothing proves it. */
export interface LostCommit {
  readonly sequence: number;
  readonly label: string;
  readonly scopes: number;
}

export interface QuarantineNote {
  /** `q` and six hex digits that follow from tape and commits: the same damage has the same id everywhere. */
  readonly id: string;
  readonly tape: string;
  /** `bad-checksum`, `bad-hash`, `missing-segment`, `bad-blob`, …: why it was put aside. */
  readonly reason: string;
  readonly code: string;
  readonly text: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly segment: number;
  readonly offset: number;
  readonly size: number;
  /** Checksum or hash that the bytes should have had, and the one that they have; empty where nothing says. */
  readonly expected: string;
  readonly found: string;
  /** `disk`, or the archive or peer that sent them. */
  readonly source: string;
  readonly lost: readonly LostCommit[];
  /** Of the kept bytes, hex. */
  readonly sha256: string;
  /** UTC, ISO 8601. */
  readonly keptAt: string;
  /** Name of the copy without its ending. */
  readonly file: string;
}

/** What is known of bytes that are put aside. */
export type Evidence = Omit<QuarantineNote, "id" | "sha256" | "keptAt" | "file" | "size">;

export interface QuarantineDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
}

const NOTE_MAX = 64 * 1024;
const LOST_MAX = 200;
const NOTE_NAME = /^(q[0-9a-f]{1,16}(?:-\d{1,4})?)\.json$/;

/** Notes of what is in a folder's quarantine already, in order. A note that cannot be read is left out. */
export function* readQuarantine(dir: string): Io<QuarantineNote[]> {
  const folder = `${dir}/quarantine`;
  const notes: QuarantineNote[] = [];
  for (const file of yield* noteNames(folder)) {
    const bytes = yield* readIfSmall(`${folder}/${file}.json`, NOTE_MAX);
    const note = bytes && parseNote(bytes, file, dir.slice(dir.lastIndexOf("/") + 1));
    if (note) notes.push(note);
  }
  return notes.sort((a, b) => a.firstSequence - b.firstSequence || (a.file < b.file ? -1 : 1));
}

/** Names of notes, readable or not, without their ending. */
export function* noteNames(folder: string): Io<string[]> {
  if ((yield* io((ops) => ops.stat(folder)))?.kind !== "directory") return []; // a link is not followed
  return (yield* namesIn(folder)).flatMap((name) => NOTE_NAME.exec(name)?.[1] ?? []);
}

/** Copies the bytes of each damage into quarantine; what is there already is kept once. Returns the new notes. */
export async function keepDamage(
  deps: QuarantineDeps,
  dir: string,
  damage: readonly Damage[],
): Promise<QuarantineNote[]> {
  const { disk } = deps;
  const tape = tapeIdOf(dir);
  const known = await runLater(disk, readQuarantine(dir));
  const open = damage.filter((one) => !known.some((note) => isSame(note, one)));
  const added: QuarantineNote[] = [];
  const listed = open.length > 0 ? (await runLater(disk, recoverTape(dir))).entries : [];
  for (const { code, text, reason = code, expected = "", ...place } of open) {
    const bytes = await bytesAt(disk, dir, place);
    const { firstSequence: first, lastSequence: last } = place;
    const known = listed.filter(({ sequence }) => first <= sequence && sequence <= last).slice(0, LOST_MAX);
    const [only] = known;
    const should = expected === "" && first === last && only ? crcText(only.crc) : expected;
    const head = known.length === 0 && first === last ? headOf(bytes) : undefined;
    const lost = known.map(({ sequence, label, rows }) => ({ sequence, label, scopes: rows }));
    if (head) lost.push({ sequence: first, label: head.label, scopes: head.rows });
    const found = bytes.length > 0 ? crcText(crc32(bytes)) : "nothing";
    added.push(
      await runLater(
        disk,
        keepBytes(
          deps,
          dir,
          { tape, reason, code, text, expected: should, found, source: "disk", lost, ...place },
          bytes,
        ),
      ),
    );
  }
  return added;
}

async function bytesAt(disk: Disk, dir: string, place: { segment: number; offset: number; size: number }) {
  if (place.size === 0) return new Uint8Array(0);
  return runLater(
    disk,
    withFile(pathOf(dir, place.segment), (file) => readRange(file, place.offset, place.size)),
  );
}

/** Puts bytes and note into the quarantine of a folder: first the one, then the other. */
export function* keepBytes(
  deps: QuarantineDeps,
  dir: string,
  evidence: Evidence,
  bytes: Uint8Array,
): Io<QuarantineNote> {
  const folder = `${dir}/quarantine`;
  yield* makeOwnFolder(folder);
  const id = quarantineId(evidence.tape, evidence.firstSequence, evidence.lastSequence);
  const taken = new Set(yield* noteNames(folder));
  let file = id;
  for (let copy = 2; taken.has(file); copy++) file = `${id}-${copy}`;
  yield* publishOver(folder, `${file}.bin`, bytes, hex(deps.ids.random(8)));
  return yield* keepNote(deps, dir, file, evidence, { size: bytes.length, sha256: hex(sha256(bytes)) });
}

/** The note on bytes that are in quarantine already. */
export function* keepNote(
  { clock, ids }: QuarantineDeps,
  dir: string,
  file: string,
  evidence: Evidence,
  kept: { readonly size: number; readonly sha256: string },
): Io<QuarantineNote> {
  const id = quarantineId(evidence.tape, evidence.firstSequence, evidence.lastSequence);
  const note: QuarantineNote = { id, ...evidence, ...kept, keptAt: new Date(clock.now()).toISOString(), file };
  const folder = `${dir}/quarantine`;
  const nonce = hex(ids.random(8));
  const text = Buffer.from(`${JSON.stringify(note, undefined, 2)}\n`);
  yield* publishOver(folder, `${file}.json`, text, nonce);
  return note;
}

function isSame(note: QuarantineNote, damage: Damage): boolean {
  const isPlace = note.segment === damage.segment && note.offset === damage.offset && note.size === damage.size;
  return isPlace && note.firstSequence <= damage.firstSequence && damage.lastSequence <= note.lastSequence;
}

/** Notes may come from anywhere: only what has the right form is taken, texts are cut. */
function parseNote(bytes: Uint8Array, file: string, folder: string): QuarantineNote | undefined {
  let said: Partial<Record<keyof QuarantineNote, unknown>> | null;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes)) as typeof said;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // somebody else's file
    throw error;
  }
  if (typeof said !== "object" || said === null) return undefined;
  const { firstSequence, lastSequence, segment, offset, size, sha256: hash } = said;
  if (![firstSequence, lastSequence, segment, offset, size].every(isCount) || !/^[0-9a-f]{64}$/.test(String(hash)))
    return undefined;
  const [first, last] = [firstSequence as number, lastSequence as number];
  const code = textOf(said.code, 64);
  const tape = textOf(said.tape, 64) || folder;
  return {
    ...{
      firstSequence: first,
      lastSequence: last,
      segment: Number(segment),
      offset: Number(offset),
      size: Number(size),
    },
    ...{ id: quarantineId(tape, first, last), tape, code, reason: textOf(said.reason, 64) || code, file },
    ...{ text: textOf(said.text, 2_000), expected: textOf(said.expected, 100), found: textOf(said.found, 100) },
    ...{ source: textOf(said.source, 1_000) || "disk", lost: lostOf(said.lost), sha256: String(hash) },
    keptAt: textOf(said.keptAt, 40),
  };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function textOf(value: unknown, most: number): string {
  return typeof value === "string" ? value.slice(0, most) : "";
}

function lostOf(value: unknown): LostCommit[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LOST_MAX).flatMap((one: Partial<Record<keyof LostCommit, unknown>> | null) => {
    if (typeof one !== "object" || one === null || !isCount(one.sequence) || !isCount(one.scopes)) return [];
    return { sequence: one.sequence as number, label: textOf(one.label, 256), scopes: one.scopes as number };
  });
}
