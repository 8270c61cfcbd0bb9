import { beforeEach, describe, expect, it } from "vitest";
import { clearOutput, display, cell as global } from "#kernel/display/api.js";
import { inCell } from "#kernel/display/cells.js";
import { type FakeWorker, fakeWorker, newCell } from "./link.js";

let worker: FakeWorker;
beforeEach(() => {
  worker = fakeWorker();
});

const shown = () =>
  worker
    .of("display")
    .map(({ key, isUpdate, data, displayId }) => ({ key, isUpdate, displayId, text: data["text/plain"] }));

describe("display", () => {
  it("shows a value, and updates it in the cell that made it", () => {
    const [one, two] = [newCell(), newCell()];
    const handle = inCell(one, () => display({ a: 1 }));
    inCell(two, () => handle.update(2));
    expect(shown()).toEqual([
      { key: one.ref.key, isUpdate: false, displayId: handle.id, text: "{ a: 1 }" },
      { key: one.ref.key, isUpdate: true, displayId: handle.id, text: "2" },
    ]);
  });

  it("takes an id, and a bundle as it is", () => {
    inCell(newCell(), () => {
      expect(display(undefined, { id: "mine" }).id).toBe("mine");
      display({ "text/html": "<b>", "image/png": new Uint8Array([1]) }, { raw: true });
      expect(() => display("text", { raw: true })).toThrow(/expected data by MIME type/);
    });
    expect(worker.of("display").map(({ data }) => data)).toEqual([
      { "text/plain": "undefined" },
      { "text/html": "<b>", "image/png": "AQ==", "text/plain": expect.any(String) },
    ]);
  });

  it("keeps the order of the calls when a value takes its time, and the cell waits for it", async () => {
    const cell = newCell();
    const slow = {
      [Symbol.for("Jupyter.display")]: () =>
        new Promise((done) => setTimeout(() => done({ "text/plain": "slow" }), 10)),
    };
    inCell(cell, () => {
      const handle = display(slow);
      handle.update("after");
    });
    expect(shown()).toEqual([]);
    await cell.released(true);
    expect(shown().map(({ text, isUpdate }) => [text, isUpdate])).toEqual([
      ["slow", false],
      ["'after'", true],
    ]);
  });

  it("fails in an interrupted cell, as clearOutput does", () => {
    const cell = newCell();
    const handle = inCell(cell, () => display(1));
    cell.interrupt();
    for (const call of [() => display(2), () => handle.update(3), () => clearOutput()]) {
      expect(() => inCell(cell, call)).toThrow(/was interrupted/);
    }
    expect(shown()).toHaveLength(1);
  });
});

describe("clearOutput", () => {
  it("empties the output of the cell, at once or with the next output", () => {
    const cell = newCell();
    inCell(cell, () => {
      clearOutput();
      clearOutput(true);
    });
    expect(worker.of("clear")).toEqual([
      { type: "clear", key: cell.ref.key, wait: false },
      { type: "clear", key: cell.ref.key, wait: true },
    ]);
  });
});

describe("cell", () => {
  it("says which cell runs, and gives its signal", () => {
    const cell = newCell();
    inCell(cell, () => {
      expect(global.count).toBe(cell.ref.count);
      expect(global.signal.aborted).toBe(false);
      cell.interrupt();
      expect(global.signal.aborted).toBe(true);
    });
  });
});
