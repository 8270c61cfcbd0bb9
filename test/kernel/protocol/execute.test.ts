import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, sleep, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

describe("execute_request", () => {
  it("sends busy, the input, the result, the reply and idle, in this order", async () => {
    const { iopub, reply, result } = await kernel.execute("1+2");
    expect(typesOf(iopub)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    expect(iopub[1]?.content).toEqual({ code: "1+2", execution_count: 1 });
    expect(iopub[2]?.content).toMatchObject({ execution_count: 1, metadata: {}, data: { "text/plain": "3" } });
    expect(reply).toEqual({ status: "ok", execution_count: 1, user_expressions: {}, payload: [] });
    expect(result).toBe("3");
  });

  it.each([
    ["undefined", undefined],
    ["null", undefined],
    ["let aa = 1", undefined],
    ["1+2;", "3"],
    ["Promise.resolve(42)", "Promise { 42 }"],
    ["'text'", "'text'"],
  ])("shows the value of `%s` as %s", async (code, shown) => {
    const { result, reply, text } = await kernel.execute(code);
    expect({ result, status: reply.status, text }).toEqual({ result: shown, status: "ok", text: "" });
  });

  it("answers a cell without code with ok, and does not count it", async () => {
    const before = (await kernel.execute("0")).reply.execution_count;
    for (const code of ["", "  \n\t", "// nothing", "/* nothing */\n"]) {
      const { reply, iopub } = await kernel.execute(code);
      expect(reply).toMatchObject({ status: "ok", execution_count: before + 1, payload: [] });
      expect(typesOf(iopub)).toEqual(["busy", "execute_input", "idle"]);
    }
    expect((await kernel.execute("0")).reply.execution_count).toBe(before + 1);
  });

  it("tells an error once on iopub and with the same words in the reply", async () => {
    const { iopub, reply, errorText } = await kernel.execute("const before = 1;\nthrow new RangeError('too far')");
    expect(typesOf(iopub)).toEqual(["busy", "execute_input", "error", "idle"]);
    const { ename, evalue, traceback } = reply;
    expect(iopub[2]?.content).toEqual({ ename, evalue, traceback });
    expect({ ename, evalue }).toEqual({ ename: "RangeError", evalue: "too far" });
    expect(traceback.join("\n")).toContain(`Cell[${reply.execution_count}]:2:7`);
    expect(errorText).toBe("");
  });

  it("tells a type error as an error, not as text, and runs nothing", async () => {
    const { iopub, reply, text } = await kernel.execute("console.log('ran');\n\nconst n: number = 's'");
    expect(typesOf(iopub)).toEqual(["busy", "execute_input", "error", "idle"]);
    expect(reply.traceback[0]).toContain(`Cell[${reply.execution_count}]:3:7 - TS2322`);
    expect(text).toBe("");
  });

  it("sends everything that a cell wrote before its reply", async () => {
    const id = await kernel.startCell("for (let i = 0; i < 50; i++) console.log(i); throw new Error('end')");
    const { iopub } = await kernel.ended(id);
    expect(typesOf(iopub).slice(0, 2)).toEqual(["busy", "execute_input"]);
    expect(typesOf(iopub).slice(-2)).toEqual(["error", "idle"]);
    expect(typesOf(iopub).slice(2, -2)).toContain("stream");
  });

  it("runs cells in the order they were sent", async () => {
    const ids = [];
    for (let count = 0; count < 20; count++) ids.push(await kernel.startCell(`console.log("order ${count}")`));
    const cells = await Promise.all(ids.map((id) => kernel.ended(id)));
    const counts = cells.map(({ reply }) => reply.execution_count);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const idles = kernel.messages.filter(
      ({ type, content, parent }) =>
        type === "status" && content.execution_state === "idle" && ids.includes(parent.msg_id),
    );
    expect(idles.map(({ parent }) => parent.msg_id)).toEqual(ids);
  });
});

describe("stop_on_error", () => {
  it("aborts every request that was already queued, with busy and idle", async () => {
    const first = await kernel.startCell("throw new Error('first')");
    const second = await kernel.startCell("console.log('second')");
    const third = await kernel.startCell("1");
    expect((await kernel.ended(first)).reply.status).toBe("error");
    for (const id of [second, third]) {
      const { reply, iopub, text } = await kernel.ended(id);
      expect(reply).toMatchObject({ status: "aborted" });
      expect(reply.execution_count).toBeTypeOf("number");
      expect(typesOf(iopub)).toEqual(["busy", "idle"]);
      expect(text).toBe("");
    }
  });

  it("aborts them also when the first does not compile", async () => {
    const first = await kernel.startCell("const wrong: number = 's'");
    const second = await kernel.startCell("1");
    expect((await kernel.ended(first)).reply.status).toBe("error");
    expect((await kernel.ended(second)).reply.status).toBe("aborted");
  });

  it("aborts nothing when it is false", async () => {
    const first = await kernel.startCell("throw new Error('first')", { stop_on_error: false });
    const second = await kernel.startCell("'ran'");
    expect((await kernel.ended(first)).reply.status).toBe("error");
    expect((await kernel.ended(second)).result).toBe("'ran'");
  });

  it("lets a cell run that is sent 50 ms after the reply", async () => {
    await kernel.execute("throw new Error('x')");
    await sleep(50);
    expect((await kernel.execute("'ran'")).result).toBe("'ran'");
  });
});

describe("silent and store_history", () => {
  it("shows a silent cell's text and nothing else, and does not count it", async () => {
    const before = (await kernel.execute("0")).reply.execution_count;
    const { iopub, reply, text } = await kernel.execute("console.log(5); 5", { silent: true });
    expect(typesOf(iopub)).toEqual(["busy", "stream", "idle"]);
    expect(text).toBe("5\n");
    expect(reply.status).toBe("ok");
    expect((await kernel.execute("0")).reply.execution_count).toBe(before + 1);
  });

  it("replies with a silent cell's error, and does not show it", async () => {
    const { iopub, reply } = await kernel.execute("throw new TypeError('quiet')", { silent: true });
    expect(typesOf(iopub)).toEqual(["busy", "idle"]);
    expect(reply).toMatchObject({ status: "error", ename: "TypeError", evalue: "quiet" });
    expect(reply.traceback.length).toBeGreaterThan(0);
  });

  it("keeps the declarations of a silent cell", async () => {
    await kernel.execute("const quietly = 12", { silent: true });
    expect((await kernel.execute("quietly")).result).toBe("12");
  });

  it("neither counts nor remembers a cell with store_history false, and shows everything of it", async () => {
    const before = (await kernel.execute("0")).reply.execution_count;
    const { iopub, reply } = await kernel.execute("'not stored'", { store_history: false });
    expect(typesOf(iopub)).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    expect(iopub[1]?.content.execution_count).toBe(reply.execution_count);
    expect(iopub[2]?.content.execution_count).toBe(reply.execution_count);
    const history = await kernel.request("shell", "history_request", { hist_access_type: "tail", n: 1 });
    expect(history.content.history).toEqual([[1, before, "0"]]);
    expect((await kernel.execute("0")).reply.execution_count).toBe(before + 1);
  });
});

describe("user_expressions", () => {
  it("are evaluated one by one after a cell that succeeded", async () => {
    const user_expressions = { u: "1+1", bad: "zzzz", s: "'text'", late: "madeHere * 2" };
    const { reply } = await kernel.execute("const madeHere = 21", { user_expressions });
    const { u, bad, s, late } = reply.user_expressions;
    expect(u).toEqual({ status: "ok", data: { "text/plain": "2" }, metadata: {} });
    expect(bad).toMatchObject({ status: "error", ename: "ReferenceError" });
    expect(bad.traceback).toEqual(["ReferenceError: zzzz is not defined"]);
    expect(s.data["text/plain"]).toBe("'text'");
    expect(late.data["text/plain"]).toBe("42");
  });

  it("are not evaluated after a cell that failed", async () => {
    const { reply } = await kernel.execute("throw new Error('x')", { user_expressions: { u: "1+1" } });
    expect(reply.user_expressions).toEqual({});
  });

  it("are evaluated for an empty cell too", async () => {
    const { reply } = await kernel.execute("", { user_expressions: { u: "1+1" }, silent: true });
    expect(reply.user_expressions.u.data["text/plain"]).toBe("2");
  });
});
