/** One decoded commit as a reader uses it: its facts, its strips, its scopes in order. */
import type { Column } from "tapelab-proto";
import type { CommitEntry } from "../tape/types.js";
import type { DecodedCommit, DecodedStrip, RowContext, Stored } from "../value/decode.js";
import type { BlobSource } from "./blob-values.js";
import { type CommitFacts, commitFacts } from "./commit-facts.js";
import { compileVars, type VarsOf } from "./row-vars.js";
import { Scope } from "./scope.js";
import type { Query, RowFacts, RowSet } from "./selection.js";
import type { SessionInfo } from "./session-info.js";

/** What everything read from one tape shares. */
export interface TapeFacts {
  readonly id: string;
  readonly session: SessionInfo;
  readonly blobs: BlobSource;
  /** Hears the uid of each scope whose variables are bound. */
  readonly onUse?: (uid: string) => void;
  /** Scopes behind it are not part of what is read. */
  readonly cut?: Cut;
}

/** A place on a tape: a commit, and how many of its scopes; left out = all of them. */
export interface Cut {
  readonly sequence: number;
  readonly scopes?: number;
}

/** Which scopes of a commit: all, none, or their numbers from 0 in ascending order. */
export type Selected = "all" | "none" | Uint32Array;

export class CommitRows {
  readonly tape: TapeFacts;
  readonly entry: CommitEntry;
  readonly decoded: DecodedCommit;
  readonly facts: CommitFacts;
  readonly strips: readonly StripRows[];
  /** The bytes it was decoded from; undefined when its columns were read by themselves. */
  readonly image: Uint8Array | undefined;
  /** The variables it is narrowed to. */
  readonly only: ReadonlySet<string> | undefined;

  constructor(
    tape: TapeFacts,
    entry: CommitEntry,
    decoded: DecodedCommit,
    image?: Uint8Array,
    only?: ReadonlySet<string>,
  ) {
    this.tape = tape;
    this.entry = entry;
    this.decoded = decoded;
    this.image = image;
    this.only = only;
    this.facts = commitFacts(tape, entry);
    this.strips = decoded.strips.map((strip) => new StripRows(this, strip, only));
  }

  /** Which scopes match: all, none, or their numbers in ascending order. */
  select(query: Query): Selected {
    const sets = this.strips.map((strip) => query.matchRows(strip));
    const rows = this.#rowsBeforeCut();
    if (rows === this.decoded.rows && sets.every((set) => set === "all")) return rows === 0 ? "none" : "all";
    if (sets.every((set) => set === "none")) return "none";
    const numbers = new Uint32Array(rows);
    let count = 0;
    for (let n = 0; n < numbers.length; n++) if (this.#holds(sets, n)) numbers[count++] = n;
    return count === 0 ? "none" : numbers.subarray(0, count);
  }

  /** Scope n, from 0. */
  scope(n: number): Scope {
    if (this.strips.length === 1) return new Scope(this.strips[0]!, n, n);
    const { strip, row } = this.decoded.place(n);
    return new Scope(this.strips[strip]!, row, n);
  }

  /** The selected scopes, in order. */
  *scopes(selected: Selected): Generator<Scope> {
    const count = selected === "none" ? 0 : selected === "all" ? this.decoded.rows : selected.length;
    for (let i = 0; i < count; i++) yield this.scope(typeof selected === "string" ? i : selected[i]!);
  }

  /** The same for the hottest path: visits them until the visitor returns false. */
  visit(selected: Selected, visitor: (scope: Scope) => boolean): boolean {
    if (selected === "none") return true;
    const [only] = this.strips;
    if (selected === "all" && this.strips.length === 1 && only) {
      for (let row = 0; row < only.rows; row++) if (!visitor(new Scope(only, row, row))) return false;
      return true;
    }
    const count = selected === "all" ? this.decoded.rows : selected.length;
    for (let i = 0; i < count; i++) if (!visitor(this.scope(selected === "all" ? i : selected[i]!))) return false;
    return true;
  }

  #rowsBeforeCut(): number {
    const { cut } = this.tape;
    const { rows } = this.decoded;
    return cut?.scopes !== undefined && cut.sequence === this.entry.sequence ? Math.min(cut.scopes, rows) : rows;
  }

  #holds(sets: readonly RowSet[], n: number): boolean {
    const { strip, row } = this.strips.length === 1 ? { strip: 0, row: n } : this.decoded.place(n);
    const set = sets[strip]!;
    return set === "all" || (set !== "none" && set[row] === 1);
  }
}

/** One strip of a commit: what its scopes share. */
export class StripRows implements RowFacts {
  readonly owner: CommitRows;
  readonly rows: number;
  readonly #strip: DecodedStrip;
  readonly #only: ReadonlySet<string> | undefined;
  #vars: VarsOf | undefined;
  #labels: readonly string[] | undefined | "unknown" = "unknown";
  #row = -1;
  #context: RowContext | undefined;

  constructor(owner: CommitRows, strip: DecodedStrip, only: ReadonlySet<string> | undefined) {
    this.owner = owner;
    this.rows = strip.rows;
    this.#strip = strip;
    this.#only = only;
  }

  get commit(): CommitFacts {
    return this.owner.facts;
  }
  get tape(): TapeFacts {
    return this.owner.tape;
  }

  get labels(): readonly string[] | undefined {
    if (this.#labels === "unknown") this.#labels = this.#strip.labels;
    return this.#labels;
  }

  /** The context of a row; the last one asked for is kept, since its parts are asked for one after another. */
  contextOf(row: number): RowContext {
    if (row !== this.#row || !this.#context) {
      this.#context = this.#strip.context(row);
      this.#row = row;
    }
    return this.#context;
  }
  // Each of these looks at one column alone: a read by columns has no other.
  labelsOf(row: number): readonly string[] {
    if (this.labels) return this.labels;
    const value = this.#strip.contextColumn("$label")?.get(row);
    return typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  }
  fileOf(row: number): string | undefined {
    return (this.#strip.contextColumn("$file")?.get(row) as string | null | undefined) ?? undefined;
  }
  /** The scope's own time, or that of its commit. */
  timeNsOf(row: number): bigint {
    return this.ownTimeNsOf(row) ?? this.commit.timeNs;
  }
  ownTimeNsOf(row: number): bigint | undefined {
    return (this.#strip.contextColumn("$t")?.get(row) as bigint | null | undefined) ?? undefined;
  }
  metaOf(row: number): Readonly<Record<string, unknown>> | undefined {
    const value = this.#strip.contextColumn("$meta")?.get(row);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  }

  /** Names of the row's variables. */
  namesOf(row: number): string[] {
    const names = new Set<string>();
    for (const { name } of this.#strip.columns) {
      if (!names.has(name) && this.stored(name, row).kind !== "absent") names.add(name);
    }
    return [...names];
  }
  stored(name: string, row: number): Stored {
    return this.leavesOut(name) ? { kind: "absent" } : this.#strip.stored(name, row);
  }
  /** The column that holds a variable in this row. A strip that joins many shapes may have several of one name. */
  columnOf(name: string, row: number): Column {
    const columns = this.#strip.columnsOf(name);
    const holder = columns.length === 1 ? columns[0] : columns.find((data) => data.stored(row).kind !== "absent");
    return holder!.column;
  }
  /** Whether the selection does not name the variable. */
  leavesOut(name: string): boolean {
    return this.#only !== undefined && !this.#only.has(name);
  }
  varsOf(row: number): Readonly<Record<string, unknown>> {
    this.#vars ??= compileVars(this.#strip, this.#only);
    return this.#vars(row);
  }
}
