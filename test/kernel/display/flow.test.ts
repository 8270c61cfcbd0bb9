import { readFileSync } from "node:fs";
import { platform } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, startKernel } from "../client.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

/** Resident memory of the kernel; 0 where the system does not tell. */
function residentMiB(): number {
  if (platform() !== "linux") return 0;
  const [, kB] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${kernel.pid}/status`, "utf8")) ?? [];
  return Number(kB) / 1024;
}

/** Runs the cell and gives by how much the kernel grew at its largest. */
async function growthMiB(code: string): Promise<{ growth: number; text: string; errorText: string }> {
  const before = residentMiB();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMiB());
  }, 10);
  const { reply, text, errorText } = await kernel.execute(code);
  clearInterval(timer);
  expect(reply.status).toBe("ok");
  return { growth: Math.max(peak, residentMiB()) - before, text, errorText };
}

describe("a cell that prints much", () => {
  it("does not grow the kernel by more than 200 MiB, and what is left out is said", async () => {
    await kernel.execute('console.log("warm")');
    const write =
      'const line = "x".repeat(65535) + "\\n"; for (let n = 0; n < 49_152; n++) process.stdout.write(line);';
    const { growth, text, errorText } = await growthMiB(write);
    expect(growth).toBeLessThan(200);
    expect(errorText).toMatch(
      /\[tapelab: \d+ lines \(\d+ MiB\) not shown\. Raise kernel\.output_limit_bytes to see them\.\]/,
    );
    expect(text.length).toBeLessThan(20 * 1024 * 1024);
  });

  it("does not either with console.log in a loop that never waits", async () => {
    const { growth } = await growthMiB(
      'const short = "y".repeat(99); for (let n = 0; n < 1_000_000; n++) console.log(short);',
    );
    expect(growth).toBeLessThan(200);
  });
});

describe("comms with the front end", () => {
  it("carry buffers byte for byte in both directions, also empty and large ones", async () => {
    await kernel.execute(`
      var heard: number[] = [];
      comms.register("echo", (comm, opened) => {
        comm.onMessage(({ data, buffers }) => { heard.push(buffers.length); comm.send({ again: data }, { buffers }); });
        comm.send({ opened: opened.data });
      });`);
    const large = Buffer.alloc(100 * 1024 * 1024, 0).map((_, n) => (n * 7) & 255);
    const buffers = [new Uint8Array(), Uint8Array.from({ length: 256 }, (_, n) => n), large];
    await kernel.send("shell", "comm_open", { comm_id: "e1", target_name: "echo", data: { a: 1 } });
    await kernel.send("shell", "comm_msg", { comm_id: "e1", data: "é😀" }, { buffers });
    const echo = await kernel.until(({ type, content }) => type === "comm_msg" && content.data.again === "é😀", "echo");
    expect(echo.content).toEqual({ comm_id: "e1", data: { again: "é😀" } });
    expect(echo.buffers.map((buffer) => buffer.byteLength)).toEqual(buffers.map((buffer) => buffer.byteLength));
    expect(echo.buffers.every((buffer, n) => Buffer.compare(buffer, buffers[n] ?? new Uint8Array(1)) === 0)).toBe(true);
    const opened = kernel.messages.find(
      ({ type, content }) => type === "comm_msg" && content.data.opened !== undefined,
    );
    expect(opened?.content.data).toEqual({ opened: { a: 1 } });
  });

  it("reach a cell between its awaits, and after a loop", async () => {
    const id = await kernel.startCell(
      'heard.length = 0; console.log("ready"); while (heard.length === 0) await new Promise((r) => setTimeout(r, 10)); heard',
    );
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "ready");
    await kernel.send("shell", "comm_msg", { comm_id: "e1", data: 1 });
    const { iopub, reply } = await kernel.ended(id);
    expect(reply.status).toBe("ok");
    expect(iopub.find(({ type }) => type === "execute_result")?.content.data["text/plain"]).toBe("[ 0 ]");
  });

  it("close a comm that nobody registered, with one line", async () => {
    const id = await kernel.send("shell", "comm_open", { comm_id: "x1", target_name: "nobody", data: {} });
    await kernel.until(({ type, content }) => type === "comm_close" && content.comm_id === "x1", "comm_close");
    const line = await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "stderr line");
    expect(line.content).toEqual({
      name: "stderr",
      text: 'No comm target "nobody" is registered. The comm was closed.\n',
    });
  });
});
