import { VirtualTimeScheduler } from "rxjs";
import { describe, expect, it } from "vitest";
import { type Follower, follow } from "#sdk/read/follow.js";
import type { Retraction } from "#sdk/read/read-event.js";
import type { TapeSource } from "#sdk/read/tape-source.js";
import type { TapeReader } from "#sdk/tape/reader.js";
import type { CommitEntry } from "#sdk/tape/types.js";

/** A tape whose commits are numbers; tests change it between two looks. */
class FakeTape {
  numbers: number[] = [];
  isEnded = false;
  opened = 0;
  closed = 0;
  looks = 0;
  failWith: Error | undefined;
  onChange: (() => void) | undefined;

  source(canWatch = false): TapeSource {
    const watch = (onChange: () => void) => {
      this.onChange = onChange;
      return () => {
        this.onChange = undefined;
      };
    };
    return { id: "t", label: "demo", open: async () => this.#open(), ...(canWatch ? { watch } : {}) };
  }

  #open(): TapeReader {
    this.opened++;
    const tape = this;
    let seen = entries(tape.numbers);
    const reader = {
      get commits() {
        return seen;
      },
      get isEnded() {
        return tape.isEnded;
      },
      refresh: async () => {
        tape.looks++;
        if (tape.failWith) throw tape.failWith;
        const now = entries(tape.numbers);
        let same = 0;
        while (same < Math.min(seen.length, now.length) && seen[same]!.crc === now[same]!.crc) same++;
        const retracted = seen.length - same;
        seen = now;
        return { added: now.slice(same), retracted };
      },
      close: async () => {
        tape.closed++;
      },
    };
    return reader as unknown as TapeReader;
  }
}

/** Entry n has sequence n rounded down; its content is n itself. */
function entries(numbers: readonly number[]): CommitEntry[] {
  return numbers.map((n) => ({ sequence: Math.floor(n), crc: n }) as CommitEntry);
}

function start(tape: FakeTape, options: { canWatch?: boolean; stopAt?: number } = {}) {
  const scheduler = new VirtualTimeScheduler();
  const got: (number | Retraction)[] = [];
  const teardowns: (() => void)[] = [];
  let isClosed = false;
  const stop = (): void => {
    isClosed = true;
    for (const teardown of teardowns) teardown();
  };
  const follower: Follower = {
    deliver: async (_reader, added) => {
      for (const { crc } of added) {
        if (isClosed) return;
        got.push(crc);
        if (crc === options.stopAt) stop();
      }
    },
    onRetraction: (retraction) => got.push(retraction),
    get isClosed() {
      return isClosed;
    },
    onClose: (teardown) => teardowns.push(teardown),
  };
  let ended: "running" | "completed" | Error = "running";
  follow(tape.source(options.canWatch), { scheduler }, follower).then(
    () => {
      ended = "completed";
    },
    (error: Error) => {
      ended = error;
    },
  );
  /** Lets everything happen that is due within one pause. */
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    scheduler.flush();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { got, turn, stop, scheduler, state: () => ended };
}

describe("follow", () => {
  it("delivers the past first, then each new commit once and in order", async () => {
    const tape = new FakeTape();
    tape.numbers = [1, 2];
    const { got, turn } = start(tape);
    await turn();
    tape.numbers = [1, 2, 3, 4];
    await turn();
    await turn();
    tape.numbers.push(5);
    await turn();
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("completes when the tape ends, after its last commits, and closes its reader", async () => {
    const tape = new FakeTape();
    const { got, turn, state } = start(tape);
    await turn();
    tape.numbers = [1];
    tape.isEnded = true;
    await turn();
    await turn();
    expect([got, state(), tape.opened, tape.closed]).toEqual([[1], "completed", 1, 1]);
  });

  it("completes at once on a tape that has ended, without a second look", async () => {
    const tape = new FakeTape();
    tape.isEnded = true;
    const { turn, state } = start(tape);
    await turn();
    expect([state(), tape.looks]).toEqual(["completed", 0]);
  });

  it("tells which commits a crash took back, then delivers what stands in their place", async () => {
    const tape = new FakeTape();
    tape.numbers = [1, 2, 3];
    const { got, turn } = start(tape);
    await turn();
    tape.numbers = [1, 2.5];
    await turn();
    await turn();
    const retraction = got[3] as Retraction;
    expect(retraction).toMatchObject({ kind: "retracted", tape: "t", firstSequence: 2, lastSequence: 3 });
    expect(retraction.text).toContain('Commits 2-3 of tape "demo"');
    expect(got.slice(4)).toEqual([2.5]);
  });
});

describe("a follower", () => {
  it("looks less and less often while nothing happens, and at least four times a second", async () => {
    const tape = new FakeTape();
    const { turn, scheduler } = start(tape);
    const pauses: number[] = [];
    for (let i = 0, before = 0; i < 20; i++) {
      await turn();
      pauses.push(scheduler.now() - before);
      before = scheduler.now();
    }
    expect(pauses[0]).toBe(10);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(250);
    tape.numbers = [1];
    await turn();
    const before = scheduler.now();
    await turn();
    expect(scheduler.now() - before).toBe(10);
  });

  it("looks at once when it is told of a change, and stops listening at the end", async () => {
    const tape = new FakeTape();
    const { got, turn, stop, scheduler } = start(tape, { canWatch: true });
    for (let i = 0; i < 10; i++) await Promise.resolve();
    tape.numbers = [1];
    tape.onChange!();
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect([got, scheduler.now()]).toEqual([[1], 0]);
    stop();
    await turn();
    expect(tape.onChange).toBeUndefined();
  });

  it("leaves no timer and no open reader when the follower leaves", async () => {
    const tape = new FakeTape();
    const { turn, stop, scheduler, state } = start(tape);
    for (let i = 0; i < 10; i++) await Promise.resolve();
    stop();
    await turn();
    expect([scheduler.now(), tape.closed, state()]).toEqual([0, 1, "completed"]);
  });

  it("stops in the middle of a delivery when the follower leaves", async () => {
    const tape = new FakeTape();
    tape.numbers = [1, 2, 3];
    const { got, turn } = start(tape, { stopAt: 2 });
    await turn();
    expect([got, tape.closed]).toEqual([[1, 2], 1]);
  });

  it("fails when a look fails, and closes its reader", async () => {
    const tape = new FakeTape();
    const { turn, state } = start(tape);
    await turn();
    tape.failWith = new Error("EIO");
    await turn();
    await turn();
    expect([state(), tape.closed]).toEqual([new Error("EIO"), 1]);
  });
});
