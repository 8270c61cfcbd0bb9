import { beforeEach, describe, expect, it, vi } from "vitest";
import { Channels, type Handlers } from "#kernel/wire/channels.js";
import { Framing, type WireMessage } from "#kernel/wire/frames.js";
import { Outbox } from "#kernel/wire/outbox.js";

const lines = vi.hoisted(() => [] as string[]);
vi.mock("#kernel/wire/log.js", () => ({ logLine: (line: string) => lines.push(line) }));

beforeEach(() => {
  lines.length = 0;
});

interface Sent {
  readonly name: string;
  readonly type: string;
  readonly content: Record<string, unknown>;
  readonly parent: unknown;
}

/** Channels with this handler for every request, and what they send. */
function channelsWith(shell: Handlers) {
  const sent: Sent[] = [];
  const reader = new Framing("");
  const outbox = new Outbox("kernel", new Framing(""), (name, frames) => {
    const message = reader.decode(frames.map((frame) => Buffer.from(frame))) as WireMessage;
    const { header, content, parent } = message;
    sent.push({ name, type: header.msg_type, content, parent: parent.msg_id });
  });
  const seen: string[] = [];
  const channels = new Channels(new Framing(""), outbox, {
    shell,
    control: {},
    execute: ({ header }) => seen.push(`execute ${header.msg_id}`),
    input: ({ header }) => seen.push(`input ${header.msg_id}`),
  });
  const receive = async (channel: "shell" | "control" | "stdin", type: string, id: string): Promise<void> => {
    const texts = [{ msg_id: id, msg_type: type }, {}, {}, {}].map((part) => Buffer.from(JSON.stringify(part)));
    channels.receive(channel, [Buffer.from("me"), Buffer.from("<IDS|MSG>"), Buffer.from(""), ...texts]);
    await new Promise((done) => setTimeout(done, 5));
  };
  return { sent, seen, receive };
}

const namesOf = (sent: readonly Sent[]): string[] =>
  sent.map(({ name, type, content }) => (type === "status" ? `${name} ${content.execution_state}` : `${name} ${type}`));

describe("Channels", () => {
  it("wraps a reply in busy and idle, all with the request as parent", async () => {
    const { sent, receive } = channelsWith({ a_request: () => ({ status: "ok" }) });
    await receive("shell", "a_request", "m1");
    expect(namesOf(sent)).toEqual(["iopub busy", "shell a_reply", "iopub idle"]);
    expect(sent.map(({ parent }) => parent)).toEqual(["m1", "m1", "m1"]);
  });

  it("replies with an error when a handler throws or rejects, and goes on", async () => {
    const { sent, receive } = channelsWith({
      a_request: () => {
        throw new RangeError("inside");
      },
      b_request: async () => Promise.reject(new TypeError("later")),
      c_request: () => ({ status: "ok" }),
    });
    for (const type of ["a", "b", "c"]) await receive("shell", `${type}_request`, type);
    expect(namesOf(sent).filter((name) => name.startsWith("shell"))).toEqual([
      "shell a_reply",
      "shell b_reply",
      "shell c_reply",
    ]);
    const errors = sent.filter(({ content }) => content.status === "error").map(({ content }) => content);
    expect(errors[0]).toMatchObject({ ename: "RangeError", evalue: "inside", traceback: ["RangeError: inside"] });
    expect(errors[1]).toMatchObject({ ename: "TypeError", evalue: "later" });
    expect(namesOf(sent).filter((name) => name === "iopub idle")).toHaveLength(3);
    expect(lines).toHaveLength(2);
  });

  it("sends idle but no reply for what has none, also when its handler throws", async () => {
    const { sent, receive } = channelsWith({
      comm_msg: () => {
        throw new Error("inside");
      },
    });
    await receive("shell", "comm_msg", "m");
    expect(namesOf(sent)).toEqual(["iopub busy", "iopub idle"]);
  });

  it("knows no type that every object has", async () => {
    const { sent, receive } = channelsWith({});
    for (const type of ["toString", "__proto__", "constructor"]) await receive("shell", type, type);
    expect(namesOf(sent).filter((name) => !name.startsWith("iopub"))).toEqual([]);
    expect(lines).toHaveLength(3);
  });

  it("takes cells from shell alone, and answers to input from stdin alone", async () => {
    const { seen, receive } = channelsWith({});
    await receive("shell", "execute_request", "1");
    await receive("control", "execute_request", "2");
    await receive("stdin", "input_reply", "3");
    await receive("shell", "input_reply", "4");
    await receive("stdin", "execute_request", "5");
    expect(seen).toEqual(["execute 1", "input 3"]);
  });
});
