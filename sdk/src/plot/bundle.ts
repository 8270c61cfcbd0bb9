/** A plot by MIME type, as notebooks take it. Each form is complete: picture, text, and what brings it to life. */
import type { BundleOptions, PlotBundle } from "./handle.js";
import { drawingScripts, plotHtml } from "./html.js";
import type { Facts } from "./page-types.js";
import type { PlotPicture } from "./picture.js";
import { svgPng } from "./png.js";
import { figureSvg } from "./svg.js";

/** @internal What a host says, which brings the loader to its pages itself. */
export interface HostBundleOptions extends BundleOptions {
  /** Without it the bundle brings loader and plotly. */
  readonly facts?: Facts;
  /** No script at all. */
  readonly isStill?: boolean;
}

/** Larger ones stay SVG, so that a notebook of twenty plots stays small. */
const PNG_MAX = 15_000;

/** `id`: of the plot, or of one showing of it: packets name it. */
export async function plotBundle(
  picture: PlotPicture,
  id: string,
  { plotlyJson = false, facts, isStill = false }: HostBundleOptions = {},
): Promise<PlotBundle> {
  const { figure, tapes } = picture;
  const svg = await figureSvg(figure, picture.alt);
  const png = facts?.live ? undefined : await svgPng(svg, 1);
  const scripts = isStill ? undefined : facts === undefined ? drawingScripts(picture) : [];
  const hint = facts === undefined ? "" : `static view; run \`%tape show ${id.slice(0, 8)}\` for the live one`;
  const html = plotHtml(picture, { svg, id, hint, scripts, facts: facts ?? {} });
  const isOver = ["ended", "failed", "stopped"].includes(picture.status);
  return {
    data: {
      "text/html": html,
      "text/plain": picture.error === undefined ? picture.text : `${picture.text}\n${picture.error}`,
      ...(png === undefined || png.length > PNG_MAX
        ? { "image/svg+xml": svg }
        : { "image/png": Buffer.from(png).toString("base64") }),
      // A front end that knows it takes it before HTML, and does not follow its updates.
      ...(plotlyJson && isOver ? { "application/vnd.plotly.v1+json": figure } : {}),
    },
    metadata: { tapelab: { v: 1, plot: id, tapes, ...(picture.seq && { seq: picture.seq }) } },
  };
}
