import { tableFromArrays } from "apache-arrow";
import { concat, EMPTY, NEVER, Observable, of, range, Subject, throwError } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { display } from "#kernel/display/api.js";
import { inCell, startCell } from "#kernel/display/cells.js";
import { liveCount, stopAll, stopEarlierRuns } from "#kernel/display/live.js";
import { foreignElements, payloads } from "./hostile.js";
import { cellRef, type FakeWorker, fakeWorker, newCell } from "./link.js";

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

describe("an Observable on display", () => {
  it("shows the newest values with least, greatest and count, at most five times a second", () => {
    const source = new Subject<{ t: number; z: number }>();
    const cell = newCell();
    inCell(cell, () => display(source));
    expect(texts()).toEqual(["Observable of values\n0 received, running"]);
    for (let n = 0; n < 1_000; n++) {
      source.next({ t: n, z: n === 500 ? -7 : n % 10 });
      vi.advanceTimersByTime(10);
    }
    expect(texts().length).toBeGreaterThan(20);
    expect(texts().length).toBeLessThan(52);
    vi.advanceTimersByTime(1_000);
    const lines = last()
      .split("\n")
      .map((line) => line.trim().replace(/ +/g, " "));
    expect(lines.slice(0, 4)).toEqual([
      "Observable of objects",
      "variable last min max count",
      "t 999 0 999 1000",
      "z 9 -7 9 1000",
    ]);
    expect(lines[4]).toMatch(/^1,000 received, [\d.]+\/s, running$/);
    expect(worker.of("display").every(({ key, displayId }) => key === cell.ref.key && displayId !== undefined)).toBe(
      true,
    );
    expect(worker.of("display").filter(({ isUpdate }) => !isUpdate)).toHaveLength(1);
  });

  it("subscribes once, and stops when it is updated with something else", () => {
    let [subscribed, left] = [0, 0];
    const source = new Observable(() => {
      subscribed++;
      return () => void left++;
    });
    inCell(newCell(), () => {
      const handle = display(source);
      vi.advanceTimersByTime(10_000);
      expect([subscribed, left]).toEqual([1, 0]);
      handle.update("else");
      expect([subscribed, left]).toEqual([1, 1]);
    });
    expect(last()).toBe("'else'");
    expect(liveCount()).toBe(0);
  });

  it("makes one picture of what comes in one go", () => {
    inCell(newCell(), () => void display(range(1, 100_000)));
    vi.advanceTimersByTime(1_000);
    expect(texts()).toHaveLength(1);
    expect(last()).toMatch(/value +100000 +1 +100000 +100000/);
    expect(last()).toMatch(/100,000 received, .*complete$/);
  });

  it("shows what came before a failure, and the failure", () => {
    inCell(
      newCell(),
      () =>
        void display(
          concat(
            of(1, 2, 3),
            throwError(() => new Error("<b>broken</b>")),
          ),
        ),
    );
    expect(last()).toMatch(/value +3 +1 +3 +3\n3 received.*, failed: <b>broken<\/b>$/);
    expect(foreignElements(String(worker.of("display").at(-1)?.data["text/html"]))).toEqual([]);
  });

  it("is readable without any value, and shows the newest of tables", () => {
    inCell(newCell(), () => void display(EMPTY));
    expect(last()).toBe("Observable of values\n0 received, complete");
    inCell(newCell(), () => void display(of(tableFromArrays({ a: [1] }), tableFromArrays({ a: [4, 5] }))));
    expect(last()).toMatch(/^Observable of tables\n[\s\S]*\n +4\n +5\n2 rows × 1 column, .*; 2 received.*complete$/);
  });
});

describe("what goes on after its cell", () => {
  it("stops with its cell's interrupt, and says so", () => {
    const seen = { isLeft: false };
    const cell = newCell();
    inCell(cell, () => void display(new Observable(() => () => Object.assign(seen, { isLeft: true }))));
    cell.interrupt();
    expect([seen.isLeft, last()]).toEqual([true, "Observable of values\n0 received, stopped"]);
    expect(liveCount()).toBe(0);
  });

  it("stops when its cell runs again: the same id, else the same text", () => {
    for (const [id, again, isSame] of [
      ["a", "a", true],
      ["a", "b", false],
      ["", "", true],
    ] as const) {
      const text = `source$ // ${id} ${again}`;
      const cell = startCell(cellRef({ id }), text);
      inCell(cell, () => void display(NEVER));
      const before = liveCount();
      stopEarlierRuns(startCell(cellRef({ id: again }), text));
      expect(before - liveCount()).toBe(isSame ? 1 : 0);
    }
  });
});

describe("hostile texts in a view", () => {
  it("stay text", () => {
    inCell(newCell(), () => void display(of(Object.fromEntries(payloads.slice(0, 19).map((text) => [text, text])))));
    inCell(newCell(), () => void display(of(...payloads)));
    for (const { data } of worker.of("display")) expect(foreignElements(String(data["text/html"]))).toEqual([]);
  });
});
