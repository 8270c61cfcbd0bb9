/**
 * The runs of a workspace, folded from its tapes. A tape that has ended is read once in a process; of the others only
 * what is new is read. What is known is kept in an index, which may be missing, old or wrong: then tapes are read.
 */
import type { Clock } from "../base/clock.js";
import type { Disk, DiskStat } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { isMissing } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import { attemptLabels, kindOf, type ToldNote, type ToldTape, toldLabels } from "../run/fold-record.js";
import { type RunRecord, runLabels } from "../run/run-record.js";
import type { Fold } from "../state/fold.js";
import { operationsIn } from "../state/known-state.js";
import { stateOf } from "../state/state.js";
import { segmentName, segmentNumbers } from "../tape/layout.js";
import { TapeReader } from "../tape/reader.js";
import { type CommitEntry, KIND } from "../tape/types.js";
import { mayHaveOperations, type OperationCommit } from "../value/operations.js";
import { decodeEntry } from "./decode-entry.js";
import { answerOf, answerWith, type KnownRuns, runEntity } from "./run-answer.js";
import { readIndex, writeIndex } from "./run-index.js";
import { type ListDeps, readEntry, type SessionEntry, type SessionState } from "./session-list.js";

/** What is known of one tape. */
export interface KnownTape {
  readonly tape: string;
  readonly state: SessionState;
  /** Of its files: while it is the same, there is nothing new. */
  readonly stamp: string;
  /** The newest segment, which the stamp is of. */
  readonly segment: number;
  /** Undefined: it belongs to no run, and may hold corrections of runs all the same. */
  readonly told: ToldTape | undefined;
  /** A run whose start cannot be read: nothing else is known of it. */
  readonly isLost?: boolean;
  /** Commits with operations on runs. */
  readonly edits: readonly OperationCommit[];
  /** Nobody has it open, and all of it was read: nothing changes while the stamp is the same. */
  readonly isSettled: boolean;
  /** Up to here it was read. */
  readonly sequence: number;
  /** Of a tape that grows. */
  readonly reader?: TapeReader | undefined;
  /** All its operations, where their beginning was given up. */
  readonly base?: Fold;
}

/** When and how the folder of the tapes was listed. */
interface Listed {
  readonly at: bigint;
  readonly stat: DiskStat | undefined;
  /** Tapes that this process made since. */
  own: number;
}

export interface RunRecordsDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** Whether this process records on the tape: then nobody has to be asked who does. */
  readonly isOpenHere: (tape: string) => boolean;
}

const idForm = /^[0-9a-f]{32}$/;
const runNotes: ReadonlySet<string> = new Set(Object.values(runLabels));
/** So long is a list of tapes believed where this process adds to them. */
const listedNs = 1_000_000_000n;
/** Tapes that a new process may have to read: below this nothing is written. */
const unsavedMax = 16;

export class RunRecords {
  readonly #deps: RunRecordsDeps;
  readonly #listing: ListDeps;
  readonly #tapes = new Map<string, KnownTape>();
  /** Folders of which something may change: all but those of tapes that were ended and read. */
  readonly #open = new Set<string>();
  #listed: Listed | undefined;
  #isLoaded = false;
  #saved = 0;
  #answer: KnownRuns | undefined;
  /** Tapes that were not there when it was made. */
  #fresh: KnownTape[] = [];
  /** Looks under way, the last one of each tape. */
  readonly #looks = new Map<string, Promise<void>>();

  constructor(deps: RunRecordsDeps) {
    this.#deps = deps;
    this.#listing = { disk: deps.disk, ids: deps.ids, tapesDir: `${deps.dir}/tapes`, known: new Map() };
  }

