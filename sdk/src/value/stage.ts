/**
 * Capture: scopes are copied into pooled columns, one row buffer per labels, ordered names and kinds.
 *
 * The usual scope (same call site, same names, same kinds as the one before) is a check of its keys and one store per
 * variable. All others take the slow way once, which finds or makes their buffer.
 */
import { limits } from "../base/limits.js";
import type { ScopeContext, ScopeExtras, StageOptions } from "./capture-types.js";
import { classify, unionForm } from "./classify.js";
import { presences, type StageColumn, type Tally } from "./columns.js";
import type { Classified } from "./inline.js";
import { type Kind, kinds, types } from "./kinds.js";
import { kindsKey, RowBuffer, RowCodes, type RowFamily, RowGroup, rowKinds } from "./row-groups.js";
import { checkVariables, entriesOf, getter, metaText, voidGetter } from "./scope-variables.js";
import { StagedStrips } from "./staged-strips.js";
import type { StripRows } from "./strip-rows.js";
import type { TakenRows } from "./taken.js";
import { checkTime } from "./time-column.js";
import { UnionRows } from "./union-rows.js";

export type { Mark, PendingBlob, ScopeContext, ScopeExtras, StageOptions } from "./capture-types.js";
export type { TakenRows } from "./taken.js";

type Time = number | bigint | undefined;

export class StageRows {
  readonly #options: StageOptions;
  readonly #codes: RowCodes;
  #groups: Map<string, RowGroup> = new Map();
  #contexts: Map<ScopeContext, RowGroup> = new Map();
  readonly #tally: Tally = { rows: 0, bytes: 0 };
  #staged: StagedStrips = new StagedStrips(this.#tally);
  #union: UnionRows | undefined;
  #epoch = 0;
  /** Of the scope captured last. */
  #context: ScopeContext | undefined;
  #buffer: RowBuffer | undefined;

  constructor(options: StageOptions) {
    this.#options = options;
    this.#codes = new RowCodes(options, options.generateCode !== false);
  }

  /** Scopes held. */
  get rows(): number {
    return this.#tally.rows;
  }

  /** Bytes held, an estimate. */
  get bytes(): number {
    return this.#tally.bytes;
  }

  /**
   * Copies one scope. `time`: number = ms since 1970 with fraction, bigint = ns, undefined = no time column.
   * Throws, with nothing changed, on bad variables.
   */
  append(
    context: ScopeContext,
    variables: object | ReadonlyMap<string, unknown>,
    time: Time,
    extras: ScopeExtras | undefined,
  ): void {
    if (extras === undefined && this.tryAppend(context, variables, time)) return;
    this.#appendAny(context, variables, time, extras);
  }

