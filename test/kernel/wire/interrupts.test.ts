import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CellRun } from "#kernel/wire/cell-run.js";
import { Interrupts } from "#kernel/wire/interrupts.js";
import { MainLink } from "#kernel/wire/main-link.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Posted {
  readonly type: string;
  readonly id?: number;
  readonly key?: number;
  readonly terminated?: boolean;
}

/** A main thread that answers pings while it is free, and a cell on it. */
function mainWith({ isFree = true, isReady = true, hasCell = true, endsOnInterrupt = false, isBehind = false } = {}) {
  const shared = new SharedArrayBuffer(64);
  const state = { isFree, terminations: 0, isOnMain: hasCell, givenUp: 0, marked: false };
  const posted: Posted[] = [];
  const waiting: Posted[] = [];
  const handle = (message: Posted): void => {
    if (message.type === "ping") main.pong(message.id ?? 0);
    if (message.type === "interrupt" && endsOnInterrupt) state.isOnMain = false;
  };
  const port = {
    postMessage: (message: Posted) => {
      posted.push(message);
      if (state.isFree) queueMicrotask(() => handle(message));
      else waiting.push(message);
    },
  };
  const main = new MainLink(port, shared);
  if (isReady) main.setReady();
  const cell = {
    ref: { key: 7 },
    get isOnMain() {
      return state.isOnMain;
    },
    get isInterrupted() {
      return state.marked;
    },
    interrupt: () => {
      state.marked = true;
    },
    giveUp: () => {
      state.givenUp += state.isOnMain ? 1 : 0;
      state.isOnMain = false;
    },
  };
  const free = (): void => {
    state.isFree = true;
    for (const message of waiting.splice(0)) handle(message);
  };
  let isThere = hasCell && !isBehind;
  setImmediate(() => {
    isThere = hasCell;
  });
  const interrupts = new Interrupts({
    main,
    stdin: { interrupt: () => undefined } as never,
    current: () => (isThere ? (cell as unknown as CellRun) : undefined),
    terminate: async () => {
      state.terminations += 1;
    },
  });
  return { state, posted, interrupts, free };
}

const interruptsIn = (posted: readonly Posted[]) => posted.filter(({ type }) => type === "interrupt");

describe("Interrupts", () => {
  it("leave a main thread alone that ends its cell by itself", async () => {
    const { state, posted, interrupts } = mainWith({ endsOnInterrupt: true });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(2000);
    expect(state.terminations).toBe(0);
    expect(interruptsIn(posted)).toEqual([{ type: "interrupt", key: 7 }]);
  });

  it("terminate what blocks main for 100 ms, and send the interrupt again behind it", async () => {
    const { state, posted, interrupts, free } = mainWith({ isFree: false, endsOnInterrupt: true });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(99);
    expect(state.terminations).toBe(0);
    await vi.advanceTimersByTimeAsync(2);
    expect(state.terminations).toBe(1);
    expect(interruptsIn(posted).at(-1)).toEqual({ type: "interrupt", key: 7, terminated: true });
    free();
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.terminations).toBe(1);
  });

  it("end the cell themselves when main is free and does not", async () => {
    const { state, interrupts } = mainWith();
    interrupts.request();
    await vi.advanceTimersByTimeAsync(300);
    expect(state.givenUp).toBe(0);
    await vi.advanceTimersByTimeAsync(700);
    expect(state.givenUp).toBe(1);
    expect(state.terminations).toBe(0);
  });

  it("are settled only when main has lived through the last termination", async () => {
    const { state, interrupts, free } = mainWith({ isFree: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(150);
    state.isOnMain = false; // the cell's end was on its way when main was terminated
    let isSettled = false;
    void interrupts.settled().then(() => {
      isSettled = true;
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(isSettled).toBe(false);
    free();
    await vi.advanceTimersByTimeAsync(50);
    expect(isSettled).toBe(true);
  });
});

describe("Interrupts, without a cell on main,", () => {
  it("do nothing when nothing runs and main is free", async () => {
    const { state, posted, interrupts } = mainWith({ hasCell: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.terminations).toBe(0);
    expect(interruptsIn(posted)).toEqual([]);
  });

  it("terminate what blocks main although no cell runs", async () => {
    const { state, posted, interrupts, free } = mainWith({ hasCell: false, isFree: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(101);
    expect(state.terminations).toBe(1);
    expect(interruptsIn(posted)).toEqual([]);
    free();
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.terminations).toBe(1);
    expect(interruptsIn(posted)).toEqual([{ type: "interrupt", key: 0, terminated: true }]);
  });

  it("tell main once that it was stopped, however long that took", async () => {
    const { posted, interrupts, free } = mainWith({ hasCell: false, isFree: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(1000);
    free();
    await vi.advanceTimersByTimeAsync(1000);
    expect(interruptsIn(posted)).toHaveLength(1);
  });

  it("stop what blocks main behind the code that was stopped, too", async () => {
    const { state, interrupts, free } = mainWith({ hasCell: false, isFree: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(150);
    free();
    await vi.advanceTimersByTimeAsync(1);
    state.isFree = false; // the next timer
    await vi.advanceTimersByTimeAsync(300);
    expect(state.terminations).toBeGreaterThan(1);
  });

  it("meet a cell that is read right behind them", async () => {
    const { state, interrupts } = mainWith({ isBehind: true });
    void interrupts.ask();
    expect(state.marked).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(state.marked).toBe(true);
  });

  it("stop nothing any more while main writes what it holds at the end", async () => {
    const { state, interrupts } = mainWith({ hasCell: false, isFree: false });
    interrupts.close();
    interrupts.request();
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.terminations).toBe(0);
  });

  it("never terminate a main thread that is still loading", async () => {
    const { state, interrupts } = mainWith({ isFree: false, isReady: false });
    interrupts.request();
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.terminations).toBe(0);
    expect(state.marked).toBe(true);
  });

  it("have the effect of one when two come for the same cell", async () => {
    const { posted, interrupts } = mainWith({ endsOnInterrupt: true });
    interrupts.request();
    interrupts.request();
    await vi.advanceTimersByTimeAsync(1000);
    expect(interruptsIn(posted)).toHaveLength(1);
  });
});
