import { lastValueFrom, of, range, throwError } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { progress, withProgress } from "#kernel/display/api.js";
import { inCell } from "#kernel/display/cells.js";
import { liveCount, stopAll } from "#kernel/display/live.js";
import { foreignElements, payloads } from "./hostile.js";
import { type FakeWorker, fakeWorker, newCell } from "./link.js";

let worker: FakeWorker;
beforeEach(() => {
  worker = fakeWorker();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  stopAll();
  vi.useRealTimers();
});

const texts = (): string[] => worker.of("display").map(({ data }) => String(data["text/plain"]));
const last = (): string => texts().at(-1) ?? "";

describe("progress", () => {
  it("moves in a loop, at most five times a second, and shows the last state", () => {
    inCell(newCell(), () => {
      const bar = progress(3_000, { label: "fit", unit: "steps" });
      for (let n = 0; n < 3_000; n++) {
        bar.tick();
        vi.advanceTimersByTime(1);
      }
    });
    expect(texts()[0]).toBe("fit 0 % 0/3,000 steps");
    expect(texts().length).toBeGreaterThan(8);
    expect(texts().length).toBeLessThan(18);
    expect(texts()[8]).toMatch(/^fit \d+ % [\d,]+\/3,000 steps, 1,000\/s, 0:00:0\d left$/);
    expect(last()).toBe("fit 100 % 3,000/3,000 steps, 0:00:03");
    expect(new Set(worker.of("display").map(({ displayId }) => displayId)).size).toBe(1);
    expect(liveCount()).toBe(0);
  });

  it("counts without a total, and shows the count when its cell ends", async () => {
    const cell = newCell();
    inCell(cell, () => {
      const bar = progress(undefined, { label: "rows" });
      for (let n = 0; n < 250; n++) bar.tick(2);
    });
    await cell.released(true);
    expect(last()).toBe("rows 500");
  });

  it("shows bars inside of bars in one display, the inner ones one after the other", () => {
    inCell(newCell(), () => {
      const outer = progress(2, { label: "runs" });
      for (let run = 0; run < 2; run++) {
        const inner = progress(3, { label: "steps" });
        const third = progress(1, { label: "parts" });
        third.tick();
        inner.tick(3);
        outer.tick();
      }
    });
    expect(last()).toBe("runs 100 % 2/2, 0:00:00\nsteps 100 % 3/3, 0:00:00\nparts 100 % 1/1, 0:00:00");
    expect(worker.of("display").filter(({ isUpdate }) => !isUpdate)).toHaveLength(1);
    inCell(newCell(), () => progress(1).tick());
    expect(worker.of("display").filter(({ isUpdate }) => !isUpdate)).toHaveLength(2);
  });

  it("stays where it was when the cell fails or is interrupted, and says so", async () => {
    const cell = newCell();
    const bar = inCell(cell, () => progress(10, { label: "a" }));
    bar.tick(4);
    cell.interrupt();
    bar.tick(5);
    expect(last()).toMatch(/^a 40 % 4\/10, 0:00:00, stopped$/);
    const failing = newCell();
    inCell(failing, () => progress(10).tick(3));
    await failing.released(false);
    expect(last()).toBe("30 % 3/10, 0:00:00, stopped");
    expect(liveCount()).toBe(0);
  });

  it("says what failed and what is noted, never as markup", () => {
    for (const text of payloads) {
      inCell(newCell(), () => {
        const bar = progress(2, { label: text, unit: text });
        bar.note(text);
        bar.fail(new Error(text));
      });
      const html = String(worker.of("display").at(-1)?.data["text/html"]);
      expect(foreignElements(html.replace(/ style="[\w:;#-]+"/g, ""))).toEqual([]);
    }
    expect(last()).toMatch(/, failed: /);
  });

  it("refuses a total that is no number", () => {
    for (const total of [Number.NaN, -1, "3" as never])
      expect(() => progress(total)).toThrow(/expected a number from 0/);
  });
});

describe("withProgress", () => {
  it("counts the values of an Observable and passes them on", async () => {
    const cell = newCell();
    const value = inCell(cell, () => lastValueFrom(range(1, 5).pipe(withProgress(5, { label: "r" }))));
    expect(await value).toBe(5);
    expect(last()).toBe("r 100 % 5/5, 0:00:00, done");
  });

  it("tells a failure, and makes a bar per subscription", async () => {
    const cell = newCell();
    await expect(
      inCell(cell, () => lastValueFrom(throwError(() => new Error("no")).pipe(withProgress()))),
    ).rejects.toThrow("no");
    expect(last()).toBe("0, 0:00:00, failed: no");
    const twice = of(1).pipe(withProgress(1));
    inCell(cell, () => [twice.subscribe(), twice.subscribe()]);
    expect(worker.of("display").filter(({ isUpdate }) => !isUpdate)).toHaveLength(3);
  });
});
