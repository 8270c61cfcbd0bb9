import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentCell, inCell, outsideCells } from "#kernel/display/cells.js";
import { captureStreams, writeText } from "#kernel/display/streams.js";
import { sharedCells, unsentMax } from "#kernel/link.js";
import { type FakeWorker, fakeWorker, newCell } from "./link.js";

const original = { stdout: process.stdout.write, stderr: process.stderr.write };
let worker: FakeWorker;

beforeAll(() => captureStreams());
afterAll(() => {
  process.stdout.write = original.stdout;
  process.stderr.write = original.stderr;
});

/** What a cell wrote, as [key, stream, text]. */
function written(work: () => void): [number, string, string][] {
  worker = fakeWorker();
  work();
  return worker.of("stream").map(({ key, name, text }) => [key, name, text]);
}

describe("process.stdout and process.stderr", () => {
  it("write to the cell whose code writes, in order", () => {
    const [one, two] = [newCell(), newCell()];
    const seen = written(() => {
      inCell(one, () => process.stdout.write("a"));
      inCell(two, () => process.stderr.write("b"));
      inCell(one, () => process.stdout.write("c"));
    });
    expect(seen).toEqual([
      [one.ref.key, "stdout", "a"],
      [two.ref.key, "stderr", "b"],
      [one.ref.key, "stdout", "c"],
    ]);
  });

  it("write of nobody goes to the last cell that ran, and never to a silent one", () => {
    const loud = newCell();
    newCell({ silent: true });
    expect(written(() => outsideCells(() => process.stdout.write("x")))).toEqual([[loud.ref.key, "stdout", "x"]]);
  });

  it("keep a timer's text with the cell that started it, also while another runs", async () => {
    const [three, five] = [newCell(), newCell()];
    worker = fakeWorker();
    const late = inCell(
      three,
      () => new Promise<void>((done) => setTimeout(() => done(void process.stdout.write("late")), 5)),
    );
    inCell(five, () => process.stdout.write("now"));
    await late;
    expect(worker.of("stream").map(({ key, text }) => [key, text])).toEqual([
      [five.ref.key, "now"],
      [three.ref.key, "late"],
    ]);
  });

  it("take bytes and encodings, and never split a character that comes in pieces", () => {
    const cell = newCell();
    const [a, b] = [Buffer.from("é😀").subarray(0, 4), Buffer.from("é😀").subarray(4)];
    const texts = written(() =>
      inCell(cell, () => {
        process.stdout.write(a);
        process.stdout.write(b);
        process.stdout.write("aGk=", "base64");
        process.stdout.write("plain", "latin1");
        process.stdout.write(new Uint8Array([65]));
      }),
    );
    expect(texts.map(([, , text]) => text).join("")).toBe("é😀hiplainA");
    expect(texts.every(([, , text]) => !/\p{Surrogate}/u.test(text))).toBe(true);
  });

  it("call back and say that more can be written", async () => {
    worker = fakeWorker();
    expect(process.stdout.write("x")).toBe(true);
    await new Promise<void>((done) => void process.stdout.write("x", () => done()));
    await new Promise<void>((done) => void process.stdout.write("x", "utf8", () => done()));
    expect(() => process.stdout.write(7 as unknown as string)).toThrow(/expected a string or bytes/);
  });

  it("call every callback back, in its cell, after the code that wrote", async () => {
    worker = fakeWorker();
    const called: unknown[] = [];
    const [one, two] = [newCell(), newCell()];
    const note = (name: string) => () => void called.push(name, currentCell()?.ref.key);
    const same = note("same");
    inCell(one, () => {
      process.stdout.write("x", note("other"));
      for (let n = 0; n < 3; n++) process.stdout.write("x", same);
    });
    inCell(two, () => process.stderr.write("x", same));
    expect(called).toEqual([]);
    await new Promise((done) => setImmediate(done));
    const [a, b] = [one.ref.key, two.ref.key];
    expect(called).toEqual(["other", a, "same", a, "same", a, "same", a, "same", b]);
  });

  it("are no terminal", () => {
    expect([process.stdout.isTTY, process.stderr.isTTY]).toEqual([false, false]);
  });
});

describe("the flow of output", () => {
  it("sends a long text in pieces that end between characters", () => {
    worker = fakeWorker();
    const text = `x${"😀".repeat(1_500_000)}`;
    writeText(1, "stdout", text);
    const pieces = worker.of("stream").map((message) => message.text);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join("") === text).toBe(true);
    expect(pieces.some((piece) => /\p{Surrogate}/u.test(piece))).toBe(false);
  });

  it("waits while too much is unsent, until half of it is sent", async () => {
    worker = fakeWorker();
    const sender = new Worker(
      `const { workerData } = require("node:worker_threads");
       const cells = new Int32Array(workerData.memory);
       const set = (left) => { Atomics.store(cells, workerData.cell, left); Atomics.notify(cells, workerData.cell); };
       setTimeout(() => set(workerData.left * 1.5), 150);
       setTimeout(() => set(workerData.left), 300);`,
      { eval: true, workerData: { memory: worker.shared.buffer, cell: sharedCells.unsent, left: unsentMax / 2 } },
    );
    await new Promise((done) => sender.once("online", done));
    Atomics.store(worker.shared, sharedCells.unsent, unsentMax);
    writeText(1, "stdout", "one more");
    expect(Atomics.load(worker.shared, sharedCells.unsent)).toBe(unsentMax / 2);
    await sender.terminate();
  });

  it("does not wait for a worker that has ended", () => {
    worker = fakeWorker();
    Atomics.store(worker.shared, sharedCells.unsent, -(2 ** 31));
    for (let n = 0; n < 20; n++) writeText(1, "stdout", "x".repeat(1024 * 1024));
    expect(worker.of("stream")).toHaveLength(20);
  });
});