  /** The short way: copies a scope of the same context, names and kinds as the one before. False: nothing was done. */
  tryAppend(context: ScopeContext, variables: object, time: Time): boolean {
    const buffer = this.#buffer;
    if (buffer === undefined || context !== this.#context) return false;
    const strip = buffer.strip!;
    const row = strip.rows;
    if (row >= strip.capacity || !buffer.writer.write(variables, time, row)) return false;
    strip.rows = row + 1;
    this.#staged.count(strip);
    return true;
  }

  /** A scope that may need another group, another buffer, or only more room. */
  #appendAny(context: ScopeContext, variables: unknown, time: Time, extras: ScopeExtras | undefined): void {
    checkVariables(variables);
    const group = this.#groupOf(context, extras);
    const meta = metaText(extras?.meta, this.#options);
    if (extras?.marks === undefined || extras.marks.size === 0) {
      for (const buffer of group.recent) {
        if (!this.#tryBuffer(buffer, variables, time)) continue;
        this.#close(buffer, context, extras, meta);
        return;
      }
    }
    if (this.#tryUnion(group, context, variables, time, extras, meta)) return;
    this.#appendNew(group, context, variables, time, extras, meta);
  }

  /** Scalars of a plain object whose shape is one too many for the commit. */
  #tryUnion(
    group: RowGroup,
    context: ScopeContext,
    variables: object,
    time: Time,
    extras: ScopeExtras | undefined,
    meta: string | undefined,
  ): boolean {
    const union = this.#union;
    if (union === undefined || union.strip.rows === limits.stripRows || extras?.marks !== undefined) return false;
    if (Object.getPrototypeOf(variables) !== Object.prototype || group.hasFamily(variables)) return false;
    if (time !== undefined) checkTime(time);
    if (!union.appendPlain(group.facts, variables, time, this.#options.inlineMaxBytes)) return false;
    this.#closeUnion(union.strip, context, meta);
    return true;
  }

  #closeUnion(strip: StripRows, context: ScopeContext, meta: string | undefined): void {
    strip.close(strip.rows, context, meta);
    this.#tally.bytes += meta?.length ?? 0;
    this.#buffer = undefined;
    this.#staged.count(strip);
  }

  /** Lets a known buffer write; a buffer of an earlier commit only where kinds cannot depend on other rows. */
  #tryBuffer(buffer: RowBuffer, variables: object, time: Time): boolean {
    const { family } = buffer;
    if (buffer.strip === undefined) {
      if (family.epoch === this.#epoch || this.#staged.isFull) return false;
      const strip = buffer.open();
      let isWritten = false;
      try {
        isWritten = buffer.writer.write(variables, time, 0);
      } finally {
        if (isWritten) {
          family.epoch = this.#epoch;
          family.resolved = buffer.kinds;
          this.#staged.add(strip);
        } else buffer.putAside();
      }
      return isWritten;
    }
    const { strip } = buffer;
    if (strip.rows === strip.capacity) {
      if (strip.capacity === limits.stripRows) return false;
      buffer.grow();
    }
    return buffer.writer.write(variables, time, strip.rows);
  }

  #close(buffer: RowBuffer, context: ScopeContext, extras: ScopeExtras | undefined, meta: string | undefined): void {
    const strip = buffer.strip!;
    strip.close(strip.rows, context, meta);
    this.#tally.bytes += meta?.length ?? 0;
    buffer.heat(1);
    buffer.family.group.use(buffer);
    this.#buffer = buffer;
    // Units and levels belong to the call, not to its context: such scopes look their group up every time.
    this.#context = isPlain(extras) ? context : undefined;
    this.#staged.count(strip);
  }

  #groupOf(context: ScopeContext, extras: ScopeExtras | undefined): RowGroup {
    const plain = isPlain(extras);
    const known = plain ? this.#contexts.get(context) : undefined;
    if (known) return known;
    const { units, levels, level = 0 } = extras ?? {};
    const key = JSON.stringify([
      context.labels,
      level,
      sorted(Object.entries(units ?? {})),
      sorted([...(levels ?? [])]),
    ]);
    let group = this.#groups.get(key);
    if (!group) {
      group = new RowGroup({
        labels: [...context.labels],
        units: units && { ...units },
        level,
        levels: levels && new Map(levels),
        tally: this.#tally,
      });
      this.#groups.set(key, group);
    }
    if (plain) this.#contexts.set(context, group);
    return group;
  }

  /** The general way: every value is classified, the buffer is looked up or made. */
  #appendNew(
    group: RowGroup,
    context: ScopeContext,
    variables: object,
    time: Time,
    extras: ScopeExtras | undefined,
    meta: string | undefined,
  ): void {
    if (time !== undefined) checkTime(time);
    const { names, values } = entriesOf(variables);
    const row = values.map((value, at) =>
      value === getter ? voidGetter : classify(value, names[at]!, extras?.marks?.get(names[at]!), this.#options),
    );
    const family = group.family(names, !this.#staged.isFull);
    const buffer = family && this.#bufferFor(family, row);
    if (!buffer) {
      this.#appendUnion(group, context, names, row, values, time, meta);
      return;
    }
    const strip = buffer.strip!;
    const at = strip.rows;
    strip.time.put(at, time);
    for (let column = 0; column < row.length; column++) putCell(strip.columns[column]!.cells, at, row[column]!);
    buffer.bind(); // the way in which times come may have changed
    this.#close(buffer, context, extras, meta);
    if (values.includes(getter)) this.#keepSlow(buffer);
  }

  /** The quick way reads properties, which would call an accessor. */
  #keepSlow(buffer: RowBuffer): void {
    buffer.family.group.forget(buffer);
    this.#buffer = undefined;
  }

  /** The buffer of these kinds with room for a row; undefined when the commit has no room for another strip. */
  #bufferFor(family: RowFamily, row: readonly Classified[]): RowBuffer | undefined {
    const isNew = family.epoch !== this.#epoch;
    if (isNew && this.#staged.isFull) return undefined;
    family.enter(this.#epoch);
    this.#resolve(family, row);
    const columnKinds = rowKinds(family, row);
    const key = kindsKey(columnKinds);
    let buffer = family.buffers.get(key);
    const strip = buffer?.strip;
    if (strip && strip.rows < strip.capacity) return buffer;
    if (strip && strip.capacity < limits.stripRows) {
      buffer!.grow();
      return buffer;
    }
    if (this.#staged.isFull) return undefined;
    if (!buffer) {
      buffer = new RowBuffer(family, columnKinds, this.#codes);
      family.buffers.set(key, buffer);
    }
    this.#staged.add(buffer.open());
    return buffer;
  }

  /** Columns without a value so far get the kind of their first one, in every strip of the family. */
  #resolve(family: RowFamily, row: readonly Classified[]): void {
    const first: Map<number, Kind> = new Map();
    for (let at = 0; at < row.length; at++) {
      const { kind } = row[at]!;
      if (kind.key !== kinds.null.key && family.resolved[at] === undefined) first.set(at, kind);
    }
    if (first.size === 0) return;
    family.resolved = replaced(family.resolved, first);
    for (const buffer of [...family.buffers.values()]) {
      const open = [...first].filter(([at]) => buffer.strip !== undefined && buffer.kinds[at]?.type === types.null);
      if (open.length > 0) this.#rekind(buffer, new Map(open));
    }
  }

  /** All strips of a buffer get other kinds in some columns, and with them another buffer. */
  #rekind(buffer: RowBuffer, changes: ReadonlyMap<number, Kind>): void {
    const strips = this.#staged.strips.filter((strip) => strip.owner === buffer);
    const next = this.#replaced(buffer, changes);
    for (const strip of strips) {
      strip.resolve(changes);
      strip.owner = next;
    }
    if (buffer.strip) next.adopt(buffer.strip);
    buffer.strip = undefined;
    if (this.#buffer === buffer) this.#buffer = undefined;
  }

  /** The buffer with these kinds changed; it takes the place of `buffer`, which waits for another commit. */
  #replaced({ family, kinds: own }: RowBuffer, changes: ReadonlyMap<number, Kind>): RowBuffer {
    const next = own.map((old, index) => changes.get(index) ?? old);
    let other = family.buffers.get(kindsKey(next));
    if (!other) {
      other = new RowBuffer(family, next, this.#codes);
      family.buffers.set(other.key, other);
    }
    return other;
  }

  /** Row after row into one strip with a column per name and kind: what a commit of too many shapes falls back to. */
  #appendUnion(
    group: RowGroup,
    context: ScopeContext,
    names: readonly string[],
    row: readonly Classified[],
    values: readonly unknown[],
    time: Time,
    meta: string | undefined,
  ): void {
    if (this.#union === undefined || this.#union.strip.rows === limits.stripRows) {
      this.#union = new UnionRows();
      this.#staged.add(this.#union.strip);
    }
    const forms = row.map((classified, at) => unionForm(classified, values[at]));
    this.#union.append(group.facts, names, forms, time);
    this.#closeUnion(this.#union.strip, context, meta);
  }

  /** Takes the newest scopes off; returns how many. */
  drop(count: number | "all"): number {
    if (count === "all") {
      const all = this.rows;
      this.take();
      return all;
    }
    const families = this.#families();
    const dropped = this.#staged.drop(count);
    if (this.#union?.strip.rows === 0) this.#union = undefined;
    this.#forgetKinds(families);
    for (const { owner } of this.#staged.strips) owner?.bind(); // times may come in another way again
    this.#buffer = undefined;
    return dropped;
  }

  #families(): Map<RowFamily, StripRows[]> {
    const families = new Map<RowFamily, StripRows[]>();
    for (const strip of this.#staged.strips) {
      if (!(strip.owner instanceof RowBuffer)) continue;
      const { family } = strip.owner;
      families.set(family, [...(families.get(family) ?? []), strip]);
    }
    return families;
  }

  /** After a drop: a column whose values are all gone waits for its kind again. */
  #forgetKinds(families: ReadonlyMap<RowFamily, readonly StripRows[]>): void {
    for (const [family, all] of families) {
      const strips = all.filter((strip) => strip.rows > 0);
      if (strips.length === 0) family.epoch = -1;
      const gone = [...family.names.keys()].filter(
        (at) => family.resolved[at] !== undefined && !strips.some((strip) => strip.hasValues(at)),
      );
      if (gone.length === 0) continue;
      family.resolved = replaced(family.resolved, new Map(gone.map((at) => [at, undefined])));
      const voids = new Map(gone.map((at) => [at, kinds.null]));
      for (const owner of new Set(strips.map((strip) => strip.owner))) this.#rekind(owner as RowBuffer, voids);
    }
  }

  /** Empties the stage into what `encodeImage` takes. Variables for which `include` is false are left out and counted. */
  take(include?: (labels: readonly string[], name: string) => boolean): TakenRows {
    const [staged, union] = [this.#staged, this.#union];
    const putBack = (): void => {
      this.#staged = staged;
      this.#union = union;
      this.#buffer = undefined;
      this.#epoch--;
    };
    const taken = staged.take(putBack, include);
    this.#staged = new StagedStrips(this.#tally);
    this.#union = undefined;
    this.#buffer = undefined;
    this.#epoch++;
    if (this.#contexts.size > contextsMax || this.#codes.buffers > buffersMax) this.#forgetGroups();
    return taken;
  }

  /** Labels or key orders that never come back must not fill the memory. */
  #forgetGroups(): void {
    this.#groups = new Map();
    this.#contexts = new Map();
    this.#context = undefined;
    this.#codes.buffers = 0;
  }

  /** Labels and names of each staged row group, for displays. */
  peek(): readonly { labels: readonly string[]; names: readonly string[] }[] {
    return this.#staged.strips
      .filter((strip) => strip.rows > 0)
      .map((strip) => ({ labels: strip.labels ?? [], names: strip.columns.map((column) => column.name) }));
  }
}

const contextsMax = 4_096;
const buffersMax = 1_024;

function isPlain(extras: ScopeExtras | undefined): boolean {
  return extras === undefined || (extras.units === undefined && extras.levels === undefined && !extras.level);
}

function sorted<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

function putCell(cells: StageColumn, row: number, { kind, payload }: Classified): void {
  if (kind.key !== kinds.null.key) cells.put(row, payload);
  else cells.mark(row, payload === null ? presences.null : presences.undefined);
}

function replaced(
  list: readonly (Kind | undefined)[],
  changes: ReadonlyMap<number, Kind | undefined>,
): readonly (Kind | undefined)[] {
  const next = [...list];
  for (const [at, kind] of changes) next[at] = kind;
  return next;
}
