import { type Figure, type Frame, plot, scrubber } from "tapelab/plot";
import { describe, expect, it } from "vitest";
import type { Gathering } from "#sdk/plot/gather.js";
import { RowChunk } from "#sdk/plot/row-chunk.js";
import { Steps } from "#sdk/plot/steps.js";
import { Tape } from "#sdk/read/tape.js";
import { startMs, TestTape } from "../read/test-tape.js";
import { plotted, range, taped } from "./plotted.js";

const walk = range(8_000, (i) => ({ t: i / 100, x: Math.sin(i / 100), y: Math.cos(i / 100), z: i }));

/** The text in the corner of a frame. */
function scopeText({ layout }: Frame | Figure): string {
  const notes = layout?.annotations as unknown as readonly { name: string; text: string }[];
  return notes.find(({ name }) => name === "tapelab-scope")?.text ?? "";
}

describe("a plot with a slider", () => {
  it("has 100 of 8,000 steps, evenly, with first and last, and says so", async () => {
    const { figure } = await plotted(await taped(walk, { perCommit: 100 }), { y: "x", scrub: "seq" });
    const names = figure.frames!.map(({ name }) => Number(name));
    expect(names).toHaveLength(100);
    expect(names[0]).toBe(0);
    expect(names.at(-1)).toBe(7_999);
    const steps = names.slice(1).map((seq, i) => seq - names[i]!);
    expect(Math.max(...steps)).toBeLessThanOrEqual(2 * (8_000 / 99));
    const [slider] = figure.layout.sliders as unknown as [{ currentvalue: { prefix: string }; steps: unknown[] }];
    expect(slider.currentvalue.prefix).toBe("100 of 8,000 steps, seq ");
    expect(slider.steps).toHaveLength(100);
    const menus = figure.layout.updatemenus as unknown as readonly {
      buttons: readonly { name?: string; label: string }[];
    }[];
    expect(menus[0]!.buttons.map(({ name }) => name)).toEqual(
      ["first", "back", "play", "pause", "forward", "last"].map((name) => `tapelab-${name}`),
    );
    expect(menus[1]!.buttons.map(({ label }) => label)).toContain("4×");
  });

  it("shows at each step where the variables stand, and where the scope came from", async () => {
    const { figure } = await plotted(await taped(walk.slice(0, 50)), { y: "x", scrub: "seq" });
    const frame = figure.frames![20]!;
    const seq = Number(frame.name);
    expect(frame.data.at(-1)).toMatchObject({ x: [walk[seq]!.t], y: [walk[seq]!.x] });
    expect(frame.traces).toEqual([1]);
    const number = Math.floor(seq / 10);
    expect(scopeText(frame)).toContain(
      `seq ${seq}<br>${new Date(startMs + seq).toISOString()}<br>commit ${2 + number} "c${number}"<br>src/sim.ts:12<br>t = `,
    );
    expect(scopeText(frame)).toContain(`<br>z = ${seq}`);
  });

  it("stands at the last step in the beginning", async () => {
    const { figure } = await plotted(await taped(walk.slice(0, 50)), { y: "x", scrub: "seq" });
    expect(figure.data.at(-1)).toMatchObject({ x: [0.49] });
    expect(scopeText(figure)).toContain("seq 49");
  });

  it("draws the tail behind a trajectory", async () => {
    const { figure } = await plotted(await taped(walk.slice(0, 100)), { kind: "trajectory3d", scrub: "seq" });
    const frame = figure.frames!.at(-1)!;
    expect(frame.data[0]).toMatchObject({ type: "scatter3d", mode: "lines", z: range(48, (i) => 52 + i) });
    expect(frame.data[1]).toMatchObject({ mode: "markers", z: [99] });
  });

  it("has a step per commit: the state after it", async () => {
    const { figure } = await plotted(await taped(walk.slice(0, 500), { perCommit: 100 }), { y: "x", scrub: "commit" });
    expect(figure.frames!.map(({ name }) => Number(name))).toEqual([99, 199, 299, 399, 499]);
    const [slider] = figure.layout.sliders as unknown as [{ currentvalue: { prefix: string } }];
    expect(slider.currentvalue.prefix).toContain("5 of 5 steps");
  });

  it("chooses steps by time evenly in time", async () => {
    const recorded = new TestTape();
    range(2_000, (i) => recorded.scope("s", { x: i }, { time: startMs + i + (i > 1_000 ? 100_000 : 0) }));
    await recorded.commit().end();
    const { figure } = await plotted(await Tape.open(recorded.source()), { y: "x", scrub: "time" });
    expect(figure.frames!.length).toBeLessThanOrEqual(100);
    expect(figure.frames!.at(-1)!.name).toBe("1999");
  });

  it("is the same for a tape and for its scopes one by one", async () => {
    const tape = await taped(walk.slice(0, 3_000), { perCommit: 7 });
    for (const scrub of ["seq", "time", "commit"] as const) {
      const options = { x: "x", y: "y", scrub };
      const [one, other] = [await plotted(tape, options), await plotted(tape.scopes$(), options)];
      expect(JSON.stringify(other.figure)).toBe(JSON.stringify(one.figure));
    }
  });
});

