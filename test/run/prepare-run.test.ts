/** What runs of a launch read is identified once, and again when it is another file. */
import { utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InputBook } from "#sdk/run/prepare-run.js";

let folder = "";
let ws: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-book-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

test("a file that changes while a launch goes on is another input from then on", async () => {
  const [deps, book, path] = [ws.runs.artifacts(ws.runs.newId()), new InputBook(), join(folder, "rows.csv")];
  const old = new Date(1_700_000_000_000);
  const write = (text: string): void => {
    writeFileSync(path, text);
    utimesSync(path, old, old);
  };
  write("one");
  const first = await book.input(deps, "rows", path);
  expect(await book.input(deps, "rows", path)).toBe(first);
  write("other");
  const second = await book.input(deps, "rows", path);
  expect(second.facts.sha256).not.toBe(first.facts.sha256);
  expect(await book.input(deps, "rows", path)).toBe(second);
});

test("what could not be read is asked for again", async () => {
  const [deps, book, path] = [ws.runs.artifacts(ws.runs.newId()), new InputBook(), join(folder, "late.csv")];
  await expect(book.input(deps, "rows", path)).rejects.toThrow("late.csv");
  await expect(book.digest(deps, "grid", path)).rejects.toThrow("late.csv");
  writeFileSync(path, "here");
  expect((await book.input(deps, "rows", path)).facts.size).toBe(4);
  expect(await book.digest(deps, "grid", path)).toMatch(/^[0-9a-f]{64}$/);
});
