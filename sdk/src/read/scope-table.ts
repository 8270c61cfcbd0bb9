/**
 * One Arrow row per scope: where it came from, in columns that are always the same, then its metadata as `meta.<key>`,
 * then its variables as `var.<name>`, each group in order of first appearance.
 */
import type { Table } from "apache-arrow";
import type { CommitEntry } from "../tape/types.js";
import { valueTable } from "../value/arrow.js";
import { type FixedColumn, fixedTable, sideBySide } from "../value/arrow-columns.js";
import { GapTeller } from "./gap-teller.js";
import type { Scope } from "./scope.js";
import type { Query } from "./selection.js";
import { type Part, tableOfSound } from "./table-reads.js";
import { scopeGroups, select } from "./tape-reads.js";
import { type Reading, tellGap } from "./walk.js";

/** The scopes of one commit that take part, with what the fixed columns say of them. */
export interface ScopeRows extends Part {
  readonly reading: Reading;
  readonly variables: readonly string[] | undefined;
  readonly rows: readonly { readonly fixed: readonly unknown[]; readonly meta: Readonly<Record<string, unknown>> }[];
}

/** Reads the scopes that match, for a table. */
export async function scopeRows(reading: Reading, query: Query, entries: readonly CommitEntry[]): Promise<ScopeRows[]> {
  const gaps = new GapTeller(reading, query);
  const { variables } = query.selection;
  const parts: ScopeRows[] = [];
  for await (const group of scopeGroups(reading, query, entries)) {
    for (const commit of group) {
      gaps.passed(commit.entry.sequence);
      const selected = select(reading, commit, query);
      if (selected === "none") continue;
      try {
        const rows = Array.from(commit.scopes(selected), (scope) => ({
          fixed: fixedColumns.map(({ of }) => of(scope)),
          meta: scope.meta,
        }));
        parts.push({ reading, commit, selected, variables, rows });
      } catch (error) {
        tellGap(reading, commit.entry, error);
      }
    }
  }
  gaps.rest();
  return parts;
}

/** The scope table of these scopes. Without any it has the fixed columns and no rows. */
export function scopeTableOf(parts: readonly ScopeRows[]): Table {
  const tell = ({ reading, commit }: ScopeRows, error: unknown): void => tellGap(reading, commit.entry, error);
  const { table, sound } = tableOfSound(parts, parts[0]?.variables, tell);
  const fixed = fixedColumns.map(({ name, type }): FixedColumn => ({ name, type, values: [] }));
  const meta = new Map<string, unknown[]>();
  let rows = 0;
  for (const row of sound.flatMap((part) => part.rows)) {
    for (let i = 0; i < fixed.length; i++) fixed[i]!.values.push(row.fixed[i]);
    for (const [key, value] of Object.entries(row.meta)) valuesOf(meta, key, rows).push(value);
    rows++;
  }
  for (const values of meta.values()) while (values.length < rows) values.push(null);
  return sideBySide([
    { prefix: "", table: fixedTable(fixed) },
    ...[...meta].map(([key, values]) => ({ prefix: "meta.", table: metaTable(key, values) })),
    ...(rows === 0 ? [] : [{ prefix: "var.", table }]),
  ]);
}

/** Plain values as what they are, anything nested or mixed as its JSON. */
function metaTable(key: string, values: readonly unknown[]): Table {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  const isPlain = kinds.size === 1 && !kinds.has("object");
  const column = isPlain ? values : values.map((value) => (value === null ? null : JSON.stringify(value)));
  return valueTable(Object.fromEntries([[key, column]]))!;
}

const fixedColumns: readonly { name: string; type: FixedColumn["type"]; of(scope: Scope): unknown }[] = [
  { name: "session_id", type: "text", of: (scope) => scope.session.id },
  { name: "session_label", type: "text", of: (scope) => scope.session.label },
  { name: "commit_uid", type: "text", of: (scope) => scope.commit.uid },
  { name: "commit_label", type: "text", of: (scope) => scope.commit.label },
  { name: "scope_uid", type: "text", of: (scope) => scope.uid },
  { name: "time", type: "time", of: (scope) => scope.timeNs },
  { name: "scope_labels", type: "text", of: (scope) => scope.labels.join(";") },
  { name: "src_file", type: "text", of: (scope) => scope.srcFile },
  { name: "src_line", type: "integer", of: (scope) => scope.srcLine },
];

/** The values of a key, with nulls for the scopes so far that do not have it. */
function valuesOf(columns: Map<string, unknown[]>, key: string, rows: number): unknown[] {
  let values = columns.get(key);
  if (!values) {
    values = [];
    columns.set(key, values);
  }
  while (values.length < rows) values.push(null);
  return values;
}
