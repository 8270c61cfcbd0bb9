import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptJson } from "#sdk/base/html.js";
import { plotBundle } from "#sdk/plot/bundle.js";
import { plotlyText } from "#sdk/plot/escape.js";
import type { Figure } from "#sdk/plot/figure.js";
import { figurePage, loaderHtml } from "#sdk/plot/html.js";
import { PlotPackets, packetsHtml } from "#sdk/plot/packets.js";
import { bundleNameFor } from "#sdk/plot/page-script.js";
import type { PlotPicture } from "#sdk/plot/picture.js";
import { payloads } from "../kernel/display/hostile.js";
import { pictureOf } from "./pictures.js";
import { plotted, range, taped } from "./plotted.js";

const executablePath = process.env.TAPELAB_CHROMIUM ?? "/usr/bin/chromium";
const isMissing = !existsSync(executablePath);
const args =
  "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --no-proxy-server";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  if (isMissing) return;
  browser = await chromium.launch({ executablePath, args: args.split(" ") });
  folder = mkdtempSync(join(tmpdir(), "tapelab-page-"));
});
afterAll(async () => {
  if (isMissing) return;
  await browser.close();
  rmSync(folder, { recursive: true });
});

const isDrawn = "document.querySelector('.js-plotly-plot .main-svg')";

/** Opens the figure's own page and tells what came of it. */
async function open(figure: Figure, text = "text"): Promise<{ state: unknown; errors: string[]; asked: string[] }> {
  const file = join(folder, "plot.html");
  writeFileSync(file, await figurePage(pictureOf(figure, { text, alt: text, error: text }), "page-plot"));
  const page = await browser.newPage();
  const errors: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => asked.push(request.url().slice(0, 40)));
  await page.goto(`file://${file}`);
  await page.waitForFunction(isDrawn);
  await page.waitForTimeout(200);
  const state = await page.evaluate(
    `({ xss: typeof window.__xss, image: getComputedStyle(document.querySelector("img")).display, left: typeof window.moduleName,
      foreign: document.querySelectorAll("script[src], iframe, object, embed, img:not([data-still]), a[href^=javascript]").length })`,
  );
  await page.close();
  return { state, errors, asked: asked.filter((url) => !/^(file|data):/.test(url)) };
}

const calm = { state: { xss: "undefined", image: "none", left: "undefined", foreign: 0 }, errors: [], asked: [] };

/** An output of a front end, new or made anew: the text first, then its scripts. */
function show(page: Page, html: string, id: string): Promise<unknown> {
  return page.evaluate(`{
    const output = document.createElement("div");
    const old = document.getElementById("${id}");
    output.id = "${id}";
    if (old) old.replaceWith(output); else document.body.append(output);
    output.append(document.createRange().createContextualFragment(${scriptJson(html)}));
  }`);
}

function grown(length: number): PlotPicture {
  const x = Array.from({ length }, (_, i) => i);
  return pictureOf({ data: [{ type: "scatter", mode: "lines", x, y: x }], layout: { height: 300 } });
}

describe.skipIf(isMissing)("a page of its own in Chromium (skipped: there is no Chromium)", () => {
  it("mounts a plot over its static image, and fetches nothing", async () => {
    const figure: Figure = { data: [{ type: "scatter", mode: "lines", x: [1, 2], y: [1, 2] }], layout: {} };
    expect(await open(figure)).toEqual(calm);
  });

  it("mounts a trajectory in space", async () => {
    const data = [{ type: "scatter3d" as const, mode: "lines" as const, x: [1, 2], y: [1, 2], z: [2, 1] }];
    expect(await open({ data, layout: {} })).toMatchObject({ state: calm.state, asked: [] });
  });

  it("runs nothing of 60 payloads in names, titles, units, values and errors", async () => {
    const texts = payloads.map((text) => plotlyText(text));
    const trace = { type: "scatter" as const, mode: "markers" as const };
    const data = texts.map((name, i) => ({ ...trace, name, x: [name], y: [i], text: [name] }));
    const place = { x: 0, xref: "paper", yref: "paper", showarrow: false };
    const annotations = texts.map((text, i) => ({ ...place, text, y: i / 60 }));
    const title = { text: texts.join(" ") };
    expect(payloads.length).toBeGreaterThanOrEqual(60);
    const layout = { title, xaxis: { title }, yaxis: { title }, annotations, showlegend: true };
    expect(await open({ data, layout }, payloads.join(" "))).toEqual(calm);
  });
});

