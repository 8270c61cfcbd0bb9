/** Histograms as bars. */
import { panelNumber } from "./axes.js";
import { type CurveFacts, type Drawn, nameOf } from "./draw-curves.js";
import type { Trace } from "./figure.js";
import { colorOf } from "./palette.js";
import type { Series } from "./series.js";

export function drawHistograms(facts: CurveFacts, series: readonly Series[]): Drawn {
  const { bins } = facts.gathering.wanted;
  const names: string[] = [];
  const traces = series.map((one): Trace => {
    const { start, width, counts } = one.histogram!.bins(bins);
    const name = nameOf(facts, one);
    const isFirst = !names.includes(name);
    if (isFirst) names.push(name);
    const number = panelNumber(one.facet);
    return {
      type: "bar",
      name,
      x: counts.map((_, i) => start + (i + 0.5) * width),
      y: counts,
      width,
      xaxis: `x${number}`,
      yaxis: `y${number}`,
      marker: { color: colorOf(names.indexOf(name)) },
      opacity: series.length > facts.panels.length ? 0.6 : 0.9,
      legendgroup: name,
      showlegend: isFirst,
    };
  });
  const isEmpty = series.every(({ histogram }) => histogram!.count === 0);
  const shown = new Map(series.map((one) => [one, one.histogram!.count]));
  return {
    traces,
    shown,
    layout: { barmode: "overlay", bargap: 0, showlegend: names.length > 1, yText: "count", isEmpty },
  };
}
