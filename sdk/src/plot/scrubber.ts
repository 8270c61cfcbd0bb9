/**
 * One moment of a tape or table at a time, for a scrubber that asks for it: the whole is read and drawn once; after that
 * a moment costs the commits that hold it and the scopes before it.
 */
import { badOption, foundText } from "../base/options.js";
import type { Selection } from "../read/selection.js";
import { Tape } from "../read/tape.js";
import type { CommitEntry } from "../tape/types.js";
import { chunksOf, isTable, type TableLike } from "./batch-chunk.js";
import type { Chunk } from "./chunk.js";
import type { Figure } from "./figure.js";
import type { Gathering } from "./gather.js";
import { type PlotSource, sourcesOf } from "./make-plot.js";
import { allContext } from "./needs.js";
import type { PlotOptions } from "./options.js";
import { PartChunk } from "./part-chunk.js";
import { Plot } from "./plot.js";
import { atStep } from "./scrub.js";
import { DrawnRows, type Step } from "./steps.js";

/** A moment: the number of a scope from 0, a time in milliseconds since 1970, or the number of a commit. */
export type PlotMoment = { readonly seq: number } | { readonly time: number } | { readonly commit: number };

export interface Scrubber {
  /** Scopes there are. */
  readonly count: number;
  /** Times of the first and the last commit; undefined for a table. */
  readonly times: readonly [first: number, last: number] | undefined;
  /** Numbers of all commits, ascending. */
  readonly commits: readonly number[];
  /** The picture at the newest scope that is not behind the moment. */
  at(moment: PlotMoment): Promise<Figure>;
}

const tailMax = 64;

/** Reads a tape or table once and answers for its moments. */
export async function scrubber(source: PlotSource, options: PlotOptions = {}): Promise<Scrubber> {
  const sources = sourcesOf("scrubber", source);
  const [one] = sources;
  const place =
    one instanceof Tape
      ? await TapePlaces.of(one, options.select)
      : one && isTable(one)
        ? new TablePlaces(one)
        : undefined;
  if (!place || sources.length > 1) {
    throw badOption("scrubber", "source", {
      expected: "a tape or an Arrow table",
      found: foundText(source),
      outcome: "Nothing was drawn.",
      advice: "Give `scrub` to plot for other sources.",
    });
  }
  const { scrub: _, ...rest } = options;
  const plot = new Plot(sources, rest);
  const figure = await plot.toFigure();
  plot.stop();
  const gathering = plot.gathering;
  return {
    count: place.count,
    times: place.times,
    commits: place.commits,
    at: async (moment) => {
      const steps = await place.stepsBefore(moment, gathering);
      const last = steps.at(-1);
      return last ? atStep(figure, last, steps, gathering) : figure;
    },
  };
}

/** Where moments lie in a tape. */
class TapePlaces {
  readonly #tape: Tape;
  readonly #select: Selection | undefined;
  readonly #entries: readonly CommitEntry[];
  /** Scopes on the tape before each of these commits. */
  readonly #firsts: Float64Array;
  readonly count: number;

  private constructor(
    tape: Tape,
    select: Selection | undefined,
    entries: readonly CommitEntry[],
    all: readonly CommitEntry[],
  ) {
    this.#tape = tape;
    this.#select = select;
    this.#entries = entries;
    this.#firsts = new Float64Array(entries.length);
    let at = 0;
    let before = 0;
    for (const entry of all) {
      if (entry === entries[at]) this.#firsts[at++] = before;
      before += entry.rows;
    }
    this.count = before;
  }

  static async of(tape: Tape, select: Selection | undefined): Promise<TapePlaces> {
    const all = await tape.scopeEntries({ system: true });
    const chosen = new Set((await tape.scopeEntries(select)).map(({ sequence }) => sequence));
    return new TapePlaces(
      tape,
      select,
      all.filter(({ sequence }) => chosen.has(sequence)),
      all,
    );
  }

  get commits(): readonly number[] {
    return this.#entries.map(({ sequence }) => sequence);
  }
  get times(): readonly [number, number] | undefined {
    const [first] = this.#entries;
    return first && [first.wallMs, this.#entries.at(-1)!.wallMs];
  }

  async stepsBefore(moment: PlotMoment, gathering: Gathering): Promise<readonly Step[]> {
    let at = Math.max(0, this.#entryOf(moment));
    const steps: Step[] = [];
    for (; at >= 0 && steps.length < tailMax; at--) {
      const chunk = await this.#chunk(at);
      // Scopes of the commit at this time may all lie behind the moment: then the one before is asked.
      if (chunk) steps.unshift(...stepsOf(chunk, moment, gathering, tailMax - steps.length));
    }
    return steps;
  }

  /** The last commit that may hold a scope not behind the moment. */
  #entryOf(moment: PlotMoment): number {
    const entries = this.#entries;
    if ("seq" in moment) return lastWhere(entries.length, (i) => this.#firsts[i]! <= moment.seq);
    if ("commit" in moment) return lastWhere(entries.length, (i) => entries[i]!.sequence <= moment.commit);
    // Scopes are captured before their commit is made: the first commit from then on may hold some from before.
    const before = lastWhere(entries.length, (i) => entries[i]!.wallMs < moment.time);
    return Math.min(entries.length - 1, before + 1);
  }

  async #chunk(at: number): Promise<Chunk | undefined> {
    const { sequence } = this.#entries[at]!;
    let chunk: Chunk | undefined;
    const select: Selection = { ...this.#select, sequence: { from: sequence, to: sequence } };
    await this.#tape.readParts(select, { context: allContext }, ({ parts }) => {
      const [part] = parts;
      if (part) chunk = new PartChunk(part, this.#firsts[at]!);
      return true;
    });
    return chunk;
  }
}

class TablePlaces {
  readonly #table: TableLike;
  readonly count: number;
  readonly times = undefined;
  readonly commits: readonly number[] = [];

  constructor(table: TableLike) {
    this.#table = table;
    this.count = table.numRows;
  }

  async stepsBefore(moment: PlotMoment, gathering: Gathering): Promise<readonly Step[]> {
    if (!("seq" in moment)) return [];
    return chunksOf(this.#table, 0)
      .filter(({ first }) => first <= moment.seq)
      .flatMap((chunk) => stepsOf(chunk, moment, gathering, tailMax))
      .slice(-tailMax);
  }
}

/** The last rows of the chunk that are not behind the moment. */
function stepsOf(chunk: Chunk, moment: PlotMoment, gathering: Gathering, max: number): Step[] {
  const times = "time" in moment ? chunk.times() : undefined;
  const seqOf = (row: number): number => chunk.seqs?.[row] ?? chunk.first + row;
  const isIn = (row: number): boolean => {
    if ("seq" in moment) return seqOf(row) <= moment.seq;
    return "time" in moment ? times![row]! <= moment.time : true;
  };
  const last = lastWhere(chunk.rows, isIn);
  const drawn = new DrawnRows(chunk, gathering);
  const from = Math.max(0, last - max + 1);
  return Array.from({ length: last + 1 - from }, (_, i) => drawn.step(seqOf(from + i), from + i, from + i));
}

/** The last place of an ascending order for which the test holds; -1 without any. */
function lastWhere(count: number, test: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
