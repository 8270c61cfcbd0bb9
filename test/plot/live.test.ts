import { Subject, VirtualTimeScheduler } from "rxjs";
import { applyChange, changeBetween, type Figure, type PlotPicture, plot, setPlotHost } from "tapelab/plot";
import { describe, expect, it } from "vitest";
import { PlotPackets } from "#sdk/plot/packets.js";
import { Plot } from "#sdk/plot/plot.js";
import { Tape } from "#sdk/read/tape.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { Rng } from "../helpers/rng.js";
import { startMs, TestTape } from "../read/test-tape.js";
import { range, taped } from "./plotted.js";

type Row = Readonly<Record<string, unknown>>;

/** A plot of a subject in virtual time, and the pictures that it told of. */
function live(options: ConstructorParameters<typeof Plot>[1] = {}): {
  source: Subject<Row>;
  handle: Plot;
  pictures: PlotPicture[];
  scheduler: VirtualTimeScheduler;
  state: { isComplete: boolean };
  pass(ms: number): void;
} {
  const source = new Subject<Row>();
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = 0;
  const handle = new Plot([source], { x: "t", ...options }, scheduler);
  const pictures: PlotPicture[] = [];
  const state = { isComplete: false };
  handle.changes$.subscribe({ next: (picture) => pictures.push(picture), complete: () => (state.isComplete = true) });
  const pass = (ms: number): void => {
    scheduler.maxFrames += ms;
    scheduler.flush();
  };
  pass(0);
  return { source, handle, pictures, scheduler, state, pass };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a live plot", () => {
  it("tells of changes once in 200 ms, the newest state, and of nothing while nothing happens", () => {
    const { source, pictures, pass } = live();
    pictures.length = 0;
    for (let ms = 0; ms < 1_000; ms++) {
      source.next({ t: ms, x: ms });
      pass(1);
    }
    expect(pictures.length).toBeGreaterThanOrEqual(4);
    expect(pictures.length).toBeLessThanOrEqual(6);
    pass(200);
    expect(pictures.at(-1)!.figure.data[0]!.x!.at(-1)).toBe(999);
    const told = pictures.length;
    pass(10_000);
    expect(pictures).toHaveLength(told);
  });

  it("tells of the last state before it completes", async () => {
    const { source, handle, pictures, state } = live();
    range(10, (t) => source.next({ t, x: t }));
    source.complete();
    await handle.ended;
    expect(state.isComplete).toBe(true);
    expect(pictures.at(-1)).toMatchObject({ status: "ended", seq: { first: 0, last: 9 } });
    expect(pictures.at(-1)!.figure.data[0]!.y).toHaveLength(10);
  });

  it("goes on reading while it is paused, and tells of it when it is resumed", () => {
    const { source, handle, pictures, pass } = live();
    source.next({ t: 0, x: 0 });
    handle.pause();
    expect(pictures.at(-1)!.status).toBe("paused");
    const told = pictures.length;
    source.next({ t: 1, x: 1 });
    pass(5_000);
    expect(pictures).toHaveLength(told);
    expect(handle.picture.figure.data[0]!.y).toEqual([0, 1]);
    handle.resume();
    expect(pictures.at(-1)).toMatchObject({ status: "live" });
    expect(pictures.at(-1)!.figure.data[0]!.y).toEqual([0, 1]);
  });

  it("leaves no subscription and no timer when it is stopped, and keeps what it shows", async () => {
    const { source, handle, state, scheduler } = live();
    source.next({ t: 0, x: 7 });
    handle.stop();
    await handle.ended;
    expect(source.observed).toBe(false);
    expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
    expect(state.isComplete).toBe(true);
    expect(handle.picture).toMatchObject({ status: "stopped" });
    expect((await handle.toFigure()).data[0]!.y).toEqual([7]);
  });

  it("has no timer when nobody listens", () => {
    const source = new Subject<Row>();
    const scheduler = new VirtualTimeScheduler();
    const handle = new Plot([source], {}, scheduler);
    const subscription = handle.changes$.subscribe();
    source.next({ t: 0, x: 1 });
    subscription.unsubscribe();
    source.next({ t: 1, x: 1 });
    expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
    handle.stop();
  });
});