  /** Calls may run beside each other; they look at one tape in turn, so that none takes back what a later look saw. */
  async all(isPrecise = true): Promise<KnownRuns> {
    if (isPrecise || !this.#isAsListed()) await this.#list();
    for (const name of [...this.#open]) await this.#lookInTurn(name);
    const fresh = this.#fresh;
    this.#fresh = [];
    this.#answer = (this.#answer && answerWith(this.#answer, fresh)) ?? answerOf([...this.#tapes.values()]);
    return this.#answer;
  }

  /** What is known of a tape that this process has just begun and ended. */
  take(known: KnownTape): void {
    if (this.#listed && !this.#tapes.has(known.tape) && !this.#open.has(known.tape)) this.#listed.own++;
    this.#set(known.tape, known);
  }

  /** One run, whatever was known of its tape. */
  async one(id: string): Promise<RunRecord | undefined> {
    const tape = this.#answer?.byId.get(id)?.tape ?? id;
    const known = this.#tapes.get(tape);
    if (known?.isSettled && stampOf(this.#deps.disk, this.#dir(tape), known.segment) !== known.stamp)
      await this.#lookInTurn(tape);
    return (await this.all(false)).byId.get(id) ?? (await this.all()).byId.get(id);
  }

  /** For whoever recorded runs: keeps what is known, so that the next process need not read it. Never fails. */
  async keep(): Promise<void> {
    try {
      const most = Math.max(unsavedMax, this.#saved / 2);
      if (this.#tapes.size - this.#saved < most) return;
      await this.all();
      const settled = [...this.#tapes.values()].filter(({ isSettled }) => isSettled);
      if (settled.length - this.#saved < most) return;
      await writeIndex(this.#deps, settled);
      this.#saved = settled.length;
    } catch (error) {
      if (!isFailure(error)) throw error; // it saves time, and that alone
    }
  }

  /** Which tapes there are. */
  async #list(): Promise<void> {
    const { disk, clock } = this.#deps;
    const listed = { at: clock.mono(), stat: disk.now.stat(this.#listing.tapesDir), own: 0 };
    const names = await this.#names();
    if (!this.#isLoaded) await this.#load(names);
    const there = new Set(names.filter((name) => idForm.test(name)));
    for (const id of there) if (!this.#tapes.has(id)) this.#open.add(id);
    for (const id of [...this.#tapes.keys(), ...this.#open]) {
      if (there.has(id) || disk.now.stat(this.#dir(id))) continue;
      this.#set(id, undefined);
      this.#open.delete(id);
    }
    this.#listed = listed;
  }

  /**
   * For a look into the run cache, which many short runs ask for each: the folder is as it was listed, or as it is with
   * the tapes that this process made since, by their number. Whoever takes one away and makes one is seen after a second.
   */
  #isAsListed(): boolean {
    const listed = this.#listed;
    const before = listed?.stat;
    const now = before && this.#deps.disk.now.stat(this.#listing.tapesDir);
    if (!listed || !now) return false;
    if (listed.own === 0) return now.mtimeMs === before.mtimeMs && now.links === before.links;
    const isCounted = now.links !== undefined && before.links !== undefined && before.links >= 2;
    return isCounted && now.links === before.links + listed.own && this.#deps.clock.mono() - listed.at < listedNs;
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await this.#deps.disk.later.readdir(this.#listing.tapesDir);
    } catch (error) {
      if (!isMissing(error)) throw error;
      return [];
    }
  }

  async #load(ids: readonly string[]): Promise<void> {
    const there = new Set(ids);
    for (const known of await readIndex(this.#deps)) {
      const { tape, stamp, segment } = known;
      if (!there.has(tape) || this.#tapes.has(tape)) continue;
      if (stampOf(this.#deps.disk, this.#dir(tape), segment) === stamp) this.#set(tape, known);
    }
    this.#saved = this.#tapes.size;
    this.#isLoaded = true;
  }

  #set(id: string, known: KnownTape | undefined): void {
    const before = this.#tapes.get(id);
    if (before === known) return;
    if (known) this.#tapes.set(id, known);
    else this.#tapes.delete(id);
    if (known?.isSettled && known.state === "ended") this.#open.delete(id);
    else this.#open.add(id);
    if (isSilent(before) && isSilent(known)) return;
    if (known && !before) this.#fresh.push(known);
    else this.#answer = undefined;
  }

  #dir(tape: string): string {
    return `${this.#listing.tapesDir}/${tape}`;
  }

  async #lookInTurn(id: string): Promise<void> {
    const turn = (this.#looks.get(id) ?? Promise.resolve()).then(async () => {
      const known = this.#tapes.get(id);
      const found = await this.#look(id, known);
      if (this.#tapes.get(id) === known) this.#set(id, found); // else this process has ended the tape meanwhile
    });
    this.#looks.set(id, turn);
    try {
      await turn;
    } finally {
      if (this.#looks.get(id) === turn) this.#looks.delete(id);
    }
  }

  /** What cannot be read must not hide everything else. */
  async #look(id: string, known: KnownTape | undefined): Promise<KnownTape | undefined> {
    try {
      const { disk } = this.#deps;
      const isSure = known?.isSettled || (known?.state === "recording" && this.#deps.isOpenHere(id));
      if (isSure && stampOf(disk, this.#dir(id), known.segment) === known.stamp) return known;
      const segment = segmentNumbers(await disk.later.readdir(this.#dir(id))).at(-1) ?? 0;
      const stamp = stampOf(disk, this.#dir(id), segment); // first: what changes from now on is noticed the next time
      const entry = await readEntry(this.#listing, id);
      if (entry.state === "empty") return undefined;
      if (known?.stamp === stamp && known.state === entry.state) return known;
      return await readTape(disk, entry, { stamp, segment, known });
    } catch (error) {
      if (!isFailure(error)) throw error;
      return undefined;
    }
  }
}

interface Where {
  readonly stamp: string;
  readonly segment: number;
  /** What is known so far. */
  readonly known: KnownTape | undefined;
}

async function readTape(disk: Disk, entry: SessionEntry, { stamp, segment, known }: Where): Promise<KnownTape> {
  const reader = known?.reader ?? (await TapeReader.open(disk, entry.dir));
  try {
    if (known?.reader && (await reader.refresh()).retracted > 0)
      return await readTape(disk, entry, { stamp, segment, known: undefined });
    const from = known?.reader ? known.sequence : 0;
    const before = from > 0 ? known : undefined;
    const fresh = reader.commits.filter(({ sequence }) => sequence > from);
    const kind = kindOf(entry.facts);
    const { notes, lost } = kind ? await notesIn(reader, fresh) : { notes: [], lost: false };
    const edits: OperationCommit[] = [];
    for await (const commit of operationsIn(
      reader,
      fresh.filter((one) => mayHaveOperations(one.kind)),
    )) {
      const operations = commit.operations.filter(({ entity }) => entity.startsWith(runEntity));
      if (operations.length > 0) edits.push({ ...commit, operations });
    }
    const { report, lastSequence, commits } = reader;
    const isTrimmed = report.notices.some(({ code }) => code === "trimmed");
    const isLost = entry.state === "damaged" && commits.some(({ label }) => runNotes.has(label));
    const isBad = entry.state === "damaged" || isTrimmed || report.damage.length > 0;
    const isDamaged = lost || isBad || before?.told?.isDamaged === true;
    return {
      tape: entry.id,
      state: entry.state,
      stamp,
      segment,
      told:
        kind &&
        toldOf(entry, kind, {
          notes: [...(before?.told?.notes ?? []), ...notes],
          lastMs: commits.at(-1)?.wallMs ?? 0,
          isDamaged,
        }),
      ...(isLost && { isLost }),
      edits: [...(before?.edits ?? []), ...edits],
      isSettled: entry.state !== "recording" && !isDamaged && !isTrimmed,
      sequence: lastSequence,
      ...(entry.state === "recording" && { reader }),
      ...(isTrimmed && { base: (await stateOf(disk, entry.dir)).fold }),
    };
  } finally {
    await reader.close(); // its files; it opens them again when it needs them
  }
}

export function toldOf(
  { id, label, facts, state, startMs }: SessionEntry,
  kind: ToldTape["kind"],
  read: { notes: readonly ToldNote[]; lastMs: number; isDamaged: boolean },
): ToldTape {
  const kept = Object.entries(facts).filter(
    ([name]) => name.startsWith("run_") || (kind === "attempt" && name === "program"),
  );
  return {
    tape: id,
    session: typeof facts.id === "string" ? facts.id : id,
    label,
    kind,
    state,
    startMs: startMs ?? 0,
    lastMs: read.lastMs,
    facts: Object.fromEntries(kept),
    notes: read.notes,
    isDamaged: read.isDamaged,
  };
}

async function notesIn(
  reader: TapeReader,
  entries: readonly CommitEntry[],
): Promise<{ notes: ToldNote[]; lost: boolean }> {
  const notes: ToldNote[] = [];
  let lost = false;
  for (const entry of entries) {
    if (entry.kind !== KIND.system || !toldLabels.has(entry.label)) continue;
    try {
      const { meta } = await decodeEntry(reader, entry);
      notes.push(noteOf(entry.label, meta));
    } catch (error) {
      if (!isTapelabError(error)) throw error;
      lost = true;
    }
  }
  return { notes, lost };
}

/** A run tells itself that it completed; only of others has its launcher something to say. */
export function noteOf(label: string, meta: ToldNote["meta"]): ToldNote {
  if (label !== attemptLabels.progress) return { label, meta };
  const { finished } = meta;
  const isOne = (one: { status?: unknown } | null): boolean => one?.status === "failed" || one?.status === "cancelled";
  return { label, meta: { finished: Array.isArray(finished) ? finished.filter(isOne) : [] } };
}

/** Its folder changes whenever somebody opens or closes it for writing or repairs it; its newest segment as it grows. */
export function stampOf(
  disk: Disk,
  dir: string,
  segment: number,
  newest: DiskStat | undefined = disk.now.stat(`${dir}/${segmentName(segment)}`),
): string {
  return `${disk.now.stat(dir)?.mtimeMs} ${newest?.mtimeMs} ${newest?.size}`;
}

/** Neither a run nor something that is said of one. */
function isSilent(one: KnownTape | undefined): boolean {
  return !one?.told && !one?.base && !one?.isLost && (one?.edits.length ?? 0) === 0;
}

/** Of a tape or of the disk; everything else is a mistake of ours. */
function isFailure(error: unknown): boolean {
  return isTapelabError(error) || (error instanceof Error && "code" in error);
}
