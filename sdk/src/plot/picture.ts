/** What a plot holds at one moment, and how one moment follows from another. */
import type { CompareTable } from "./compare.js";
import type { Figure, Layout, Values } from "./figure.js";

/**
 * `reading`: the past is not complete yet. `live`: more may come. `ended`: the source is complete. `failed`: it broke off;
 * what came before is shown. `paused` and `stopped`: somebody asked for it.
 */
export type PlotStatus = "reading" | "live" | "paused" | "ended" | "failed" | "stopped";

/** Everything there is to show of a plot. */
export interface PlotPicture {
  /** Counts the pictures of one plot from 1: a picture with the same number is the same. */
  readonly version: number;
  readonly status: PlotStatus;
  readonly figure: Figure;
  /** `Plot "z over t": 3 series, 1,600 of 1,250,000 points, seq 0..1249999`. One line, not escaped. */
  readonly text: string;
  /** For readers who do not see it: kind, variables, ranges. Not escaped. */
  readonly alt: string;
  /** What is not shown, or shown in another way, one sentence each. Not escaped. */
  readonly notes: readonly string[];
  /** Why it failed; not escaped. */
  readonly error: string | undefined;
  /** Ids of the tapes it is made from. */
  readonly tapes: readonly string[];
  /** First and last scope that it is made from, counted from 0; undefined without any. */
  readonly seq: { readonly first: number; readonly last: number } | undefined;
  /** What differs between the sources of a list; its texts are not escaped. */
  readonly compare: CompareTable | undefined;
}

/** What changes in one trace: points leave at the front or, as when stretches merge, here and there; others follow. */
export interface TraceChange {
  /** Place of the trace in the figure. */
  readonly trace: number;
  /** Points that leave at the front. */
  readonly drop: number;
  /** Points that stay after that; all behind them are replaced. */
  readonly keep: number;
  /** Which of those leave as well: a bit for each, the lowest of each hex digit first. */
  readonly gone?: string;
  /** What follows, by the name of the array (`x`, `y`, `z`, `text`, `marker.color`), all of equal length. */
  readonly append: { readonly [array: string]: Values };
}

/** How a figure follows from an earlier one. */
export interface FigureChange {
  readonly traces: readonly TraceChange[];
  /** The new layout, when it differs. */
  readonly layout?: Layout;
}
