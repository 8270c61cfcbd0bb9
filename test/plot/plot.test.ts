import { tableFromArrays } from "apache-arrow";
import { from, Subject } from "rxjs";
import { plot } from "tapelab/plot";
import { describe, expect, it } from "vitest";
import { Tape } from "#sdk/read/tape.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { payloads } from "../kernel/display/hostile.js";
import { startMs, TestTape } from "../read/test-tape.js";
import { annotation, pairsOf, plotted, range, taped } from "./plotted.js";

const wave = range(50, (i) => ({
  t: i / 10,
  x: Math.sin(i / 10),
  y: Math.cos(i / 10),
  z: i,
  on: i % 2 === 0,
  name: `n${i % 3}`,
}));

describe("a plot of a tape", () => {
  it("draws every number over t by itself, and says what it drew", async () => {
    const { figure, handle } = await plotted(await taped(wave));
    expect(figure.data.map(({ name, type, mode }) => [name, type, mode])).toEqual(
      ["x", "y", "z"].map((name) => [name, "scatter", "lines"]),
    );
    expect(figure.data[0]!.x).toEqual(wave.map(({ t }) => t));
    expect(figure.data[1]!.y).toEqual(wave.map(({ y }) => y));
    expect(handle.picture.text).toBe('Plot "x, y, z over t": 3 series, 50 of 50 points, seq 0..49');
    expect(annotation(figure, "tapelab-count")).toBe("50 of 50 points");
    expect(handle.picture.alt).toBe("line plot x, y, z over t: t from 0 to 4.9, x, y, z from -0.999923 to 49");
    expect(handle.picture.tapes).toHaveLength(1);
  });

  it("draws over the time of the scopes, in UTC, where no variable is called t or time", async () => {
    const { figure } = await plotted(await taped([{ x: 1 }, { x: 2 }, { x: 3 }]));
    expect(figure.data[0]!.x).toEqual([startMs, startMs + 1, startMs + 2]);
    expect(figure.layout.xaxis).toMatchObject({ type: "date", title: { text: "time (UTC)" } });
  });

  it("draws over seq, index and commit", async () => {
    const tape = await taped(wave, { perCommit: 20 });
    const xs = async (x: string, select = {}): Promise<unknown> =>
      (await plotted(tape, { x, y: "z", select })).figure.data[0]!.x;
    const second = { sequence: { from: 3, to: 3 } };
    expect(await xs("seq", second)).toEqual(range(20, (i) => 20 + i));
    expect(await xs("index", second)).toEqual(range(20, (i) => i));
    expect(await xs("commit")).toEqual(range(50, (i) => 2 + Math.floor(i / 20)));
  });

  it("says which numbers it left out when there are more than 8", async () => {
    const row = Object.fromEntries(range(11, (i) => [`v${i}`, i]));
    const { figure, handle } = await plotted(await taped([row, row]));
    expect(figure.data).toHaveLength(8);
    expect(handle.picture.notes).toEqual(["not drawn: v8, v9, v10"]);
  });

  it("reads what lies inside a variable by names with dots", async () => {
    const tape = await taped(range(5, (i) => ({ t: i, params: { a: { b: i * 2 } }, "params.c": i })));
    const { figure } = await plotted(tape, { x: "t", y: ["params.a.b", "params.c"] });
    expect(figure.data.map(({ y }) => y)).toEqual([
      [0, 2, 4, 6, 8],
      [0, 1, 2, 3, 4],
    ]);
  });

  it("draws one figure however the scopes lie in commits", async () => {
    const rows = range(1_200, (i) => ({ t: i * 0.01, x: Math.sin(i * i), ...(i % 7 === 0 ? { extra: i } : {}) }));
    const figures = await Promise.all(
      [1, 7, 500, 1_200].map(async (perCommit) => (await plotted(await taped(rows, { perCommit }))).figure),
    );
    for (const figure of figures.slice(1)) expect(JSON.stringify(figure)).toBe(JSON.stringify(figures[0]));
  });
});

