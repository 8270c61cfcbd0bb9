import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plotlyText } from "#sdk/plot/escape.js";
import type { Figure } from "#sdk/plot/figure.js";
import { figurePage } from "#sdk/plot/html.js";
import { payloads } from "../kernel/display/hostile.js";
import { pictureOf } from "./pictures.js";

const executablePath = process.env.TAPELAB_CHROMIUM ?? "/usr/bin/chromium";
const args =
  "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --no-proxy-server";

describe.skipIf(!existsSync(executablePath))(
  "a page of its own in Chromium (is skipped without /usr/bin/chromium)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "tapelab-page-"));
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: args.split(" ") });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    async function open(
      figure: Figure,
      texts = "text",
    ): Promise<{ state: unknown; errors: string[]; asked: string[] }> {
      const file = join(folder, "plot.html");
      writeFileSync(file, await figurePage(pictureOf(figure, { text: texts, alt: texts, error: texts }), "page-plot"));
      const page = await browser.newPage();
      const errors: string[] = [];
      const asked: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("request", (request) => asked.push(request.url().slice(0, 40)));
      await page.goto(`file://${file}`);
      await page.waitForFunction("document.querySelector('.js-plotly-plot .main-svg')");
      await page.waitForTimeout(200);
      const state = await page.evaluate(
        `({ xss: typeof window.__xss, image: getComputedStyle(document.querySelector("img")).display, left: typeof window.moduleName,
        foreign: document.querySelectorAll("script[src], iframe, object, embed, img:not([data-still]), a[href^=javascript]").length })`,
      );
      await page.close();
      return { state, errors, asked: asked.filter((url) => !/^(file|data):/.test(url)) };
    }

    const calm = { state: { xss: "undefined", image: "none", left: "undefined", foreign: 0 }, errors: [], asked: [] };

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
      const data = texts.map((name, i) => ({
        type: "scatter" as const,
        mode: "markers" as const,
        name,
        x: [name],
        y: [i],
        text: [name],
      }));
      const annotations = texts.map((text, i) => ({
        text,
        x: 0,
        y: i / 60,
        xref: "paper",
        yref: "paper",
        showarrow: false,
      }));
      const title = { text: texts.join(" ") };
      const layout = { title, xaxis: { title }, yaxis: { title }, annotations, showlegend: true };
      expect(payloads.length).toBeGreaterThanOrEqual(60);
      expect(await open({ data, layout }, payloads.join(" "))).toEqual(calm);
    });
  },
);
