import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type Kernel, type Message, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

describe("input", () => {
  it("gives the cell exactly what was answered, by prompt and by input", async () => {
    expect((await kernel.execute("prompt('name?')", { answers: ["bob é"] })).result).toBe("'bob é'");
    expect((await kernel.execute("await input('name?')", { answers: ["😀 ok"] })).result).toBe("'😀 ok'");
    expect((await kernel.execute("prompt()", { answers: [""] })).result).toBe("''");
    const long = "x".repeat(2 * 1024 * 1024);
    expect((await kernel.execute("(prompt('long') as string).length", { answers: [long] })).result).toBe(
      `${long.length}`,
    );
  });

  it("asks with the text, hidden for a password, after everything that was printed before", async () => {
    const id = await kernel.startCell("console.log('first'); await input('secret?', { password: true })", {
      answers: [],
    });
    const request = await kernel.until(
      ({ type, parent }) => type === "input_request" && parent.msg_id === id,
      "request",
    );
    expect(request.content).toEqual({ prompt: "secret?", password: true });
    expect(request.channel).toBe("stdin");
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "text");
    await kernel.send("stdin", "input_reply", { value: "s3" }, {}, request.header);
    expect((await kernel.ended(id)).result).toBe("'s3'");
  });

  it("asks several times in a row", async () => {
    const code =
      "const given = []; for (let i = 0; i < 3; i++) given.push(i % 2 ? await input('?') : prompt('?')); given";
    expect((await kernel.execute(code, { answers: ["a", "b", "c"] })).result).toBe("[ 'a', 'b', 'c' ]");
  });

  it("ignores answers that nobody asked for", async () => {
    await kernel.send("stdin", "input_reply", { value: "stray" });
    await kernel.send("stdin", "nonsense", { value: "stray" });
    expect((await kernel.execute("prompt('?')", { answers: ["mine"] })).result).toBe("'mine'");
  });

  it("is refused where the front end does not allow it", async () => {
    const { reply } = await kernel.execute("const one = 1;\n\nprompt('?')");
    expect(reply).toMatchObject({ status: "error", ename: "StdinNotAllowed" });
    expect(reply.evalue).toBe(
      "This front end does not accept input for this cell. The cell stopped at line 3. Pass the value as a variable instead.",
    );
  });
});

const isComm = (type: string, id: string) => (message: Message) =>
  message.type === `comm_${type}` && message.content.comm_id === id;

describe("comms", () => {
  it("to an unknown target are closed, with the same id", async () => {
    await kernel.send("shell", "comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
    await kernel.until(isComm("close", "c1"), "comm_close");
    expect((await kernel.request("shell", "comm_info_request")).content.comms).toEqual({});
  });

  it("carry buffers byte for byte both ways, empty ones too", async () => {
    await kernel.execute(
      "comms.register('echo', (comm, opened) => { comm.send({ opened: opened.data }, { buffers: opened.buffers });\n" +
        "comm.onMessage(({ data, buffers }) => comm.send({ data }, { buffers, metadata: { n: buffers.length } })); });",
    );
    const buffers = [
      new Uint8Array(0),
      Uint8Array.from({ length: 256 }, (_, n) => n),
      new Uint8Array(3_000_000).fill(7),
    ];
    await kernel.send("shell", "comm_open", { comm_id: "c2", target_name: "echo", data: { a: "é" } }, { buffers });
    const opened = await kernel.until(isComm("msg", "c2"), "echo of the open");
    expect(opened.content.data).toEqual({ opened: { a: "é" } });
    expect(
      opened.buffers.map((buffer) => Buffer.compare(buffer, buffers[opened.buffers.indexOf(buffer)] ?? buffer)),
    ).toEqual([0, 0, 0]);
    await kernel.send("shell", "comm_msg", { comm_id: "c2", data: [1, null] }, { buffers: buffers.toReversed() });
    const second = await kernel.until((message) => isComm("msg", "c2")(message) && message !== opened, "echo");
    expect(second.content.data).toEqual({ data: [1, null] });
    expect(second.metadata).toEqual({ n: 3 });
    expect(second.buffers.map(({ length }) => length)).toEqual([3_000_000, 256, 0]);
  });

  it("are listed by comm_info, filtered by target", async () => {
    const all = (await kernel.request("shell", "comm_info_request")).content;
    expect(all).toEqual({ status: "ok", comms: { c2: { target_name: "echo" } } });
    const none = (await kernel.request("shell", "comm_info_request", { target_name: "other" })).content;
    expect(none).toEqual({ status: "ok", comms: {} });
  });

  it("reach a cell that waits, between its awaits", async () => {
    const id = await kernel.startCell(
      "let heard = 0; comms.register('poke', (comm) => { comm.onMessage(() => { heard++; }); });\n" +
        "console.log('waiting'); while (heard < 3) await new Promise((done) => setTimeout(done, 5)); heard",
    );
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "waiting");
    await kernel.send("shell", "comm_open", { comm_id: "c3", target_name: "poke", data: {} });
    for (let count = 0; count < 3; count++) await kernel.send("shell", "comm_msg", { comm_id: "c3", data: {} });
    expect((await kernel.ended(id)).result).toBe("3");
  });

  it("write and fail under the message that was handled, between its busy and its idle", async () => {
    await kernel.execute(
      "comms.register('loud', (comm) => { comm.onMessage(() => { console.log('handled'); throw new Error('in handler'); }); });",
    );
    await kernel.send("shell", "comm_open", { comm_id: "c4", target_name: "loud", data: {} });
    const id = await kernel.send("shell", "comm_msg", { comm_id: "c4", data: {} });
    await eventually(() => kernel.iopubOf(id).filter(({ type }) => type === "stream")).toHaveLength(2);
    await eventually(() => typesOf(kernel.iopubOf(id)).includes("idle")).toBe(true);
    const again = await kernel.send("shell", "comm_msg", { comm_id: "c4", data: {} });
    await eventually(() => kernel.iopubOf(again).filter(({ type }) => type === "stream")).toHaveLength(2);
  });

  it("opened by the kernel arrive with target and data, and close on both sides", async () => {
    await kernel.execute(
      "const widget = comms.open('jupyter.widget', { state: 1 }, { metadata: { version: '2.1' } });",
    );
    const opened = await kernel.until(
      ({ type, content }) => type === "comm_open" && content.target_name === "jupyter.widget",
      "comm_open",
    );
    expect(opened.content.data).toEqual({ state: 1 });
    expect(opened.metadata).toEqual({ version: "2.1" });
    const { comm_id } = opened.content;
    await kernel.execute("widget.send({ state: 2 }); widget.close({ done: true });");
    expect((await kernel.until(isComm("msg", comm_id), "msg")).content.data).toEqual({ state: 2 });
    expect((await kernel.until(isComm("close", comm_id), "close")).content.data).toEqual({ done: true });
    const { comms } = (await kernel.request("shell", "comm_info_request")).content;
    expect(Object.keys(comms)).not.toContain(comm_id);
  });
});
