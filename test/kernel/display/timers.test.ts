import timers from "node:timers";
import promises, { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { interval } from "rxjs";
import { beforeAll, describe, expect, it } from "vitest";
import { inCell } from "#kernel/display/cells.js";
import { cancelTimers, captureTimers, lastEntered } from "#kernel/display/timers.js";
import { newCell } from "./link.js";

const pause = promises.setTimeout;
beforeAll(() => captureTimers());

/** Runs the work in a cell, interrupts the cell, and waits longer than any of its timers. */
async function interrupted(work: () => unknown): Promise<void> {
  const cell = newCell();
  inCell(cell, work);
  cell.interrupt();
  cancelTimers(cell);
  await pause(60);
}

describe("an interrupted cell", () => {
  it("has no timers any more, whichever way they were started", async () => {
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(name);
    await interrupted(() => {
      setTimeout(note("timeout"), 5);
      setInterval(note("interval"), 5);
      setImmediate(note("immediate"));
      timers.setTimeout(note("module"), 5);
      void promises.setTimeout(5).then(note("promise"), note("rejected"));
      void promises.setImmediate().then(note("promised immediate"), note("rejected"));
      void promises.scheduler.wait(5).then(note("scheduler"), note("rejected"));
      void promisify(setTimeout)(5).then(note("promisified"), note("rejected"));
      interval(5).subscribe(note("rxjs"));
      void (async () => {
        for await (const _ of promises.setInterval(5)) note("ticks")();
        note("ended")();
      })().catch(note("rejected"));
    });
    expect(fired).toEqual([]);
  });

  it("ends a loop that sleeps, also one that catches everything", async () => {
    let rounds = 0;
    await interrupted(async () => {
      for (;;) {
        try {
          await promises.setTimeout(1);
        } catch {
          rounds += 1_000;
        }
        rounds++;
      }
    });
    expect(rounds).toBe(0);
  });

  it("starts no new timer", async () => {
    const fired: string[] = [];
    const cell = newCell();
    cell.interrupt();
    inCell(cell, () => {
      setTimeout(() => fired.push("timeout"), 1);
      setImmediate(() => fired.push("immediate"));
      void promises.setTimeout(1).then(
        () => fired.push("promise"),
        () => fired.push("rejected"),
      );
    });
    await pause(30);
    expect(fired).toEqual([]);
  });

  it("leaves the timers of other cells alone", async () => {
    const fired: string[] = [];
    inCell(newCell(), () => {
      setTimeout(() => fired.push("other"), 5);
      void promises.setTimeout(5, "value").then((value) => fired.push(value));
    });
    setTimeout(() => fired.push("nobody"), 5);
    await interrupted(() => undefined);
    expect(fired.sort()).toEqual(["nobody", "other", "value"]);
  });
});

describe("timers of a cell", () => {
  it("are Node's own otherwise: values, arguments, signals, mistakes", async () => {
    await inCell(newCell(), async () => {
      expect(await promises.setTimeout(1, "v")).toBe("v");
      expect(await promises.setImmediate("w")).toBe("w");
      expect(await promisify(setTimeout)(1, "p")).toBe("p");
      expect(await new Promise((done) => setTimeout((...all: unknown[]) => done(all), 1, 1, 2))).toEqual([1, 2]);
      const ticks: unknown[] = [];
      for await (const tick of promises.setInterval(1, "t")) if (ticks.push(tick) === 2) break;
      expect(ticks).toEqual(["t", "t"]);
      const stop = new AbortController();
      const waiting = promises.setTimeout(10_000, undefined, { signal: stop.signal });
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
      await expect(promises.setTimeout(1, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: "AbortError",
      });
      await expect(promises.setTimeout(1, 1, 7 as never)).rejects.toThrow(/options/);
      const timer = setTimeout(() => undefined, 1_000);
      expect([typeof timer.ref, timer.hasRef()]).toEqual(["function", true]);
      clearTimeout(timer);
      expect(() => setTimeout(undefined as never, 1)).toThrow(/callback/);
    });
  });

  it("are forgotten when they are over", async () => {
    const cell = newCell();
    const seen = new WeakRef(
      inCell(cell, () => {
        const timer = setTimeout(() => undefined, 0);
        for (let n = 0; n < 5_000; n++) clearTimeout(setTimeout(() => undefined, 1_000));
        return timer;
      }),
    );
    expect(seen).toBeDefined();
    await pause(5);
  });

  it("say whose code was entered last", async () => {
    const cell = newCell();
    await inCell(cell, () => new Promise<void>((done) => setTimeout(done, 1)));
    expect(lastEntered()).toBe(cell);
  });

  it("keep working under the name that was imported before", async () => {
    expect(await inCell(newCell(), () => sleep(1, "x"))).toBe("x");
  });
});
