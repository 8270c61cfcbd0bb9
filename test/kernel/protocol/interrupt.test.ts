import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { times } from "../../helpers/effort.js";
import { Rng } from "../../helpers/rng.js";
import { type Executed, type Kernel, sleep, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

/** Ends a loop that nobody interrupts: a test that fails must not hang. */
const LOOP_MS = 20_000;
const loop = `{ const end = Date.now() + ${LOOP_MS}; while (Date.now() < end); }`;

/** Starts a cell, interrupts it once it runs, and waits for its end. */
async function interrupted(
  code: string,
): Promise<{ cell: Executed; reply: string; isReplyFirst: boolean; ms: number }> {
  const id = await kernel.startCell(`console.log("begun"); ${code}`);
  await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "the cell's begin");
  await sleep(100);
  const start = performance.now();
  const reply = await kernel.interrupt();
  const cell = await kernel.ended(id);
  const at = (match: (message: Kernel["messages"][number]) => boolean) => kernel.messages.findIndex(match);
  const repliedAt = at((message) => message === reply);
  const endedAt = at(({ type, parent }) => type === "execute_reply" && parent.msg_id === id);
  return { cell, reply: reply.content.status, isReplyFirst: repliedAt < endedAt, ms: performance.now() - start };
}

describe("an interrupt", () => {
  it.each([
    ["a pending await", "await new Promise(() => {});"],
    ["a synchronous loop in the body", loop],
    ["a synchronous loop after an await", `await 1; ${loop}`],
    ["a synchronous loop after a timer that was awaited", `await new Promise((done) => setTimeout(done, 5)); ${loop}`],
    [
      "a synchronous loop in a timer, the cell still awaiting",
      `setTimeout(() => ${loop}, 20); await new Promise(() => {});`,
    ],
    ["a loop in an interval, the cell still awaiting", `setInterval(() => ${loop}, 20); await new Promise(() => {});`],
    ["a loop in process.nextTick", `process.nextTick(() => ${loop}); await new Promise(() => {});`],
    ["a loop in setImmediate", `setImmediate(() => ${loop}); await new Promise(() => {});`],
    [
      "a loop in setImmediate, with others before and behind",
      `setImmediate(() => 0); setImmediate(() => ${loop}); setImmediate(() => 0); await new Promise(() => {});`,
    ],
    [
      "a synchronous loop in an RxJS callback",
      `const { interval } = await import("rxjs"); interval(20).subscribe(() => ${loop}); await new Promise(() => {});`,
    ],
    ["a loop behind a file that was read", `await (await import("node:fs/promises")).readFile("/etc/passwd"); ${loop}`],
    ["a loop in a promise's callback", `await Promise.resolve().then(() => ${loop});`],
    ["a loop in a for await", `for await (const _ of [1, 2]) ${loop}`],
  ])("ends %s, and keeps every variable", async (_, code) => {
    await kernel.execute("let kept = { n: 41 };");
    const { cell, reply, isReplyFirst, ms } = await interrupted(`kept.n = 42; const early = 'e'; ${code}`);
    expect(reply).toBe("ok");
    expect(isReplyFirst).toBe(true);
    expect(cell.reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt", evalue: "" });
    expect(typesOf(cell.iopub).slice(-2)).toEqual(["error", "idle"]);
    expect(ms).toBeLessThan(LOOP_MS / 2);
    expect((await kernel.execute("[kept.n, early]")).result).toBe("[ 42, 'e' ]");
    expect(kernel.stderr).toBe("");
  });
});

describe("an interrupt of what is no loop", () => {
  it("ends the wait for input, synchronous and not", async () => {
    for (const code of ["prompt('name?')", "await input('name?')"]) {
      const id = await kernel.startCell(code, { answers: [] });
      await kernel.until(({ type, parent }) => type === "input_request" && parent.msg_id === id, "input request");
      await kernel.interrupt();
      expect((await kernel.ended(id)).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    }
    expect((await kernel.execute("prompt('again?')", { answers: ["yes"] })).result).toBe("'yes'");
  });

  it("during the conversion of a cell ends the cell before it runs", async () => {
    const types = Array.from({ length: 3000 }, (_, n) => `type T${n} = { a${n}: ${n > 0 ? `T${n - 1}` : "1"} };`);
    const code = `${types.join("\n")}\nconsole.log("ran");`;
    const id = await kernel.startCell(code);
    await kernel.until(({ type, parent }) => type === "execute_input" && parent.msg_id === id, "input");
    await kernel.interrupt();
    const { reply, text } = await kernel.ended(id);
    // A machine that converts faster than the interrupt travels has run it: then there was nothing to interrupt.
    if (reply.status === "error")
      expect({ text, ename: reply.ename }).toEqual({ text: "", ename: "KeyboardInterrupt" });
    expect((await kernel.execute("6 * 7")).result).toBe("42");
  });

  it("without a cell has no effect, and does not end the next one", async () => {
    for (let count = 0; count < 10; count++) {
      expect((await kernel.interrupt()).content.status).toBe("ok");
      expect(
        (await kernel.execute(`let sum${count} = 0; for (let i = 0; i < 1e6; i++) sum${count} += i; 'whole'`)).result,
      ).toBe("'whole'");
    }
  });

  it("twice for the same cell has the effect of one", async () => {
    const id = await kernel.startCell(`console.log('begun'); ${loop}`);
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    await Promise.all([kernel.interrupt(), kernel.interrupt(), kernel.interrupt()]);
    expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    expect((await kernel.execute(`let total = 0; for (let i = 0; i < 1e8; i++) total += 1; total`)).result).toBe(
      "100000000",
    );
  });

  it("is answered at once during a native call, and ends the cell when the call returns", async () => {
    const call = "(await import('node:child_process')).execFileSync('sleep', ['3'], { stdio: 'ignore' });";
    const { cell, reply, isReplyFirst } = await interrupted(`${call} ${loop}`);
    expect({ reply, isReplyFirst }).toEqual({ reply: "ok", isReplyFirst: true });
    expect(cell.reply.ename).toBe("KeyboardInterrupt");
    for (let count = 0; count < 5; count++) expect((await kernel.execute("6 * 7")).result).toBe("42");
  });

  it("ends a cell that evaluates user expressions", async () => {
    const id = await kernel.startCell("console.log('begun')", {
      user_expressions: { u: `(() => { ${loop} })()`, v: "1" },
    });
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    await sleep(300);
    await kernel.interrupt();
    const { reply } = await kernel.ended(id);
    expect(reply.user_expressions.u.status).toBe("error");
    expect((await kernel.execute("'free'")).result).toBe("'free'");
  });

  it("aborts the cells that wait", async () => {
    const first = await kernel.startCell("await new Promise(() => {})");
    const second = await kernel.startCell("'never'");
    await kernel.until(({ type, parent }) => type === "execute_input" && parent.msg_id === first, "input");
    await sleep(50);
    await kernel.interrupt();
    expect((await kernel.ended(first)).reply.ename).toBe("KeyboardInterrupt");
    expect((await kernel.ended(second)).reply.status).toBe("aborted");
  });

  it("by SIGINT ends a pending await too", async () => {
    const id = await kernel.startCell("console.log('begun'); await new Promise(() => {})");
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    kernel.process.kill("SIGINT");
    expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    kernel.process.kill("SIGINT");
    await sleep(200); // a signal that arrives in the next cell would rightly end that
    expect((await kernel.execute("1")).result).toBe("1");
  });
});

describe("after an interrupt", () => {
  it("a loop of `await sleep` does not go on", async () => {
    await kernel.execute("let n = 0; const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));");
    await interrupted("for (;;) { await sleep(10); n++; }");
    const before = (await kernel.execute("n")).result;
    await sleep(500);
    expect((await kernel.execute("n")).result).toBe(before);
  });

  it("timers and intervals of the cell are cancelled", async () => {
    await kernel.execute("let ticks = 0;");
    await interrupted(
      "setInterval(() => ticks++, 5); setTimeout(() => { ticks = 1e9; }, 300); await new Promise(() => {})",
    );
    const before = (await kernel.execute("ticks")).result;
    await sleep(500);
    expect((await kernel.execute("ticks")).result).toBe(before);
  });

  it("a blocking callback of a cell that had ended is stopped, and told under that cell", async () => {
    const { id } = await kernel.execute(`setTimeout(() => { console.log("blocks"); ${loop} }, 30); "ended"`);
    await kernel.until(
      ({ type, parent, content }) => type === "stream" && parent.msg_id === id && content.text.includes("blocks"),
      "block",
    );
    await kernel.interrupt();
    const told = ({ type, content, parent }: Kernel["messages"][number]) =>
      type === "stream" && content.name === "stderr" && parent.msg_id === id;
    await kernel.until(told, "a line on stderr", LOOP_MS / 2);
    expect((await kernel.execute("'free'")).result).toBe("'free'");
  });
});

describe("while a cell blocks the main thread", () => {
  it("completion, inspection, history, info and heartbeat are answered before it ends", async () => {
    await kernel.execute("const blocking = [1, 2, 3];");
    const id = await kernel.startCell(`console.log("begun"); ${loop}`);
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    const ask = async (type: string, content: Record<string, unknown>) =>
      (await kernel.request("shell", type, content)).content;
    const code = "blocking.ma";
    expect((await ask("complete_request", { code, cursor_pos: code.length })).matches).toContain("map");
    expect((await ask("inspect_request", { code: "blocking", cursor_pos: 3, detail_level: 1 })).found).toBe(true);
    expect((await ask("is_complete_request", { code: "1+1" })).status).toBe("complete");
    expect((await ask("history_request", { hist_access_type: "tail", n: 1 })).history).toHaveLength(1);
    expect((await ask("kernel_info_request", {})).status).toBe("ok");
    expect((await kernel.request("control", "kernel_info_request")).content.status).toBe("ok");
    expect(await kernel.heartbeat()).toBe("ping");
    expect(kernel.iopubOf(id).some(({ type }) => type === "error")).toBe(false);
    await kernel.interrupt();
    expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
  });
});

describe("interrupts at any moment", () => {
  it("end the cell that comes together with them, on another socket", async () => {
    for (let round = 0; round < 6; round++) {
      kernel.process.kill("SIGSTOP");
      const id = await kernel.startCell(loop);
      await sleep(50);
      const replied = kernel.interrupt();
      await sleep(50);
      kernel.process.kill("SIGCONT");
      expect((await replied).content.status).toBe("ok");
      expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    }
  });

  it("end the cell or come too late, and never end the next one", async () => {
    const rng = new Rng(11);
    await kernel.execute("let round = 0; const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));");
    const cells = [
      "await new Promise(() => {});",
      loop,
      `await pause(5); ${loop}`,
      `setTimeout(() => ${loop}, 20); await new Promise(() => {});`,
      "for (;;) await pause(1);",
      "for (;;) { console.log('y'.repeat(100)); await null; }",
      `await Promise.all([1, 2, 3].map(async () => { await 1; ${loop} }));`,
      "'done'",
      "for (const end = Date.now() + 110; Date.now() < end; );", // ends when the termination is under way
    ];
    for (let round = 1; round <= times(40); round++) {
      const id = await kernel.startCell(`round = ${round}; ${rng.pick(cells)}`);
      await sleep(rng.below(200));
      await kernel.interrupt();
      const { reply } = await kernel.ended(id);
      if (reply.status === "error") expect(reply.ename).toBe("KeyboardInterrupt");
      const next = await kernel.execute("let sum = 0; for (let i = 0; i < 1e6; i++) sum++; await 1; [sum, 'whole']");
      expect(next.result, `after round ${round}`).toBe("[ 1000000, 'whole' ]");
    }
  });
});
