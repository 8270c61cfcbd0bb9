/** The context of a strip's rows (time, labels, source, metadata) as columns that stand before its variables. */
import type { Column } from "tapelab-proto";
import { limits } from "../base/limits.js";
import type { ScopeContext } from "./capture-types.js";
import { ListColumn, makeColumn, NullColumn, presences, type StageColumn } from "./columns.js";
import { forms } from "./forms.js";
import type { BodyWriter } from "./image-buffer.js";
import { labelType, scratchLanes, writeColumn, writeRaw } from "./image-columns.js";
import { kinds, makeKind, types } from "./kinds.js";
import type { Shape } from "./shape.js";
import type { NamedColumn, StripRows } from "./strip-rows.js";

export interface ContextColumn {
  readonly column: Column;
  write(body: BodyWriter): number;
}

/** What a commit needs of a strip, remembered: the next commit needs the same, as a rule. */
export interface StripPlan {
  readonly context: ScopeContext | undefined;
  readonly hasTimes: boolean;
  readonly columns: readonly NamedColumn[];
  readonly system: readonly ContextColumn[];
  readonly shape: Shape;
  readonly idBytes: Uint8Array;
  readonly naturalForms: readonly number[];
}

const u32 = makeKind(types.u32);

/** The columns that these rows need, in their fixed order. */
export function contextColumns(strip: StripRows): ContextColumn[] {
  const made: ContextColumn[] = [];
  if (strip.time.hasAny(strip.rows))
    made.push({ column: systemColumn("$t", types.time), write: (body) => writeTime(body, strip) });
  addLabels(made, strip);
  add(made, strip, "$file", types.string, (context) => context.srcFile);
  add(made, strip, "$line", types.u32, (context) => context.srcLine);
  add(made, strip, "$cell", types.string, (context) => context.cellId);
  add(made, strip, "$cellLine", types.u32, (context) => context.cellLine);
  add(made, strip, "$thread", types.u32, (context) => context.thread);
  if (strip.metas) {
    made.push({
      column: systemColumn("$meta", types.json),
      write: (body) => writeColumn(body, metaColumn(strip), strip.rows),
    });
  }
  return made;
}

const systemColumns: Map<string, Column> = new Map();

/** The same object for the same name and type. */
function systemColumn(name: string, type: number): Column {
  const key = name + type;
  let column = systemColumns.get(key);
  if (!column) {
    column = { name, type, dims: [], unit: "", storage: 0, level: 0, tag: "" };
    systemColumns.set(key, column);
  }
  return column;
}

function writeTime(body: BodyWriter, { time, rows }: StripRows): number {
  const high = time.presence === undefined ? 0 : writeColumn(body, new MarkedRows(time.presence), rows);
  const lanes = scratchLanes(rows);
  time.encode(rows, lanes.lanes);
  if (time.presence)
    for (let row = 0; row < rows; row++) if (time.presence[row] !== 0) lanes.lanes.fill(0, row * 2, row * 2 + 2);
  return high | writeRaw(body, lanes, rows, 8, high === 0, rows <= limits.tightRows);
}

/** Presence alone, without values. */
class MarkedRows extends NullColumn {
  constructor(presence: Uint8Array | undefined) {
    super(kinds.null);
    this.presence = presence;
  }
}

function addLabels(made: ContextColumn[], strip: StripRows): void {
  const { labels } = strip;
  if (labels?.length === 0) return;
  const column = systemColumn("$label", labelType(labels));
  if (labels) {
    const text = labels.length === 1 ? labels[0]! : JSON.stringify(labels);
    made.push({ column, write: (body) => writeSame(body, text, strip.rows) });
    return;
  }
  const list = new ListColumn(kinds.object);
  eachRun(strip, (context, from, to) =>
    list.cells.push(...new Array<string>(to - from).fill(JSON.stringify(context.labels))),
  );
  made.push({ column, write: (body) => writeColumn(body, list, strip.rows) });
}

function add(
  made: ContextColumn[],
  strip: StripRows,
  name: string,
  type: number,
  of: (context: ScopeContext) => string | number | undefined,
): void {
  const { runs } = strip;
  const first = of(runs[0]!.context);
  if (runs.every(({ context }) => of(context) === first)) {
    if (first === undefined) return;
    const text = typeof first === "string" ? first : undefined;
    made.push({
      column: systemColumn(name, type),
      write: (body) =>
        text === undefined ? writeNumber(body, first as number, strip.rows) : writeSame(body, text, strip.rows),
    });
    return;
  }
  const column = makeColumn(type === types.string ? kinds.string : u32);
  column.resize(strip.rows);
  eachRun(strip, (context, from, to) => {
    const value = of(context);
    for (let row = from; row < to; row++)
      value === undefined ? column.mark(row, presences.absent) : column.put(row, value);
  });
  made.push({ column: systemColumn(name, type), write: (body) => writeColumn(body, column, strip.rows) });
}

function eachRun(strip: StripRows, visit: (context: ScopeContext, from: number, to: number) => void): void {
  for (let at = 0; at < strip.runs.length; at++) {
    const { from, context } = strip.runs[at]!;
    visit(context, from, strip.runs[at + 1]?.from ?? strip.rows);
  }
}

/** The same text in every row. */
function writeSame(body: BodyWriter, text: string, rows: number): number {
  if (rows > limits.tightRows) body.align();
  if (rows >= 2) {
    body.text(text);
    return forms.const;
  }
  body.sizedText(text);
  return forms.text;
}

/** The same u32 in every row. */
function writeNumber(body: BodyWriter, value: number, rows: number): number {
  if (rows > limits.tightRows) body.align();
  body.room(4);
  body.at = body.bytes.writeUInt32LE(value >>> 0, body.at);
  return rows >= 2 ? forms.const : forms.dense;
}

function metaColumn({ metas, rows }: StripRows): StageColumn {
  const column = new ListColumn(kinds.object);
  column.resize(rows);
  for (let row = 0; row < rows; row++) {
    const text = metas?.[row];
    if (text === undefined) column.mark(row, presences.absent);
    else column.put(row, text);
  }
  return column;
}
