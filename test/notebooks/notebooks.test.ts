/** The committed notebooks, run by the kernel itself: they must do today what their outputs show. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Result, tapelabKernel } from "../kernel/cli/run-kernel-command.js";

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Record<string, unknown>[];
}

const root = resolve(import.meta.dirname, "../..");
const names = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
const cwd = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-notebooks-")));
/** Where the committed outputs were made. */
const MADE_IN = "/tmp/notebooks";
let result: Result;

const cellsOf = (folder: string, name: string): Cell[] =>
  (JSON.parse(readFileSync(join(folder, name), "utf8")) as { cells: Cell[] }).cells.filter(
    (cell) => cell.cell_type === "code",
  );

/**
 * Outputs without what is different from run to run: ids, times, places, sizes of what holds them, versions, speeds. PNG
 * is left out: it has the fonts of the machine.
 */
function lasting(cells: readonly Cell[], folder: string): unknown[] {
  const without = (name: string, value: unknown): unknown => (name === "image/png" ? undefined : value);
  return cells.map(({ outputs }) =>
    JSON.parse(
      JSON.stringify(outputs, without)
        .replace(/data:image\/svg\+xml;base64,([\w+/=]+)/g, (_, data: string) => svgText(data))
        .replaceAll(folder, "FOLDER")
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
        .replace(/(?<![0-9a-f])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9a-f])/g, "ID")
        .replace(/…?[0-9a-f]{8}([0-9a-f]{24})?(?![0-9a-f])/g, "ID")
        .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, "TIME")
        .replace(/\d[\d.,]* (B|kB|bytes)\b/g, "SIZE")
        .replace(/[\d.,]+(e\+\d+)?\/s\b/g, "RATE")
        .replace(/\b\d+:\d\d:\d\d\b/g, "CLOCK")
        // Whether a plot hears of the end of its tape before the kernel ends.
        .replace(/(seq \d+\.\.\d+), (live|stopped)/g, "$1")
        .replace(/durable up to c\d+/g, "durable up to SOME")
        .replace(/Node \d+\.\d+\.\d+/g, "Node")
        .replace(/ +/g, " "),
    ),
  );
}

/** Pictures tell times too. */
function svgText(base64: string): string {
  return JSON.stringify(Buffer.from(base64, "base64").toString("utf8")).slice(1, -1);
}

beforeAll(async () => {
  const isPart = (path: string): boolean => !/\.tapelab|dist|pipeline/.test(path);
  cpSync(join(root, "notebooks"), cwd, { recursive: true, filter: isPart });
  // Packages are looked up from the notebook's folder upward.
  symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
  result = await tapelabKernel(["run", "--inplace", ...names], { cwd, env: { TAPELAB_PLOT__BUNDLE: "none" } });
}, 300_000);

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("the notebooks", () => {
  it("are there: recording, crashes, a pipeline, resuming, plots, replay, comparing, sweeps, the cache, ghosts", () => {
    expect(names.map((name) => name.slice(0, 3))).toEqual([
      "01-",
      "02-",
      "03a",
      "03b",
      "03c",
      "04-",
      "05-",
      "06-",
      "07-",
      "08-",
      "09-",
      "10-",
    ]);
  });

  it("run from top to bottom without an error", () => {
    expect([result.err, result.code]).toEqual(["", 0]);
    expect(result.out.trimEnd().split("\n")).toHaveLength(names.length);
  });

  it.each(names)("%s shows what it shows in the repository", (name) => {
    const committed = cellsOf(join(root, "notebooks"), name);
    const fresh = cellsOf(cwd, name);
    expect(committed.map((cell) => cell.execution_count)).toEqual(committed.map((_, at) => at + 1));
    expect(committed.some(({ outputs }) => outputs?.some((output) => output.output_type === "error"))).toBe(false);
    expect(lasting(fresh, cwd)).toEqual(lasting(committed, MADE_IN));
  });

  it("leave one workspace behind, and nothing else", () => {
    expect(readdirSync(cwd).filter((name) => !name.endsWith(".ipynb"))).toEqual(
      [
        ...[".tapelab", "annealing.ts", "co2-stages.mjs", "draw-lorenz.js", "images", "lorenz-peaks.mjs"],
        ...["lorenz-peaks.yaml", "node_modules", "tsconfig.json"],
      ].sort(),
    );
  });
});
