import { createHmac, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Framing, toJson, type WireMessage } from "#kernel/wire/frames.js";

const key = "7f3a-key";
const delimiter = Buffer.from("<IDS|MSG>");

interface Given {
  readonly identities?: readonly Uint8Array[];
  readonly header?: unknown;
  readonly content?: unknown;
  readonly buffers?: readonly Uint8Array[];
  readonly key?: string;
}

function framesOf({ identities = [Buffer.from("me")], content = {}, buffers = [], ...rest }: Given = {}): Buffer[] {
  const header = rest.header ?? { msg_id: randomUUID(), msg_type: "kernel_info_request" };
  const texts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  const hmac = createHmac("sha256", rest.key ?? key);
  for (const text of texts) hmac.update(text);
  return [...identities, delimiter, Buffer.from(hmac.digest("hex")), ...texts, ...buffers].map((part) =>
    Buffer.from(part),
  );
}

function change(frames: readonly Buffer[], at: number, part: string | Buffer): Buffer[] {
  return frames.map((frame, index) => (index === at ? Buffer.from(part) : frame));
}

describe("Framing", () => {
  it("reads back what it writes, with several identities and buffers byte for byte", () => {
    const framing = new Framing(key);
    const buffers = [new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, byte) => byte), Buffer.from("<IDS|MSG>")];
    const sent = {
      identities: [Buffer.from([0, 1, 2]), Buffer.from("me")],
      header: { msg_id: "1", msg_type: "comm_msg" },
      parent: { msg_id: "0" },
      metadata: { a: [1] },
      content: { text: "é😀\u0000" },
      buffers,
    };
    const frames = framing.encode(sent).map((part) => Buffer.from(part));
    const read = new Framing(key).decode(frames) as WireMessage;
    expect({
      ...read,
      identities: read.identities.map(String),
      buffers: read.buffers.map((part) => [...part]),
    }).toEqual({
      ...sent,
      identities: sent.identities.map(String),
      buffers: buffers.map((part) => [...part]),
    });
  });

  it("refuses a message signed with another key", () => {
    expect(new Framing(key).decode(framesOf({ key: "other" }))).toBe("with a wrong signature");
  });

  it("refuses a message in which one byte of a signed part was changed", () => {
    const frames = framesOf({ content: { code: "1+2" } });
    for (const at of [3, 4, 5, 6]) {
      expect(new Framing(key).decode(change(frames, at, '{"msg_id":"x","msg_type":"y"}'))).toMatch(/signature/);
    }
  });

  it.each([
    ["empty", ""],
    ["too short", "00"],
    ["not hexadecimal", "z".repeat(64)],
    ["too long", "0".repeat(66)],
    ["of wrong bytes", "0".repeat(64)],
  ])("refuses a signature that is %s", (_, signature) => {
    expect(new Framing(key).decode(change(framesOf(), 2, signature))).toMatch(/signature/);
  });

  it("refuses the same message a second time, and takes the next", () => {
    const framing = new Framing(key);
    const frames = framesOf();
    expect(framing.decode(frames)).toBeTypeOf("object");
    expect(framing.decode(frames)).toBe("that was received before");
    expect(framing.decode(framesOf())).toBeTypeOf("object");
  });

  it("remembers the last 65,536 signatures", () => {
    const framing = new Framing(key);
    const first = framesOf();
    framing.decode(first);
    for (let count = 1; count < 65_536; count++) framing.decode(framesOf());
    expect(framing.decode(first)).toBe("that was received before");
    framing.decode(framesOf());
    expect(framing.decode(first)).toBeTypeOf("object");
  });

  it("takes unsigned messages, also twice, when the key is empty", () => {
    const framing = new Framing("");
    const frames = change(framesOf(), 2, "");
    expect(framing.decode(frames)).toBeTypeOf("object");
    expect(framing.decode(frames)).toBeTypeOf("object");
    expect(String(framing.encode({ ...(framing.decode(frames) as WireMessage) })[2])).toBe("");
  });

  it("refuses a message without delimiter, with too few parts, or with nothing", () => {
    const framing = new Framing(key);
    expect(framing.decode([])).toMatch(/delimiter/);
    expect(framing.decode(framesOf().filter((frame) => !frame.equals(delimiter)))).toMatch(/delimiter/);
    for (let count = 2; count < 7; count++) expect(framing.decode(framesOf().slice(0, count))).toMatch(/of 4 parts/);
  });

  it.each([
    ["an array", []],
    ["a number", 3],
    ["null", null],
    ["a text", "x"],
  ])("refuses a part that is %s", (_, content) => {
    expect(new Framing(key).decode(framesOf({ content }))).toBe("with a part that is not a JSON object");
  });

  it("refuses a header without id or type", () => {
    const framing = new Framing(key);
    expect(framing.decode(framesOf({ header: { msg_id: 3, msg_type: "x" } }))).toBe("without id or type");
    expect(framing.decode(framesOf({ header: { msg_id: "x" } }))).toBe("without id or type");
  });
});

describe("toJson", () => {
  it("replaces half of a surrogate pair, and nothing else", () => {
    expect(JSON.parse(toJson({ text: "a\ud83d b\ude00 😀 \\ud83d \\\ud83d" }))).toEqual({
      text: "a\ufffd b\ufffd 😀 \\ud83d \\\ufffd",
    });
  });

  it("writes what JSON does not know as text", () => {
    const circle: Record<string, unknown> = { big: 12n, list: [1n, { a: undefined }] };
    circle.self = circle;
    expect(JSON.parse(toJson(circle))).toEqual({ big: "12", list: ["1", {}], self: "[Circular]" });
  });
});
