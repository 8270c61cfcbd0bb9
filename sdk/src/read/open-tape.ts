/** A tape that is open for reading: its reader, what is known of its session, and what the reads found wrong with it. */
import { TapelabError } from "../errors.js";
import type { TapeReader } from "../tape/reader.js";
import type { CommitEntry, Damage, OpenReport } from "../tape/types.js";
import { noBlobs } from "./blob-values.js";
import type { TapeFacts } from "./commit-rows.js";
import type { Gap, ReadEvent } from "./read-event.js";
import { type SessionInfo, sessionInfo } from "./session-info.js";
import type { TapeSource, Until } from "./tape-source.js";
import { type Reading, readOne, ShapeBook } from "./walk.js";

export interface ReadOptions {
  /** Hears what the read meets besides scopes, in order with them: gaps and retractions. */
  readonly onEvent?: (event: ReadEvent) => void;
}

export class OpenTape {
  readonly source: TapeSource;
  readonly reader: TapeReader;
  readonly facts: TapeFacts;
  readonly #shapes = new ShapeBook();
  readonly #found: Damage[] = [];
  #refreshed: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(source: TapeSource, reader: TapeReader, session: SessionInfo) {
    this.source = source;
    this.reader = reader;
    this.facts = { id: source.id, session, blobs: source.blobs ?? noBlobs, cut: source.cut, onUse: source.onUse };
  }

  static async open(source: TapeSource, options: { readonly until?: Until } = {}): Promise<OpenTape> {
    const reader = await source.open(options);
    try {
      return new OpenTape(source, reader, await sessionOf(source, reader));
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  /** What was wrong when the tape was opened, and what the reads since have found. */
  get report(): OpenReport {
    const { notices, damage, tornBytes } = this.reader.report;
    return { notices, damage: [...damage, ...this.#found], tornBytes };
  }

  /** A reading; gaps are counted in the report and told. */
  reading({ onEvent }: ReadOptions, own?: { reader: TapeReader; shapes: ShapeBook }): Reading {
    const told = new Set<string>();
    const reading: Reading = {
      tape: this.facts,
      reader: own?.reader ?? this.reader,
      shapes: own?.shapes ?? this.#shapes,
      onGap: (gap) => {
        const place = `${gap.segment}:${gap.offset}`;
        if (told.has(place)) return;
        told.add(place);
        this.#count(gap);
        onEvent?.(gap);
      },
      whenOpen: (work) => (this.#isClosed ? this.#openedAgain(work) : work(reading)),
    };
    return reading;
  }

  async #openedAgain<T>(work: (reading: Reading) => Promise<T>): Promise<T> {
    const again = await OpenTape.open(this.source);
    try {
      return await work(again.reading({}));
    } finally {
      await again.close();
    }
  }

  /** What is on the tape now. Looks at the disk are made one after another. */
  async entries(): Promise<readonly CommitEntry[]> {
    this.assertOpen();
    const turn = this.#refreshed.then(() => (this.#isClosed ? undefined : this.reader.refresh()));
    this.#refreshed = turn.catch(() => undefined);
    await turn;
    this.assertOpen();
    const last = this.source.cut?.sequence ?? Number.POSITIVE_INFINITY;
    return this.reader.commits.filter(({ sequence }) => sequence <= last);
  }

  assertOpen(): void {
    if (!this.#isClosed) return;
    throw new TapelabError(
      "tape-closed",
      `Tape "${this.source.label}" (${this.source.id}) was closed. Nothing was read. Open it again to read on.`,
      { tape: this.source.id },
    );
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.reader.close();
  }

  #count({ kind: _, tape: __, ...damage }: Gap): void {
    const isKnown = this.report.damage.some((one) => one.segment === damage.segment && one.offset === damage.offset);
    if (!isKnown) this.#found.push(damage);
  }
}

/** Opens a tape, uses it and closes it; undefined, and an event, when it cannot be opened. */
export async function withTape<T>(
  source: TapeSource,
  { onEvent }: ReadOptions,
  use: (tape: OpenTape) => Promise<T>,
): Promise<T | undefined> {
  let tape: OpenTape;
  try {
    tape = await OpenTape.open(source);
  } catch (error) {
    onEvent?.({ kind: "damaged-tape", tape: source.id, text: (error as Error).message });
    return undefined;
  }
  try {
    return await use(tape);
  } finally {
    await tape.close();
  }
}

/** Facts of the session, from commit 1; a damaged one leaves the id and the label that the source knows. */
async function sessionOf(source: TapeSource, reader: TapeReader): Promise<SessionInfo> {
  const [first] = reader.commits;
  const unknown = sessionInfo(source.id, { labels: source.label === "" ? [] : [source.label] });
  if (first?.sequence !== 1) return unknown;
  const tape: TapeFacts = { id: source.id, session: unknown, blobs: noBlobs };
  const reading: Reading = {
    tape,
    reader,
    shapes: new ShapeBook(),
    onGap: () => undefined,
    whenOpen: (work) => work(reading),
  };
  const [commit] = await readOne(reading, first);
  return commit ? sessionInfo(source.id, commit.decoded.meta) : unknown;
}
