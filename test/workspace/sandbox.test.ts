import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { deleteSandbox, openSandbox, type SandboxOptions } from "#sdk/workspace/sandbox.js";
import { FixedClock } from "../helpers/fixed-clock.js";

let base: string;
const marker = ".tapelab-sandbox.json";
const refused = expect.objectContaining({ code: "not-a-sandbox" });

function open(options: true | SandboxOptions): { root: string; cleanupOnReset: boolean } {
  return openSandbox({ disk: nodeDisk, clock: new FixedClock(), ids: systemIds, cwd: base }, options);
}

beforeEach(() => {
  base = realpathSync(mkdtempSync(`${tmpdir()}/tapelab-test-`));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("a sandbox", () => {
  it("is a new temporary folder with a marker, removed whole", () => {
    const { root, cleanupOnReset } = open(true);
    expect(cleanupOnReset).toBe(true);
    mkdirSync(`${root}/.tapelab/tapes`, { recursive: true });
    writeFileSync(`${root}/.tapelab/tapes/x`, "x", { mode: 0o400 });
    deleteSandbox(nodeDisk, root);
    expect(existsSync(root)).toBe(false);
  });

  it("has the folder it was given, and keeps what is in it unless told to clean", () => {
    const { root, cleanupOnReset } = open({ root: "box" });
    expect([root, cleanupOnReset]).toEqual([`${base}/box`, false]);
    writeFileSync(`${root}/old`, "x");
    open({ root: "box" });
    expect(existsSync(`${root}/old`)).toBe(true);
    open({ root: "box", cleanOnInit: true });
    expect(existsSync(`${root}/old`)).toBe(false);
    expect(existsSync(`${root}/${marker}`)).toBe(true);
  });

  it("removes a link inside, not what it points to", () => {
    mkdirSync(`${base}/precious`);
    writeFileSync(`${base}/precious/data`, "x");
    const { root } = open({ root: "box" });
    symlinkSync(`${base}/precious`, `${root}/link`);
    deleteSandbox(nodeDisk, root);
    expect(existsSync(`${base}/precious/data`)).toBe(true);
  });
});

describe("deleting a sandbox", () => {
  it("is refused without the marker, and with a file that is no marker", () => {
    mkdirSync(`${base}/box`);
    writeFileSync(`${base}/box/data`, "x");
    expect(() => deleteSandbox(nodeDisk, `${base}/box`)).toThrow(refused);
    writeFileSync(`${base}/box/${marker}`, "{}");
    expect(() => deleteSandbox(nodeDisk, `${base}/box`)).toThrow(refused);
    expect(existsSync(`${base}/box/data`)).toBe(true);
  });

  it.each(["/", homedir(), homedir().replace(/\/[^/]+$/, "") || "/"])("is refused for %s", (root) => {
    expect(() => deleteSandbox(nodeDisk, root)).toThrow(refused);
    expect(() => open({ root })).toThrow(refused);
  });

  it("is refused for a link to a sandbox, and for a path through a link", () => {
    const { root } = open({ root: "deep/box" });
    symlinkSync(root, `${base}/link`);
    symlinkSync(`${base}/deep`, `${base}/through`);
    expect(() => deleteSandbox(nodeDisk, `${base}/link`)).toThrow(refused);
    expect(() => deleteSandbox(nodeDisk, `${base}/through/box`)).toThrow(refused);
    expect(existsSync(`${root}/${marker}`)).toBe(true);
  });

  it("is refused when the marker is a link", () => {
    const { root } = open({ root: "box" });
    mkdirSync(`${base}/other`);
    symlinkSync(`${root}/${marker}`, `${base}/other/${marker}`);
    expect(() => deleteSandbox(nodeDisk, `${base}/other`)).toThrow(refused);
  });
});

describe("marking a folder", () => {
  it("is refused where files are: they would be deleted later", () => {
    mkdirSync(`${base}/box`);
    writeFileSync(`${base}/box/data`, "x");
    expect(() => open({ root: "box" })).toThrow(refused);
    expect(() => open({ root: "box", cleanOnInit: true })).toThrow(refused);
    expect(existsSync(`${base}/box/data`)).toBe(true);
  });

  it("works in an empty folder", () => {
    mkdirSync(`${base}/box`);
    expect(open({ root: "box" }).root).toBe(`${base}/box`);
  });
});
