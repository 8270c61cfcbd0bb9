/** Commits with operations, made up for tests of the fold. */
import type { OperationCommit } from "#sdk/value/operations.js";
import { encodeOperationValue } from "#sdk/value/operations.js";

/** `[entity, field]` clears, `[entity, field, value]` sets. */
export type Step = readonly [entity: string, field: string, value?: unknown];

export function commit(sequence: number, steps: readonly Step[], lamport?: number): OperationCommit {
  const operations = steps.map((step) => ({
    entity: step[0],
    field: step[1],
    value: step.length > 2 ? encodeOperationValue(step[2]) : undefined,
  }));
  const edit = lamport === undefined ? undefined : { actor: "alex@lab3", lamport, seen: new Map<string, number>() };
  return { sequence, kind: 1, label: "edit", wallMs: 1_790_000_000_000 + sequence, operations, edit };
}

/** What a fold shows, as plain data. */
export function shown(fold: { visible(): Iterable<{ entity: string; field: string; value: Uint8Array }> }): string[] {
  return [...fold.visible()].map(({ entity, field, value }) => `${entity}.${field}=${Buffer.from(value).toString()}`);
}
