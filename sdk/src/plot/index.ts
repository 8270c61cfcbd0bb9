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

// For hosts: what a notebook kernel puts into its pages.
export { type HostBundleOptions, plotBundle } from "./bundle.js";
export { applyChange, changeBetween } from "./change.js";
export type { CompareRow, CompareTable } from "./compare.js";
export type { Figure, Frame, Json, Layout, Trace, TraceType, Values } from "./figure.js";
export { type BundleOptions, isPlot, type PlotBundle, type PlotHandle } from "./handle.js";
export { type PlotHost, setPlotHost } from "./host.js";
export { loaderHtml } from "./html.js";
export { type NamesOf, type PlotSource, plot } from "./make-plot.js";
export type { PlotKind, PlotName, PlotOptions, PlotRange, SpecialName, TraceOverride } from "./options.js";
export { PlotPackets, packetsHtml } from "./packets.js";
export { type BundleName, bundleNameFor } from "./page-script.js";
export type { Facts, Packet } from "./page-types.js";
export type { FigureChange, PlotPicture, PlotStatus, TraceChange } from "./picture.js";
export { type PlotMoment, type Scrubber, scrubber } from "./scrubber.js";