describe("values", () => {
  it("that are NaN, null, undefined or absent leave gaps, and are never drawn as zero", async () => {
    const values = [
      { x: 1 },
      { x: Number.NaN },
      { x: 2 },
      { x: null },
      { x: 3 },
      {},
      { x: 4 },
      { x: undefined },
      { x: 5 },
    ];
    const { figure } = await plotted(await taped(values.map((value, t) => ({ t, ...value }))), { y: "x" });
    expect(pairsOf(figure.data[0]!)).toEqual([
      [0, 1],
      [2, null],
      [2, 2],
      [4, null],
      [4, 3],
      [6, null],
      [6, 4],
      [8, null],
      [8, 5],
    ]);
    expect(figure.data[0]!.connectgaps).toBe(false);
  });

  it("that are infinite are counted, and leave gaps", async () => {
    const { figure, handle } = await plotted(
      await taped([1, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY].map((x, t) => ({ t, x }))),
    );
    expect(figure.data[0]!.y).toEqual([1, null, 2]);
    expect(handle.picture.notes).toEqual(["2 infinite"]);
  });

  it("beyond 2^53 are rounded, and it is said", async () => {
    const { figure, handle } = await plotted(
      await taped([
        { t: 0, n: 2n ** 60n + 1n },
        { t: 1, n: 5n },
      ]),
    );
    expect(figure.data[0]!.y).toEqual([2 ** 60, 5]);
    expect(annotation(figure, "tapelab-count")).toBe("2 of 2 points · n: rounded (1 integer beyond 2^53)");
    expect(handle.picture.notes).toHaveLength(1);
  });

  it("are drawn: booleans as 0 and 1, texts as categories in order of appearance, dates on a time axis", async () => {
    const rows = ["idle", "ramp", "idle", "stop"].map((mode, t) => ({ t, mode, on: t > 1, at: new Date(startMs + t) }));
    const tape = await taped(rows);
    const { figure } = await plotted(tape, { y: ["mode"] });
    expect(figure.data[0]!.y).toEqual([0, 1, 0, 2]);
    expect(figure.layout.yaxis).toMatchObject({ tickvals: [0, 1, 2], ticktext: ["idle", "ramp", "stop"] });
    expect((await plotted(tape, { y: "on" })).figure.data[0]!.y).toEqual([0, 0, 1, 1]);
    expect((await plotted(tape, { x: "at", y: "t" })).figure.layout.xaxis).toMatchObject({ type: "date" });
  });

  it("that change their type are numbers where they are, and are counted where not", async () => {
    const rows = [{ x: "a" }, { x: 1 }, { x: { deep: 1 } }, { x: 2 }, { x: "b" }].map((row, t) => ({ t, ...row }));
    for (const perCommit of [1, 5]) {
      const { figure, handle } = await plotted(await taped(rows, { perCommit }), { y: "x" });
      expect(figure.data[0]!.y).toEqual([1, null, 2]);
      expect(handle.picture.notes).toEqual(["x: 3 values of other types left out"]);
    }
  });
});

