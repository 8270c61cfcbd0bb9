import { expect, test } from "vitest";
import { programName, programOf } from "#sdk/run/program.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test("a notebook is executed by the kernel of its project, and named by its file", () => {
  const disk = new MemoryDisk();
  disk.put("/project/work/fit.ipynb", text("{}"));
  disk.put("/project/node_modules/tapelab-kernel/package.json", text('{"bin":{"tapelab-kernel":"bin/k.js"}}'));
  const kernel = "/project/node_modules/tapelab-kernel/bin/k.js";
  const expected = {
    kind: "command",
    argv: [process.execPath, kernel, "run", "/project/work/fit.ipynb"],
    notebook: "/project/work/fit.ipynb",
  };
  for (const source of ["/project/work/fit.ipynb", { command: ["/project/work/fit.ipynb"] }]) {
    const program = programOf(disk, source);
    expect([program, programName(program)]).toEqual([expected, "fit"]);
  }
});

test("a notebook without a kernel says what to install", () => {
  const disk = new MemoryDisk();
  disk.put("/project/fit.ipynb", text("{}"));
  expect(() => programOf(disk, "/project/fit.ipynb")).toThrow(
    "fit.ipynb is a notebook, and no tapelab-kernel is installed in its project. Nothing was started. Install it there: npm install tapelab-kernel",
  );
});

test("a program that is not there, or an empty command, is refused", () => {
  const disk = new MemoryDisk();
  expect(() => programOf(disk, "/gone.mjs")).toThrow("There is no program at /gone.mjs. Nothing was started.");
  expect(() => programOf(disk, "/gone.ipynb")).toThrow("There is no program at /gone.ipynb");
  expect(() => programOf(disk, { command: [] })).toThrow("The command of a launch is empty");
  expect(programOf(disk, { command: ["python3", "model.py"] })).toEqual({
    kind: "command",
    argv: ["python3", "model.py"],
  });
});
