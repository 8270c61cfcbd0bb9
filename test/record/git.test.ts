import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { headCommit, isDirtyNow, readGit } from "#sdk/record/git.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const id = "9fceb02d0ae598e95dc970b74767f19372d61af8";
const folders: string[] = [];

function repository(): string {
  const folder = mkdtempSync(`${tmpdir()}/tapelab-git-`);
  folders.push(folder);
  git(folder, "init", "-q", "-b", "main");
  writeFileSync(`${folder}/a.txt`, "one");
  git(folder, "add", ".");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
  return folder;
}

function git(folder: string, ...words: string[]): string {
  return execFileSync("git", words, { cwd: folder, encoding: "utf8" }).trim();
}

function files(tree: Record<string, string>): MemoryDisk {
  const disk = new MemoryDisk();
  for (const [path, text] of Object.entries(tree)) disk.put(path, Buffer.from(text));
  return disk;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("headCommit", () => {
  it("reads the branch that HEAD names, from a folder below", () => {
    const disk = files({
      "/lab/.git/HEAD": "ref: refs/heads/main\n",
      "/lab/.git/refs/heads/main": `${id}\n`,
      "/lab/src/a.ts": "",
    });
    expect(headCommit(disk, "/lab/src")).toBe(id);
  });

  it("reads a detached HEAD and a packed branch", () => {
    expect(headCommit(files({ "/lab/.git/HEAD": `${id}\n` }), "/lab")).toBe(id);
    const packed = `# pack-refs with: peeled\n${"0".repeat(40)} refs/heads/other/main\n${id} refs/heads/main\n`;
    expect(
      headCommit(files({ "/lab/.git/HEAD": "ref: refs/heads/main\n", "/lab/.git/packed-refs": packed }), "/lab"),
    ).toBe(id);
  });

  it("follows the .git file of a work tree to the common folder", () => {
    const disk = files({
      "/tree/.git": "gitdir: /lab/.git/worktrees/tree\n",
      "/lab/.git/worktrees/tree/HEAD": "ref: refs/heads/topic\n",
      "/lab/.git/worktrees/tree/commondir": "../..\n",
      "/lab/.git/refs/heads/topic": `${id}\n`,
    });
    expect(headCommit(disk, "/tree")).toBe(id);
  });

  it.each([
    ["no repository", {}],
    ["a repository without a commit", { "/lab/.git/HEAD": "ref: refs/heads/main\n" }],
    ["a HEAD that is no HEAD", { "/lab/.git/HEAD": "hello" }],
    ["a ref that leaves the repository", { "/lab/.git/HEAD": "ref: ../../etc/passwd" }],
  ])("knows no commit with %s", (_, tree) => expect(headCommit(files(tree), "/lab")).toBeUndefined());

  it("agrees with git", () => {
    const folder = repository();
    expect(headCommit(nodeDisk, folder)).toBe(git(folder, "rev-parse", "HEAD"));
    git(folder, "pack-refs", "--all");
    expect(headCommit(nodeDisk, folder)).toBe(git(folder, "rev-parse", "HEAD"));
    const tree = `${folder}-tree`;
    folders.push(tree);
    git(folder, "worktree", "add", "-q", "-b", "topic", tree);
    expect(headCommit(nodeDisk, tree)).toBe(git(tree, "rev-parse", "HEAD"));
  });
});

describe("readGit", () => {
  it("finds out in the background whether the tree is dirty; the workspace's own folder does not count", async () => {
    const folder = repository();
    mkdirSync(`${folder}/.tapelab/tapes`, { recursive: true });
    writeFileSync(`${folder}/.tapelab/tapes/x`, "x");
    const clean = readGit(nodeDisk, folder, "full");
    expect(clean.dirty()).toBeUndefined();
    expect(await clean.known).toBe(false);
    expect(clean.dirty()).toBe(false);
    writeFileSync(`${folder}/a.txt`, "two");
    expect(await readGit(nodeDisk, folder, "full").known).toBe(true);
    expect(isDirtyNow(folder)).toBe(true);
  });

  it("counts changes beside a folder below the repository's top", async () => {
    const folder = repository();
    mkdirSync(`${folder}/sub`);
    writeFileSync(`${folder}/a.txt`, "two");
    expect(await readGit(nodeDisk, `${folder}/sub`, "full").known).toBe(true);
  });

  it("asks nothing with head, and reads nothing with off", async () => {
    const folder = repository();
    const head = readGit(nodeDisk, folder, "head");
    expect(await head.known).toBeUndefined();
    expect(head.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(readGit(nodeDisk, folder, "off").commit).toBeUndefined();
  });

  it("does not know when git cannot answer", () => {
    const folder = mkdtempSync(`${tmpdir()}/tapelab-git-`);
    folders.push(folder);
    expect(isDirtyNow(folder)).toBeNull();
  });
});
