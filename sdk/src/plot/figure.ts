/**
 * Figures as plotly takes them: plain JSON. The types are narrow, name what Tapelab itself sets and let everything else
 * through, so that whatever plotly can do is reachable by the options `layout` and `trace`.
 */

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** One value per point. A number that is null is a gap. */
export type Values = readonly (number | string | null)[];

export type TraceType = "scatter" | "bar" | "heatmap" | "scatter3d";

/** One trace of plotly. Names and texts are already escaped for plotly's own markup. */
export interface Trace {
  readonly type: TraceType;
  readonly name?: string;
  readonly mode?: "lines" | "markers" | "lines+markers";
  readonly x?: Values;
  readonly y?: Values;
  /** Values of a 3-d trace, or rows of a heatmap. */
  readonly z?: Values | readonly Values[];
  readonly xaxis?: string;
  readonly yaxis?: string;
  readonly [option: string]: Json | undefined;
}

export interface Layout {
  readonly title?: { readonly text: string };
  readonly width?: number;
  readonly height?: number;
  readonly [option: string]: Json | undefined;
}

/** One moment of a figure with a scrubber: what changes in which traces. */
export interface Frame {
  readonly name: string;
  readonly data: readonly Trace[];
  /** The traces that `data` replaces, by their place. */
  readonly traces: readonly number[];
  readonly layout?: Layout;
}

/** A picture as plotly takes it. Equal data gives equal JSON. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
  readonly frames?: readonly Frame[];
  readonly config?: { readonly [option: string]: Json | undefined };
}
