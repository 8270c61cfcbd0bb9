import { VirtualTimeScheduler } from "rxjs";
import { describe, expect, it } from "vitest";
import type { FollowOptions } from "#sdk/read/follow.js";
import type { ReadEvent } from "#sdk/read/read-event.js";
import type { Selection } from "#sdk/read/selection.js";
import { Tape } from "#sdk/read/tape.js";
import type { TapeSource } from "#sdk/read/tape-source.js";
import { TestTape } from "./test-tape.js";

interface Following {
  readonly got: unknown[];
  readonly events: ReadEvent[];
  state(): "running" | "completed" | Error;
  stop(): void;
  /** Lets everything happen that is due. */
  turn(): Promise<void>;
  readonly scheduler: VirtualTimeScheduler;
}

async function follow(source: TapeSource, selection: Selection = {}, options: FollowOptions = {}): Promise<Following> {
  const tape = await Tape.open(source);
  const scheduler = new VirtualTimeScheduler();
  const got: unknown[] = [];
  const events: ReadEvent[] = [];
  let state: "running" | "completed" | Error = "running";
  const onEvent = (event: ReadEvent): void => {
    events.push(event);
    got.push(event.kind);
  };
  const subscription = tape.follow$(selection, { scheduler, onEvent, ...options }).subscribe({
    next: (scope) => got.push(scope.vars.x),
    error: (error: Error) => {
      state = error;
    },
    complete: () => {
      state = "completed";
    },
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  await settle();
  const turn = async (): Promise<void> => {
    await settle();
    scheduler.flush();
    await settle();
  };
  return { got, events, state: () => state, stop: () => subscription.unsubscribe(), turn, scheduler };
}

describe("follow$", () => {
  it("delivers past and present of the selected scopes, and completes when the session ends", async () => {
    const recorded = new TestTape().scope("s", { x: 1 }).scope("t", { x: -1 }).commit();
    const { got, state, turn } = await follow(recorded.source(), { label: "s" });
    expect([got, state()]).toEqual([[1], "running"]);
    recorded.scope("s", { x: 2 }).commit().scope("t", { x: -2 }).commit().scope("s", { x: 3 }).commit();
    await turn();
    await recorded.end();
    await turn();
    await turn();
    expect([got, state()]).toEqual([[1, 2, 3], "completed"]);
  });

  it("completes empty on a tape that ended with nothing that matches", async () => {
    const recorded = await new TestTape().scope("s", { x: 1 }).commit().end();
    const { got, state } = await follow(recorded.source(), { label: "none" });
    expect([got, state()]).toEqual([[], "completed"]);
  });

  it("shows nothing that is not durable when only durable commits are asked for (T-21)", async () => {
    const recorded = new TestTape();
    recorded.writer.durableNow();
    const { got, turn } = await follow(recorded.source(), {}, { until: "durable" });
    for (let x = 1; x <= 5; x++) recorded.scope("s", { x }).commit();
    await turn();
    await turn();
    expect(got).toEqual([]);
    recorded.writer.durableNow();
    recorded.writer.stateDurable();
    await turn();
    await turn();
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("shows what is not yet stated durable once the tape has ended (T-21)", async () => {
    const recorded = new TestTape();
    const { got, turn, state } = await follow(recorded.source(), {}, { until: "durable" });
    recorded.scope("s", { x: 1 }).commit();
    await recorded.end();
    await turn();
    await turn();
    expect([got, state()]).toEqual([[1], "completed"]);
  });

  it("serves a second subscriber from the start, and closes the reader of each", async () => {
    const recorded = new TestTape().scope("s", { x: 1 }).commit();
    const source = recorded.source();
    const first = await follow(source);
    const second = await follow(source);
    recorded.scope("s", { x: 2 }).commit();
    await first.turn();
    await second.turn();
    expect([first.got, second.got]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    first.stop();
    second.stop();
    await first.turn();
    expect([recorded.opened, recorded.closed]).toEqual([4, 2]);
    expect([first.state(), first.scheduler.actions.length]).toEqual(["running", 0]);
  });

  it("fails when the tape cannot be opened, and when a look at it fails", async () => {
    const recorded = new TestTape();
    const source = recorded.source();
    let opened = 0;
    const once: TapeSource = {
      ...source,
      open: (options) => (opened++ === 0 ? source.open(options) : Promise.reject(new Error("EMFILE"))),
    };
    expect((await follow(once)).state()).toMatchObject({ message: "EMFILE" });
    const broken: TapeSource = {
      ...source,
      open: async (options) => {
        const reader = await source.open(options);
        reader.refresh = () => Promise.reject(new Error("EIO"));
        return reader;
      },
    };
    const { state, turn } = await follow(broken);
    await turn();
    expect(state()).toMatchObject({ message: "EIO" });
    expect(recorded.closed).toBe(recorded.opened - 2);
  });
});
