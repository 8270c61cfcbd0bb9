/** What can be asked of a plot. */
import type { Selection } from "../read/selection.js";
import type { Json, Layout, Trace } from "./figure.js";

export type PlotKind = "auto" | "line" | "scatter" | "area" | "histogram" | "heatmap" | "trajectory3d";

/** Values that every scope has beside its variables. A variable of the same name comes first. */
export type SpecialName = "seq" | "time" | "index" | "label" | "commit";

/** A variable, dotted for what is nested in one, or a special value. Known names are proposed. */
export type PlotName<Name extends string = string> = Name | SpecialName | (string & Record<never, never>);

/** From and to; null or left out: as the data. */
export type PlotRange = readonly [from: number | null, to: number | null];

export interface PlotOptions<Name extends string = string> {
  /** Default: a variable named `t` or `time`, else the time of the scopes. */
  readonly x?: PlotName<Name>;
  /** Default: all other numbers, at most 8. */
  readonly y?: PlotName<Name> | readonly PlotName<Name>[];
  /** Third axis of `trajectory3d`. */
  readonly z?: PlotName<Name>;
  /** Default `auto`: a line when x increases, else points; heatmap for arrays. */
  readonly kind?: PlotKind;
  /** Texts and booleans: a color per value, at most 20, then "other". Numbers: a scale. */
  readonly color?: PlotName<Name>;
  /** A panel per value, at most 24, with shared axes. */
  readonly facet?: PlotName<Name>;
  /** Names of the sources of a list, for the legend. Default: their session labels. */
  readonly labels?: readonly string[];
  /** How the curves of a list lie over each other. Default `x`. */
  readonly align?: "x" | "seq" | "elapsed";
  /** A slider over the scopes. */
  readonly scrub?: "seq" | "time" | "commit";
  /** Only the newest scopes. */
  readonly last?: number;
  /** Points per series. Default 2,000. */
  readonly max?: number;
  /** Milliseconds between two changes of a live plot, from 100. Default 200. */
  readonly every?: number;
  /** Bins of a histogram. Default: by Freedman and Diaconis, 10 to 200. */
  readonly bins?: number;
  /** Which scopes of a tape. */
  readonly select?: Selection;
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Unit of y, in place of the recorded one. */
  readonly unit?: string;
  /** Width and height in pixels. Default 640 × 320, in space 640 × 480. */
  readonly size?: readonly [width: number, height: number];
  /** Logarithmic axes. */
  readonly log?: "x" | "y" | "xy";
  readonly range?: { readonly x?: PlotRange; readonly y?: PlotRange };
  /** Anything of plotly's layout, laid over ours. */
  readonly layout?: Layout;
  /** Anything of plotly's traces, laid over each of ours; a function gets name and place of the trace. */
  readonly trace?: TraceOverride | ((name: string, place: number) => TraceOverride | undefined);
}

export type TraceOverride = Partial<Trace> | { readonly [option: string]: Json | undefined };
