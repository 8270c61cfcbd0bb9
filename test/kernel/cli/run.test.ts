import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebook, type SavedCell, seconds } from "./notebooks.js";
import { tapelabKernel } from "./run-kernel-command.js";

describe("tapelab-kernel run", () => {
  it("runs the cells in order and writes nothing unless told to", async () => {
    const { folder, path } = notebook("const six = 6;", "", "console.log(six * 7);");
    const before = readFileSync(path, "utf8");
    const { code, out, err } = await tapelabKernel(["run", path]);
    expect([code, seconds(out), err]).toEqual([0, "n.ipynb: 3 cells ok (1.0 s)\n", ""]);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(folder)).toEqual(["n.ipynb"]);
  });

  it("writes outputs and counts with --inplace, the same bytes each time", async () => {
    const { path, read } = notebook("console.log(1);\nconsole.error(2);", "", "[1, 2]");
    expect((await tapelabKernel(["run", "--inplace", path])).code).toBe(0);
    const first = readFileSync(path, "utf8");
    expect(read().map(({ execution_count, outputs }) => [execution_count, outputs])).toEqual([
      [
        1,
        [
          { output_type: "stream", name: "stdout", text: ["1\n"] },
          { output_type: "stream", name: "stderr", text: ["2\n"] },
        ],
      ],
      [null, []],
      [2, [{ output_type: "execute_result", execution_count: 2, data: { "text/plain": ["[ 1, 2 ]"] }, metadata: {} }]],
    ]);
    expect((await tapelabKernel(["run", "--inplace", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(first);
  });

  it("names the cell and the line that failed, stops there, and leaves the file alone", async () => {
    const { path } = notebook(
      "const a = 1;",
      "\nfunction bo() {\n  throw new RangeError('no');\n}\nbo();",
      "console.log('never')",
    );
    const before = readFileSync(path, "utf8");
    const { code, out, err } = await tapelabKernel(["run", "--inplace", path]);
    expect([code, seconds(out)]).toEqual([1, "n.ipynb: 1 cell failed, 2 of 3 ran (1.0 s)\n"]);
    expect(err.split("\n")[0]).toBe("n.ipynb: cell [2], line 3: RangeError: no");
    expect(err).toContain("n.ipynb was not changed.");
    expect(err).not.toMatch(/kernel\/(src|dist)|node:internal/);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("tells a type error with its place", async () => {
    const { path } = notebook("\n\nconst n: number = 'text';");
    const { code, err } = await tapelabKernel(["run", path]);
    expect(code).toBe(1);
    expect(err).toMatch(/^n\.ipynb: cell \[1\], line 3: TypeScriptError: .*\n {2}Cell\[1\]:3:7 - TS2322: /);
  });
});

describe("tapelab-kernel run with options", () => {
  it("goes on with --allow-errors, and after a cell that is meant to fail", async () => {
    const wrong = { source: "throw new Error('meant')", tags: ["raises-exception"] };
    const meant = notebook(wrong, "1");
    expect((await tapelabKernel(["run", "--inplace", meant.path])).code).toBe(0);
    expect(meant.read().map(({ outputs }) => outputs[0]?.output_type)).toEqual(["error", "execute_result"]);
    const errors = notebook(wrong.source, "throw 2", "1");
    const { code, out } = await tapelabKernel(["run", "--inplace", "--allow-errors", errors.path]);
    expect([code, seconds(out)]).toEqual([1, "n.ipynb: 2 cells failed, 3 of 3 ran (1.0 s)\n"]);
    expect(errors.read()[2]?.outputs[0]?.output_type).toBe("execute_result");
  });

  it("writes to --output, also what a failed run has shown", async () => {
    const { folder, path } = notebook("console.log('seen')", "throw 1");
    const target = join(folder, "out.ipynb");
    expect((await tapelabKernel(["run", path, "--output", target])).code).toBe(1);
    const { cells } = JSON.parse(readFileSync(target, "utf8")) as { cells: SavedCell[] };
    expect(cells.map(({ outputs }) => outputs.map((output) => output.output_type))).toEqual([["stream"], ["error"]]);
  });

  it("lets what still works when the last cell is done come to its end: a picture that is drawn", async () => {
    const work =
      "const end = Date.now() + 700; while (Date.now() < end); require('node:fs').writeFileSync('drawn', '');";
    const { path, folder } = notebook(`setTimeout(() => { ${work} }, 0); 1`);
    const { code, err } = await tapelabKernel(["run", path]);
    expect([code, err]).toEqual([0, ""]);
    expect(readdirSync(folder)).toContain("drawn");
  });

  it("interrupts a cell at --timeout", async () => {
    const { path } = notebook("for (;;);");
    const { code, err } = await tapelabKernel(["run", path, "--timeout", "1"]);
    expect([code, err]).toEqual([1, "n.ipynb: cell [1]: interrupted after 1 s (--timeout)\n"]);
  });

  it("says that the kernel is gone when a cell kills it", async () => {
    const { path } = notebook("process.kill(process.pid, 'SIGKILL');", "1");
    const { code, err } = await tapelabKernel(["run", path]);
    expect([code, err]).toEqual([1, "n.ipynb: The kernel ended by itself (SIGKILL).\n"]);
  });

  it("reads every file before it runs one, and runs several", async () => {
    const first = notebook("require('node:fs').writeFileSync('ran', '')");
    const missing = join(first.folder, "nope.ipynb");
    const { code, out, err } = await tapelabKernel(["run", first.path, missing]);
    expect([code, out, err]).toEqual([1, "", `There is no notebook ${missing}.\n`]);
    expect(readdirSync(first.folder)).toEqual(["n.ipynb"]);
    const both = await tapelabKernel(["run", first.path, notebook("1").path]);
    expect([both.code, both.out.split("\n").length]).toEqual([0, 3]);
    expect(readdirSync(first.folder)).toContain("ran");
  });

  it.each([
    [["run"], "NOTEBOOK… is missing."],
    [["run", "a.ipynb", "b.ipynb", "--output", "c"], "--output takes one notebook. For several there is --inplace."],
    [["run", "a.ipynb", "--inplace", "--output", "c"], "--inplace and --output exclude each other."],
    [["run", "a.ipynb", "--timeout", "0"], '--timeout expects a whole number from 1, found "0".'],
    [["console", "--save"], "--save needs the NOTEBOOK to write to."],
  ])("refuses %j", async (words, text) => {
    const { code, err } = await tapelabKernel(words);
    expect([code, err.split("\n")[0]]).toEqual([2, text]);
  });
});
