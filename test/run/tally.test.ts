import { map } from "rxjs";
import type { LaunchProgress, RunResult } from "tapelab/run";
import { expect, test } from "vitest";
import { Tally } from "#sdk/run/tally.js";

function tallyOf(planned: number, slots = 1) {
  const told: string[] = [];
  const clock = { ms: 0 };
  const tally = new Tally({ planned, slots, now: () => clock.ms, notify: (text) => void told.push(text) });
  const run = (index: number, status: RunResult["status"], ms: number): void => {
    tally.begun(`s${index}`, index, "{}");
    clock.ms += ms;
    const durationMs = tally.left(`s${index}`);
    tally.over({ index, session: `s${index}`, try: 1, context: {}, status, durationMs });
  };
  return { tally, told, run };
}

test("the parts add up to what was planned, and rate and time left follow from what runs took", () => {
  const { tally, run } = tallyOf(6, 2);
  const heard: LaunchProgress[] = [];
  tally.progress$.subscribe((one) => void heard.push(one));
  run(0, "completed", 100);
  run(1, "failed", 300);
  run(2, "cancelled", 9_000);
  tally.begun("s3", 3, '{"x":3}');
  tally.progressed("s3", { fraction: 0.5, note: "half" });
  tally.close();
  expect(heard[0]).toMatchObject({ queued: 6, running: 0 }); // how it stands when somebody begins to listen
  expect(heard[1]).toMatchObject({ queued: 5, running: 1, etaMs: undefined });
  expect(heard.at(-1)).toEqual({
    ...{ planned: 6, completed: 1, cached: 0, failed: 1, cancelled: 1, skipped: 0, queued: 2, running: 1 },
    current: [{ index: 3, context: '{"x":3}', sinceMs: 0, note: "50 % half" }],
    etaMs: 300, // 200 ms each, 3 left, 2 at once
    ratePerSecond: 2_000 / 9_400, // what was cancelled did not count
  });
});

test("what a stop leaves undone is skipped", () => {
  const { tally, run } = tallyOf(5);
  run(0, "failed", 10);
  tally.stopped();
  expect(tally.summary()).toEqual({ planned: 5, completed: 0, cached: 0, failed: 1, cancelled: 0, skipped: 4 });
});

test("a listener that throws, or a pipe that does, is told once and harms nobody", () => {
  const { tally, told, run } = tallyOf(3);
  const heard: number[] = [];
  const completed: string[] = [];
  tally.runs$.subscribe(() => {
    throw new Error("a bad listener");
  });
  tally.runs$.pipe(map(({ index }) => JSON.parse(`{${index}`))).subscribe();
  tally.progress$.subscribe({
    complete: () => {
      throw new Error("at the end");
    },
  });
  tally.runs$.subscribe({ next: ({ index }) => void heard.push(index), complete: () => completed.push("runs") });
  for (let i = 0; i < 3; i++) run(i, "completed", 1);
  tally.close();
  expect([heard, completed]).toEqual([[0, 1, 2], ["runs"]]);
  expect(told).toEqual([
    "A listener to the progress of a launch failed: a bad listener. The launch goes on without it.",
  ]);
});

test("counting is no work that grows with what is over", () => {
  const { tally, run } = tallyOf(20_000);
  let values = 0;
  tally.progress$.subscribe(() => values++);
  for (let i = 0; i < 20_000; i++) run(i, "completed", 1);
  expect(tally.summary().completed).toBe(20_000);
  expect(values).toBeLessThan(200);
});