describe("what cannot be drawn", () => {
  it("refuses a void variable: names it, its type, and what to record instead", async () => {
    const tape = await taped([{ t: 0, step: () => 1 }]);
    await expect(plot(tape, { y: "step" }).toFigure()).rejects.toMatchObject({
      code: "bad-conversion",
      message: expect.stringMatching(
        /^plot: variable "step" cannot be drawn; expected numbers.*found function.*Record a number instead/i,
      ),
    });
  });

  it("refuses a variable that no scope has, and says what is meant", async () => {
    const handle = plot(await taped(wave), { y: "zz" });
    await expect(handle.toFigure()).rejects.toMatchObject({
      code: "no-such-variable",
      details: { name: "zz", near: ["z"] },
    });
    expect(handle.picture).toMatchObject({ status: "failed", error: expect.stringContaining('Did you mean "z"?') });
  });

  it("refuses a variable that no row of a table has, and calls it a table", async () => {
    await expect(plot(tableFromArrays({ x: [1] }), { y: "nope" }).toFigure()).rejects.toMatchObject({
      code: "no-such-variable",
      message: expect.stringContaining('no row of the table has a variable "nope"'),
    });
  });

  it("says what there is when nothing is a number", async () => {
    const { figure, handle } = await plotted(await taped([{ mode: "idle", on: true }]));
    expect(annotation(figure, "tapelab-empty")).toBe("no data");
    expect(handle.picture.notes).toEqual(["no numbers; there are mode, on"]);
  });

  it("says of a tape that grows which variable is not there so far", async () => {
    const tape = await taped(wave, { isEnded: false });
    const { handle } = await plotted(tape, { y: ["x", "later"] });
    expect(handle.picture).toMatchObject({ status: "stopped", notes: ["no scope has later so far"] });
  });

  it("is empty, with axes and words, where there is nothing", async () => {
    const { figure, handle } = await plotted(await taped([]));
    expect(handle.picture.status).toBe("ended");
    expect(annotation(figure, "tapelab-empty")).toBe("no data");
    expect(figure.layout.xaxis).toBeDefined();
    expect(figure.layout.yaxis).toBeDefined();
  });

  it("says how many damaged commits are left out", async () => {
    const recorded = new TestTape();
    range(30, (i) => recorded.scope("s", { t: i, x: i }).commit());
    await recorded.end();
    const disk = recorded.disk as MemoryDisk;
    const path = disk.files().find((name) => name.endsWith(".tape"))!;
    const [, , third] = await (await Tape.open(recorded.source())).scopeEntries();
    const bytes = disk.bytes(path).slice();
    bytes[third!.offset + third!.size - 3]! ^= 0xff;
    disk.put(path, bytes);
    const { figure, handle } = await plotted(await Tape.open(recorded.source()));
    expect(figure.data[0]!.x).not.toContain(2);
    expect(handle.picture.notes.join()).toMatch(/damaged commits? left out/);
  });
});

