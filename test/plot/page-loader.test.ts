import { describe, expect, it } from "vitest";
import type { Figure } from "#sdk/plot/figure.js";
import { loaderHtml } from "#sdk/plot/html.js";
import { PlotPackets, packetsHtml } from "#sdk/plot/packets.js";
import { loaderScript, plotlyScript } from "#sdk/plot/page-script.js";
import type { Packet } from "#sdk/plot/page-types.js";
import { type FakeElement, FakePage, FakePlotly } from "./fake-page.js";
import { pictureOf } from "./pictures.js";

const ids = ["one", "two", "three"].map((name) => `0198-${name}`);

function figure(length: number, from = 0): Figure {
  const x = Array.from({ length }, (_, i) => from + i);
  return {
    data: [{ type: "scatter", mode: "lines", name: "z", x, y: x.map((at) => at / 2) }],
    layout: { height: 300 },
  };
}

function ready(options?: { withObserver?: boolean }): { page: FakePage; plotly: FakePlotly } {
  const page = new FakePage(options);
  const plotly = new FakePlotly();
  page.run(loaderScript());
  page.push("plotly", "cartesian", "4.1.1", plotly);
  return { page, plotly };
}

const isStillShown = (wrapper: FakeElement): boolean => wrapper.children[0]?.style.display !== "none";
const corner = (wrapper: FakeElement): string => String(wrapper.children.at(-1)?.textContent);

describe("page loader: mounting", () => {
  it("mounts plots that came before it, in any order", async () => {
    const page = new FakePage();
    const plotly = new FakePlotly();
    const wrappers = ids.map((id) => page.wrapper(id));
    for (const id of [...ids].reverse()) page.push("mount", id, figure(3), {});
    page.push("plotly", "cartesian", "4.1.1", plotly);
    page.run(loaderScript());
    await page.settle();
    expect(plotly.drawn.map(({ box }) => box.parent)).toEqual([...wrappers].reverse());
    expect(wrappers.some(isStillShown)).toBe(false);
  });

  it("keeps the static image where plotly is missing", async () => {
    const page = new FakePage();
    const wrapper = page.wrapper("a");
    page.run(loaderScript());
    page.push("mount", "a", figure(3), {});
    await page.settle();
    expect(isStillShown(wrapper)).toBe(true);
  });

  it("keeps the static image of a 3-d plot until the bundle with 3-d is there", async () => {
    const { page, plotly } = ready();
    const wrapper = page.wrapper("a");
    page.push("mount", "a", { data: [{ type: "scatter3d" }], layout: {} }, {});
    await page.settle();
    expect(isStillShown(wrapper)).toBe(true);
    const other = new FakePlotly();
    page.push("plotly", "gl3d", "4.1.1", other);
    await page.settle();
    expect([plotly.drawn.length, other.drawn.length, isStillShown(wrapper)]).toEqual([0, 1, false]);
  });

  it("draws no wider than the page has room", async () => {
    const { page, plotly } = ready();
    for (const [id, room] of [
      ["a", 500],
      ["b", 900],
      ["c", 0],
    ] as const) {
      page.wrapper(id).clientWidth = room;
      page.push("mount", id, { ...figure(3), layout: { width: 640 } }, {});
    }
    await page.settle();
    expect(plotly.drawn.map(({ figure: { layout } }) => layout.width)).toEqual([500, 640, 640]);
  });

  it("is harmless when loaded twice", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    page.push("mount", "a", figure(3), {});
    await page.settle();
    const inCharge = page.window.__tapelab;
    page.run(loaderScript());
    expect(page.window.__tapelab).toBe(inCharge);
    page.push("packets", [
      { id: "a", seq: 1, base: 0, kind: "delta", traces: [{ trace: 0, drop: 0, keep: 3, append: { x: [3], y: [9] } }] },
    ]);
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.y).toEqual([0, 0.5, 1, 9]);
  });

  it("hands its plots to a newer one", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    page.push("mount", "a", figure(3), {});
    await page.settle();
    page.run(loaderScript().replace(/Page\.start\(window,\s*\d+\)/, "Page.start(window,1000)"));
    await page.settle();
    page.push("packets", [{ id: "a", seq: 1, kind: "full", figure: figure(5) }]);
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.x).toHaveLength(5);
    expect((page.window.__tapelab as { version: number }).version).toBe(1000);
  });
});

