import { createHmac } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { Channels } from "#kernel/wire/channels.js";
import { Framing } from "#kernel/wire/frames.js";
import { Outbox } from "#kernel/wire/outbox.js";
import { times } from "../../helpers/effort.js";
import { Rng } from "../../helpers/rng.js";

vi.mock("#kernel/wire/log.js", () => ({ logLine: (line: string) => lines.push(line) }));
const lines: string[] = [];

const key = "key";
const types = ["kernel_info_request", "execute_request", "input_reply", "comm_msg", "nonsense", "__proto__", ""];
const values: readonly unknown[] = [null, [], 0, "", "x".repeat(3000), { a: [{}] }, true, -1, "\u0000", "\ud800"];

function signed(rng: Rng, count: number): Buffer[] {
  const header = { msg_id: `m${count}`, msg_type: rng.pick(types), session: rng.pick(values) };
  const content = { code: rng.pick(values), silent: rng.pick(values), comm_id: rng.pick(values), [rng.pick(types)]: 1 };
  const texts = [header, {}, { cellId: rng.pick(values) }, content].map((part) => Buffer.from(JSON.stringify(part)));
  const hmac = createHmac("sha256", key);
  for (const text of texts) hmac.update(text);
  const buffers = Array.from({ length: rng.below(3) }, () => Buffer.from(rng.bytes(rng.below(40))));
  return [Buffer.from("me"), Buffer.from("<IDS|MSG>"), Buffer.from(hmac.digest("hex")), ...texts, ...buffers];
}

/** The frames with one thing wrong. */
function broken(rng: Rng, frames: Buffer[]): Buffer[] {
  const at = rng.below(frames.length);
  const frame = frames[at] ?? Buffer.alloc(0);
  const ways: readonly (() => Buffer[])[] = [
    () => frames.slice(0, at),
    () => frames.slice(at + 1),
    () => [...frames.slice(0, at), ...frames.slice(at + 1)],
    () => frames.with(at, Buffer.from(rng.bytes(rng.below(80)))),
    () => frames.with(at, frame.subarray(0, rng.below(frame.length + 1))),
    () => frames.with(at, Buffer.concat([frame, Buffer.from(rng.bytes(1))])),
    () => {
      const copy = Buffer.from(frame);
      if (copy.length > 0) copy[rng.below(copy.length)] ^= 1 << rng.below(8);
      return frames.with(at, copy);
    },
    () => frames.toReversed(),
    () => Array.from({ length: rng.below(12) }, () => Buffer.from(rng.bytes(rng.below(20)))),
  ];
  return rng.pick(ways)();
}

describe("100,000 wire messages", () => {
  it("are read or dropped with one line each, without a throw", async () => {
    const rng = new Rng(31);
    const framing = new Framing(key);
    const replies: string[] = [];
    const outbox = new Outbox("session", new Framing(key), (name, frames) => replies.push(`${name} ${frames.length}`));
    const counts = { handled: 0, sent: 0 };
    const handled = () => {
      counts.handled += 1;
      return { status: "ok" };
    };
    const table = { kernel_info_request: handled, comm_msg: handled };
    const channels = new Channels(framing, outbox, { shell: table, control: table, execute: handled, input: handled });
    const reference = new Framing(key);
    for (let count = 0; count < times(100_000); count++) {
      const good = signed(rng, count);
      const frames = rng.chance(0.5) ? good : broken(rng, good);
      const isReadable = typeof reference.decode(frames) !== "string";
      const before = lines.length;
      channels.receive(rng.pick(["shell", "control", "stdin"]), frames);
      counts.sent += 1;
      if (!isReadable) expect(lines.length, `message ${count}`).toBe(before + 1);
      if (lines.length > 1000) lines.length = 0;
      if (replies.length > 1000) replies.length = 0;
      if (count % 500 === 0) await new Promise((done) => setImmediate(done));
    }
    expect(counts.handled).toBeGreaterThan(counts.sent / 8);
  });

  it("never let a changed byte of a signed part through", () => {
    const rng = new Rng(77);
    for (let count = 0; count < times(20_000); count++) {
      const frames = signed(rng, count);
      const at = 3 + rng.below(4);
      const copy = Buffer.from(frames[at] ?? "");
      copy[rng.below(copy.length)]! ^= 1 << rng.below(8);
      expect(new Framing(key).decode(frames.with(at, copy))).toBe("with a wrong signature");
    }
  });
});
