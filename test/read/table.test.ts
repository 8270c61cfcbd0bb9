import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { Tape } from "#sdk/read/tape.js";
import { TestTape } from "./test-tape.js";

type Row = Record<string, unknown>;

/** A tape of these commits; its table as rows, its scopes as rows, and how many batches the table has. */
async function read(commits: readonly (readonly Row[])[]): Promise<{ table: Row[]; scopes: Row[]; batches: number }> {
  const recorded = new TestTape();
  for (const rows of commits) {
    for (const row of rows) recorded.scope("s", row);
    recorded.commit();
  }
  const tape = await Tape.open(recorded.source());
  const table = await tape.table();
  const scopes = await lastValueFrom(tape.scopes$().pipe(toArray()));
  return {
    table: table.toArray().map((row) => ({ ...row?.toJSON() })),
    scopes: scopes.map(({ vars }) => ({ ...vars })),
    batches: table.batches.length,
  };
}

/** Every form that a full column of scalars or texts can have, by the number of the row in its commit. */
const alike = (i: number, rows: number): Row => ({
  dense: Math.sqrt(i),
  same: 7,
  steps: Math.floor(i / 30),
  nan: i % 5 === 0 ? Number.NaN : -0,
  big: BigInt(i) - 50n,
  ok: i % 3 === 0,
  yes: true,
  text: `row ${i} of ${rows} ü`,
  word: ["idle", "ramp", ""][Math.floor(i / 7) % 3],
  one: "always the same",
});

const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, i) => alike(i, count));

describe("table", () => {
  it("is one batch where all commits have the same columns, whatever their size and form", async () => {
    const { table, scopes, batches } = await read([100, 1, 8, 9, 300, 2].map(rowsOf));
    expect(batches).toBe(1);
    expect(table.length).toBe(420);
    expect(table).toEqual(scopes);
  });

  it("goes on when a commit has rows without a value, and is the same as without them before", async () => {
    const gaps = rowsOf(20).map((row, i) => (i === 7 ? { ...row, dense: null, word: null } : row));
    const { table, scopes } = await read([rowsOf(50), rowsOf(3), gaps, rowsOf(40)]);
    expect(table).toEqual(scopes);
  });

  it("goes on when a commit has other variables or other types", async () => {
    const { table } = await read([[{ x: 1, y: "a" }], [{ x: 2 }], [{ x: 3, y: "b" }]]);
    expect(table).toEqual([
      { x: 1, y: "a" },
      { x: 2, y: null },
      { x: 3, y: "b" },
    ]);
    expect((await read([[{ x: 1 }], [{ x: "two" }]])).table).toEqual([{ x: "1" }, { x: "two" }]);
  });
});
