/** One commit of a tape, as `commits$` delivers it: facts at once, contents when asked for. */
import type { Table } from "apache-arrow";
import { lineFace, showAs } from "../base/console.js";
import type { CommitEntry } from "../tape/types.js";
import { tableOf } from "../value/arrow.js";
import { type CommitFacts, type CommitKind, commitFacts, commitName } from "./commit-facts.js";
import type { CommitRows } from "./commit-rows.js";
import type { Scope } from "./scope.js";
import type { SessionInfo } from "./session-info.js";
import { type Reading, readStrictly } from "./walk.js";

export class Commit implements CommitFacts {
  readonly #reading: Reading;
  readonly #entry: CommitEntry;
  readonly #facts: CommitFacts;

  /** @internal Commits come from a tape. */
  constructor(reading: Reading, entry: CommitEntry) {
    this.#reading = reading;
    this.#entry = entry;
    this.#facts = commitFacts(reading.tape, entry);
  }

  /** `<tape id>:c<sequence>`. */
  get uid(): string {
    return this.#facts.uid;
  }
  get sequence(): number {
    return this.#entry.sequence;
  }
  /** Empty when it was committed without one. */
  get label(): string {
    return this.#entry.label;
  }
  get kind(): CommitKind {
    return this.#facts.kind;
  }
  /** Milliseconds since 1970. */
  get time(): number {
    return this.#facts.time;
  }
  get timeNs(): bigint {
    return this.#facts.timeNs;
  }
  get session(): SessionInfo {
    return this.#facts.session;
  }
  get scopeCount(): number {
    return this.#entry.rows;
  }
  get sizeBytes(): number {
    return this.#entry.size;
  }

  /**
   * User metadata and recorded facts. Reads the commit, as all that follow, from the tape that delivered it (opened
   * again when it was closed since); rejects when the commit is damaged.
   */
  async meta(): Promise<Readonly<Record<string, unknown>>> {
    return (await this.#read()).decoded.meta;
  }
  /** Its hash, which names it for ever; undefined while it is not proved. */
  hash(): Promise<string | undefined> {
    return this.#reading.whenOpen(({ reader }) => reader.hashOf(this.sequence));
  }
  /** All its scopes, in order. */
  async scopes(): Promise<Scope[]> {
    const rows = await this.#read();
    return Array.from({ length: rows.decoded.rows }, (_, n) => rows.scope(n));
  }
  /** The variables of all its scopes, one row each. */
  async table(): Promise<Table> {
    return tableOf([{ commit: (await this.#read()).decoded }]);
  }

  #read(): Promise<CommitRows> {
    return this.#reading.whenOpen((reading) => readStrictly(reading, this.#entry));
  }
}

showAs(
  Commit.prototype,
  lineFace<Commit>(commitName, ({ scopeCount, kind, time }) => ({ scopeCount, kind, time: new Date(time) })),
);
