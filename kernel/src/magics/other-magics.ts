/** The magics besides `%tape`. */
import type { Magic, OptionSpec } from "./table.js";

const help: OptionSpec = { name: "help", summary: "this text" };
const notRun = "The cell did not run.";

/** The body is shown as what it is. */
function shown(name: string, what: string): Magic {
  return {
    name,
    kind: "cell",
    body: "text",
    summary: `show the rest of the cell as ${what}`,
    operands: [],
    options: [help],
    outcome: notRun,
    example: `%%${name}`,
  };
}

export const otherMagics: readonly Magic[] = [
  {
    name: "lsmagic",
    kind: "line",
    body: "script",
    summary: "all magics",
    operands: [],
    options: [help],
    outcome: notRun,
    example: "%lsmagic",
  },
  {
    name: "time",
    kind: "both",
    body: "script",
    rest: "expression",
    summary: "wall time, CPU time and memory of an expression or a cell",
    operands: [],
    options: [],
    outcome: notRun,
    example: "%time simulate(1000)",
  },
  {
    name: "who",
    kind: "line",
    body: "script",
    summary: "names of the notebook's variables",
    operands: [],
    options: [help],
    outcome: notRun,
    example: "%who",
    returns: () => "readonly string[]",
  },
  {
    name: "whos",
    kind: "line",
    body: "script",
    summary: "the notebook's variables: name, type, size, preview",
    operands: [],
    options: [help],
    outcome: notRun,
    example: "%whos",
    returns: () =>
      "readonly { readonly name: string; readonly type: string; readonly size: string; readonly preview: string }[]",
  },
  {
    name: "reset",
    kind: "line",
    body: "script",
    summary: "forget the notebook's variables",
    operands: [],
    options: [{ name: "force", letter: "f", summary: "also while a session holds unsaved scopes" }, help],
    outcome: "Nothing was reset.",
    example: "%reset -f",
  },
  {
    name: "history",
    kind: "line",
    body: "script",
    summary: "the newest cells that ran",
    operands: [],
    options: [
      { name: "number", letter: "n", takes: "count", value: "N", summary: "how many (default 20)", example: "-n 5" },
      help,
    ],
    outcome: "Nothing was shown.",
    example: "%history -n 5",
    returns: () => "readonly string[]",
  },
  shown("html", "HTML"),
  shown("markdown", "Markdown"),
  shown("svg", "a picture (SVG)"),
];
