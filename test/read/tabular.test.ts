import { type Table, tableFromArrays, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { Scope } from "#sdk/read/scope.js";
import { Tape } from "#sdk/read/tape.js";
import { type ScopeOptions, TestTape } from "./test-tape.js";

async function scopeOf(variables: object, options: ScopeOptions = {}): Promise<Scope> {
  const tape = await Tape.open(new TestTape().scope("s", variables, options).commit().source());
  const scope = await tape.latestScope();
  await tape.close();
  return scope;
}

const rowsOf = (table: Table): unknown[] => table.toArray().map((row: { toJSON(): object }) => row.toJSON());

const records = [
  { t: 1, name: "a" },
  { t: 2, name: null },
];

describe("scope.table(name)", () => {
  it("reads records, columns and Arrow values, inline or from a blob", async () => {
    const arrow = tableFromIPC(tableToIPC(tableFromArrays({ t: new Float64Array([1, 2]) })));
    const columns = { t: new Float64Array([1, 2]), name: ["a", null] };
    for (const marks of [undefined, new Map(["arrow", "columns", "records"].map((name) => [name, "blob"] as const))]) {
      const scope = await scopeOf({ arrow, columns, records }, { marks });
      expect(rowsOf(await scope.table("records"))).toEqual(records);
      expect(rowsOf(await scope.table("columns"))).toEqual(records);
      expect(rowsOf(await scope.table("arrow"))).toEqual([{ t: 1 }, { t: 2 }]);
    }
  });

  it("refuses what is no table, saying what it is", async () => {
    const scope = await scopeOf({ n: 1, h: [1] }, { marks: new Map([["h", "hash"]]) });
    await expect(scope.table("n")).rejects.toThrow(/"n" .* is no table: .* found number/);
    await expect(scope.table("h")).rejects.toMatchObject({ code: "bad-conversion" });
    await expect(scope.table("m")).rejects.toMatchObject({ code: "no-such-variable" });
  });
});

describe("scope.table()", () => {
  it("reads the only tabular variable, whatever stands beside it", async () => {
    const scope = await scopeOf({ records, n: 1, xs: [1, 2, 3], f: () => 1 });
    expect(rowsOf(await scope.table())).toEqual(records);
  });

  it("else puts equally long columns side by side", async () => {
    const scope = await scopeOf({ t: new Float64Array([1, 2]), name: ["a", "b"], v: vectorFromArray([5, 6]), n: 7 });
    const table = await scope.table();
    expect(table.schema.fields.map(({ name }) => name)).toEqual(["t", "name", "v"]);
    expect(rowsOf(table)).toEqual([
      { t: 1, name: "a", v: 5 },
      { t: 2, name: "b", v: 6 },
    ]);
  });

  it("else gives one row of the variables", async () => {
    const table = await (await scopeOf({ x: 1.5, label: "a", ok: true, f: () => 1 })).table();
    expect(rowsOf(table)).toEqual([{ x: 1.5, label: "a", ok: true }]);
  });

  it("refuses a scope that can be read in more than one way, naming them", async () => {
    const two = await scopeOf({ a: records, b: { t: [1], u: [2] } });
    await expect(two.table()).rejects.toMatchObject({
      code: "ambiguous-table",
      message: expect.stringContaining('"a", "b"'),
    });
    const lengths = await scopeOf({ x: [1, 2], y: [3, 4], z: [5] });
    await expect(lengths.table()).rejects.toThrow(/"x \+ y", "z".*scope\.table\("x"\)/);
  });
});
