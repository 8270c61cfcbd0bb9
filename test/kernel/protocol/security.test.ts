import { randomUUID } from "node:crypto";
import { chmodSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { times } from "../../helpers/effort.js";
import { Rng } from "../../helpers/rng.js";
import { eventually, type Kernel, sleep, startKernel } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

function texts(type: string, content: object = {}): Buffer[] {
  const header = { msg_id: randomUUID(), msg_type: type, session: "s", username: "u", version: "5.4", date: "" };
  return [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
}

const isAnswered = async (): Promise<boolean> =>
  (await kernel.request("shell", "kernel_info_request")).content.status === "ok";

describe("a message that is not the client's", () => {
  it.each([
    ["a wrong signature", (parts: Buffer[]) => ["<IDS|MSG>", kernel.sign(parts, "wrong"), ...parts]],
    ["no signature", (parts: Buffer[]) => ["<IDS|MSG>", "", ...parts]],
    ["no delimiter", (parts: Buffer[]) => [kernel.sign(parts), ...parts]],
    ["too few parts", (parts: Buffer[]) => ["<IDS|MSG>", kernel.sign(parts.slice(0, 2)), ...parts.slice(0, 2)]],
    [
      "a part that is no JSON object",
      (parts: Buffer[]) => {
        const changed = [...parts.slice(0, 3), Buffer.from("[1]")];
        return ["<IDS|MSG>", kernel.sign(changed), ...changed];
      },
    ],
  ])("with %s gets no reply on any channel, one line in the log, and the next is answered", async (_, frames) => {
    for (const channel of ["shell", "control", "stdin"] as const) {
      const parts = texts("execute_request", { code: "console.log('owned')" });
      const { msg_id } = JSON.parse(String(parts[0]));
      const lines = kernel.stderr.split("\n").length;
      await kernel.sendRaw(channel, frames(parts));
      await eventually(() => kernel.stderr.split("\n").length).toBe(lines + 1);
      await sleep(300);
      expect(kernel.messages.filter(({ parent }) => parent.msg_id === msg_id)).toEqual([]);
      expect(kernel.stderr.split("\n").at(-2)).toMatch(new RegExp(`dropped a message on ${channel}`));
    }
    expect(await isAnswered()).toBe(true);
  });

  it("that was overheard and sent again is not run again", async () => {
    await kernel.execute("let runs = 0;");
    const parts = texts("execute_request", { code: "runs++", silent: true });
    const frames = ["<IDS|MSG>", kernel.sign(parts), ...parts];
    await kernel.sendRaw("shell", frames);
    await kernel.sendRaw("shell", frames);
    await kernel.sendRaw("control", frames);
    expect((await kernel.execute("runs")).result).toBe("1");
    expect(kernel.stderr).toContain("that was received before");
  });

  it("cannot forge lines in the log", async () => {
    const header = { msg_id: "x", msg_type: "evil\n[tapelab kernel] all is well\u001b[2J_request" };
    const parts = [header, {}, {}, {}].map((part) => Buffer.from(JSON.stringify(part)));
    await kernel.sendRaw("shell", ["<IDS|MSG>", kernel.sign(parts), ...parts]);
    await eventually(() => kernel.stderr).toContain("evil");
    expect(kernel.stderr).not.toContain("\n[tapelab kernel] all is well");
    expect(kernel.stderr).not.toContain("\u001b");
  });

  it("above 256 MiB is refused, and its sender alone is cut off", async () => {
    const other = new Dealer({ linger: 0, routingId: "other", sendHighWaterMark: 0 });
    other.connect(kernel.address("shell"));
    const parts = texts("comm_msg", { comm_id: "x" });
    await other.send(["<IDS|MSG>", kernel.sign(parts), ...parts, Buffer.alloc(257 * 1024 * 1024)]);
    expect(await isAnswered()).toBe(true);
    other.close();
  });
});

describe("a stream of nonsense", () => {
  it("on three channels leaves the kernel answering", async () => {
    const rng = new Rng(5);
    const channels = ["shell", "control", "stdin"] as const;
    for (let count = 0; count < times(10_000); count++) {
      const parts = texts(rng.pick(["kernel_info_request", "comm_msg", "input_reply"]), { comm_id: 3 });
      const frames: (Buffer | string)[] = ["<IDS|MSG>", kernel.sign(parts), ...parts];
      const at = rng.below(frames.length);
      frames[at] = Buffer.from(rng.bytes(rng.below(60)));
      await kernel.sendRaw(rng.pick(channels), rng.chance(0.5) ? frames : frames.slice(0, at + 1));
      if (count % 1000 === 0) expect(await isAnswered()).toBe(true);
    }
    expect(await isAnswered()).toBe(true);
    expect((await kernel.execute("6 * 7")).result).toBe("42");
  });
});

describe("connections", () => {
  it("with an empty key take unsigned messages", async () => {
    const open = await startKernel({ key: "" });
    expect((await open.execute("1+2")).result).toBe("3");
    expect(await open.shutdown()).toEqual({ code: 0, signal: null });
  });

  // ZeroMQ has no ipc sockets on Windows.
  it.skipIf(process.platform === "win32")("over ipc work like those over tcp", async () => {
    const local = await startKernel({ transport: "ipc" });
    expect((await local.execute("1+2")).result).toBe("3");
    expect(await local.heartbeat()).toBe("ping");
    expect(await local.shutdown()).toEqual({ code: 0, signal: null });
  });

  // Files have no such modes on Windows.
  it.skipIf(process.platform === "win32")("whose file others can read are reported in the log", async () => {
    const open = await startKernel({ fileMode: 0o644 });
    expect(open.stderr).toMatch(/connection file can be read by others/);
    await open.stop();
    expect(kernel.stderr).not.toContain("connection file");
    chmodSync(kernel.connectionFile, 0o600);
  });

  it.each([
    ["is missing", { argv: ["/nowhere/connection.json"] }, /cannot be read/],
    ["names no port", { connection: { hb_port: 0 } }, /hb_port must be a port/],
    ["names an unknown transport", { connection: { transport: "carrier pigeon" } }, /transport must be tcp or ipc/],
    [
      "asks for another signature",
      { connection: { signature_scheme: "hmac-md5" } },
      /signature_scheme must be hmac-sha256/,
    ],
  ])("whose file %s end with one line and code 1", async (_, options, text) => {
    const argv = options.argv && [process.execPath, "--no-force-async-hooks-checks", kernel.main, ...options.argv];
    const broken = await startKernel({ wait: false, connection: options.connection, argv });
    expect(await broken.exited).toEqual({ code: 1, signal: null });
    expect(broken.stderr).toMatch(text);
    expect(broken.stderr).not.toMatch(/\n\s+at /);
    await broken.stop();
  });
});
