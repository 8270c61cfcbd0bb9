/** Rows that left the stage and wait to be encoded. */
export interface TakenRows {
  readonly rows: number;
  readonly bytes: number;
  /** Excluded variables and how many values of each were left out. */
  readonly filtered: ReadonlyMap<string, number>;
}
