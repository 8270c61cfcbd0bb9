import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plotlyText } from "#sdk/plot/escape.js";
import type { Figure, Trace } from "#sdk/plot/figure.js";
import { svgPng } from "#sdk/plot/png.js";
import { figureSvg } from "#sdk/plot/svg.js";
import { payloads } from "../kernel/display/hostile.js";
import { root } from "../shape/sources.js";

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const noise = (i: number): number =>
  Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453);

function line(y: readonly (number | null)[], more: Partial<Trace> = {}): Trace {
  return { type: "scatter", mode: "lines", name: "z", x: range(y.length), y, line: { color: "#123456" }, ...more };
}

const ten: Figure = {
  data: range(10).map((k) =>
    line(
      range(1_000).map((i) => Math.sin((i / 100) * (k + 1)) + noise(i * 10 + k) / 5),
      { name: `series ${k}` },
    ),
  ),
  layout: { title: { text: "ten" }, xaxis: { title: { text: "t [s]" } }, yaxis: { title: { text: "z [m]" } } },
};

const kinds: Readonly<Record<string, Figure>> = {
  line: { data: [line([1, 3, 2])], layout: {} },
  area: { data: [line([1, 3, 2], { fill: "tozeroy" })], layout: { xaxis: { type: "date" } } },
  scatter: {
    data: [line([1, 3, 2], { mode: "markers", marker: { color: [1, 2, 3], showscale: true } })],
    layout: { yaxis: { type: "log" } },
  },
  histogram: { data: [{ type: "bar", x: [0.5, 1.5], y: [3, 4], width: 1 }], layout: {} },
  categories: { data: [{ type: "bar", x: ["a", "b", "a"], y: [3, 4, 5] }], layout: {} },
  heatmap: {
    data: [
      {
        type: "heatmap",
        z: [
          [1, 2],
          [3, null],
        ],
      },
    ],
    layout: {},
  },
  trajectory: { data: [{ type: "scatter3d", x: [1, 2, 3], y: [2, 3, 1], z: [1, 1, 2] }], layout: {} },
  facets: {
    data: [line([1, 2]), line([2, 1], { xaxis: "x2", yaxis: "y2" })],
    layout: { xaxis: { domain: [0, 0.4] }, xaxis2: { domain: [0.6, 1], matches: "x" }, yaxis2: { matches: "y" } },
  },
  "two units": {
    data: [line([1, 2]), line([200, 100], { yaxis: "y2" })],
    layout: { yaxis2: { overlaying: "y", side: "right" } },
  },
  nothing: { data: [], layout: {} },
};

/** The paths of the trace in its color, one `M` per run. */
const curves = (svg: string): string[] =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke="#123456"/g)].map(([, d]) => d!);
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);

describe("figureSvg", () => {
  it("holds ten curves of a thousand points in 30 kB", async () => {
    const svg = await figureSvg(ten, "alt");
    expect(svg.length).toBeLessThan(30_000);
    expect(texts(svg)).toEqual(expect.arrayContaining(["ten", "t [s]", "z [m]", "series 0", "series 9"]));
  });

  it.each(Object.entries(kinds))("draws %s as a picture that a renderer takes", async (_, figure) => {
    const svg = await figureSvg(figure, "alt");
    expect(svg).not.toMatch(/NaN|Infinity|undefined|zr\d/);
    expect((await svgPng(svg, 1))?.length ?? 1_000).toBeGreaterThan(500);
  });

  it("gives equal bytes for equal figures, whatever was drawn before", async () => {
    const [first] = [await figureSvg(ten, "a"), await figureSvg(kinds.heatmap!, "b")];
    expect(await figureSvg(structuredClone(ten), "a")).toBe(first);
  });

  // Other processes load what `npm run build` made, which `npm test` calls first.
  const module = join(root, "sdk/dist/plot/svg.js");
  it.skipIf(!existsSync(module))("gives equal bytes in other processes, time zones and languages", async () => {
    const figure = { data: [line([1, 2, 3], { x: [1e12, 1.1e12, 1.2e12] })], layout: { xaxis: { type: "date" } } };
    const script = `require(${JSON.stringify(module)}).figureSvg(${JSON.stringify(figure)}, "alt").then((svg) => process.stdout.write(require("node:crypto").createHash("sha256").update(svg).digest("hex")))`;
    const hashes = ["UTC", "Asia/Kolkata", "America/St_Johns"].map((TZ) =>
      execFileSync(process.execPath, ["-e", script], {
        env: { ...process.env, TZ, LANG: "de_DE.UTF-8" },
        encoding: "utf8",
      }),
    );
    const here = createHash("sha256")
      .update(await figureSvg(figure, "alt"))
      .digest("hex");
    expect(new Set([...hashes, here]).size).toBe(1);
  });

  it("never joins over a gap, nor lets it be zero", async () => {
    const [path] = curves(await figureSvg({ data: [line([1, 2, null, 3, 2, null, null, 1, 3])], layout: {} }, "alt"));
    expect(path?.match(/M/g)).toHaveLength(3);
  });

  it("keeps a spike of one point among a hundred thousand", async () => {
    const y = range(100_000).map((i) => (i === 54_321 ? 1_000 : Math.sin(i)));
    const [path] = curves(await figureSvg({ data: [line(y)], layout: {} }, "alt"));
    const steps = [...(path ?? "").matchAll(/-?\d*\.?\d+/g)].map(([step]) => Number(step));
    expect(Math.min(...steps)).toBeLessThan(-150); // pixels up
  });

  it("says what it shows to readers who do not see it", async () => {
    const svg = await figureSvg(kinds.line!, 'line, z over t: "0" to 3 <m>');
    expect(svg).toContain("<title>line, z over t: &quot;0&quot; to 3 &lt;m&gt;</title>");
    expect(svg).toContain('aria-label="line, z over t: &quot;0&quot; to 3 &lt;m&gt;"');
  });

  it("has no background, and writes in a grey that is seen on dark and on light", async () => {
    const svg = await figureSvg(kinds.line!, "alt");
    expect(svg).not.toContain("<rect");
    expect(svg).toMatch(/<text[^>]*fill="#7f7f7f"/);
  });
});