describe("page loader: packets", () => {
  it("leaves out the points that a delta says are gone", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    page.push("mount", "a", figure(7), {});
    const change = { trace: 0, drop: 1, keep: 6, gone: "51", append: { x: [7], y: [9] } };
    page.push("packets", [{ id: "a", seq: 1, base: 0, kind: "delta", traces: [change] }]);
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.x).toEqual([2, 4, 6, 7]);
  });

  it("draws the merged state once per frame", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    page.push("mount", "a", figure(1), {});
    await page.settle();
    for (let seq = 1; seq <= 100; seq++)
      page.push("packets", [
        {
          id: "a",
          seq,
          base: seq - 1,
          kind: "delta",
          traces: [{ trace: 0, drop: 0, keep: seq, append: { x: [seq], y: [seq] } }],
        },
      ]);
    await page.settle();
    expect(plotly.drawn).toHaveLength(2);
    expect(plotly.drawn[1]?.figure.data[0]?.x).toHaveLength(101);
  });

  it("merges packets of a plot outside the window and draws it when it is seen", async () => {
    const { page, plotly } = ready({ withObserver: true });
    const wrapper = page.wrapper("a");
    page.push("mount", "a", figure(1), {});
    page.push("packets", [{ id: "a", seq: 1, kind: "full", figure: figure(7) }]);
    await page.settle();
    expect(plotly.drawn).toHaveLength(0);
    page.seen?.([{ target: wrapper, isIntersecting: true }]);
    await page.settle();
    expect(plotly.drawn.map(({ figure: { data } }) => data[0]?.x)).toEqual([figure(7).data[0]?.x]);
  });

  it("shows 'catching up' after a lost delta and is exact after the next full", async () => {
    const { page, plotly } = ready();
    const wrapper = page.wrapper("a");
    const packets = new PlotPackets("a");
    const sent = Array.from({ length: 70 }, (_, i) => packets.next(pictureOf(figure(100 + i)), 200)!);
    for (const [i, packet] of sent.slice(0, 20).entries()) if (i !== 7) page.push("packets", [packet]);
    page.push("mount", "a", figure(1), {});
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.x).toHaveLength(106);
    expect(corner(wrapper)).toContain("catching up");
    page.run(packetsHtml(sent.slice(20)));
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data).toEqual(figure(169).data);
    expect(corner(wrapper)).toBe("every 200 ms");
  });
});

describe("page loader: the main display beside packets", () => {
  it("applies deltas that came before the figure they build on", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    const packets = new PlotPackets("a");
    const { seq } = packets.mount(pictureOf(figure(100)));
    const early = [101, 102].map((length) => packets.next(pictureOf(figure(length)), 200) as Packet);
    page.push("packets", early);
    page.push("mount", "a", figure(100), { seq });
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data).toEqual(figure(102).data);
  });

  it("does not fall back to an older figure when an old output is rendered again", async () => {
    const { page, plotly } = ready();
    page.wrapper("a");
    page.push("mount", "a", figure(3), { seq: 1 });
    page.push("packets", [{ id: "a", seq: 9, kind: "full", figure: figure(50) }]);
    page.push("mount", "a", figure(3), { seq: 1 });
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.x).toHaveLength(50);
  });

  it("moves the living plot into the new wrapper of a main update, with the user's zoom", async () => {
    const { page, plotly } = ready();
    const old = page.wrapper("a");
    page.push("mount", "a", figure(3), {});
    await page.settle();
    page.body.children = page.body.children.filter((child) => child !== old);
    const wrapper = page.wrapper("a");
    page.push("mount", "a", figure(4), { seq: 4 });
    await page.settle();
    expect(plotly.drawn.map(({ box }) => box.parent)).toEqual([wrapper, wrapper]);
    expect(new Set(plotly.drawn.map(({ box }) => box)).size).toBe(1);
    expect(plotly.drawn.map(({ figure: { layout } }) => layout.uirevision)).toEqual(["a", "a"]);
    expect(isStillShown(wrapper)).toBe(false);
  });
});

