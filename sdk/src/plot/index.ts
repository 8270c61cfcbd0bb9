/**
 * `tapelab/plot`: pictures of tapes, tables and Observables, still or growing.
 *
 * Neither plotly nor the static renderer is loaded before a picture is asked for.
 *
 * @example
 * import { openWorkspace } from "tapelab";
 * import { plot } from "tapelab/plot";
 *
 * const lorenz = await (await openWorkspace()).openTape("lorenz");
 * const svg = await plot(lorenz, { x: "t", y: ["x", "z"] }).toSvg();
 */
export type { Figure, Frame, Json, Layout, Trace, TraceType, Values } from "./figure.js";
export { type BundleOptions, isPlot, type PlotBundle, type PlotHandle } from "./handle.js";
export { type PlotHost, setPlotHost } from "./host.js";
export type { PlotKind, PlotName, PlotOptions, PlotRange, SpecialName, TraceOverride } from "./options.js";
export type { FigureChange, PlotPicture, PlotStatus, TraceChange } from "./picture.js";