describe("figureSvg, its axes", () => {
  it("draws what is reversed from top to bottom and from right to left, as images and as curves", async () => {
    const images = async (z: number[][], layout: Figure["layout"]): Promise<string> =>
      /<image[^>]*>/.exec(await figureSvg({ data: [{ type: "heatmap", z }], layout }, "x"))![0];
    const [upright, reversed] = [{ yaxis: {} }, { yaxis: { autorange: "reversed" } }];
    expect(await images([[1, 2], [3, 4]], reversed)).toBe(await images([[3, 4], [1, 2]], upright)); // biome-ignore format: rows
    expect(await images([[1, 2]], { xaxis: { autorange: "reversed" } })).toBe(await images([[2, 1]], upright));
    const falling = await figureSvg({ data: [line([1, 2])], layout: { yaxis: { range: [2, 1] } } }, "x");
    const rising = await figureSvg({ data: [line([2, 1])], layout: { yaxis: { range: [1, 2] } } }, "x");
    expect(curves(falling)).toEqual(curves(rising));
  });

  it("writes the words that stand for numbers at an axis", async () => {
    const yaxis = { tickmode: "array", tickvals: [0, 1], ticktext: ["left &lt;", "right"] };
    const svg = await figureSvg({ data: [line([0, 1, 0])], layout: { yaxis } }, "x");
    expect(texts(svg)).toEqual(expect.arrayContaining(["left &lt;", "right"]));
    expect(texts(svg)).not.toContain("0.4");
  });

  it("writes as many digits as tell ticks apart", async () => {
    const svg = await figureSvg(
      { data: [line([1.0000000001, 1.0000000003])], layout: { xaxis: { showticklabels: false } } },
      "x",
    );
    expect(texts(svg).length).toBeGreaterThan(2);
    expect(new Set(texts(svg)).size).toBe(texts(svg).length);
  });

  it("has room for what is said beside the panels", async () => {
    const note = { text: "seq 1", x: 1.02, y: 1, xref: "paper", yref: "paper", xanchor: "left" };
    const layout = { width: 830, margin: { r: 210 }, annotations: [{ ...note, xshift: 10 }] };
    const svg = await figureSvg({ data: [line([1, 2])], layout }, "x");
    expect(
      Number(/translate\((\d+)[^>]*>seq 1|x="([\d.]+)"[^>]*>seq 1/.exec(svg)?.slice(1).find(Boolean)),
    ).toBeLessThan(660);
  });

  it("says 'no data' between axes where there is none, once", async () => {
    const note = { name: "tapelab-empty", text: "no data", xref: "paper", yref: "paper", x: 0.5, y: 0.5 };
    const said = await figureSvg({ data: [], layout: { annotations: [note] } }, "x");
    expect(texts(said).filter((text) => text === "no data")).toHaveLength(1);
    expect(texts(await figureSvg(kinds.nothing!, "alt"))).toContain("no data");
  });
});

describe("figureSvg with text from data", () => {
  it("shows it literally and makes no markup of it", async () => {
    const texts = [...payloads, '</text><script>alert(1)</script>" onload="alert(1) {a|b}'];
    for (let n = 0; n < texts.length; n += 10) {
      const some = texts.slice(n, n + 10);
      const escaped = some.map((text) => plotlyText(text));
      const annotation = { name: "tapelab-count", text: escaped.join(" "), xref: "paper", yref: "paper" };
      const title = { text: escaped[0]! };
      const data = some.map((text, i) =>
        line([1, 2], { name: escaped[i], x: [text, "b"], line: { color: `red" onload="${text}` } }),
      );
      const layout = { title, xaxis: { title }, annotations: [annotation] };
      const svg = await figureSvg({ data, layout }, some.join(" "));
      const tags = new Set(svg.match(/<\/?[a-z!][^\s/>]*/gi)?.map((tag) => tag.replace("/", "")));
      expect([...tags].filter((tag) => !/^<(svg|title|path|g|text|defs|clipPath|tspan)$/.test(tag))).toEqual([]);
      // What is between tags has no markup, and no attribute ends before its own quote.
      expect(svg.replace(/<\/?[a-z]+(?: [\w:-]+="[^"<>]*")*\/?>/gi, "")).not.toMatch(/[<>]/);
    }
  });
});