describe("a live source", () => {
  it("is subscribed once, whatever is asked of the plot", () => {
    let subscriptions = 0;
    const source = new Subject<Row>();
    const counted = {
      subscribe: (observer: never) => {
        subscriptions++;
        return source.subscribe(observer);
      },
    };
    const handle = plot(counted as never, { x: "t" });
    source.next({ t: 0, x: 1 });
    handle.changes$.subscribe();
    handle.changes$.subscribe();
    handle.update({ title: "other" });
    expect(handle.picture.figure.layout.title).toEqual({ text: "other" });
    expect(subscriptions).toBe(1);
    expect(() => handle.update({ y: "z" })).toThrow(/which is read once/);
    handle.stop();
  });

  it("is kept as a window of the newest scopes, in memory that does not grow", () => {
    const { source, handle } = live({ last: 100, y: "x" });
    range(5_000, (t) => source.next({ t, x: -t }));
    expect(handle.picture.figure.data[0]!.x).toEqual(range(100, (i) => 4_900 + i));
  });

  it("that is a tape is followed to its end, and closed", async () => {
    const recorded = new TestTape();
    range(20, (t) => recorded.scope("s", { t, x: t }, { time: startMs + t }));
    recorded.commit();
    const handle = plot(await Tape.open(recorded.source()), { y: "x" });
    expect((await handle.toFigure()).data[0]!.y).toHaveLength(20);
    expect(handle.picture.status).toBe("live");
    range(20, (t) => recorded.scope("s", { t: 20 + t, x: t }, { time: startMs + t }));
    recorded.commit();
    await recorded.end();
    await handle.ended;
    expect(handle.picture).toMatchObject({
      status: "ended",
      text: 'Plot "x over t": 1 series, 40 of 40 points, seq 0..39',
    });
    expect(recorded.opened - recorded.closed).toBe(1); // the one that the test opened
  });

  it("that is a tape is closed when the plot is stopped", async () => {
    const recorded = new TestTape();
    recorded.scope("s", { t: 0, x: 0 }).commit();
    const handle = plot(await Tape.open(recorded.source()), { y: "x" });
    await handle.ready;
    handle.stop();
    for (let i = 0; i < 100 && recorded.opened - recorded.closed > 1; i++) await tick();
    expect(recorded.opened - recorded.closed).toBe(1);
  });

  it("is drawn anew when commits are withdrawn", async () => {
    const recorded = new TestTape();
    range(20, (t) => recorded.scope("s", { t, x: t }).commit());
    const tape = await Tape.open(recorded.source());
    const { readParts } = tape;
    let readings = 0;
    tape.readParts = async (selection, options, receive) => {
      readings++;
      if (readings > 1) return readParts.call(tape, { ...selection, sequence: { to: 15 } }, options, receive);
      await readParts.call(tape, selection, { ...options, follow: false }, receive);
      options.onEvent?.({ kind: "retracted", tape: tape.id, firstSequence: 16, lastSequence: 21, text: "" });
      return undefined;
    };
    const handle = plot(tape, { y: "x" });
    expect((await handle.toFigure()).data[0]!.x).toEqual(range(14, (t) => t));
    expect(handle.picture.status).toBe("live");
    handle.stop();
  });

  it("is shown where the host shows plots", () => {
    const shown: unknown[] = [];
    setPlotHost({ show: (handle) => shown.push(handle) });
    const handle = plot(new Subject<Row>());
    expect(handle.show()).toBe(handle);
    setPlotHost(undefined);
    handle.show().stop();
    expect(shown).toEqual([handle]);
  });
});

