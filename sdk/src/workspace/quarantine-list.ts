/** What is in quarantine, or should be: of every tape, and of the blobs. Reads only. */
import { runLater } from "../base/disk.js";
import { shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { badImages } from "../tape/examine.js";
import { type QuarantineNote, readQuarantine } from "../tape/quarantine.js";
import { quarantineId } from "../tape/quarantine-id.js";
import { TapeReader } from "../tape/reader.js";
import type { Damage } from "../tape/types.js";
import { acceptedRanges } from "./accepted-gaps.js";
import { type DamagedBlob, damagedBlobs } from "./damaged-blobs.js";
import { systemEnvironment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

/** One entry: damage of a tape, or a blob with wrong bytes. */
export interface QuarantineEntry extends QuarantineNote {
  /** The session whose tape it is; undefined for a blob. */
  readonly session: SessionEntry | undefined;
  /** The copy of the bytes; undefined while nothing was put aside, or there are none. */
  readonly path: string | undefined;
  /** `repaired`: what was lost can be read. `skipped`: it was given up by name. */
  readonly state: "open" | "repaired" | "skipped";
}

/** So many bytes of tapes are read through in search of damage that a directory hides; `findQuarantine` looks at all. */
const LOOK_BYTES = 256 << 20;

/** Everything in quarantine, and damage that was seen and not put aside yet. */
export async function listQuarantine(workspace: Workspace): Promise<QuarantineEntry[]> {
  const entries: QuarantineEntry[] = [];
  const budget = { bytes: LOOK_BYTES };
  for (const session of await workspace.sessions()) entries.push(...(await entriesOf(session, budget)));
  const { disk } = systemEnvironment();
  for (const note of await runLater(disk, readQuarantine(workspace.dir))) {
    const state = (await workspace.blobs.verify(note.tape)) === "good" ? "repaired" : "open";
    entries.push({ ...note, session: undefined, path: pathOf(workspace.dir, note), state });
  }
  return entries;
}

async function entriesOf(session: SessionEntry, budget?: { bytes: number }): Promise<QuarantineEntry[]> {
  const { disk } = systemEnvironment();
  const { dir, id, label } = session;
  const notes = await runLater(disk, readQuarantine(dir));
  let reader: TapeReader;
  try {
    reader = await TapeReader.open(disk, dir, { name: label || id, verify: budget ? "crc" : "full" });
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return notes.map((note) => ({ ...note, session, path: pathOf(dir, note), state: "open" }));
  }
  try {
    const known = new Set(notes.map((note) => note.id));
    if (budget) budget.bytes -= reader.sizeBytes;
    const hidden = budget && budget.bytes >= 0 ? await badImages(reader, { name: label || id }) : [];
    const damage = [...reader.report.damage, ...hidden].map((one) => noteOf(id, one));
    const fresh = damage.filter((note) => !known.has(note.id));
    const all = [...notes, ...fresh];
    const ranges = all.length > 0 ? await acceptedRanges(disk, dir) : [];
    const entries: QuarantineEntry[] = [];
    for (const note of all) {
      const { firstSequence: first, lastSequence: last } = note;
      const isSkipped = ranges.some((range) => range.first <= first && last <= range.last);
      const state = (await isWhole(reader, first, last)) ? "repaired" : isSkipped ? "skipped" : "open";
      entries.push({ ...note, session, path: note.keptAt === "" ? undefined : pathOf(dir, note), state });
    }
    return entries;
  } finally {
    await reader.close();
  }
}

async function isWhole(reader: TapeReader, first: number, last: number): Promise<boolean> {
  const entries = reader.commits.filter(({ sequence }) => first <= sequence && sequence <= last);
  if (entries.length < last - first + 1) return false;
  for (const entry of entries) if (!(await reader.isGood(entry))) return false;
  return true;
}

function pathOf(dir: string, { file, size }: QuarantineNote): string | undefined {
  return size > 0 ? `${dir}/quarantine/${file}.bin` : undefined;
}

/** Damage that nobody put aside yet. */
function noteOf(tape: string, { code, text, reason = code, expected = "", ...place }: Damage): QuarantineNote {
  const id = quarantineId(tape, place.firstSequence, place.lastSequence);
  const facts = { id, tape, reason, code, text, expected, found: "", source: "disk", lost: [] };
  return { ...facts, ...place, sha256: "", keptAt: "", file: id };
}

/** The entry with this id, also of damage that only a full look finds. Rejects with `no-such-quarantine`. */
export async function findQuarantine(workspace: Workspace, id: string): Promise<QuarantineEntry> {
  const listed = await listQuarantine(workspace);
  const found = listed.find((entry) => entry.id === id);
  if (found) return found;
  for (const session of await workspace.sessions()) {
    const entry = (await entriesOf(session)).find((one) => one.id === id);
    if (entry) return entry;
  }
  const blob = (await damagedBlobs(workspace, await workspace.sessions())).find((one) => one.id === id);
  if (blob) return { ...blobNote(blob), session: undefined, path: undefined, state: "open" };
  const known = listed.map((entry) => entry.id);
  const way = known.length > 0 ? `There are: ${known.slice(0, 10).join(", ")}.` : "Nothing is in quarantine.";
  const text = `Nothing in quarantine has the id ${shown(JSON.stringify(id), 60)}. Nothing was changed. ${way} \`tapelab quarantine list\` lists all.`;
  throw new TapelabError("no-such-quarantine", text, { id, known });
}

function blobNote({ id, sha256, text }: DamagedBlob): QuarantineNote {
  const place = { firstSequence: 0, lastSequence: 0, segment: 0, offset: 0, size: 0 };
  const facts = {
    id,
    tape: sha256,
    reason: "bad-blob",
    code: "bad-blob",
    text,
    expected: `sha256 ${sha256}`,
    found: "",
  };
  return { ...facts, ...place, source: "disk", lost: [], sha256: "", keptAt: "", file: id };
}