describe.skipIf(isMissing)("figures in Chromium (skipped: there is no Chromium)", () => {
  it("hold nothing that plotly does not know", async () => {
    const rows = range(30, (i) => ({ t: i, x: Math.sin(i), y: i, z: -i, name: `n${i % 5}`, at: new Date(i * 1e6) }));
    const arrays = await taped(
      range(9, (k) => ({ u: [k, k + 1, k + 2], m: range(3, (i) => range(3, (j) => i * j + k)) })),
      { perCommit: 3 },
    );
    const units = { x: "m", y: "s" };
    const [tape, twoUnits, none] = [await taped(rows), await taped(rows, { units }), await taped([])];
    const drawn: readonly (readonly [string, Parameters<typeof plotted>])[] = [
      ["line", [tape, { y: ["x", "y"] }]],
      ["times and texts", [tape, { x: "at", y: "name" }]],
      ["area", [tape, { kind: "area", y: "x", log: "x", range: { y: [-2, null] } }]],
      ["scatter", [tape, { kind: "scatter", x: "x", y: "y", color: "z" }]],
      ["line with scale", [tape, { kind: "line", y: "y", color: "z" }]],
      ["panels", [tape, { y: "x", facet: "name", color: "name" }]],
      ["units", [twoUnits, { y: ["x", "y"] }]],
      ["histogram", [tape, { kind: "histogram", y: ["x", "y"] }]],
      ["columns", [arrays, { y: "u" }]],
      ["image", [arrays, { y: "m" }]],
      ["trajectory", [tape, { kind: "trajectory3d", color: "t" }]],
      ["compared", [[tape, tape], { y: "x", align: "elapsed" }]],
      ["nothing", [none, {}]],
      ["slider", [tape, { y: "x", scrub: "seq" }]],
      ["slider over arrays", [arrays, { y: "u", scrub: "commit" }]],
      ["slider over images", [arrays, { y: "m", scrub: "seq" }]],
      ["slider in space", [tape, { kind: "trajectory3d", scrub: "time" }]],
    ];
    const page = await browser.newPage();
    await page.goto("about:blank");
    const wrong: unknown[] = [];
    for (const bundle of ["cartesian", "gl3d"] as const) {
      await page.evaluate(readFileSync(require.resolve(`plotly.js-${bundle}-dist-min`), "utf8"));
      for (const [name, of] of drawn) {
        const { figure } = await plotted(...of);
        if (bundleNameFor(figure) !== bundle) continue;
        const { data, layout } = figure;
        const found = await page.evaluate(`Plotly.validate(...${scriptJson([data, layout])})`);
        // Arguments of buttons are compared by identity; an open end of a range is for plotly to fill.
        const known = /\bargs\[|^In layout, key \w+\.range\[/;
        for (const { msg } of (found ?? []) as { msg: string }[]) if (!known.test(msg)) wrong.push(`${name}: ${msg}`);
        const isDrawn = await page.evaluate(
          `Plotly.newPlot(document.body, ${scriptJson(figure)}).then(() => document.querySelectorAll("svg").length > 0)`,
        );
        expect(isDrawn).toBe(true);
      }
    }
    await page.close();
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(isMissing)("a live plot in Chromium (skipped: there is no Chromium)", () => {
  it("keeps the zoom while packets let it grow and main updates move it, and leaves a require.js alone", async () => {
    const page = await browser.newPage();
    await page.goto("about:blank");
    await page.evaluate(
      "window.define = () => { window.__called = 1; }; define.amd = {}; window.module = { exports: {} };",
    );
    const packets = new PlotPackets("p");
    const main = async (length: number): Promise<void> => {
      const facts = { ...packets.mount(grown(length)), live: true };
      await show(page, String((await plotBundle(grown(length), "p", { facts })).data["text/html"]), "main");
    };
    await show(page, loaderHtml(["cartesian"]), "loader");
    await main(10);
    await page.waitForFunction(isDrawn);
    await page.evaluate("Plotly.relayout(document.querySelector('.js-plotly-plot'), { 'xaxis.range': [2, 5] })");
    for (const length of [20, 30]) await show(page, packetsHtml([packets.next(grown(length), 200)!]), "channel");
    await main(40);
    await show(page, packetsHtml([packets.next(grown(50), 200)!]), "channel");
    await page.waitForFunction("document.querySelector('.js-plotly-plot')?.data[0].x.length === 50");
    const state = await page.evaluate(
      `({ range: document.querySelector(".js-plotly-plot").layout.xaxis.range, plots: document.querySelectorAll(".js-plotly-plot").length,
        corner: document.querySelector(".tapelab-corner").textContent, inMain: Boolean(document.querySelector("#main .js-plotly-plot")),
        called: window.__called, exports: Object.keys(window.module.exports) })`,
    );
    await page.close();
    expect(state).toEqual({ range: [2, 5], plots: 1, corner: "every 200 ms", inMain: true, exports: [] });
  });
});
