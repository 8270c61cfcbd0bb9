import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeDisk, runLater, runNow } from "#sdk/base/disk.js";
import { readIfSmall, readSmall } from "#sdk/base/small-file.js";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tapelab-small-"));
  writeFileSync(join(root, "note"), "x".repeat(5_000));
  mkdirSync(join(root, "folder"));
  symlinkSync(join(root, "note"), join(root, "link"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("readSmall", () => {
  it("reads a whole file up to the limit, gives undefined when nothing is there, and refuses a larger one", async () => {
    expect(runNow(nodeDisk, readSmall(join(root, "note"), 5_000))?.length).toBe(5_000);
    expect((await runLater(nodeDisk, readSmall(join(root, "note"), 5_000)))?.length).toBe(5_000);
    expect(runNow(nodeDisk, readSmall(join(root, "nothing"), 5_000))).toBeUndefined();
    expect(() => runNow(nodeDisk, readSmall(join(root, "note"), 4_999))).toThrow(
      expect.objectContaining({ code: "EFBIG" }),
    );
  });

  // Only Linux has such files, in /proc.
  it.runIf(process.platform === "linux")("reads files that say they have no size", () => {
    expect(runNow(nodeDisk, readSmall(`/proc/${process.pid}/stat`, 65_536))?.length).toBeGreaterThan(20);
  });
});

describe("readIfSmall", () => {
  it("gives undefined for what is no small regular file", () => {
    expect(runNow(nodeDisk, readIfSmall(join(root, "note"), 5_000))?.length).toBe(5_000);
    for (const name of ["nothing", "folder", "link"]) {
      expect(runNow(nodeDisk, readIfSmall(join(root, name), 5_000))).toBeUndefined();
    }
    expect(runNow(nodeDisk, readIfSmall(join(root, "note"), 4_999))).toBeUndefined();
  });
});
