import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { scriptJson } from "#sdk/base/html.js";
import { plotBundle } from "#sdk/plot/bundle.js";
import type { Figure } from "#sdk/plot/figure.js";
import { figurePage, loaderHtml, plotHtml } from "#sdk/plot/html.js";
import { payloads } from "../kernel/display/hostile.js";
import { FakePage, FakePlotly } from "./fake-page.js";
import { pictureOf } from "./pictures.js";

const id = "0198c0de-1234-7000-8000-000000000001";
const figure: Figure = {
  data: [{ type: "scatter", mode: "lines", name: "z", x: [1, 2, 3], y: [1, null, 2] }],
  layout: { title: { text: "z over t" } },
};
const ended = pictureOf(figure, {
  status: "ended",
  tapes: ["t1"],
  seq: { first: 0, last: 2 },
  text: 'Plot "z over t"',
});

async function htmlOf(options: Parameters<typeof plotBundle>[2] = { facts: { seq: 1 } }): Promise<string> {
  return String((await plotBundle(ended, id, options)).data["text/html"]);
}

const withoutScripts = (html: string): string => html.replace(/<script>[\s\S]*?<\/script>/g, "");

describe("plotBundle", () => {
  it("has HTML of one image and one script, text, and a picture", async () => {
    const { data, metadata } = await plotBundle(ended, id, { facts: { seq: 1 } });
    expect(String(data["text/html"]).match(/<img/g)).toHaveLength(1);
    expect(String(data["text/html"]).match(/<script/g)).toHaveLength(1);
    expect(data["text/plain"]).toBe('Plot "z over t"');
    expect(Object.keys(data)).toContainEqual(expect.stringMatching(/^image\/(png|svg\+xml)$/));
    expect(metadata).toEqual({ tapelab: { v: 1, plot: id, tapes: ["t1"], seq: { first: 0, last: 2 } } });
  });

  it("shows image and hint where scripts are stripped", async () => {
    const html = withoutScripts(await htmlOf());
    expect(html).toMatch(/<img [^>]*alt="line, z over t" width="640" height="320" src="data:image\/svg\+xml;base64,/);
    expect(html).toContain("static view; run `%tape show 0198c0de` for the live one");
    expect(html).not.toMatch(/<script|<style|<iframe/);
  });

  it("mounts under the id that the host gave it, once the host has brought the loader", async () => {
    const page = new FakePage();
    const plotly = new FakePlotly();
    page.wrapper("a-showing");
    page.run(String((await plotBundle(ended, "a-showing", { facts: { seq: 1 } })).data["text/html"]));
    page.run(loaderHtml([]));
    page.push("plotly", "cartesian", "4.1.1", plotly);
    await page.settle();
    expect(plotly.drawn.map(({ figure: { data } }) => data)).toEqual([figure.data]);
  });

  it("brings loader and plotly itself where no host says that it does", async () => {
    const html = await htmlOf({});
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.length).toBeGreaterThan(1_000_000);
  });

  it("has no script where a still picture is asked for", async () => {
    expect(await htmlOf({ isStill: true })).not.toContain("<script");
  });

  it("adds plotly's own form for plots that have ended, and for no others", async () => {
    const live = pictureOf(figure, { status: "live" });
    const types = async (picture: typeof live): Promise<string[]> =>
      Object.keys((await plotBundle(picture, id, { facts: {}, plotlyJson: true })).data);
    expect(await types(ended)).toContain("application/vnd.plotly.v1+json");
    expect(await types(live)).not.toContain("application/vnd.plotly.v1+json");
  });

  it("shows what came before a failure, and the failure, in every form", async () => {
    const failed = pictureOf(figure, { status: "failed", error: "the source <b>broke</b>" });
    const { data } = await plotBundle(failed, id, { facts: {} });
    expect(withoutScripts(String(data["text/html"]))).toContain("<div>the source &lt;b&gt;broke&lt;/b&gt;</div>");
    expect(data["text/plain"]).toContain("the source <b>broke</b>");
  });

  it("keeps data data: no payload leaves its text, attribute or script", () => {
    for (const text of payloads) {
      const data = [{ ...figure.data[0]!, name: text, x: [text, "b", "c"] }];
      const hostile: Figure = { data, layout: { title: { text } } };
      const picture = pictureOf(hostile, { text, alt: text, error: text, status: "failed" });
      const html = plotHtml(picture, { svg: "<svg/>", id: text, hint: text, scripts: [], facts: {} });
      const tags = ["<div", "<img", "<div", "</div", "<div", "</div", "</div", "<script", "</script"];
      expect(html.match(/<\/?[a-z!][^\s>]*/gi)).toEqual(tags);
      const [, script = ""] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
      const window: Record<string, unknown> = {};
      vm.runInNewContext(script, { window });
      expect(window.__tapelab_q).toEqual([["mount", text, JSON.parse(JSON.stringify(hostile)), {}]]);
    }
  });
});

describe("figurePage", () => {
  it("stands by itself: nothing in it is fetched", async () => {
    const html = await figurePage(ended, id);
    const own = html.replace(/<script>[\s\S]*?<\/script>/g, "");
    expect(own).toMatch(/^<!DOCTYPE html>/);
    expect(own.match(/(?:src|href)="(?!data:)/g)).toBeNull();
    expect(html).toContain('["mount","0198c0de-1234-7000-8000-000000000001"');
  });
});

describe("scriptJson", () => {
  it("gives the same value, without a character that a page could take for markup", () => {
    for (const text of payloads) {
      const json = scriptJson({ [text]: [text] });
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
    }
  });
});
