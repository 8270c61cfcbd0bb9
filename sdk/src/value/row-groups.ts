/** Finds the row buffer for a scope: by its labels, then by its ordered names, then by the kinds of its values. */

import type { ClassifyOptions } from "./classify.js";
import type { Classified } from "./inline.js";
import { type Kind, kinds, types } from "./kinds.js";
import { codeColumnsMax, compileWriter } from "./row-code.js";
import { loopWriter, RowSteps, type RowWriter } from "./row-writer.js";
import { type GroupFacts, namedColumn, StripRows } from "./strip-rows.js";

const recentMax = 4;
/** A buffer used this often gets generated code. */
const hotRows = 24;

/** Rows of equal labels, units and levels. */
export class RowGroup {
  readonly facts: GroupFacts;
  readonly root: NameNode = new NameNode();
  /** Buffers used last, newest first. */
  readonly recent: RowBuffer[] = [];

  constructor(facts: GroupFacts) {
    this.facts = facts;
  }

  use(buffer: RowBuffer): void {
    if (this.recent[0] === buffer) return;
    const at = this.recent.indexOf(buffer);
    if (at > 0) this.recent.splice(at, 1);
    else if (this.recent.length === recentMax) this.recent.pop();
    this.recent.unshift(buffer);
  }

  forget(buffer: RowBuffer): void {
    const at = this.recent.indexOf(buffer);
    if (at >= 0) this.recent.splice(at, 1);
  }

  /** Whether a family has exactly the names of this object, in its order. */
  hasFamily(variables: object): boolean {
    let node: NameNode | undefined = this.root;
    for (const name in variables) {
      node = node.next.get(name);
      if (node === undefined) return false;
    }
    return node.family !== undefined;
  }

  /** The family of these names; undefined when it is not known and must not be made. */
  family(names: readonly string[], mayMake: boolean): RowFamily | undefined {
    let node = this.root;
    for (const name of names) {
      let next = node.next.get(name);
      if (!next) {
        if (!mayMake) return undefined;
        next = new NameNode();
        node.next.set(name, next);
      }
      node = next;
    }
    if (!node.family && mayMake) node.family = new RowFamily(this, names);
    return node.family;
  }
}

class NameNode {
  readonly next: Map<string, NameNode> = new Map();
  family: RowFamily | undefined;
}

/** Rows of equal labels and ordered names. A column's kind is that of its first value in the commit. */
export class RowFamily {
  readonly group: RowGroup;
  readonly names: readonly string[];
  /** Number of the commit for which the rest holds. */
  epoch = -1;
  resolved: readonly (Kind | undefined)[] = [];
  readonly buffers: Map<string, RowBuffer> = new Map();

  constructor(group: RowGroup, names: readonly string[]) {
    this.group = group;
    this.names = names;
  }

  /** Begins a new commit. */
  enter(epoch: number): void {
    if (this.epoch === epoch) return;
    this.epoch = epoch;
    this.resolved = [];
  }
}

/**
 * Generated code by names and kinds, for all stages of the process: what the engine has learnt of it in one session
 * serves the next one.
 */
const generated: Map<string, (steps: RowSteps) => RowWriter> = new Map();
const generatedMax = 256;

/** The writers of one stage. */
export class RowCodes {
  /** Made so far. */
  buffers = 0;
  readonly #options: ClassifyOptions;
  #mayGenerate: boolean;

  constructor(options: ClassifyOptions, mayGenerate: boolean) {
    this.#options = options;
    this.#mayGenerate = mayGenerate;
  }

  writer(family: RowFamily, columnKinds: readonly Kind[]): { writer: RowWriter; isFinal: boolean } {
    const steps = new RowSteps(family, columnKinds, this.#options);
    const factory = this.#mayGenerate ? generated.get(codeKey(family.names, columnKinds)) : undefined;
    this.buffers++;
    if (factory) return { writer: factory(steps), isFinal: true };
    return { writer: loopWriter(steps), isFinal: !this.#mayGenerate || family.names.length > codeColumnsMax };
  }

  compiled(family: RowFamily, columnKinds: readonly Kind[]): RowWriter | undefined {
    const key = codeKey(family.names, columnKinds);
    const steps = new RowSteps(family, columnKinds, this.#options);
    try {
      const factory = compileWriter(steps);
      if (generated.size >= generatedMax) generated.clear();
      generated.set(key, factory);
      return factory(steps);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.#mayGenerate = false; // the loop does the same work
      return undefined;
    }
  }
}

function codeKey(names: readonly string[], columnKinds: readonly Kind[]): string {
  return JSON.stringify([names, columnKinds.map((kind) => kind.key)]);
}

/** The strip that takes rows of one list of names and kinds, and its writer. It outlives commits. */
export class RowBuffer {
  readonly family: RowFamily;
  readonly codes: RowCodes;
  kinds: readonly Kind[];
  key: string;
  /** Rows of the commit being staged. */
  strip: StripRows | undefined;
  /** A strip whose memory can be used again. */
  spare: StripRows | undefined;
  writer: RowWriter;
  #rowsTillCode: number;

  constructor(family: RowFamily, columnKinds: readonly Kind[], codes: RowCodes) {
    this.family = family;
    this.kinds = columnKinds;
    this.codes = codes;
    this.key = kindsKey(columnKinds);
    const { writer, isFinal } = codes.writer(family, columnKinds);
    this.writer = writer;
    this.#rowsTillCode = isFinal ? Number.POSITIVE_INFINITY : hotRows;
  }

  /** Gives the buffer a strip without rows. */
  open(): StripRows {
    const strip = this.spare ?? this.#makeStrip();
    this.spare = undefined;
    this.strip = strip;
    strip.owner = this;
    this.bind();
    return strip;
  }

  /** The strip got no row: the next scope opens it again. */
  putAside(): void {
    this.spare = this.strip;
    this.strip = undefined;
  }

  #makeStrip(): StripRows {
    const { group, names } = this.family;
    const columns = names.map((name, at) => namedColumn(name, this.kinds[at] ?? kinds.null, group.facts));
    return new StripRows(group.facts.labels, columns);
  }

  /** Points the writer at the strip: after it was opened, has grown, or a column got its kind. */
  bind(): void {
    if (this.strip) this.writer.bind(this.strip);
  }

  grow(): void {
    this.strip!.grow();
    this.heat(this.strip!.rows);
    this.bind();
  }

  /** Counts rows that went through the loop; generated code follows when there are many. */
  heat(rows: number): void {
    this.#rowsTillCode -= rows;
    if (this.#rowsTillCode > 0) return;
    this.#rowsTillCode = Number.POSITIVE_INFINITY;
    this.writer = this.codes.compiled(this.family, this.kinds) ?? this.writer;
    this.bind();
  }

  /** Takes over a strip in which a column got its kind. */
  adopt(strip: StripRows): void {
    this.strip = strip;
    this.bind();
  }

  /** Takes a strip back when it has been encoded. */
  recycle(strip: StripRows): void {
    strip.clear();
    const isSame = strip.columns.every((column, at) => column.cells.kind.key === this.kinds[at]?.key);
    if (isSame) this.spare ??= strip;
  }
}

export function kindsKey(columnKinds: readonly { readonly key: string }[]): string {
  return columnKinds.map((kind) => kind.key).join("|");
}

/** The kinds of a row: of its values, and where it has none, of the first value in the commit. */
export function rowKinds(family: RowFamily, row: readonly Classified[]): Kind[] {
  return row.map(({ kind }, at) =>
    kind.type === types.null && kind.storage === 0 ? (family.resolved[at] ?? kinds.null) : kind,
  );
}
