/** A plot as HTML: a static image that needs nothing, and one script that brings it to life where scripts may run. */
import { escapeHtml } from "../base/html.js";
import type { CompareTable } from "./compare.js";
import { type BundleName, bundleNameFor, loaderScript, plotlyScript, queueScript } from "./page-script.js";
import type { Facts } from "./page-types.js";
import type { PlotPicture } from "./picture.js";
import { figureSvg } from "./svg.js";

export interface PlotHtmlOptions {
  readonly svg: string;
  /** Stands in the wrapper; packets name it. */
  readonly id: string;
  /** Said below the image where nothing brings it to life. */
  readonly hint: string;
  /** In front of the message that mounts the plot; undefined: no script at all. */
  readonly scripts: readonly string[] | undefined;
  readonly facts: Facts;
}

/** One wrapper with one image, then one script. */
export function plotHtml(picture: PlotPicture, { svg, id, hint, scripts, facts }: PlotHtmlOptions): string {
  const { width = 640, height = 320 } = picture.figure.layout;
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const failure = picture.error === undefined ? "" : `<div>${escapeHtml(picture.error)}</div>`;
  const below = hint === "" ? "" : `<div data-still>${escapeHtml(hint)}</div>`;
  const image = `<img data-still alt="${escapeHtml(picture.alt)}" width="${width}" height="${height}" src="${source}">`;
  const wrapper = `<div class="tapelab" data-tapelab="${escapeHtml(id)}">${image}${below}${failure}</div>`;
  if (scripts === undefined) return wrapper;
  return `${wrapper}\n${scriptHtml([...scripts, queueScript("mount", id, picture.figure, facts)])}`;
}

/**
 * @internal What draws plots in a page: the loader, and plotly from our packages or from an address. Once per page is
 * enough, in any place; more often is harmless.
 */
export function loaderHtml(names: readonly BundleName[], { url }: { readonly url?: string } = {}): string {
  return scriptHtml([
    loaderScript(),
    ...(url === undefined ? names.map(plotlyScript) : [queueScript("fetch", "full", url)]),
  ]);
}

/** A page that stands by itself: everything is in it, and nothing is fetched. */
export async function figurePage(picture: PlotPicture, id: string): Promise<string> {
  const svg = await figureSvg(picture.figure, picture.alt);
  const scripts = drawingScripts(picture);
  const compared = picture.compare === undefined ? "" : compareHtml(picture.compare);
  const body = plotHtml(picture, { svg, id, hint: "", scripts, facts: {} });
  const style =
    "body{font:14px sans-serif;margin:16px}:root{color-scheme:light dark}" +
    "td,th{padding:2px 10px;text-align:right}caption,td:first-child{text-align:left;font-weight:bold}";
  return (
    `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(picture.text)}</title>` +
    `<style>${style}</style></head>\n<body>${body}\n<p>${escapeHtml(picture.text)}</p>${compared}</body></html>\n`
  );
}

/** What differs between runs, a column for each. */
function compareHtml({ runs, differs, equal, ranges }: CompareTable): string {
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const body = [...differs, ...ranges].map(({ name, values }) => row("td", [name, ...values])).join("");
  const same = equal.length === 0 ? "" : `<p>${escapeHtml(`equal: ${equal.map(({ name }) => name).join(", ")}`)}</p>`;
  return `\n<table><caption>What differs</caption>${row("th", ["", ...runs])}${body}</table>${same}`;
}

/** All that this picture needs in a page that has nothing yet. */
export function drawingScripts({ figure }: PlotPicture): string[] {
  return [loaderScript(), plotlyScript(bundleNameFor(figure))];
}

function scriptHtml(scripts: readonly string[]): string {
  return `<script>${scripts.join("\n")}</script>`;
}
