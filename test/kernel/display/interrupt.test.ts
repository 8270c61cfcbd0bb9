import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, eventually, type Kernel, type Message, sleep, startKernel } from "../client.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel();
  await kernel.execute(
    'import { setTimeout as pause } from "node:timers/promises"; import { tape } from "tapelab"; const keep = 7;',
  );
}, 60_000);
afterAll(() => kernel.stop());

/** Starts the cell, interrupts it when it is under way, and gives its end. */
async function interrupted(code: string): Promise<Executed> {
  const id = await kernel.startCell(code);
  await kernel.until(({ type, parent }) => type === "execute_input" && parent.msg_id === id, "execute_input");
  await sleep(250);
  await kernel.interrupt();
  return kernel.ended(id);
}

const rows: readonly [string, string][] = [
  ["a pending await", "await new Promise(() => {});"],
  ["a loop in the body", "for (;;);"],
  ["a loop after an await of a timer", "await pause(5); for (;;);"],
  ["a loop after an await of nothing", "await 1; for (;;);"],
  [
    "a loop after an await of a file",
    'const fs = await import("node:fs/promises"); await fs.readFile("/etc/hostname"); for (;;);',
  ],
  ["a loop of promises", "const spin = (): Promise<void> => Promise.resolve().then(spin); await spin();"],
  ["a loop in a timer", "setTimeout(() => { for (;;); }, 5); await new Promise(() => {});"],
  ["a loop in an immediate", "setImmediate(() => { for (;;); }); await new Promise(() => {});"],
  [
    "a loop in an RxJS callback",
    'import { interval } from "rxjs"; interval(5).subscribe(() => { for (;;); }); await new Promise(() => {});',
  ],
  [
    "a loop in a callback of a file",
    'import { readFile } from "node:fs"; readFile("/etc/hostname", () => { for (;;); }); await new Promise(() => {});',
  ],
  ["a loop that prints", 'for (;;) console.log("x".repeat(1000));'],
  ["a regular expression that backtracks", '/(a+)+b/.test("a".repeat(40));'],
  [
    "a loop beside hooks of the user",
    'import { createHook } from "node:async_hooks"; createHook({ before() {} }).enable(); await pause(5); for (;;);',
  ],
];

describe("an interrupt", () => {
  for (const [where, code] of rows) {
    it(`ends ${where}, and keeps everything else`, async () => {
      const { reply, iopub } = await interrupted(code);
      expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt", evalue: "" });
      expect(iopub.filter(({ type }) => type === "error").map(({ content }) => content.ename)).toEqual([
        "KeyboardInterrupt",
      ]);
      expect((await kernel.execute("keep")).result).toBe("7");
    });
  }
});

