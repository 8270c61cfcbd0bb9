import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, type Kernel, type Message, sleep, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

const streams = (cell: Executed): readonly Message[] => cell.iopub.filter(({ type }) => type === "stream");

describe("text of a cell", () => {
  it.each([20_000, 100_000])(
    "of %i lines arrives whole, in order, before idle, in far fewer messages",
    async (lines) => {
      const cell = await kernel.execute(`for (let i = 0; i < ${lines}; i++) console.log("line " + i);`);
      expect(cell.text).toBe(Array.from({ length: lines }, (_, i) => `line ${i}\n`).join(""));
      expect(typesOf(cell.iopub).at(-1)).toBe("idle");
      expect(streams(cell).length).toBeLessThan(lines / 100);
    },
  );

  it("printed over time arrives while the cell runs", async () => {
    const id = await kernel.startCell(
      "console.log('early'); await new Promise((done) => setTimeout(done, 1500)); console.log('late')",
    );
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "early");
    expect(kernel.iopubOf(id).some(({ type }) => type === "execute_reply")).toBe(false);
    expect((await kernel.ended(id)).text).toBe("early\nlate\n");
  });

  it("printed before a synchronous loop arrives while the loop runs", async () => {
    const id = await kernel.startCell("console.log('early'); for (const end = Date.now() + 1500; Date.now() < end; );");
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "early");
    expect(typesOf(kernel.iopubOf(id))).not.toContain("idle");
    await kernel.ended(id);
  });

  it("on stdout and stderr and displays is seen in the order written", async () => {
    const cell = await kernel.execute(
      "for (let i = 0; i < 60; i++) { if (i % 3 === 0) process.stdout.write(i + ' '); else if (i % 3 === 1) process.stderr.write(i + ' '); else display(i); }",
    );
    const seen = cell.iopub.flatMap(({ type, content }) => {
      if (type === "stream")
        return content.text
          .trim()
          .split(" ")
          .map((text: string) => `${content.name} ${text}`);
      return type === "display_data" ? [`display ${content.data["text/plain"]}`] : [];
    });
    const names = ["stdout", "stderr", "display"];
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => `${names[i % 3]} ${i}`));
  });

  it("keeps characters of several bytes whole, however they are written", async () => {
    const cell = await kernel.execute(
      "const bytes = Buffer.from('é😀'.repeat(50_000)); for (let i = 0; i < bytes.length; i += 7) process.stdout.write(bytes.subarray(i, i + 7));",
    );
    expect(cell.text).toBe("é😀".repeat(50_000));
    for (const { content } of streams(cell)) expect(content.text).not.toContain("\ufffd");
  });

  it("with half of a surrogate pair can be read by every client", async () => {
    const cell = await kernel.execute("console.log('a\\ud83d b'); '\\ude00'");
    expect(cell.reply.status).toBe("ok");
    expect(cell.text).toBe("a\ufffd b\n");
  });
});

describe("displays", () => {
  it("are updated under their own id, and cleared", async () => {
    const cell = await kernel.execute(
      "const shown = display('one', { id: 'd1' }); shown.update('two'); clearOutput(true);",
    );
    expect(typesOf(cell.iopub)).toEqual([
      "busy",
      "execute_input",
      "display_data",
      "update_display_data",
      "clear_output",
      "idle",
    ]);
    const [, , first, second, clear] = cell.iopub;
    expect(first?.content.transient).toEqual({ display_id: "d1" });
    expect(second?.content).toMatchObject({ transient: { display_id: "d1" }, data: { "text/plain": "'two'" } });
    expect(clear?.content).toEqual({ wait: true });
  });

  it("are shown once when they end a cell: the handle is no result", async () => {
    const { iopub } = await kernel.execute("display('one');");
    expect(typesOf(iopub)).toEqual(["busy", "execute_input", "display_data", "idle"]);
    const { iopub: after } = await kernel.execute("const kept = display('two');\nkept");
    expect(typesOf(after)).not.toContain("execute_result");
  });

  it("of a value with Jupyter.display show its bundle", async () => {
    const code = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>' }) })";
    const { iopub } = await kernel.execute(code);
    const { data } = iopub.find(({ type }) => type === "execute_result")?.content ?? {};
    expect(data["text/html"]).toBe("<b>x</b>");
    expect(data["text/plain"]).toBeTypeOf("string");
  });
});

describe("late output", () => {
  it("of a timer of an earlier cell carries that cell's parent while another runs", async () => {
    const { id } = await kernel.execute("setTimeout(() => console.log('late text'), 150);");
    const other = await kernel.execute("await new Promise((done) => setTimeout(done, 600)); console.log('own text')");
    expect(other.text).toBe("own text\n");
    const late = await kernel.until(
      ({ type, content }) => type === "stream" && content.text === "late text\n",
      "late text",
    );
    expect(late.parent.msg_id).toBe(id);
    expect(typesOf(kernel.iopubOf(id)).filter((type) => type === "busy" || type === "idle")).toEqual(["busy", "idle"]);
  });

  it("of an unhandled failure is told on stderr of the cell that caused it, and the kernel lives on", async () => {
    const { id, reply } = await kernel.execute(
      "setTimeout(() => { throw new RangeError('later'); }, 30); void Promise.reject(new TypeError('nobody'));",
    );
    await kernel.execute("await new Promise((done) => setTimeout(done, 200))");
    const told = kernel
      .iopubOf(id)
      .filter(({ type, content }) => type === "stream" && content.name === "stderr")
      .map(({ content }) => content.text)
      .join("");
    expect(told).toContain(`Uncaught (in cell ${reply.execution_count})`);
    expect(told).toContain("RangeError: later");
    expect(told).toContain("TypeError: nobody");
    expect((await kernel.execute("1")).result).toBe("1");
  });

  it("process.exit is an error of the cell", async () => {
    expect((await kernel.execute("process.exit(3)")).reply).toMatchObject({ ename: "SystemExit", evalue: "3" });
    expect((await kernel.execute("1")).result).toBe("1");
  });
});

const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

describe("too much text", () => {
  // The memory of another process is read from /proc, which only Linux has.
  it.skipIf(process.platform !== "linux")(
    "of 3 GiB grows the kernel by less than 200 MiB, and says what is missing",
    async () => {
      await kernel.execute("const piece = ('x'.repeat(1023) + '\\n').repeat(1024); console.log('warm')");
      const before = memory(kernel.pid);
      const id = await kernel.startCell(
        "for (let i = 0; i < 3072; i++) process.stdout.write(piece); console.log('the end')",
      );
      let most = 0;
      const ended = kernel.ended(id, 240_000).then((cell) => ({ cell }));
      for (let done: unknown; done === undefined; ) {
        done = await Promise.race([ended, sleep(100)]);
        most = Math.max(most, memory(kernel.pid));
      }
      const { cell } = await ended;
      expect(most - before).toBeLessThan(200);
      expect(cell.errorText).toMatch(
        /\[tapelab: \d+ lines \(\d+ MiB\) not shown\. Raise kernel\.output_limit_bytes to see them\.\]/,
      );
      expect(cell.text.endsWith("the end\n")).toBe(true);
      expect(cell.text.length).toBeLessThan(18 * 1024 * 1024);
      expect((await kernel.execute("console.log('next')")).text).toBe("next\n");
    },
    300_000,
  );
});
