/** Arrays as images: a column per scope, or the newest array of two dimensions. */
import { bareAxis, panelGrid, panelNumber, rangeOf, withUnit } from "./axes.js";
import { type CurveFacts, type Drawn, nameOf } from "./draw-curves.js";
import { plotlyText } from "./escape.js";
import type { Json, Trace } from "./figure.js";
import type { HeatPicture } from "./heat.js";
import { scale } from "./palette.js";
import type { Series } from "./series.js";

export function drawHeat(facts: CurveFacts, series: readonly Series[]): Drawn {
  const { gathering } = facts;
  const { wanted } = gathering;
  const axes = new Map<string, Json>();
  const panels = panelGrid(Math.max(1, series.length), wanted, { x: 64, y: 56 });
  const traces = series.flatMap((one, i): Trace[] => {
    const number = panelNumber(i);
    const isImage = one.heat!.isImage;
    const { x, y } = panels[i]!;
    const xAxis = { ...bareAxis(plotlyText(wanted.xLabel ?? (isImage ? "column" : "scope"))), type: "linear" };
    const yAxis = { ...bareAxis(plotlyText(wanted.yLabel ?? (isImage ? "row" : "index"))), type: "linear" };
    const order = isImage && !wanted.range?.y ? { autorange: "reversed" } : {};
    axes.set(`xaxis${number}`, { ...xAxis, ...rangeOf(gathering, "x"), domain: x, anchor: `y${number}` } as Json);
    axes.set(`yaxis${number}`, {
      ...yAxis,
      ...rangeOf(gathering, "y"),
      ...order,
      domain: y,
      anchor: `x${number}`,
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
    colorscale: scale,
    colorbar: { title: { text: title } },
  };
}