describe("an interrupted cell", () => {
  it("has no wait for input any more", async () => {
    const id = await kernel.startCell('prompt("name?")', { answers: [] });
    await kernel.until(({ type, parent }) => type === "input_request" && parent.msg_id === id, "input request");
    await kernel.interrupt();
    expect((await kernel.ended(id)).reply).toMatchObject({ ename: "KeyboardInterrupt" });
    expect((await kernel.execute('await input("again?")', { answers: ["yes"] })).result).toBe("'yes'");
    const waiting = await kernel.startCell('var ticks = 0; setInterval(() => ticks++, 5); await input("name?")', {
      answers: [],
    });
    await kernel.until(({ type, parent }) => type === "input_request" && parent.msg_id === waiting, "input request");
    await kernel.interrupt();
    expect((await kernel.ended(waiting)).reply).toMatchObject({ ename: "KeyboardInterrupt" });
    const before = (await kernel.execute("ticks")).result;
    expect((await kernel.execute('prompt("again?")', { answers: ["no"] })).result).toBe("'no'");
    expect((await kernel.execute("ticks")).result).toBe(before);
  });

  it("is a plain failure for another cell that waits for it", async () => {
    await kernel.execute("var shared: Promise<unknown>;");
    await interrupted(
      "shared = new Promise((_, reject) => cell.signal.addEventListener('abort', () => reject(cell.signal.reason))); await shared;",
    );
    expect((await kernel.execute("await shared")).reply).toMatchObject({
      ename: "CellInterrupted",
      evalue: expect.stringMatching(/^Cell \d+ was interrupted/),
    });
  });

  it("has no timers any more after SIGINT either", async () => {
    const id = await kernel.startCell(
      "var beats = 0; setInterval(() => beats++, 5); const end = Date.now() + 20_000; while (Date.now() < end);",
    );
    await sleep(400);
    kernel.process.kill("SIGINT");
    expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    const before = (await kernel.execute("beats")).result;
    await sleep(100);
    expect((await kernel.execute("beats")).result).toBe(before);
  });

  it("keeps what it had computed, and its loop of sleeps has ended for good", async () => {
    await interrupted("var n = 0; const before = 5; for (;;) { await pause(10); n++; }");
    const first = (await kernel.execute("[n, before]")).result;
    await sleep(150);
    expect((await kernel.execute("[n, before]")).result).toBe(first);
    expect(first).toMatch(/^\[ [1-9]\d*, 5 \]$/);
  });

  it("records, displays and sends nothing any more; stage, queue and session are kept", async () => {
    await kernel.execute(
      'tape.start("interrupts", { settings: { "session.on_exit": "drop" } }); tape.capture("before", { a: 1 }); tape.queue("q"); tape.capture("before", { a: 2 });',
    );
    await interrupted(`
      var refused: string[] = [];
      const comm = comms.open("nobody");
      // Not a timer: those are cancelled. The front end's message is answered in the context of the cell.
      globalThis.resume = () => undefined;
      const gate = new Promise<void>((open) => { globalThis.resume = open; });
      void (async () => {
        await gate;
        for (const call of [() => tape.capture("late", { a: 3 }), () => tape.queue("late"), () => tape.stage.drop("all"), () => display(1), () => comm.send(1), () => clearOutput()])
          try { call(); refused.push("done"); } catch (error) { refused.push((error as Error).name); }
      })();
      await new Promise(() => {});`);
    await kernel.execute("(globalThis as any).resume()");
    expect((await kernel.execute("refused.join()")).result).toBe(
      `'${Array.from({ length: 6 }, () => "CellInterrupted").join()}'`,
    );
    expect(
      (await kernel.execute("const { staged, queued, isEnded } = tape.status(); [staged, queued, isEnded]")).result,
    ).toBe("[ 1, 1, false ]");
  });

  it("has its signal aborted, and no other", async () => {
    await kernel.execute("const other = cell.signal;");
    await interrupted("const own = cell.signal; await new Promise(() => {});");
    expect((await kernel.execute("[own.aborted, other.aborted, cell.signal.aborted]")).result).toBe(
      "[ true, false, false ]",
    );
  });
});

describe("an interrupt of an idle kernel", () => {
  it("frees it from a timer that loops, and tells the cell that started it", async () => {
    const { id, reply } = await kernel.execute("setTimeout(() => { for (;;); }, 50); 5");
    await sleep(200);
    await kernel.interrupt();
    expect((await kernel.execute("keep")).result).toBe("7");
    const isTold = ({
      type,
      parent,
      content,
    }: {
      type: string;
      parent: { msg_id?: string };
      content: { text?: string };
    }) => type === "stream" && parent.msg_id === id && /Interrupted/.test(content.text ?? "");
    const told = await kernel.until(isTold, "line under the cell");
    expect(told.content).toMatchObject({
      name: "stderr",
      text: `Interrupted (in cell ${reply.execution_count}): code that blocked the kernel was stopped.\n`,
    });
  });

  it("says once under each cell whose code was stopped", async () => {
    const arming = (name: string, first: string): string =>
      `var ${name}: () => void = () => undefined;
       void new Promise<void>((go) => { ${name} = go; }).then(() => setTimeout(() => { ${first} for (;;); }, 0));`;
    // A native call: no termination takes effect while it lasts.
    const native = "console.log('blocks'); require('node:child_process').execFileSync('sleep', ['0.6']);";
    const cells = [await kernel.execute(arming("goA", native)), await kernel.execute(arming("goB", ""))];
    await kernel.execute("goA(); goB();");
    const ofCell = (id: string | undefined) => (message: Message) =>
      message.type === "stream" && message.parent.msg_id === id;
    await kernel.until(ofCell(cells[0]?.id), "what blocks");
    await kernel.interrupt();
    expect((await kernel.execute("keep")).result).toBe("7");
    const told = cells.map(
      ({ reply }) => `Interrupted (in cell ${reply.execution_count}): code that blocked the kernel was stopped.\n`,
    );
    const shown = (): string[] =>
      cells.map(({ id }) =>
        kernel.messages
          .filter(ofCell(id))
          .map(({ content }) => content.text as string)
          .join(""),
      );
    await eventually(() => shown().at(1)).toContain(told[1]);
    expect(shown()).toEqual([`blocks\n${told[0]}`, told[1]]);
  });

  it("changes nothing when nothing runs", async () => {
    await kernel.interrupt();
    await kernel.interrupt();
    expect((await kernel.execute("keep")).result).toBe("7");
  });
});