describe("changes between figures", () => {
  const grown = (options: object, each: (i: number) => Row, count: number, step: number): Figure[] => {
    const { source, handle } = live(options);
    return range(count, (n) => {
      range(step, (i) => source.next(each(n * step + i)));
      return handle.picture.figure;
    });
  };

  it("make the later figure of the earlier one, whatever is drawn", () => {
    const wave = (t: number): Row => ({
      t,
      x: Math.sin(t / 50),
      y: t % 97 === 0 ? Number.NaN : Math.cos(t),
      mode: `m${t % 3}`,
    });
    for (const options of [
      {},
      { last: 300 },
      { kind: "scatter" },
      { color: "mode", y: "x" },
      { color: "y", y: "x", max: 100 },
      { kind: "histogram", y: "x" },
    ]) {
      const figures = grown(options, wave, 60, 37);
      for (const [i, figure] of figures.entries()) {
        const before = figures[i - 1];
        const change = before && changeBetween(before, figure);
        if (change)
          expect(JSON.stringify(applyChange(before!, JSON.parse(JSON.stringify(change)) as typeof change))).toBe(
            JSON.stringify(figure),
          );
      }
    }
  });

  it("are small where a line grows: in the mean at most a fortieth of the figure", () => {
    const figures = grown(
      {},
      (t) => ({ t, ...Object.fromEntries(range(8, (k) => [`v${k}`, Math.sin(t / 100 + k)])) }),
      150,
      200,
    );
    let [full, delta] = [0, 0];
    for (let i = 100; i < figures.length; i++) {
      full += JSON.stringify(figures[i]).length;
      delta += JSON.stringify(changeBetween(figures[i - 1]!, figures[i]!) ?? figures[i]).length;
    }
    expect(full / delta).toBeGreaterThan(40);
  });

  it("make the packets of ten curves at 1,000 scopes a second forty times smaller than figures, from the first seconds on", () => {
    const names = range(10, (k) => `y${k}`);
    const random = new Rng(7);
    const { source, pictures, pass } = live({ y: names, max: 1_000 });
    pictures.length = 0;
    for (let n = 0; n < 30_000; n++) {
      const value = (k: number): number =>
        Math.round(1e4 * (Math.sin(n / 500 + k) + random.next() / 2 ** 32 / 10)) / 1e4;
      source.next({ t: n / 1000, ...Object.fromEntries(names.map((name, k) => [name, value(k)])) });
      if (n % 10 === 9) pass(10);
    }
    const clock = new FixedClock();
    const packets = new PlotPackets("a", clock);
    const [count, sizes] = [new Map<string, number>(), { sent: 0, whole: 0 }];
    for (const [i, picture] of pictures.entries()) {
      const packet = packets.next(picture, 200)!;
      if (i === 25) Object.assign(sizes, { sent: 0, whole: 0 }); // while there are few points, each one is news
      count.set(packet.kind, (count.get(packet.kind) ?? 0) + 1);
      sizes.sent += JSON.stringify(packet).length;
      sizes.whole += JSON.stringify(picture.figure).length;
      clock.advance(200);
      if (i % 25 === 24) packets.mount(picture); // saved every 5 s
    }
    expect(pictures.length).toBeGreaterThan(100);
    expect(sizes.whole / sizes.sent, JSON.stringify([...count])).toBeGreaterThan(40);
  });

  it("are none between equal figures", () => {
    const [figure] = grown({}, (t) => ({ t, x: t }), 1, 10);
    expect(changeBetween(figure!, figure!)).toEqual({ traces: [] });
  });
});

describe("a plot whose options change", () => {
  it("is read again for other variables, and waits for it", async () => {
    const handle = plot(await taped([{ t: 0, x: 1, z: 2 }]), { y: "z" });
    await handle.ready;
    handle.update({ y: "x" });
    expect((await handle.toFigure()).data[0]!.y).toEqual([1]);
    handle.stop();
  });
});
