/** The notebook that an empty folder gets, so that there is something to run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, type NotebookCell, textLines, writeNotebook } from "./notebook.js";

export const STARTER_NAME = "first-tape.ipynb";

const CELLS: readonly (readonly ["markdown" | "code", readonly string[]])[] = [
  [
    "markdown",
    ["# A first tape", "", "Press Shift+Enter in each cell. `%tape start` begins a recording, kept in this folder."],
  ],
  ["code", ['%tape start oscillator --meta note="my first tape"']],
  [
    "markdown",
    [
      "`tape.capture` copies values as they are at that moment; `tape.queue` makes what was captured a commit, which is",
      "written while the loop goes on.",
    ],
  ],
  [
    "code",
    [
      'import { openWorkspace, tape } from "tapelab";',
      "",
      "let x = 1;",
      "let v = 0;",
      "for (let step = 1; step <= 1000; step++) {",
      "  v -= 0.05 * x;",
      "  x += 0.05 * v;",
      '  tape.capture("step", { step, x, v });',
      '  if (step % 100 === 0) tape.queue("hundred");',
      "}",
      "%tape finalize",
    ],
  ],
  ["code", ["%tape log"]],
  ["markdown", ["Reading back gives Arrow tables, here and in any other program."]],
  [
    "code",
    [
      "const ws = await openWorkspace();",
      'const oscillator = await ws.openTape("oscillator");',
      'await oscillator.table({ variables: ["step", "x", "v"] })',
    ],
  ],
  ["code", ["%tape end"]],
];

/** Writes the notebook; false when the name is taken. */
export function writeStarter(folder: string): boolean {
  const path = join(folder, STARTER_NAME);
  if (existsSync(path)) return false;
  const cells = CELLS.map(([kind, lines], at): NotebookCell => {
    const source = textLines(lines.join("\n"));
    const id = `cell-${at + 1}`;
    if (kind === "markdown") return { cell_type: kind, id, metadata: {}, source };
    return { cell_type: kind, id, metadata: {}, source, outputs: [], execution_count: null };
  });
  const kernelspec = { display_name: "TypeScript (Tapelab)", language: "typescript", name: "tapelab" };
  const notebook: Notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  writeNotebook(path, notebook);
  return true;
}
