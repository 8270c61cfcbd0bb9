/**
 * What a process knows of the operations of a workspace: one fold over all its tapes, brought up to date when somebody
 * asks. What the process writes itself is told to it and never read; of other tapes only what is new is read.
 */
import { BadBytes } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import { isTapelabError, type TapelabError } from "../errors.js";
import { segmentName, segmentNumbers } from "../tape/layout.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry, Damage } from "../tape/types.js";
import { mayHaveOperations, type OperationCommit, readOperations } from "../value/operations.js";
import { Fold } from "./fold.js";
import { stateOf } from "./state.js";

export interface KnownStateDeps {
  readonly disk: Disk;
  readonly tapesDir: string;
  /** Ids of the tapes that are there. */
  tapes(): Promise<readonly string[]>;
  /** Rejects when the tape belongs to another workspace. */
  assertOwn(dir: string): Promise<void>;
  /** The tapes that this process writes, if it has told all operations on them. */
  own(): ReadonlySet<string>;
  /** These commits of a tape cannot be read, or the tape as a whole. Told once. */
  lost(tape: string, what: readonly Damage[] | TapelabError): void;
}

/** Hears what was folded in: whether it touched an entity, and the fold. */
export type KnownListener = (touches: (entity: string) => boolean, fold: Fold) => void;

/** How far a tape was read. */
interface Followed {
  /** Of its folder: while it is the same, there is nothing new. */
  mark: string;
  /** The last commit that was folded in or passed over. */
  sequence: number;
  /** Of a tape that has grown, so that only what is new is looked at. */
  reader: TapeReader | undefined;
  /** When its last commit was repaired: then what is behind it is not all that is new. */
  repaired: number | undefined;
  /** Of what was folded in; undefined of a tape of this process that nobody has read yet. */
  generation: number | undefined;
}

export class KnownState {
  readonly #deps: KnownStateDeps;
  readonly #listeners = new Set<KnownListener>();
  readonly #told = new Set<string>();
  /** Own tapes on which a write failed: what is on them has to be read. */
  readonly #doubted = new Set<string>();
  #tapes = new Map<string, Followed>();
  #fold = new Fold();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: KnownStateDeps) {
    this.#deps = deps;
  }

  /** Runs the work when the fold is up to date. Works run one after the other; the fold is theirs until they return. */
  run<T>(work: (fold: Fold) => T): Promise<T> {
    const turn = this.#turn.then(async () => {
      await this.#refresh();
      return work(this.#fold);
    });
    this.#turn = turn.catch(() => undefined); // it is told to whoever asked
    return turn;
  }

  /** Code was stopped from outside: the work under way may never end, and nothing waits for it. */
  revive(): void {
    this.#turn = Promise.resolve();
  }

  /** Operations that this process wrote. */
  add(tape: string, commit: OperationCommit): void {
    if (this.#doubted.has(tape)) return; // it is read, with what was held back before it
    const known = this.#tapes.get(tape);
    if (known) known.sequence = commit.sequence;
    else
      this.#tapes.set(tape, {
        mark: "",
        sequence: commit.sequence,
        reader: undefined,
        repaired: undefined,
        generation: undefined,
      });
    this.#apply(tape, commit);
  }

  /** What is on this tape has to be read, though this process writes it. */
  doubt(tape: string): void {
    this.#doubted.add(tape);
  }

  /** Hears of each commit with operations once it is folded in, until the returned function is called. */
  listen(listener: KnownListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #apply(tape: string, commit: OperationCommit): void {
    this.#fold.apply(tape, commit);
    this.#hear((entity) => commit.operations.some((one) => one.entity === entity));
  }

  #hear(touches: (entity: string) => boolean): void {
    for (const listener of [...this.#listeners]) listener(touches, this.#fold);
  }

  async #refresh(): Promise<void> {
    const own = this.#deps.own();
    for (const id of await this.#deps.tapes()) {
      if (own.has(id) && !this.#doubted.has(id)) continue;
      try {
        await this.#look(id, `${this.#deps.tapesDir}/${id}`);
      } catch (error) {
        if (!isTapelabError(error)) throw error;
        this.#tell(id, error);
      }
    }
  }

  async #look(id: string, dir: string): Promise<void> {
    const { disk } = this.#deps;
    const mark = markOf(disk, dir);
    const known = this.#tapes.get(id);
    if (known?.mark === mark) return;
    const repaired = disk.now.stat(`${dir}/repairs`)?.mtimeMs;
    if (known?.repaired === repaired && known !== undefined) return this.#readOn(id, dir, known, mark);
    await this.#deps.assertOwn(dir);
    const { fold, sequence, gaps, generation } = await stateOf(disk, dir);
    this.#fold.merge(fold);
    this.#tapes.set(id, { mark, sequence, reader: undefined, repaired, generation });
    if (gaps.length > 0) this.#tell(id, gaps);
    if (fold.cellCount > 0) this.#hear(() => true);
  }

  async #readOn(id: string, dir: string, known: Followed, mark: string): Promise<void> {
    const reader = known.reader ?? (await TapeReader.open(this.#deps.disk, dir));
    const { retracted } = known.reader ? await reader.refresh() : { retracted: 0 };
    const { generation } = reader.recovery;
    const isRedacted = generation !== known.generation && reader.compaction?.verb === "redact";
    if (retracted > 0 || isRedacted || reader.lastSequence < known.sequence) return this.#startAgain();
    const entries = reader.commits.filter((one) => one.sequence > known.sequence && mayHaveOperations(one.kind));
    try {
      for await (const commit of operationsIn(reader, entries)) this.#apply(id, commit);
    } finally {
      await reader.close(); // its files; it opens them again when it needs them
    }
    const { isEnded, lastSequence } = reader;
    this.#tapes.set(id, { ...known, mark, sequence: lastSequence, reader: isEnded ? undefined : reader, generation });
  }

  /** Commits that were folded in were withdrawn after a crash, or redacted: nothing is known any more. */
  #startAgain(): Promise<void> {
    for (const id of this.#tapes.keys()) this.#doubted.add(id);
    this.#tapes = new Map();
    this.#fold = new Fold();
    return this.#refresh();
  }

  /** What cannot be read must not stop everything else. */
  #tell(id: string, what: readonly Damage[] | TapelabError): void {
    if (this.#told.has(id)) return;
    this.#told.add(id);
    this.#deps.lost(id, what);
  }
}

/** The operations of these commits, in order. Commits that cannot be read are passed over. */
export async function* operationsIn(
  reader: TapeReader,
  entries: readonly CommitEntry[],
): AsyncGenerator<OperationCommit, void, void> {
  for (const entry of entries) {
    try {
      yield readOperations(entry.sequence, await reader.image(entry));
    } catch (error) {
      if (!isTapelabError(error, "corrupt-commit") && !(error instanceof BadBytes)) throw error;
    }
  }
}

/** Changes whenever the tape grows or is repaired. */
function markOf(disk: Disk, dir: string): string {
  const names = disk.now.readdir(dir);
  const newest = segmentNumbers(names).at(-1);
  const size = newest && disk.now.stat(`${dir}/${segmentName(newest)}`)?.size;
  const repaired = names.includes("repairs") ? disk.now.stat(`${dir}/repairs`)?.mtimeMs : "";
  return `${names.sort().join(" ")} ${size} ${repaired}`;
}
