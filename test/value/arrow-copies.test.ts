/** A program and Tapelab may hold different copies of apache-arrow: an ES module and a CommonJS one, say. */
import { createRequire } from "node:module";
import * as ours from "apache-arrow";
import { expect, it } from "vitest";
import { arrowBytes, arrowValue } from "#sdk/value/arrow-ipc.js";

const theirs = createRequire(import.meta.url)("apache-arrow") as typeof ours;

const columns = { t: Float64Array.of(1, 2), n: [3, null], name: ["a", "b"], list: [[1], [2, 3]] };

it("keeps tables, batches and vectors of another copy as they are", () => {
  const table = theirs.tableFromArrays(columns);
  expect(table.schema.constructor).not.toBe(ours.Schema);
  const rows = ours.tableFromArrays(columns).toArray().map(String);
  for (const [value, kind] of [
    [table, "Table"],
    [table.batches[0]!, "RecordBatch"],
  ] as const)
    expect((arrowValue(arrowBytes(value), kind) as ours.Table).toArray().map(String)).toEqual(rows);
  const vector = arrowValue(arrowBytes(theirs.vectorFromArray(["x", null, "x"])), "Vector") as ours.Vector;
  expect([...vector]).toEqual(["x", null, "x"]);
});

it("keeps the schema of a table of another copy that has no rows", () => {
  const empty = new theirs.Table(theirs.tableFromArrays({ t: Float64Array.of(1) }).schema);
  expect((arrowValue(arrowBytes(empty), "Table") as ours.Table).schema.fields.map(String)).toEqual(["t: Float64"]);
});