describe("the steps that a slider may choose from", () => {
  it("are 513 at most, from the first to the newest, however long the tape is", () => {
    let rows = 0;
    const gathering = { x: "seq", ys: [], kind: "line", wanted: {}, columnOf: () => undefined, rowsOf: () => rows };
    const steps = new Steps("seq");
    for (let turn = 0; turn < 40; turn++) {
      const chunk = new RowChunk(
        range(500, (i) => ({ i })),
        rows,
      );
      rows += 500;
      steps.take(chunk, gathering as unknown as Gathering);
      const keys = steps.chosen(Number.POSITIVE_INFINITY).map(({ key }) => key);
      expect(keys.length).toBeLessThanOrEqual(513);
      expect([keys[0], keys.at(-1)]).toEqual([0, rows - 1]);
    }
    expect(steps.count).toBe(rows);
  });
});

describe("a slider over arrays", () => {
  it("has frames of at most 2 MB, however large the arrays are", async () => {
    const rows = range(150, (k) => ({ m: range(40, (i) => range(40, (j) => Math.sin(i * j + k))) }));
    const { figure } = await plotted(await taped(rows), { scrub: "seq" });
    expect(figure.frames!.length).toBeGreaterThan(10);
    expect(JSON.stringify(figure.frames).length).toBeLessThanOrEqual(2_000_000);
    expect(figure.frames![3]!.data[0]).toMatchObject({ type: "heatmap" });
  });

  it("shows an array of one dimension as a curve per step", async () => {
    const { figure } = await plotted(await taped(range(20, (k) => ({ u: Float64Array.of(k, k + 1, k + 2) }))), {
      scrub: "seq",
    });
    expect(figure.frames![3]!.data[0]).toMatchObject({ type: "scatter", mode: "lines", x: [0, 1, 2], y: [3, 4, 5] });
    expect(figure.layout.yaxis).toMatchObject({ range: [-1.05, 22.05], title: { text: "u" } });
  });

  it("shows arrays in the range that was asked for", async () => {
    const tape = await taped(range(20, (k) => ({ u: Float64Array.of(k, k + 1, k + 2) })));
    const { figure } = await plotted(tape, { scrub: "seq", range: { x: [0, 1], y: [-2, null] } });
    expect(figure.layout).toMatchObject({ xaxis: { range: [0, 1] }, yaxis: { range: [-2, null] } });
  });

  it("has the facts of the scope beside the scale of colors, and the count below the buttons", async () => {
    const tape = await taped(
      range(20, (k) => ({
        t: k,
        x: k,
        m: [
          [k, 1],
          [2, 3],
        ],
      })),
    );
    const place = async (y: string, name: string): Promise<unknown> => {
      const { layout } = (await plotted(tape, { y, scrub: "seq" })).figure;
      const notes = layout.annotations as unknown as readonly { name: string; xshift?: number; yshift?: number }[];
      const { xshift, yshift } = notes.find((note) => note.name === name)!;
      return { xshift, yshift, right: (layout.margin as { r: number }).r };
    };
    expect(await place("x", "tapelab-scope")).toEqual({ xshift: 0, right: 210 });
    expect(await place("m", "tapelab-scope")).toEqual({ xshift: 90, right: 300 });
    expect(await place("x", "tapelab-count")).toMatchObject({ yshift: -138 });
  });

  it("keeps one axis for the arrays of all steps, or the one that is wanted", async () => {
    const tape = await taped(range(20, (k) => ({ u: Float64Array.of(k, k + 1, k + 2) })));
    const rangeOf = async (options: object) => (await plotted(tape, { scrub: "seq", ...options })).figure.layout.yaxis;
    expect(await rangeOf({})).toMatchObject({ range: [-1.05, 22.05] });
    expect(await rangeOf({ range: { y: [-3, null] } })).toMatchObject({ range: [-3, null] });
  });
});

