import { describe, expect, it } from "vitest";
import { inCell } from "#kernel/display/cells.js";
import { longWork } from "#kernel/magics/long-work.js";
import { parseMagic } from "#kernel/magics/parse.js";
import { MagicTable } from "#kernel/magics/table.js";
import { Request } from "#kernel/magics/values.js";
import { fakeWorker, newCell } from "../display/link.js";

const table = new MagicTable();

function requestOf(line: string): Request {
  return new Request(parseMagic(table, line, 0), {}, () => []);
}

function later(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

describe("long work of a magic", () => {
  it("shows a bar when it takes long, none when it is quick or quiet", async () => {
    const worker = fakeWorker();
    const work = (ms: number) => async (report: (done: number, total: number) => void) => {
      report(1, 10);
      await later(ms);
      report(5, 10);
      report(10, 10);
      return 7;
    };
    expect(await inCell(newCell(), () => longWork(requestOf("%tape gc"), "gc", work(5)))).toBe(7);
    await inCell(newCell(), () => longWork(requestOf("%tape gc --quiet"), "gc", work(600)));
    expect(worker.posted).toEqual([]);
    await inCell(newCell(), () => longWork(requestOf("%tape gc"), "gc", work(600)));
    expect(JSON.stringify(worker.posted.at(0))).toMatch(/gc 0 %/);
    expect(JSON.stringify(worker.posted.at(-1))).toMatch(/gc 100 %/);
  });

  it("stops at its next step when the cell is interrupted", async () => {
    fakeWorker();
    const cell = newCell();
    let steps = 0;
    const work = inCell(cell, () =>
      longWork(requestOf("%tape gc"), "gc", async (report) => {
        for (; steps < 100; steps++) {
          report(steps, 100);
          await later(1);
        }
      }),
    );
    cell.interrupt();
    await expect(work).rejects.toMatchObject({ name: "CellInterrupted" });
    expect(steps).toBeLessThan(100);
  });
});
