import type { Figure } from "#sdk/plot/figure.js";
import type { PlotPicture } from "#sdk/plot/picture.js";

/** A figure as the plot hands it to its pictures. */
export function pictureOf(figure: Figure, facts: Partial<PlotPicture> = {}): PlotPicture {
  return {
    version: 1,
    status: "live",
    figure,
    text: "Plot",
    alt: "line, z over t",
    notes: [],
    error: undefined,
    tapes: [],
    seq: undefined,
    ...facts,
  };
}