describe("a scrubber", () => {
  it("gives the picture at the newest scope that is not behind a number, a time or a commit", async () => {
    const tape = await taped(walk.slice(0, 1_000), { perCommit: 40 });
    const moments = await scrubber(tape, { y: "x" });
    expect(moments).toMatchObject({ count: 1_000, times: [startMs + 39, startMs + 999] });
    const seqAt = async (moment: Parameters<typeof moments.at>[0]): Promise<number> =>
      Number(/^seq (\d+)/.exec(scopeText(await moments.at(moment)))?.[1]);
    for (const seq of [0, 39, 40, 512, 999]) expect(await seqAt({ seq })).toBe(seq);
    expect(await seqAt({ seq: 5_000 })).toBe(999);
    expect(await seqAt({ time: startMs + 512 })).toBe(512);
    expect(await seqAt({ time: startMs + 79.5 })).toBe(79);
    expect(await seqAt({ commit: 3 })).toBe(79);
  });

  it("reads the commits around the moment and no others", async () => {
    const tape = await taped(walk, { perCommit: 100 });
    const moments = await scrubber(tape, { x: "x", y: "y" });
    const read: number[] = [];
    const { readParts } = tape;
    tape.readParts = (selection, options, receive) => {
      read.push(selection?.sequence?.from ?? -1);
      return readParts.call(tape, selection, options, receive);
    };
    const figure = await moments.at({ seq: 4_010 });
    expect(read).toEqual([42, 41]);
    expect(figure.data.at(-2)!.x).toHaveLength(64);
    expect(figure.data.at(-2)!.x!.at(-1)).toBe(walk[4_010]!.x);
  });

  it("answers for a table, and refuses what cannot be read again", async () => {
    const table = await (await taped(walk.slice(0, 100))).table();
    const figure = await (await scrubber(table, { y: "x" })).at({ seq: 50 });
    expect(figure.data.at(-1)).toMatchObject({ x: [0.5] });
    await expect(scrubber((await taped(walk.slice(0, 5))).scopes$())).rejects.toMatchObject({ code: "bad-option" });
  });
});