describe("page loader: trouble and keys", () => {
  it("waits for a wrapper that comes after its script, and not for ever", async () => {
    const { page, plotly } = ready();
    page.push("mount", "a", figure(3), {});
    page.push("mount", "never", figure(3), {});
    await page.settle();
    page.wrapper("a");
    let waits = 0;
    for (; page.elapse() > 0; waits++) await page.settle();
    expect(plotly.drawn).toHaveLength(1);
    expect(waits).toBeLessThanOrEqual(61);
  });

  it("says why a plot broke off, and keeps what it shows", async () => {
    const { page, plotly } = ready();
    const wrapper = page.wrapper("a");
    page.push("mount", "a", figure(3), { live: true, interval: 200 });
    page.push("packets", [{ id: "a", seq: 0, kind: "error", note: "the source <b>failed</b>" }]);
    await page.settle();
    expect(plotly.drawn.at(-1)?.figure.data[0]?.x).toHaveLength(3);
    expect(corner(wrapper)).toBe("the source <b>failed</b>");
  });

  it("keeps the static image and says so when plotly cannot draw", async () => {
    const { page, plotly } = ready();
    const wrapper = page.wrapper("a");
    plotly.react = () => Promise.reject(new Error("no WebGL"));
    page.push("mount", "a", figure(3), {});
    await page.settle();
    expect([isStillShown(wrapper), corner(wrapper)]).toEqual([true, "cannot be drawn here: no WebGL"]);
  });

  it("ignores messages that it does not understand", async () => {
    const { page, plotly } = ready();
    for (const message of [
      [],
      ["mount"],
      ["mount", "a", 7],
      ["packets", {}],
      ["packets", [{}]],
      ["drop", "a"],
      ["plotly", "x"],
    ])
      page.push(...message);
    page.push("packets", [
      {
        id: "a",
        seq: 3,
        base: 2,
        kind: "delta",
        traces: [{ trace: 7, drop: 0, keep: 0, append: { __proto__x: [1] } }],
      },
    ]);
    await page.settle();
    expect(plotly.drawn).toEqual([]);
  });

  it("steps the scrubber by keys", async () => {
    const { page, plotly } = ready();
    const wrapper = page.wrapper("a");
    const frames = ["0", "1", "2"].map((name) => ({ name, data: [], traces: [] }));
    page.push("mount", "a", { ...figure(3), frames }, {});
    await page.settle();
    const press = (key: string): void =>
      wrapper.children[1]?.listeners.get("keydown")?.({
        key,
        preventDefault: () => undefined,
        stopPropagation: () => undefined,
      });
    for (const key of ["Home", "End", "ArrowLeft", "x", " "]) press(key);
    expect(plotly.animated).toEqual([["0"], ["2"], ["1"], null]);
  });
});

describe("plotly's bundle", () => {
  it.each(["cartesian", "gl3d"] as const)("%s stays one script and cannot end it", (name) => {
    const script = plotlyScript(name);
    expect(script).not.toMatch(/<\/script|<!--/i);
    expect(() => new Function(script)).not.toThrow();
  });

  it("comes from an address where one is set, and gives back the page's own", async () => {
    const page = new FakePage();
    const plotly = new FakePlotly();
    const own = {};
    page.window.Plotly = own;
    page.wrapper("a");
    page.push("mount", "a", figure(3), {});
    page.run(loaderHtml(["cartesian"], { url: "https://example.org/plotly.js" }));
    const script = page.body.children.find(({ tag }) => tag === "script");
    expect(script?.src).toBe("https://example.org/plotly.js");
    page.window.Plotly = plotly;
    script?.onload?.();
    await page.settle();
    expect([plotly.drawn.length, page.window.Plotly]).toEqual([1, own]);
  });

  it("does not run again where the page has it", () => {
    const { page } = ready();
    page.run(plotlyScript("cartesian").replace("var define", 'throw new Error("ran again");var define'));
    expect(page.window.Plotly).toBeUndefined();
  });
});
