/** Scopes of one commit of a tape as a chunk: columns are drawn from as they are stored. */
import { blobValueNow } from "../read/blob-values.js";
import type { Part } from "../read/table-reads.js";
import type { DecodedStrip } from "../value/decode.js";
import { type Cells, CellsMaker, putColumn, type ReadBlob, type Rows } from "./cells.js";
import { type Chunk, cellText, type RowFacts } from "./chunk.js";

type StripsOfChunk = readonly { readonly strip: DecodedStrip; readonly rows: Rows | undefined }[];

export class PartChunk implements Chunk {
  readonly rows: number;
  readonly first: number;
  readonly seqs: Float64Array | undefined;
  readonly hasTime = true;
  readonly #part: Part;
  /** Strips with the rows of them that take part. */
  readonly #strips: StripsOfChunk;
  readonly #readBlob: ReadBlob;
  #names: readonly string[] | undefined;

  constructor(part: Part, first: number) {
    const { commit, selected } = part;
    this.#part = part;
    this.rows = selected === "all" ? commit.decoded.rows : selected.length;
    this.first = first;
    this.seqs = selected === "all" ? undefined : Float64Array.from(selected, (n) => first + n);
    this.#strips = stripRows(part, this.rows);
    this.#readBlob = (blob) => blobValueNow(commit.tape.blobs, blob);
  }

  get names(): readonly string[] {
    this.#names ??= [...new Set(this.#strips.flatMap(({ strip }) => strip.columns.map(({ name }) => name)))];
    return this.#names;
  }

  cells(name: string): Cells | undefined {
    let maker: CellsMaker | undefined;
    for (const { strip, rows } of this.#strips) {
      for (const data of strip.columnsOf(name)) {
        maker ??= new CellsMaker(this.rows);
        putColumn(maker, data, rows, this.#readBlob);
      }
    }
    return maker?.done();
  }

  value(name: string, row: number): unknown {
    const { strip, row: at } = this.#place(row);
    const stored = strip.stored(name, at);
    if (stored.kind === "value") return stored.value;
    if (stored.kind === "null") return null;
    return stored.kind === "void" || stored.kind === "hash" ? { kind: stored.kind } : undefined;
  }

  times(): Float64Array {
    const maker = new CellsMaker(this.rows);
    maker.room("time").fill(this.#part.commit.entry.wallMs);
    for (const { strip, rows } of this.#strips) {
      const data = strip.contextColumn("$t");
      if (data) putColumn(maker, data, rows, this.#readBlob);
    }
    return maker.numbers;
  }

  commits(): Float64Array {
    return new Float64Array(this.rows).fill(this.#part.commit.entry.sequence);
  }

  labels(): readonly string[] {
    const labels = new Array<string>(this.rows).fill("");
    for (const { strip, rows } of this.#strips) {
      const common = strip.labels;
      for (let i = 0; i < (rows ? rows.rows.length : strip.rows); i++) {
        const list = common ?? strip.context(rows ? rows.rows[i]! : i).labels;
        labels[rows ? rows.places[i]! : i] = list[0] ?? "";
      }
    }
    return labels;
  }

  facts(row: number): RowFacts {
    const { entry } = this.#part.commit;
    const { strip, row: at } = this.#place(row);
    const context = strip.context(at);
    const { labels, timeNs } = context;
    const time = timeNs === undefined ? entry.wallMs : Number(timeNs / 1_000_000n) + Number(timeNs % 1_000_000n) / 1e6;
    const seq = this.seqs ? this.seqs[row]! : this.first + row;
    return {
      seq,
      time,
      commit: entry.sequence,
      commitLabel: entry.label,
      label: labels[0] ?? "",
      cell: cellText(context),
    };
  }

  #place(row: number): { strip: DecodedStrip; row: number } {
    const { commit, selected } = this.#part;
    const { strip, row: at } = commit.decoded.place(selected === "all" ? row : selected[row]!);
    return { strip: commit.decoded.strips[strip]!, row: at };
  }
}

function stripRows({ commit, selected }: Part, count: number): StripsOfChunk {
  const { decoded } = commit;
  const filled = decoded.strips.filter((strip) => strip.rows > 0);
  if (filled.length === 1 && selected === "all") return [{ strip: filled[0]!, rows: undefined }];
  const found = decoded.strips.map((strip) => ({ strip, rows: { rows: [] as number[], places: [] as number[] } }));
  for (let i = 0; i < count; i++) {
    const { strip, row } = decoded.place(selected === "all" ? i : selected[i]!);
    found[strip]!.rows.rows.push(row);
    found[strip]!.rows.places.push(i);
  }
  return found.filter(({ rows }) => rows.rows.length > 0);
}
