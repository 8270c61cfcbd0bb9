import { beforeEach, describe, expect, it } from "vitest";
import { inCell } from "#kernel/display/cells.js";
import { type Comm, comms, receiveComm } from "#kernel/display/comms.js";
import type { CommMessage } from "#kernel/link.js";
import { cellRef, type FakeWorker, fakeWorker, newCell } from "./link.js";

let worker: FakeWorker;
beforeEach(() => {
  worker = fakeWorker();
});

function receive(action: CommMessage["action"], commId: string, more: Partial<CommMessage> = {}) {
  const ref = cellRef();
  receiveComm(ref, { action, commId, data: {}, metadata: {}, buffers: [], ...more });
  return ref;
}

const sent = () => worker.of("comm").map(({ message }) => message);

describe("comms", () => {
  it("open, send and close with data and buffers that are equal byte for byte", () => {
    const cell = newCell();
    const bytes = Uint8Array.from({ length: 300 }, (_, n) => n);
    inCell(cell, () => {
      const comm = comms.open("plot", { a: 1 }, { metadata: { m: 2 } });
      comm.send({ b: 1 }, { buffers: [bytes.subarray(10, 20), new Float64Array([1.5]), new ArrayBuffer(0)] });
      expect(bytes.length).toBe(300);
      bytes.fill(0);
      comm.close({ c: 1 });
      comm.close();
      expect(() => comm.send({})).toThrow(/is closed. Nothing was sent/);
    });
    const [opened, message, closed] = sent();
    expect(opened).toMatchObject({ action: "open", target: "plot", data: { a: 1 }, metadata: { m: 2 }, buffers: [] });
    expect(message).toMatchObject({ action: "msg", commId: opened?.commId, data: { b: 1 } });
    expect(message?.buffers.map((buffer) => [...buffer])).toEqual([
      [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
      [...new Uint8Array(new Float64Array([1.5]).buffer)],
      [],
    ]);
    expect(closed).toMatchObject({ action: "close", data: { c: 1 } });
    expect(sent()).toHaveLength(3);
  });

  it("give messages to the target that was registered, and to its listeners in order", () => {
    const heard: unknown[] = [];
    const forget = comms.register("widget", (comm, opened) => {
      heard.push(opened.data, opened.buffers);
      comm.onMessage(({ data }) => heard.push(data));
      comm.onClose(() => heard.push("closed", comm.isClosed));
      comm.send("hello");
    });
    receive("open", "c1", { target: "widget", data: "o", buffers: [new Uint8Array([1])] });
    receive("msg", "c1", { data: 1 });
    receive("msg", "c1", { data: 2 });
    receive("close", "c1");
    receive("msg", "c1", { data: 3 });
    expect(heard).toEqual(["o", [new Uint8Array([1])], 1, 2, "closed", true]);
    expect(sent()).toMatchObject([{ action: "msg", commId: "c1", data: "hello" }]);
    forget();
    receive("open", "c2", { target: "widget" });
    expect(sent().at(-1)).toMatchObject({ action: "close", commId: "c2" });
  });

  it("close at once what nobody has registered, with one line under the request", () => {
    const { key } = receive("open", "c9", { target: "no such\ntarget" });
    expect(sent()).toMatchObject([{ action: "close", commId: "c9" }]);
    expect(worker.of("stream")).toMatchObject([
      { key, name: "stderr", text: expect.stringContaining('"no such\\ntarget"') },
    ]);
  });
});

describe("comms that go wrong", () => {
  it("survive handlers that throw or reject, and say so under the request", async () => {
    const open: Comm[] = [];
    comms.register("bad", (comm) => {
      open.push(comm);
      comm.onMessage(() => {
        throw new Error("boom");
      });
      comm.onMessage(async () => {
        throw new Error("later");
      });
    });
    receive("open", "b", { target: "bad" });
    const { key, count } = receive("msg", "b");
    await new Promise((done) => setImmediate(done));
    const lines = worker.of("stream");
    expect(lines.map((line) => [line.key, line.name])).toEqual([
      [key, "stderr"],
      [key, "stderr"],
    ]);
    expect(lines.map(({ text }) => text).join("")).toMatch(
      new RegExp(`Uncaught \\(in cell ${count}\\) Error: boom[\\s\\S]*Error: later`),
    );
    expect(open[0]?.isClosed).toBe(false);
  });

  it("refuse to send from an interrupted cell, and what is not JSON", () => {
    const cell = newCell();
    const comm = inCell(cell, () => comms.open("t"));
    expect(() => comm.send({ big: 1n })).toThrow(/BigInt/);
    expect(() => comm.send({}, { buffers: ["x" as never] })).toThrow(/expected buffers of bytes/);
    cell.interrupt();
    expect(() => inCell(cell, () => comm.send({}))).toThrow(/Cell \d+ was interrupted/);
    expect(sent()).toHaveLength(1);
  });
});