describe("kinds", () => {
  it("draw points where x goes back, and a line where it does not", async () => {
    const circle = range(100, (i) => ({ x: Math.cos(i / 10), y: Math.sin(i / 10) }));
    const { figure } = await plotted(await taped(circle), { x: "x", y: "y" });
    expect(figure.data[0]).toMatchObject({ type: "scatter", mode: "markers" });
    const forced = (await plotted(await taped(circle), { x: "x", y: "y", kind: "line" })).figure.data[0]!;
    expect(forced.mode).toBe("lines");
    expect(pairsOf(forced)).toEqual(circle.map(({ x, y }) => [x, y]));
  });

  it("fill below an area, and count a histogram exactly", async () => {
    expect((await plotted(await taped(wave), { kind: "area", y: "x" })).figure.data[0]).toMatchObject({
      fill: "tozeroy",
      mode: "lines",
    });
    const { figure } = await plotted(await taped(wave), { kind: "histogram", y: "z", bins: 5 });
    expect(figure.data[0]!.type).toBe("bar");
    expect((figure.data[0]!.y as number[]).reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(figure.layout.yaxis).toMatchObject({ title: { text: "count" } });
    const [same] = (await plotted(await taped([{ x: 5 }, { x: 5 }]), { kind: "histogram", y: "x" })).figure.data;
    expect(same).toMatchObject({ x: [5], y: [2], width: 0.5 });
  });

  it("draw a trajectory through space with the extremes of every axis", async () => {
    const rows = range(9_000, (i) => ({
      x: i === 4_321 ? 99 : Math.sin(i),
      y: i === 17 ? -99 : Math.cos(i),
      z: i === 8_000 ? 1e3 : i / 1e3,
    }));
    const { figure } = await plotted(await taped(rows, { perCommit: 500 }), { kind: "trajectory3d", max: 300 });
    const [trace] = figure.data;
    expect(trace).toMatchObject({ type: "scatter3d", mode: "lines" });
    expect([
      Math.max(...(trace!.x as number[])),
      Math.min(...(trace!.y as number[])),
      Math.max(...(trace!.z as number[])),
    ]).toEqual([99, -99, 1e3]);
    expect(trace!.x!.length).toBeLessThanOrEqual(300);
  });

  it("draw arrays of one dimension as columns, of two as an image, also those that are stored as blobs", async () => {
    const lines = await plotted(await taped(range(4, (i) => ({ u: Float64Array.of(i, 10 * i, 0) }))));
    expect(lines.figure.data[0]).toMatchObject({
      type: "heatmap",
      z: [
        [0, 1, 2, 3],
        [0, 10, 20, 30],
        [0, 0, 0, 0],
      ],
      zmin: 0,
      zmax: 30,
    });
    const image = await plotted(
      await taped([
        {
          m: [
            [1, 2],
            [3, 4],
          ],
        },
        {
          m: [
            [5, 6],
            [7, 8],
          ],
        },
      ]),
    );
    expect(image.figure.data[0]).toMatchObject({
      z: [
        [5, 6],
        [7, 8],
      ],
      zmin: 5,
      zmax: 8,
    });
    const recorded = new TestTape({ inlineMaxBytes: 100 });
    recorded.scope("s", { big: Float64Array.from({ length: 600 }, (_, i) => i) }).commit();
    const [big] = (await plotted(await Tape.open(recorded.source()), { y: "big" })).figure.data;
    expect(big).toMatchObject({ zmin: 0, zmax: 599 });
    expect(big!.z).toHaveLength(200);
    expect((big!.z as number[][])[0]).toEqual([1]);
  });
});

describe("words", () => {
  const altOf = async (rows: readonly object[], options: Parameters<typeof plotted>[1]): Promise<string> =>
    (await plotted(await taped(rows), options)).handle.picture.alt;

  it("for readers who do not see a picture say what is drawn from where to where", async () => {
    const rows = range(20, (i) => ({
      t: 5,
      x: i,
      y: -i,
      z: 2 * i,
      name: `n${i % 3}`,
      at: new Date(startMs + i),
      u: [i, -1],
    }));
    const at = new Date(startMs).toISOString();
    expect(await altOf(rows, { x: "at", y: "x" })).toContain(
      `: at from ${at} to ${at.replace("00Z", "19Z")}, x from 0 to 19`,
    );
    expect(await altOf(rows, { x: "x", y: "name" })).toContain(": x from 0 to 19, name from n0 to n2");
    expect(await altOf(rows, { kind: "histogram", y: ["x", "z"], bins: 2 })).toBe(
      "histogram plot histogram of x, z: x, z from 0 to 38, counts to 10",
    );
    expect(await altOf(rows, { y: "u" })).toBe("heatmap plot u: u from -1 to 19");
    expect(await altOf(rows, { kind: "trajectory3d" })).toMatch(/x from 0 to 19, y from -19 to 0, z from 0 to 38$/);
    expect(await altOf(rows, { x: "x", y: "z", align: "seq" })).toMatch(/: scope from 0 to 19, z from 0 to 38$/);
  });

  it("count what no logarithmic axis can show", async () => {
    const rows = range(10, (t) => ({ t: t + 1, x: t - 4 }));
    const handle = plot(await taped(rows), { x: "t", y: "x", log: "xy" });
    await handle.ready;
    expect(handle.picture.notes).toEqual(["x: 5 not above zero"]);
    handle.update({ log: "x" });
    expect(handle.picture.notes).toEqual([]);
    handle.stop();
  });
});

describe("colors and panels", () => {
  it("color by text with 20 colors and the rest under other, and by number with a scale", async () => {
    const rows = range(100, (i) => ({ t: i, x: i, mode: `m${i % 25}`, heat: i * 2 }));
    const byText = await plotted(await taped(rows), { y: "x", color: "mode" });
    expect(byText.figure.data).toHaveLength(21);
    expect(byText.figure.data.at(-1)!.name).toBe("other");
    expect(byText.handle.picture.notes).toEqual(['5 more colors under "other"']);
    const byNumber = await plotted(await taped(rows), { y: "x", color: "heat", kind: "scatter" });
    expect(byNumber.figure.data[0]!.marker).toMatchObject({ showscale: true, color: rows.map(({ heat }) => heat) });
  });

  it("take a color from data where it is one in numbers, and nothing else", async () => {
    const rows = ["#ff0000", "red;}</style>", "url(x)"].map((paint, t) => ({ t, x: t, paint }));
    const { figure } = await plotted(await taped(rows), { y: "x", color: "paint" });
    const colors = figure.data.map(({ line }) => (line as { color: string }).color);
    expect(colors).toEqual(["#ff0000", "#ffa90e", "#bd1f01"]);
  });

  it("make 24 panels with shared axes, and count the rest", async () => {
    const rows = range(60, (i) => ({ t: i, x: i, where: `w${i % 30}` }));
    const { figure, handle } = await plotted(await taped(rows), { y: "x", facet: "where" });
    expect(figure.data).toHaveLength(24);
    expect(figure.layout.xaxis24).toMatchObject({ matches: "x" });
    expect(figure.layout.xaxis25).toBeUndefined();
    expect(handle.picture.notes).toEqual(["6 more panels not drawn"]);
  });

  it("have words at the axes of the left and the lowest panels alone, and room for their titles", async () => {
    const rows = range(60, (i) => ({ t: i, x: i, where: `w${i % 8}` }));
    const { layout } = (await plotted(await taped(rows), { y: "x", facet: "where" })).figure;
    const axes = (letter: string): Record<string, unknown>[] =>
      range(8, (i) => layout[`${letter}axis${i === 0 ? "" : i + 1}`] as Record<string, unknown>);
    const withLabels = (letter: string): number[] =>
      axes(letter).flatMap(({ showticklabels }, i) => (showticklabels === false ? [] : [i]));
    expect(withLabels("x")).toEqual([5, 6, 7]);
    expect(withLabels("y")).toEqual([0, 3, 6]);
    const [upper, lower] = [axes("y")[0]!.domain as number[], axes("y")[3]!.domain as number[]];
    expect((upper[0]! - lower[1]!) * (320 - 44 - 76)).toBeGreaterThan(18);
  });

  it("make panels and colors by the labels of scopes", async () => {
    const recorded = new TestTape();
    range(12, (t) => recorded.scope(["train", "test"][t % 2]!, { t, loss: t }));
    await recorded.commit().end();
    const tape = await Tape.open(recorded.source());
    const { figure } = await plotted(tape, { x: "t", y: "loss", facet: "label", color: "label" });
    expect(figure.data.map(({ name, xaxis, x }) => [name, xaxis, x![1]])).toEqual([
      ["train", "x", 2],
      ["test", "x2", 3],
    ]);
    expect((await plotted(tape, { y: "loss", select: { label: "test" } })).figure.data[0]!.y).toEqual([
      1, 3, 5, 7, 9, 11,
    ]);
  });

  it("have a legend above the panels, or beside them where it is long", async () => {
    const rows = range(60, (i) => ({ t: i, x: i, few: `m${i % 3}`, many: `mode ${i % 20}` }));
    const tape = await taped(rows);
    const { layout } = (await plotted(tape, { y: "x", color: "few" })).figure;
    expect(layout).toMatchObject({ legend: { orientation: "h" }, margin: { t: 64 } });
    const many = (await plotted(tape, { y: "x", color: "many" })).figure.layout;
    expect([many.showlegend, many.legend, (many.margin as { t: number }).t]).toEqual([true, undefined, 44]);
  });

  it("show a line of one point", async () => {
    const [trace] = (await plotted(await taped([{ t: 0, x: 1 }]), { y: "x" })).figure.data;
    expect(trace).toMatchObject({ mode: "lines+markers", marker: { size: 5 } });
  });

  it("repeat ten colors with another dash", async () => {
    const runs = await Promise.all(range(12, (i) => taped(wave, { number: i + 1, label: `r${i}` })));
    const { figure } = await plotted(runs, { y: "x" });
    const looks = figure.data.map(({ line }) => JSON.stringify(line));
    expect(new Set(looks).size).toBe(12);
    expect(figure.data[10]!.line).toMatchObject({ color: "#3f90da", dash: "dash" });
  });
});

describe("units", () => {
  it("stand at the axes; two make two axes, three are refused", async () => {
    const units = { t: "s", x: "m", y: "m/s", z: "K" };
    const tape = await taped(wave, { units });
    const one = (await plotted(tape, { y: "x" })).figure.layout;
    expect(one.xaxis).toMatchObject({ title: { text: "t (s)" } });
    expect(one.yaxis).toMatchObject({ title: { text: "x (m)" } });
    const two = (await plotted(tape, { y: ["x", "y"] })).figure;
    expect(two.data.map(({ yaxis }) => yaxis)).toEqual(["y", "y2"]);
    expect(two.layout.yaxis2).toMatchObject({ side: "right", overlaying: "y" });
    await expect(plot(tape, { y: ["x", "y", "z"] }).toFigure()).rejects.toMatchObject({ code: "bad-option" });
    expect((await plotted(tape)).handle.picture.notes).toEqual(["variables of a third unit are not drawn"]);
  });
});

describe("other sources", () => {
  it("give the same figure as the tape they come from", async () => {
    const tape = await taped(wave, { perCommit: 7 });
    const options = { x: "t", y: ["x", "z"] };
    const expected = JSON.stringify((await plotted(tape, options)).figure);
    const sources = [await tape.table(), tape.scopes$(), tape.tables$(), from(wave)];
    for (const source of sources) expect(JSON.stringify((await plotted(source, options)).figure)).toBe(expected);
  });

  it("are tables of any types", async () => {
    const table = tableFromArrays({
      t: Float64Array.of(0, 1, 2),
      n: BigInt64Array.of(1n, 2n, 3n),
      f: Float32Array.of(1, 2, 3),
      s: ["a", "b", "a"],
    });
    const { figure } = await plotted(table, { y: ["n", "f", "s"] });
    expect(figure.data.map(({ y }) => y)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [0, 1, 0],
    ]);
  });

  it("that are none are refused at once", () => {
    expect(() => plot(7 as never)).toThrow(expect.objectContaining({ code: "bad-option" }));
    expect(() => plot({ capture: () => 1 } as never)).toThrow(/Open its tape/);
    expect(() => plot([])).toThrow(/an empty list/);
    expect(() => plot(new Subject<Record<string, unknown>>(), { kind: "pie" as never })).toThrow(
      /expected one of auto, line/,
    );
    expect(() => plot(new Subject<Record<string, unknown>>(), { colour: "x" } as never)).toThrow(
      /Did you mean "color"\?/,
    );
  });

  it("that fail show what came before, and why", async () => {
    const source = new Subject<Record<string, unknown>>();
    const handle = plot(source, { x: "t", y: "x" });
    range(3, (t) => source.next({ t, x: t }));
    source.error(new Error("the wire broke"));
    await handle.ended;
    expect(handle.picture).toMatchObject({ status: "failed", error: "the wire broke" });
    expect(handle.picture.figure.data[0]!.y).toEqual([0, 1, 2]);
    expect(handle.picture.text).toContain("failed: the wire broke");
    expect((await handle.toFigure()).data[0]!.y).toEqual([0, 1, 2]);
  });
});

