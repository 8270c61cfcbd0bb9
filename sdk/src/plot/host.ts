/** Where plots are shown. A notebook kernel says so once; without a host `show` does nothing. */
import type { PlotHandle } from "./handle.js";

export interface PlotHost {
  /** Shows the plot, and keeps what it shows up to date while the plot is live. */
  show(plot: PlotHandle): void;
}

let host: PlotHost | undefined;

/** Sets who shows plots, or nobody. */
export function setPlotHost(next: PlotHost | undefined): void {
  host = next;
}

/** @internal */
export function plotHost(): PlotHost | undefined {
  return host;
}
