/** Arrays as images: a column per scope, or the newest array of two dimensions. */
import { bareAxis, panelGrid, withUnit } from "./axes.js";
import { type CurveFacts, type Drawn, nameOf } from "./draw-curves.js";
import type { Json, Trace } from "./figure.js";
import type { HeatPicture } from "./heat.js";
import { scale } from "./palette.js";
import type { Series } from "./series.js";

export function drawHeat(facts: CurveFacts, series: readonly Series[]): Drawn {
  const { wanted } = facts.gathering;
  const axes = new Map<string, Json>();
  const panels = panelGrid(Math.max(1, series.length));
  const traces = series.flatMap((one, i): Trace[] => {
    const number = i === 0 ? "" : String(i + 1);
    const isImage = one.heat!.isImage;
    const { x, y } = panels[i]!;
    const xAxis = bareAxis(wanted.xLabel ?? (isImage ? "column" : "scope"));
    const yAxis = bareAxis(wanted.yLabel ?? (isImage ? "row" : "index"));
    axes.set(`xaxis${number}`, { ...xAxis, type: "linear", domain: [...x], anchor: `y${number}` } as Json);
    axes.set(`yaxis${number}`, {
      ...yAxis,
      type: "linear",
      domain: [...y],
      anchor: `x${number}`,
      ...(isImage ? { autorange: "reversed" } : {}),
    } as Json);
    const picture = one.heat!.picture();
    if (!picture) return [];
    return [
      {
        ...heatTrace(picture, withUnit(one.y, facts.units.of(one.run, one.y))),
        name: nameOf(facts, one),
        xaxis: `x${number}`,
        yaxis: `y${number}`,
        showscale: i === 0,
      },
    ];
  });
  if (axes.size === 0)
    for (const axis of ["x", "y"]) axes.set(`${axis}axis`, { ...bareAxis(""), type: "linear" } as Json);
  const shown = new Map(series.map((one) => [one, one.heat!.count]));
  return { traces, shown, layout: { ...Object.fromEntries(axes), showlegend: false, isEmpty: traces.length === 0 } };
}

export function heatTrace(picture: HeatPicture, title: string): Trace {
  const { z, x, y, low, high } = picture;
  const middles = (count: number, { start, step }: { start: number; step: number }): number[] =>
    Array.from({ length: count }, (_, i) => start + i * step + (step - 1) / 2);
  return {
    type: "heatmap",
    x: middles(z[0]?.length ?? 0, x),
    y: middles(z.length, y),
    z,
    ...(Number.isNaN(low) ? {} : { zmin: low, zmax: high }),
    colorscale: scale as unknown as Json,
    colorbar: { title: { text: title } },
  };
}