describe("comparing", () => {
  const runs = async (sigmas: readonly number[], labels = ["a", "b", "c"]): Promise<Tape[]> =>
    Promise.all(
      sigmas.map(async (sigma, k) => {
        const recorded = new TestTape({ label: labels[k], number: k + 1, meta: { sigma, solver: "rk4" } });
        range(10, (i) => recorded.scope("s", { t: k + i, x: i * sigma }, { time: startMs + 1_000 * k + i }));
        await recorded.commit().end();
        return Tape.open(recorded.source());
      }),
    );

  it("names the curves by their labels, equal ones with their ids", async () => {
    const names = async (labels: string[]): Promise<unknown> =>
      (await plotted(await runs([1, 2], labels), { y: "x" })).figure.data.map(({ name }) => name);
    expect(await names(["a", "b"])).toEqual(["a", "b"]);
    expect(await names(["a", "a"])).toEqual(["a 0198f0…0001", "a 0198f0…0002"]);
    const given = await plotted(await runs([1, 2]), { y: "x", labels: ["one", "two"] });
    expect(given.figure.data.map(({ name }) => name)).toEqual(["one", "two"]);
  });

  it("lists what differs: one row for two runs that differ in sigma alone", async () => {
    const { handle } = await plotted(await runs([1, 2]), { y: "x" });
    const { differs, equal, ranges } = handle.picture.compare!;
    expect(differs).toEqual([{ name: "meta.sigma", values: ["1", "2"] }]);
    expect(equal.map(({ name }) => name)).toEqual(["meta.solver", "scopes", "variables"]);
    const html = (await handle.toHtml()).replace(/<script>[\s\S]*?<\/script>/g, "");
    expect(html).toContain("<tr><td>meta.sigma</td><td>1</td><td>2</td></tr>");
    expect(html).toContain("<p>equal: meta.solver, scopes, variables</p>");
    expect(ranges).toEqual([
      { name: "x min", values: ["0", "0"] },
      { name: "x last", values: ["9", "18"] },
      { name: "x max", values: ["9", "18"] },
    ]);
  });

  it("gives labels as they are, escaped where they are drawn", async () => {
    const { figure, handle } = await plotted(await runs([1, 2], ["a<b", "a&b"]), { y: "x" });
    expect(handle.picture.compare!.runs).toEqual(["a<b", "a&b"]);
    expect(figure.data.map(({ name }) => name)).toEqual(["a&lt;b", "a&amp;b"]);
    expect(await handle.toHtml()).toContain("<th>a&lt;b</th><th>a&amp;b</th>");
  });

  it("lays the curves over each other by x, by scope or by what has elapsed", async () => {
    const tapes = await runs([1, 1]);
    const starts = async (align: "x" | "seq" | "elapsed"): Promise<unknown> =>
      (await plotted(tapes, { y: "x", align })).figure.data.map(({ x }) => x![0]);
    expect(await starts("x")).toEqual([0, 1]);
    expect(await starts("seq")).toEqual([0, 0]);
    expect(await starts("elapsed")).toEqual([0, 0]);
  });

  it("draws 50 runs, lists all, and marks those that are recording", async () => {
    const tape = await taped(
      range(3, (t) => ({ t, x: t })),
      { isEnded: false },
    );
    const handle = plot(
      range(52, () => tape),
      { y: "x" },
    );
    const figure = await handle.toFigure();
    expect(figure.data).toHaveLength(50);
    expect(handle.picture.notes).toContain("2 more runs not drawn");
    expect(handle.picture.compare!.runs).toHaveLength(52);
    expect(figure.data[0]!.name).toContain("(recording)");
    handle.stop();
  });
});

describe("figures", () => {
  it("have equal bytes in every time zone and language", async () => {
    const tape = await taped(
      walk.slice(0, 3_000).map(({ x }, i) => ({ x, at: new Date(startMs + i) })),
      { perCommit: 100 },
    );
    const before = { TZ: process.env.TZ, LANG: process.env.LANG };
    const figures = new Set<string>();
    for (const [TZ, LANG] of [
      ["UTC", "C"],
      ["Asia/Kathmandu", "de_DE.UTF-8"],
      ["America/St_Johns", "ar_EG.UTF-8"],
    ]) {
      Object.assign(process.env, { TZ, LANG });
      figures.add(JSON.stringify((await plotted(tape, { x: "at", y: "x", scrub: "time" })).figure));
    }
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    expect(figures.size).toBe(1);
  });
});
