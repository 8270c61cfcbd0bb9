import { VirtualTimeScheduler } from "rxjs";
import { describe, expect, it } from "vitest";
import { Pause } from "#sdk/read/pause.js";

function start(ms: number): { scheduler: VirtualTimeScheduler; pause: Pause; isOver: () => Promise<boolean> } {
  const scheduler = new VirtualTimeScheduler();
  const pause = new Pause(scheduler);
  let over = false;
  void pause.wait(ms).then(() => {
    over = true;
  });
  return { scheduler, pause, isOver: () => Promise.resolve().then(() => over) };
}

describe("Pause", () => {
  it("ends after its time and not before", async () => {
    const { scheduler, isOver } = start(100);
    expect(await isOver()).toBe(false);
    scheduler.flush();
    expect(await isOver()).toBe(true);
    expect(scheduler.now()).toBe(100);
  });

  it("ends at a nudge, and leaves no timer", async () => {
    const { scheduler, pause, isOver } = start(100);
    pause.nudge();
    expect(await isOver()).toBe(true);
    scheduler.flush();
    expect(scheduler.now()).toBe(0);
  });

  it("does not wait when it was nudged since the last wait, once", async () => {
    const { scheduler, pause } = start(1);
    scheduler.flush();
    pause.nudge();
    pause.nudge();
    await pause.wait(1_000);
    let over = false;
    void pause.wait(50).then(() => {
      over = true;
    });
    await Promise.resolve();
    expect(over).toBe(false);
  });

  it("never waits again once it has ended", async () => {
    const { pause, isOver } = start(100);
    pause.end();
    expect(await isOver()).toBe(true);
    await pause.wait(1_000_000);
  });
});
