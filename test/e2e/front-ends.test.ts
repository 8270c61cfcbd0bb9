/** The tests in real front ends are a command of their own: here they are skipped where everybody sees it. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const needs = {
  "JupyterLab 4": [".venv/bin/jupyter-lab", "/usr/bin/chromium"],
  "Notebook 7": [".venv/bin/jupyter-notebook", "/usr/bin/chromium"],
  "Notebook 6.4": ["/usr/bin/jupyter-notebook", "/usr/bin/chromium"],
};

describe("plots, tables and bars in real front ends: npm run test:e2e", () => {
  for (const [name, programs] of Object.entries(needs)) {
    const missing = programs.filter((path) => !existsSync(resolve(root, path)));
    const why = missing.length === 0 ? "all it needs is here" : `missing here: ${missing.join(", ")}`;
    it.skip(`${name} (${why})`, () => undefined);
  }
});
