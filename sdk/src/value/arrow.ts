/** The only home of apache-arrow: columns to vectors and tables, tabular values to tables. */
import type { Table, Vector } from "apache-arrow";
import type { ColumnData, DecodedCommit } from "./decode.js";

/** Scopes of one commit, in their order. */
export interface TableSource {
  readonly commit: DecodedCommit;
  /** Numbers of the scopes that take part, ascending from 0; left out = all. */
  readonly scopes?: ArrayLike<number>;
}

/** One vector over the parts of one variable, one after another. */
export function vectorOf(parts: readonly ColumnData[]): Vector {
  throw new Error(`not yet: ${parts.length}`);
}

/** One row per scope, one column per variable (in order of first appearance, or those named). */
export function tableOf(sources: readonly TableSource[], variables?: readonly string[]): Table {
  throw new Error(`not yet: ${sources.length} ${variables?.length}`);
}

/** A tabular value (Arrow Table, RecordBatch or Vector; columns of equal length; flat records) as a table. */
export function valueTable(value: unknown): Table | undefined {
  throw new Error(`not yet: ${typeof value}`);
}
