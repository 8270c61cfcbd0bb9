import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunningCell } from "#kernel/display/cells.js";
import { emptyChannel, pace, type Speaker } from "#kernel/display/plot-channel.js";
import { type FakeWorker, fakeWorker, newCell } from "./link.js";

let worker: FakeWorker;
beforeAll(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
beforeEach(() => {
  vi.advanceTimersByTime(100_000); // long after what the test before has sent
  worker = fakeWorker();
});
afterAll(() => vi.useRealTimers());

interface Said {
  readonly atMs: number;
  readonly intervalMs: number;
}

function speaker(cell: RunningCell, size = 100): Speaker & { readonly said: Said[] } {
  const said: Said[] = [];
  const packet = (intervalMs: number): object => {
    said.push({ atMs: performance.now(), intervalMs });
    return { n: said.length, text: "x".repeat(size) };
  };
  return { cell, everyMs: 200, packet, said };
}

/** Everybody has something to say 30 times a second. */
function talk(speakers: readonly Speaker[], seconds: number): void {
  for (let n = 0; n < 30 * seconds; n++) {
    for (const one of speakers) pace.ask(one, (packets) => JSON.stringify(packets));
    vi.advanceTimersByTime(1_000 / 30);
  }
}

const sent = () => worker.of("display").filter(({ data }) => data["text/html"] !== undefined);

describe("packets of live plots", () => {
  it("come at most five times a second from a plot, with the newest state at the end", () => {
    const one = speaker(newCell());
    talk([one], 5);
    vi.advanceTimersByTime(1_000);
    expect(one.said.length).toBeLessThanOrEqual(26);
    expect(one.said.length).toBeGreaterThan(20);
    expect(one.said.at(-1)!.atMs).toBeGreaterThanOrEqual(one.said.at(-2)!.atMs + 199);
  });

  it("of one cell share a message, and of all cells there are ten a second", () => {
    const [first, second] = [newCell(), newCell()];
    talk([speaker(first), speaker(first), speaker(first)], 2);
    expect(sent().length).toBeLessThanOrEqual(11);
    expect(JSON.parse(String(sent()[0]?.data["text/html"]))).toHaveLength(3);
    const before = sent().length;
    talk(
      [...Array(9)].map(() => speaker(newCell())),
      2,
    );
    expect(sent().length - before).toBeLessThanOrEqual(30);
    expect(second.ref.key).not.toBe(first.ref.key);
  });

  it("come less and less often while they are too large, and as before after some calm", () => {
    const one = speaker(newCell(), 100_000);
    talk([one], 20);
    const bytes = sent().reduce((sum, { data }) => sum + String(data["text/html"]).length, 0);
    expect(bytes / 20).toBeLessThan(256 * 1024);
    expect(one.said.at(-1)!.intervalMs).toBeGreaterThan(200);
    const small = speaker(newCell());
    talk([small], 40);
    expect(small.said.at(-1)!.intervalMs).toBe(200);
  });

  it("go to the cell of their plot by one display that can be emptied", () => {
    const cell = newCell();
    talk([speaker(cell)], 1);
    emptyChannel(cell);
    emptyChannel(cell);
    const all = worker.of("display");
    expect(new Set(all.map(({ displayId }) => displayId)).size).toBe(1);
    expect(all[0]?.displayId).toMatch(/^tl-ch-[0-9a-f-]{36}$/);
    expect(all.every(({ key }) => key === cell.ref.key)).toBe(true);
    expect(all.filter(({ isUpdate }) => !isUpdate)).toHaveLength(1);
    expect(all.at(-1)?.data).toEqual({ "text/plain": "" });
    expect(all.at(-2)?.data["text/html"]).toBeDefined();
    emptyChannel(newCell());
    expect(worker.of("display")).toHaveLength(all.length);
  });
});
