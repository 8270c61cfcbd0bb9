/**
 * Plots of `tapelab/plot` in cells: which there are, and where each is shown. A plot is shown in one place; shown again,
 * it goes on there, and what it was stays in the old place.
 */
import { createRequire } from "node:module";
import type { PlotHandle } from "tapelab/plot";
import { currentCell, type RunningCell } from "./cells.js";
import { keepLive } from "./live.js";
import { PlotView } from "./plot-view.js";

const keptMax = 100;
const brand = Symbol.for("tapelab.plot");

/** Those that were shown, newest last. */
const shown = new Map<string, { readonly plot: PlotHandle; view: PlotView }>();

/** `display` of the cells: given by `api.ts`. */
export const host: { display?: (value: unknown) => unknown } = {};

let forCells: object | undefined;
let loaded: typeof import("tapelab/plot") | undefined;

/** `tapelab/plot`, which shows its plots here from then on. Loaded when it is first asked for. */
export function loadPlots(): typeof import("tapelab/plot") {
  if (loaded === undefined) {
    loaded = createRequire(__filename)("tapelab/plot") as typeof import("tapelab/plot");
    loaded.setPlotHost({ show: (plot) => void host.display?.(plot) });
  }
  return loaded;
}

/** `tapelab/plot` as cells have it: a plot ends with the cell that made it, wherever it is shown. */
export function plotModule(): object {
  const module = loadPlots();
  forCells ??= {
    ...module,
    plot: (...given: Parameters<typeof module.plot>) => ofCell(module.plot(...given), currentCell()),
  };
  return forCells;
}

/** The cell has made the plot: it ends when the cell is interrupted or runs again. */
export function ofCell(plot: PlotHandle, cell: RunningCell | undefined): PlotHandle {
  const forget = keepLive(cell, { stop: () => plot.stop() });
  void plot.ended.then(forget);
  return plot;
}

export function isPlot(value: unknown): value is PlotHandle {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** Where a plot is shown. */
export interface PlotPlace {
  readonly cell: RunningCell | undefined;
  readonly id: string;
  /** Something is shown there already. */
  readonly isUpdate: boolean;
}

/** Shows the plot there; the returned function takes it away again, for what comes in its place. */
export function showPlot(plot: PlotHandle, place: PlotPlace): () => void {
  loadPlots();
  const known = shown.get(plot.id);
  known?.view.leave();
  shown.delete(plot.id);
  const view = new PlotView(plot, place, known !== undefined);
  shown.set(plot.id, { plot, view });
  for (const id of shown.keys()) {
    if (shown.size <= keptMax) break;
    shown.delete(id);
  }
  return () => view.drop();
}

/** Plots whose id, or the id of whose newest showing, begins so. */
export function findPlots(id: string): PlotHandle[] {
  const all = [...shown.values()].filter(({ plot, view }) => plot.id.startsWith(id) || view.id.startsWith(id));
  return all.map(({ plot }) => plot);
}
