/**
 * From commits on a tape to decoded rows, in order, in groups, with little held at a time. A commit that cannot be read
 * is skipped and told as a gap; every other one is delivered.
 */
import { isTapelabError, type TapelabError } from "../errors.js";
import type { CommitImage, TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { decodeImage } from "../value/decode.js";
import { openShape, type Shape } from "../value/shape.js";
import type { Arena } from "./arena.js";
import { type ColumnPlan, planOf, readColumns, type WantedColumns } from "./columns.js";
import { CommitRows, type TapeFacts } from "./commit-rows.js";
import type { Gap } from "./read-event.js";

/** One reading of a tape: what is needed to turn its entries into rows. */
export interface Reading {
  readonly tape: TapeFacts;
  readonly reader: TapeReader;
  readonly shapes: ShapeBook;
  onGap(gap: Gap): void;
  /** Does the work with this reading while its tape is open, afterwards with one opened for it. */
  whenOpen<T>(work: (reading: Reading) => Promise<T>): Promise<T>;
}

export interface WalkOptions {
  /** Only these columns are looked at; undefined = everything. */
  readonly columns?: WantedColumns;
  /** What is delivered outlives its group: images are read into memory of their own. */
  readonly keep: boolean;
}

/** Decodes the commits in order. A group is good until the next one is asked for, unless `keep` is set. */
export async function* walk(
  reading: Reading,
  entries: readonly CommitEntry[],
  options: WalkOptions,
): AsyncGenerator<Iterable<CommitRows>, void, void> {
  const { columns } = options;
  const plans = entries.map((entry) => columns && planOf(reading, entry, columns));
  for (let start = 0; start < entries.length; ) {
    const byColumn = plans[start] !== undefined;
    let end = start + 1;
    while (end < entries.length && (plans[end] !== undefined) === byColumn) end++;
    if (byColumn) yield* readColumns(reading, plans.slice(start, end) as ColumnPlan[]);
    else yield* readImages(reading, entries.slice(start, end), options);
    start = end;
  }
}

async function* readImages(
  reading: Reading,
  entries: readonly CommitEntry[],
  options: WalkOptions,
): AsyncGenerator<Iterable<CommitRows>, void, void> {
  let next = 0;
  while (next < entries.length) {
    try {
      const rest = next === 0 ? entries : entries.slice(next);
      for await (const group of reading.reader.images(rest, options.keep)) {
        yield decodeEach(reading, group, options);
        next += group.length;
      }
      return;
    } catch (error) {
      // The group stopped at a damaged commit: those before it are read one by one, the walk goes on behind it.
      const damaged = damagedAt(error, entries, next);
      if (damaged < 0) throw error;
      for (; next < damaged; next++) yield await readOne(reading, entries[next]!, options.columns?.variables);
      tellGap(reading, entries[damaged]!, error);
      next = damaged + 1;
    }
  }
}

/** Decodes one after another, when it is its turn: many small commits at once would be much to hold. */
function* decodeEach(reading: Reading, group: readonly CommitImage[], { columns }: WalkOptions): Generator<CommitRows> {
  for (const { entry, image } of group) {
    try {
      yield decode(reading, entry, image, columns?.variables);
    } catch (error) {
      tellGap(reading, entry, error);
    }
  }
}

/** One commit by itself; empty, and told as a gap, when it cannot be read. */
export async function readOne(reading: Reading, entry: CommitEntry, only?: ReadonlySet<string>): Promise<CommitRows[]> {
  try {
    return [await readStrictly(reading, entry, only)];
  } catch (error) {
    tellGap(reading, entry, error);
    return [];
  }
}

/** One commit by itself; rejects when it cannot be read. */
export async function readStrictly(
  reading: Reading,
  entry: CommitEntry,
  only?: ReadonlySet<string>,
): Promise<CommitRows> {
  return decode(reading, entry, await reading.reader.image(entry), only);
}

/** The same commit in memory of its own, good for as long as it is held. */
export function kept(reading: Reading, commit: CommitRows, arena: Arena): CommitRows {
  return commit.image ? decode(reading, commit.entry, arena.copy(commit.image), commit.only) : commit;
}

function decode(reading: Reading, entry: CommitEntry, image: Uint8Array, only?: ReadonlySet<string>): CommitRows {
  const decoded = decodeImage(image, (id) => reading.shapes.shape(reading.reader, entry, id));
  return new CommitRows(reading.tape, entry, decoded, image, only);
}

/** Passes on what is not damage of this one commit. */
export function tellGap(reading: Reading, entry: CommitEntry, error: unknown): void {
  if (!isTapelabError(error, "corrupt-commit", "bad-bytes")) throw error;
  reading.onGap(gapOf(reading.tape.id, entry, error));
}

function damagedAt(error: unknown, entries: readonly CommitEntry[], from: number): number {
  if (!isTapelabError(error, "corrupt-commit")) return -1;
  const { sequence } = error.details;
  for (let i = from; i < entries.length; i++) if (entries[i]!.sequence === sequence) return i;
  return -1;
}

/** The gap that an unreadable commit leaves. */
function gapOf(tape: string, entry: CommitEntry, error: TapelabError): Gap {
  const { sequence, segment, offset, size } = entry;
  const where = { firstSequence: sequence, lastSequence: sequence, segment, offset, size };
  return { kind: "gap", tape, code: "corrupt-commit", text: error.message, ...where };
}

/** Shapes by id, decoded once per reading. */
export class ShapeBook {
  readonly #shapes = new Map<string, Shape>();

  shape(reader: TapeReader, entry: CommitEntry, id: string): Shape | undefined {
    const known = this.#shapes.get(id);
    if (known) return known;
    const bytes = reader.shapeBytes(entry, id);
    if (!bytes) return undefined;
    const shape = openShape(bytes);
    this.#shapes.set(id, shape);
    return shape;
  }
}
