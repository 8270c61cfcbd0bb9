import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { namesThere } from "#sdk/base/folder-names.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-names-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const there = () => namesThere(nodeDisk, folder, ["a.lock", "b.lock"]);
const long = new Date(Date.now() - 60_000);

test("a name that comes or goes is seen at once, also in a folder that nothing changed for long", () => {
  utimesSync(folder, long, long);
  expect(there()).toEqual([]);
  expect(there()).toEqual([]);
  writeFileSync(join(folder, "b.lock"), "");
  expect(there()).toEqual(["b.lock"]);
  writeFileSync(join(folder, "a.lock"), "");
  expect(there()).toEqual(["a.lock", "b.lock"]);
  rmSync(join(folder, "a.lock"));
  expect(there()).toEqual(["b.lock"]);
  rmSync(folder, { recursive: true });
  expect(there()).toEqual([]);
});

test("a folder that did not change is asked for its time alone, one that changed just now for each name", () => {
  expect(there()).toEqual([]);
  const asked = vi.spyOn(nodeDisk.now, "stat");
  there();
  expect(asked).toHaveBeenCalledTimes(3);
  utimesSync(folder, long, long);
  there();
  asked.mockClear();
  there();
  expect(asked.mock.calls).toEqual([[folder]]);
});
