/** The words of `%tape plot`; what it does is `tape/plot.ts`. */
import type { Command, OptionSpec } from "./table.js";

const variable: Pick<OptionSpec, "takes" | "value" | "from"> = { takes: "text", value: "VAR", from: "recorded" };

export const plotCommand: Command = {
  name: "plot",
  summary: "a picture of recorded variables, which grows while the tape does",
  operands: [
    {
      name: "[y:]VARS",
      what: "names of recorded variables",
      takes: "list",
      isMany: true,
      from: "recorded",
    },
  ],
  options: [
    { ...variable, name: "x", summary: "the horizontal axis (default: t or time)", example: "--x t" },
    { ...variable, name: "by", summary: "a color for each value of this, label for one", example: "--by label" },
    { ...variable, name: "facet", summary: "a panel for each value of this", example: "--facet label" },
    {
      name: "kind",
      takes: "choice",
      choices: ["line", "scatter", "area", "histogram", "heatmap", "trajectory3d"],
      value: "KIND",
      summary: "line, scatter, area, histogram, heatmap or trajectory3d",
      example: "--kind scatter",
    },
    {
      name: "scrub",
      takes: "choice",
      choices: ["seq", "time", "commit"],
      value: "seq|time|commit",
      summary: "a slider that replays the tape",
      example: "--scrub seq",
    },
    { name: "last", takes: "count", value: "N", summary: "only the newest N scopes", example: "--last 500" },
    { name: "bins", takes: "count", value: "N", summary: "bins of a histogram", example: "--bins 40" },
    {
      name: "log",
      takes: "choice",
      choices: ["x", "y", "xy"],
      value: "x|y|xy",
      summary: "logarithmic axes",
      example: "--log y",
    },
    { name: "title", takes: "text", value: "TEXT", summary: "what stands above it", example: '--title "first run"' },
    {
      name: "scope",
      takes: "text",
      value: "L",
      summary: "only scopes with this label",
      example: "--scope step",
      from: "scope-labels",
    },
    {
      name: "tape",
      takes: "text",
      value: "LABEL|ID",
      isMany: true,
      summary: "another tape, again to compare several (default: the active session's)",
      example: "--tape lorenz",
      from: "session-labels",
    },
    {
      name: "stop",
      takes: "text",
      value: "ID",
      summary: "end the plot with this id; what it shows stays",
      example: "--stop 7f3a9c1e",
    },
  ],
  outcome: "Nothing was plotted.",
  example: "%tape plot x,y --by label",
  returns: () => 'import("tapelab/plot").PlotHandle',
};