describe("overrides", () => {
  it("reach whatever plotly can do, and no prototype", async () => {
    const layout = JSON.parse('{"xaxis":{"rangeslider":{"visible":true}},"__proto__":{"polluted":1}}') as object;
    const { figure } = await plotted(await taped(wave), {
      y: "x",
      layout: layout as never,
      trace: (name, place) => ({ opacity: name === "x" ? 0.5 : 1, uid: `u${place}` }),
    });
    expect(figure.layout.xaxis).toMatchObject({ rangeslider: { visible: true }, title: { text: "t" } });
    expect(figure.data[0]).toMatchObject({ opacity: 0.5, uid: "u0", mode: "lines" });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe("hostile texts", () => {
  it("are texts and nothing else, wherever a figure shows one", async () => {
    for (const text of [...payloads.filter((one) => !/\p{Surrogate}/u.test(one)), "__proto__"]) {
      const rows = range(3, (t) =>
        Object.fromEntries([
          ["t", t],
          [text, t],
          ["mode", text],
        ]),
      );
      const tape = await taped(rows, { label: text.trim() || "x", units: { [text]: text } });
      const everywhere = { title: text, xLabel: text, unit: text };
      for (const options of [
        { color: "mode", facet: "mode" },
        { y: "mode", ...everywhere },
        { y: text, scrub: "seq" as const },
        { kind: "histogram" as const, y: text },
      ]) {
        const { figure } = await plotted(options.scrub ? tape : [tape, tape], options);
        for (const shown of textsOf(figure)) expect(shown.replace(/<br>/g, "")).not.toMatch(/[<>\p{Cc}\u202e\u2066]/u);
        expect(({} as { polluted?: number }).polluted).toBeUndefined();
      }
    }
  });
});

/** Every text of a figure, names of properties too. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}
