import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type Kernel, startKernel, typesOf } from "../client.js";

let kernel: Kernel;

beforeAll(async () => {
  kernel = await startKernel();
});

afterAll(() => kernel?.stop());

describe("a kernel that has started", () => {
  it("says what it is on shell and control, between busy and idle", async () => {
    for (const channel of ["shell", "control"] as const) {
      const reply = await kernel.request(channel, "kernel_info_request");
      expect(reply.type).toBe("kernel_info_reply");
      expect(reply.content).toMatchObject({ status: "ok", protocol_version: "5.4", implementation: "tapelab" });
      expect(reply.header.version).toBe("5.4");
      const id = reply.parent.msg_id;
      const isIdle = () => typesOf(kernel.iopubOf(id)).length === 2;
      await eventually(isIdle).toBe(true);
      expect(typesOf(kernel.iopubOf(id))).toEqual(["busy", "idle"]);
    }
  });

  it("has told its start at most once to this client, with empty parent", () => {
    const starting = kernel.messages.filter(({ content }) => content.execution_state === "starting");
    expect(starting.length).toBeLessThanOrEqual(1); // who connects later misses it
    for (const { parent } of starting) expect(parent).toEqual({});
  });

  it("echoes the heartbeat", async () => {
    expect(await kernel.heartbeat("tick")).toBe("tick");
  });

  it("ends with code 0 when asked to", async () => {
    expect(await kernel.shutdown()).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).toBe("");
  });
});
