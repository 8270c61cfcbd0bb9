import { firstValueFrom, lastValueFrom, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { type Sink, stream$ } from "#sdk/read/stream.js";

/** Counts to `end`, a number at each turn of the loop. */
const count = (end: number, log: string[] = []) =>
  stream$<number>(async (sink: Sink<number>) => {
    sink.onClose(() => log.push("closed"));
    for (let i = 1; i <= end && !sink.isClosed; i++) {
      await Promise.resolve();
      if (i === 4) throw new Error("four");
      log.push(`${i}`);
      sink.next(i);
    }
  });

describe("stream$", () => {
  it("does nothing before somebody subscribes, and its work again for each who does", async () => {
    const log: string[] = [];
    const source$ = count(2, log);
    expect(log).toEqual([]);
    expect(await lastValueFrom(source$.pipe(toArray()))).toEqual([1, 2]);
    expect(await lastValueFrom(source$.pipe(toArray()))).toEqual([1, 2]);
    expect(log).toEqual(["1", "2", "closed", "1", "2", "closed"]);
  });

  it("completes empty when the work sends nothing", async () => {
    expect(await lastValueFrom(count(0).pipe(toArray()))).toEqual([]);
  });

  it("fails with what the work fails with, after what it has sent", async () => {
    const got: unknown[] = [];
    const outcome = new Promise((resolve) => count(9).subscribe({ next: (i) => got.push(i), error: resolve }));
    expect([await outcome, got]).toEqual([new Error("four"), [1, 2, 3]]);
  });

  it("tells the work that its subscriber has left, and is silent about what happens to it then", async () => {
    const log: string[] = [];
    expect(await firstValueFrom(count(9, log).pipe(take(1)))).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(["1", "closed"]);
  });
});
