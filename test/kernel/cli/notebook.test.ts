import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebookText, readNotebook, textLines, writeNotebook } from "#kernel/cli/notebook.js";
import { CellOutputs } from "#kernel/cli/outputs.js";
import { temporaryFolder } from "./run-kernel-command.js";

const notebook = (language = "typescript") => ({
  nbformat_minor: 5,
  nbformat: 4,
  metadata: { kernelspec: { name: "tapelab", language, display_name: "x" } },
  cells: [{ source: ["a\n", "b"], metadata: {}, id: "c", cell_type: "markdown" }],
});

describe("textLines", () => {
  it.each([
    ["", []],
    ["a", ["a"]],
    ["a\n", ["a\n"]],
    ["a\n\nb", ["a\n", "\n", "b"]],
    ["a\r\nb\rc", ["a\r\n", "b\r", "c"]],
    ["é\u2028😀\f", ["é\u2028", "😀\f"]],
  ])("splits %j as Jupyter does", (text, lines) => {
    expect(textLines(text)).toEqual(lines);
    expect(lines.join("")).toBe(text);
  });
});

describe("notebookText", () => {
  it("writes sorted keys with one blank of indent and a line end, whatever the order was", () => {
    expect(notebookText(notebook())).toBe(
      '{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "c",\n   "metadata": {},\n   "source": [\n    "a\\n",\n' +
        '    "b"\n   ]\n  }\n ],\n "metadata": {\n  "kernelspec": {\n   "display_name": "x",\n   "language": "typescript",\n' +
        '   "name": "tapelab"\n  }\n },\n "nbformat": 4,\n "nbformat_minor": 5\n}\n',
    );
  });
});

describe("readNotebook", () => {
  const written = (text: string): string => {
    const path = join(temporaryFolder(), "n.ipynb");
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ["no JSON", "{", /n\.ipynb is no notebook: it is not JSON/],
    ["an old format", '{"nbformat":3,"worksheets":[]}', /no notebook of format 4 \(found 3\)\. It was not run/],
    ["another language", JSON.stringify(notebook("python")), /a notebook in python; this kernel runs TypeScript/],
    ["no object", "7", /holds no JSON object/],
  ])("refuses %s", (_, text, message) => {
    expect(() => readNotebook(written(text))).toThrow(message);
  });

  it("refuses what is not there and what is a folder", () => {
    const folder = temporaryFolder();
    expect(() => readNotebook(join(folder, "x.ipynb"))).toThrow(/There is no notebook/);
    expect(() => readNotebook(folder)).toThrow(/is no file/);
  });

  it("takes a notebook without metadata about its kernel", () => {
    expect(readNotebook(written('{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}')).cells).toEqual([]);
  });
});

describe("writeNotebook", () => {
  it("keeps the mode of the file, follows a link to it, and leaves nothing else behind", () => {
    const folder = temporaryFolder();
    const path = join(folder, "real.ipynb");
    writeFileSync(path, "old");
    chmodSync(path, 0o640);
    symlinkSync(path, join(folder, "link.ipynb"));
    writeNotebook(join(folder, "link.ipynb"), notebook());
    expect(lstatSync(join(folder, "link.ipynb")).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, "utf8")).toBe(notebookText(notebook()));
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(["link.ipynb", "real.ipynb"]);
  });
});

describe("CellOutputs", () => {
  const message = (msg_type: string, content: Record<string, unknown>) => ({
    header: { msg_id: "1", msg_type },
    parent: {},
    metadata: {},
    content,
    identities: [],
    buffers: [],
  });
  const stream = (name: string, text: string) => message("stream", { name, text });

  it("joins neighbors of one stream and keeps the order of all", () => {
    const outputs = new CellOutputs();
    for (const [name, text] of [
      ["stdout", "a\n"],
      ["stdout", "b"],
      ["stderr", "c"],
      ["stdout", "d"],
    ] as const)
      outputs.take(stream(name, text));
    expect(outputs.toNotebook()).toEqual([
      { output_type: "stream", name: "stdout", text: ["a\n", "b"] },
      { output_type: "stream", name: "stderr", text: ["c"] },
      { output_type: "stream", name: "stdout", text: ["d"] },
    ]);
  });

  it("clears at once, or with the next output", () => {
    const outputs = new CellOutputs();
    outputs.take(stream("stdout", "a"));
    outputs.take(message("clear_output", { wait: true }));
    expect(outputs.items).toHaveLength(1);
    outputs.take(stream("stdout", "b"));
    expect(outputs.toNotebook()).toEqual([{ output_type: "stream", name: "stdout", text: ["b"] }]);
    outputs.take(message("clear_output", { wait: false }));
    expect(outputs.items).toEqual([]);
  });

  it("updates what was shown under an id, and stores no id", () => {
    const outputs = new CellOutputs();
    outputs.take(
      message("display_data", { data: { "text/plain": "1" }, metadata: {}, transient: { display_id: "d" } }),
    );
    outputs.update("other", { data: {}, metadata: {} });
    outputs.update("d", { data: { "text/plain": "x\ny", "application/json": { a: 1 } }, metadata: {} });
    expect(outputs.toNotebook()).toEqual([
      {
        output_type: "display_data",
        data: { "text/plain": ["x\n", "y"], "application/json": { a: 1 } },
        metadata: {},
      },
    ]);
  });
});
