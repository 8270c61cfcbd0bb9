/**
 * Reading single columns of commits that own their block and whose directory is on the tape: one variable of a large
 * tape costs the bytes of that variable.
 */
import type { CommitEntry } from "../tape/types.js";
import { type ColumnData, type DecodedCommit, decodeColumn } from "../value/decode.js";
import type { Shape } from "../value/shape.js";
import { openStrip } from "../value/strip-read.js";
import { CommitRows } from "./commit-rows.js";
import type { Query } from "./selection.js";
import { type Reading, tellGap } from "./walk.js";

/** What a read looks at. */
export interface WantedColumns {
  readonly variables: ReadonlySet<string>;
  /** Columns of context, by the names they have in shapes. */
  readonly context: readonly string[] | "all";
  readonly query: Query;
  /** Whether places of scopes in their commit matter. */
  readonly needsOrder: boolean;
}

/** The columns of one commit that are enough; all of them are in one strip. */
export interface ColumnPlan {
  readonly entry: CommitEntry;
  readonly strip: number;
  readonly shape: Shape;
  readonly indexes: readonly number[];
  readonly bytes: number;
}

const groupBytes = 4 << 20;
const groupSections = 256;
/** What one more read costs, in bytes that could be read along instead. */
const readCostBytes = 16_384;

/** How to read the commit by columns, or undefined when its image has to be read. */
export function planOf(reading: Reading, entry: CommitEntry, wanted: WantedColumns): ColumnPlan | undefined {
  const { strips } = entry;
  if (!strips || (wanted.needsOrder && strips.length > 1) || reading.tape.cut?.sequence === entry.sequence)
    return undefined;
  const matching = strips.flatMap(({ labels }, i) => (!labels || wanted.query.matchLabels(labels) ? [i] : []));
  const [strip] = matching;
  if (strip === undefined || matching.length > 1) return undefined;
  const info = strips[strip]!;
  const shape = reading.shapes.shape(reading.reader, entry, info.shape);
  if (!shape) return undefined;
  const indexes = shape.columns.flatMap(({ name }, i) => (isWanted(name, wanted) ? [i] : []));
  const bytes = indexes.reduce((sum, index) => sum + (info.lengths[index] ?? 0), 0);
  // One read of everything is cheaper than many reads of most of it.
  const isCheaper = indexes.length <= 1 || bytes + indexes.length * readCostBytes < entry.size;
  return isCheaper ? { entry, strip, shape, indexes, bytes } : undefined;
}

/** Reads planned commits in order, several at a time. */
export async function* readColumns(
  reading: Reading,
  plans: readonly ColumnPlan[],
): AsyncGenerator<readonly CommitRows[], void, void> {
  for (let at = 0; at < plans.length; ) {
    let end = at;
    for (let bytes = 0, sections = 0; end < plans.length && bytes < groupBytes && sections < groupSections; end++) {
      bytes += plans[end]!.bytes;
      sections += plans[end]!.indexes.length;
    }
    const group = plans.slice(at, end);
    const outcomes = await Promise.allSettled(group.map((plan) => readPlanned(reading, plan)));
    const commits: CommitRows[] = [];
    outcomes.forEach((outcome, i) => {
      if (outcome.status === "fulfilled") commits.push(outcome.value);
      else tellGap(reading, group[i]!.entry, outcome.reason);
    });
    yield commits;
    at = end;
  }
}

async function readPlanned(reading: Reading, { entry, strip, shape, indexes }: ColumnPlan): Promise<CommitRows> {
  const sections = await Promise.all(indexes.map((index) => reading.reader.section(entry, strip, index)));
  const { rows, forms } = entry.strips![strip]!;
  const decode = (index: number): ColumnData => {
    const section = sections[indexes.indexOf(index)];
    if (!section) throw new Error(`assert: column ${index} of commit ${entry.sequence} was not read`);
    return decodeColumn(shape.columns[index]!, rows, forms[index] ?? 0, section);
  };
  const names = new Set(indexes.map((index) => shape.columns[index]!.name.replace(/^\$\$/, "$")));
  const decoded: DecodedCommit = {
    label: entry.label,
    kind: entry.kind,
    wallMs: entry.wallMs,
    meta: {},
    rows,
    strips: [openStrip(shape, rows, decode)],
    order: undefined,
    place: (row) => ({ strip: 0, row }),
    blobs: [],
  };
  return new CommitRows(reading.tape, entry, decoded, undefined, names);
}

function isWanted(name: string, { variables, context }: WantedColumns): boolean {
  const isSystem = name.startsWith("$") && !name.startsWith("$$");
  if (!isSystem) return variables.has(name.startsWith("$$") ? name.slice(1) : name);
  return context === "all" || context.includes(name);
}
