/** One curve, cloud or histogram of a plot, and the points that the kind asks for. */
import { BucketPoints } from "./bucket-points.js";
import type { Wanted } from "./check-options.js";
import { EitherPoints } from "./either-points.js";
import { HashPoints } from "./hash-points.js";
import { Heat } from "./heat.js";
import { Histogram } from "./histogram.js";
import type { Points } from "./points.js";
import { WindowPoints } from "./window-points.js";

export interface SeriesKey {
  /** Place of the source in the list. */
  readonly run: number;
  readonly y: string;
  /** Number of the panel's and the color's category; -1 without. */
  readonly facet: number;
  readonly color: number;
}

export interface Series extends SeriesKey {
  readonly points: Points;
  readonly histogram: Histogram | undefined;
  readonly heat: Heat | undefined;
}

/** What decides on the points of a series. */
export interface SeriesPlan {
  readonly wanted: Wanted;
  /** x is a number of the scope, its time or its place: it only grows. */
  readonly isOrdered: boolean;
  /** A number for the color goes with each point. */
  readonly hasScale: boolean;
  readonly isCategory: boolean;
}

export function newSeries(key: SeriesKey, plan: SeriesPlan): Series {
  const { wanted } = plan;
  const histogram = wanted.kind === "histogram" ? new Histogram() : undefined;
  const heat = wanted.kind === "heatmap" ? new Heat() : undefined;
  const { last } = wanted;
  const points = last === undefined ? pointsOf(plan) : new WindowPoints(last, dimsOf(plan), () => pointsOf(plan));
  return { ...key, points, histogram, heat };
}

/** How often a picture has been thinned by: for its texts. */
export function thinningOf({ kind }: Wanted, isLine: boolean): string {
  if (kind === "trajectory3d") return "extremes kept";
  return isLine ? "min–max" : "thinned, extremes kept";
}

function dimsOf({ wanted, hasScale }: SeriesPlan): number {
  return (wanted.kind === "trajectory3d" ? 3 : 2) + (hasScale ? 1 : 0);
}

function pointsOf(plan: SeriesPlan): Points {
  const { wanted, isOrdered, isCategory } = plan;
  const { kind, max } = wanted;
  const dims = dimsOf(plan);
  const scatter = (): Points => new HashPoints(max, dims);
  const line = (): Points => new BucketPoints({ max, dims, tracked: [1], key: "x" });
  const path = (): Points => new BucketPoints({ max, dims, tracked: [0, 1], key: "row" });
  if (kind === "trajectory3d") return new BucketPoints({ max, dims, tracked: [0, 1, 2], key: "row", needed: 3 });
  if (kind === "scatter" || (kind === "auto" && isCategory)) return scatter();
  if (isOrdered) return line();
  return new EitherPoints(line(), kind === "auto" ? scatter() : path());
}
