/** The notebook that an empty folder gets, so that there is something to run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, type NotebookCell, textLines, writeNotebook } from "./notebook.js";

export const STARTER_NAME = "first-tape.ipynb";

const CELLS: readonly (readonly ["markdown" | "code", string])[] = [
  ["markdown", "# A first tape\n\nPress Shift+Enter in each cell. `%tape start` begins a recording in this folder."],
  ["code", '%tape start oscillator --meta note="my first tape"'],
  [
    "markdown",
    "Each `capture` takes the values of the named variables as they are at that moment; each `queue` makes a commit\n" +
      "of what was captured since the last one.",
  ],
  [
    "code",
    "let x = 1;\nlet v = 0;\nfor (let step = 1; step <= 1000; step++) {\n  v -= 0.05 * x;\n  x += 0.05 * v;\n" +
      '  tape.capture("step", { step, x, v });\n  if (step % 100 === 0) tape.queue("hundred");\n}\n' +
      "await tape.finalize();",
  ],
  ["code", "%tape log"],
  ["markdown", "Reading back gives Arrow tables, here and in any other program."],
  [
    "code",
    'import { openWorkspace } from "tapelab";\nconst ws = await openWorkspace();\n' +
      'const oscillator = await ws.openTape("oscillator");\nawait oscillator.table({ variables: ["step", "x", "v"] })',
  ],
  ["code", "%tape end"],
];

/** Writes the notebook; false when the name is taken. */
export function writeStarter(folder: string): boolean {
  const path = join(folder, STARTER_NAME);
  if (existsSync(path)) return false;
  const cells = CELLS.map(([kind, text], at): NotebookCell => {
    const source = textLines(text);
    const id = `cell-${at + 1}`;
    if (kind === "markdown") return { cell_type: kind, id, metadata: {}, source };
    return { cell_type: kind, id, metadata: {}, source, outputs: [], execution_count: null };
  });
  const kernelspec = { display_name: "TypeScript (Tapelab)", language: "typescript", name: "tapelab" };
  const notebook: Notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  writeNotebook(path, notebook);
  return true;
}
