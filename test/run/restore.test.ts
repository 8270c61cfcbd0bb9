import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { BlobStore } from "#sdk/blob/store.js";
import { Mounts } from "#sdk/run/mounts.js";
import { restore } from "#sdk/run/restore.js";
import { storeOutput } from "#sdk/run/store-artifact.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { type Bench, bench, made } from "./artifact-deps.js";

const treeOf = (dir: string): Record<string, string> => {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names.map((name) => [name, statSync(join(dir, name)).isFile() ? readFileSync(join(dir, name), "utf8") : "folder"]),
  );
};

async function folderArtifact(deps: Bench) {
  for (const [path, content] of [
    ["a", "1"],
    ["s/b", "2"],
    ["s/.c", ""],
  ] as const)
    deps.write(`d/${path}`, content);
  mkdirSync(join(deps.root, "d/empty"));
  return (await made(deps, "d", join(deps.root, "d"))).facts;
}

describe("restoring a file", () => {
  it("brings it back, and keeps one that is right", async () => {
    const deps = bench();
    const { facts } = await made(deps, "f", deps.write("f", "12"));
    rmSync(join(deps.root, "f"));
    const to = join(deps.root, "new/folder/f");
    expect(await restore(deps, facts, to)).toBe("restored");
    const { ino } = statSync(to);
    expect(await restore(deps, facts, to)).toBe("kept");
    expect([readFileSync(to, "utf8"), statSync(to).ino]).toEqual(["12", ino]);
    expect(readdirSync(join(to, ".."))).toEqual(["f"]);
  });

  it("refuses to take the place of other content, and exchanges it by a rename when told to", async () => {
    const deps = bench();
    const { facts } = await made(deps, "f", Buffer.from("12"));
    const to = deps.write("in-the-way", "mine");
    await expect(restore(deps, facts, to)).rejects.toMatchObject({ code: "artifact-differs" });
    await expect(restore(deps, facts, to)).rejects.toThrow(/That was left as it is\. .*replace: true/);
    expect(readFileSync(to, "utf8")).toBe("mine");
    expect(await restore(deps, facts, to, { replace: true })).toBe("restored");
    expect(readFileSync(to, "utf8")).toBe("12");
    symlinkSync(deps.write("target", "theirs"), join(deps.root, "link"));
    await expect(restore(deps, facts, join(deps.root, "link"), { replace: true })).rejects.toThrow(/not restored over/);
    expect(readFileSync(join(deps.root, "target"), "utf8")).toBe("theirs");
  });

  it("takes a file that is referenced from where it was, and never bytes that are not those recorded", async () => {
    const deps = bench();
    const path = deps.write("f", "12");
    const { facts } = await made(deps, "f", path, { store: "reference" });
    const to = join(deps.root, "copy");
    expect(await restore(deps, facts, to)).toBe("restored");
    rmSync(to);
    writeFileSync(path, "13");
    await expect(restore(deps, facts, to)).rejects.toMatchObject({ code: "artifact-unavailable" });
    expect(readdirSync(deps.root).filter((name) => name.includes("copy"))).toEqual([]);
  });
});

describe("restoring a directory", () => {
  it("brings back every file and folder from manifest and blobs", async () => {
    const deps = bench();
    const facts = await folderArtifact(deps);
    const before = treeOf(join(deps.root, "d"));
    rmSync(join(deps.root, "d"), { recursive: true });
    const to = join(deps.root, "back");
    expect(await restore(deps, facts, to)).toBe("restored");
    expect(treeOf(to)).toEqual(before);
    expect(await restore(deps, facts, to)).toBe("kept");
  });

  it("refuses to take the place of another one, and exchanges it as a whole when told to", async () => {
    const deps = bench();
    const facts = await folderArtifact(deps);
    const to = join(deps.root, "back");
    deps.write("back/mine", "x");
    await expect(restore(deps, facts, to)).rejects.toMatchObject({ code: "artifact-differs" });
    expect(treeOf(to)).toEqual({ mine: "x" });
    expect(await restore(deps, facts, to, { replace: true })).toBe("restored");
    expect(treeOf(to)).toEqual(treeOf(join(deps.root, "d")));
    expect(readdirSync(deps.root).filter((name) => name.startsWith("."))).toEqual([".tapelab"]);
  });

  it("leaves nothing when one file of it is gone", async () => {
    const deps = bench();
    const facts = await folderArtifact(deps);
    rmSync(join(deps.root, "d"), { recursive: true });
    const manifest = JSON.parse(Buffer.from((await deps.blobs.read(facts.sha256))!).toString("utf8"));
    const { sha256 } = manifest.entries.at(-1);
    for (const ending of ["", ".z"]) rmSync(join(deps.blobs.dir, sha256.slice(0, 2), sha256 + ending), { force: true });
    const to = join(deps.root, "back");
    await expect(restore(deps, facts, to)).rejects.toThrow(/s\/b is missing/);
    expect(existsSync(to)).toBe(false);
    expect(readdirSync(deps.root).filter((name) => name.includes("back"))).toEqual([]);
  });
});

describe("a disk that is full", () => {
  it("while storing: says so and what to do, and leaves no half blob, whichever write fails", async () => {
    const content = new Uint8Array(6 << 20).fill(7);
    for (let at = 0, isOver = false; !isOver; at++) {
      const machine = new MemoryDisk();
      machine.put("/p/out", content);
      machine.putDir("/p/.tapelab");
      let appends = 0;
      const disk = new FaultDisk(machine, {
        fault: ({ name, path }) =>
          (name === "append" || name === "createExcl" || name === "sync") &&
          path.includes("/blobs/") &&
          appends++ === at
            ? "ENOSPC"
            : undefined,
      });
      const deps = memoryDeps(disk);
      const stored = await storeOutput(deps, "out", "/p/out").catch((error: unknown) => error);
      isOver = !(stored instanceof Error);
      if (isOver) expect(at).toBeGreaterThan(4);
      if (isOver) break;
      expect(stored).toMatchObject({ code: "artifact-failed" });
      expect(String(stored)).toMatch(
        /Output out could not be stored: the disk is full \(ENOSPC\).*Free space, then run again/,
      );
      expect(machine.files()).toEqual(["/p/out"]);
      expect((await storeOutput(deps, "out", "/p/out")).facts.store).toBe("blob");
    }
  });
});

describe("a disk that is full while a directory is stored", () => {
  it("says so and leaves no half blob, whichever write fails; then the same call succeeds", async () => {
    const deps = bench();
    const { sha256 } = await folderArtifact(deps);
    let isOver = false;
    for (let at = 0; !isOver; at++) {
      const dir = join(deps.dir, `blobs${at}`);
      const blobs = new BlobStore(failingAt(at), dir, systemIds);
      const store = (into: BlobStore) => storeOutput({ ...deps, blobs: into }, "d", join(deps.root, "d"));
      const outcome = await store(blobs).catch((error: unknown) => error);
      isOver = !(outcome instanceof Error);
      if (isOver) expect(at).toBeGreaterThan(8);
      else
        expect(String(outcome)).toMatch(/Output d could not be stored: the disk is full .*Free space, then run again/);
      await vi.waitFor(
        () => {
          const left = existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: "utf8" }) : [];
          expect(left.filter((path) => path.includes("tmp-"))).toEqual([]); // what is packed behind us ends
        },
        { timeout: 10_000 },
      );
      expect((await store(new BlobStore(nodeDisk, dir, systemIds))).facts.sha256).toBe(sha256);
    }
  });
});

describe("a disk that gets full", () => {
  it("while restoring: says so, and leaves the old file or none, whichever write fails", async () => {
    for (const replace of [false, true]) {
      for (let at = 0, isOver = false; !isOver; at++) {
        const machine = new MemoryDisk();
        machine.put("/p/out", new Uint8Array(3 << 20).fill(7));
        machine.putDir("/p/.tapelab");
        let count = 0;
        let isFull = false;
        const disk = new FaultDisk(machine, {
          fault: ({ name, path }) =>
            isFull &&
            path.includes("/to") &&
            ["append", "createExcl", "sync", "link", "mkdir"].includes(name) &&
            count++ === at
              ? "ENOSPC"
              : undefined,
        });
        const deps = memoryDeps(disk);
        const { facts } = await storeOutput(deps, "out", "/p/out");
        if (replace) machine.put("/p/to/out", Buffer.from("old"));
        isFull = true;
        const outcome = await restore(deps, facts, "/p/to/out", { replace }).catch((error: unknown) => error);
        isOver = outcome === "restored";
        if (isOver) expect(at).toBeGreaterThan(4);
        if (isOver) break;
        expect(String(outcome)).toMatch(/Artifact out could not be restored: the disk is full/);
        const left = machine.files().filter((path) => path.startsWith("/p/to"));
        expect(left).toEqual(replace ? ["/p/to/out"] : []);
        if (replace) expect(Buffer.from(machine.bytes("/p/to/out")).toString()).toBe("old");
        isFull = false;
        expect(await restore(deps, facts, "/p/to/out", { replace })).toBe("restored");
      }
    }
  });

  it("while restoring a directory: leaves what was there, whichever write fails", async () => {
    const deps = bench();
    const facts = await folderArtifact(deps);
    const to = join(deps.root, "back");
    let isOver = false;
    for (let at = 0; !isOver; at++) {
      rmSync(to, { recursive: true, force: true });
      deps.write("back/mine", "x");
      const disk = failingAt(at);
      const outcome = await restore({ ...deps, disk }, facts, to, { replace: true }).catch((error: unknown) => error);
      isOver = outcome === "restored";
      if (isOver) expect(at).toBeGreaterThan(8);
      if (isOver) break;
      expect(String(outcome)).toMatch(/could not be restored: the disk is full/);
      expect(treeOf(to)).toEqual({ mine: "x" });
      expect(readdirSync(deps.root).filter((name) => name.includes("back"))).toEqual(["back"]);
    }
    expect(treeOf(to)).toEqual(treeOf(join(deps.root, "d")));
  });
});

describe("a process that is killed while it restores", () => {
  it("leaves what was there; the next restore takes away what it wrote, and nothing of one that is under way", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]); // gone by now
    for (const replace of [false, true]) {
      for (let at = 0, isOver = false; !isOver; at++) {
        const machine = new MemoryDisk();
        machine.put("/p/out", new Uint8Array(3 << 20).fill(7));
        machine.putDir("/p/.tapelab");
        const deps = memoryDeps(new FaultDisk(machine, {}));
        const { facts } = await storeOutput(deps, "out", "/p/out");
        const others = [`.out.${process.pid}-0123abcd.tmp`, `.out2.${pid}-0123abcd.tmp`].map((name) => `/p/to/${name}`);
        for (const path of others) machine.put(path, Buffer.from("other"));
        if (replace) machine.put("/p/to/out", Buffer.from("old"));
        let count = 0;
        const disk = new FaultDisk(machine, {
          fault: ({ path }) => (path.includes("/to") && count++ === at ? "kill" : undefined),
        });
        const ids = { ...systemIds, pid: () => pid };
        const killed = restore({ ...memoryDeps(disk), ids }, facts, "/p/to/out", { replace });
        isOver = await killed.then(
          () => true,
          () => false,
        );
        const there = machine.files().includes("/p/to/out") ? machine.bytes("/p/to/out").length : 0;
        expect(replace ? [3, 3 << 20] : [0, 3 << 20]).toContain(there);
        if (isOver) expect(at).toBeGreaterThan(8);
        expect(await restore(deps, facts, "/p/to/out", { replace })).toMatch(isOver ? "kept" : /restored|kept/);
        const left = machine.files().filter((path) => path.startsWith("/p/to"));
        expect(left.sort()).toEqual([...others, "/p/to/out"].sort());
      }
    }
  });
});

function memoryDeps(disk: Disk) {
  return {
    disk,
    ids: systemIds,
    blobs: new BlobStore(disk, "/p/.tapelab/blobs", systemIds),
    root: "/p",
    mounts: new Mounts(disk, new Map(), { project: "/p" }),
    storeBelow: 64 << 20,
    now: () => Date.now(),
    records: async () => [],
    scratch: () => "/p/scratch",
  };
}

/** The real disk, that is full at one operation that writes. */
function failingAt(at: number): Disk {
  let count = 0;
  const guard =
    <A extends readonly unknown[], R>(run: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      if (count++ === at) return Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }));
      return run(...args);
    };
  const { createExcl, append, sync, mkdir, rename } = nodeDisk.later;
  const guarded = { createExcl, append, sync, mkdir, rename };
  const later = { ...nodeDisk.later };
  for (const name of Object.keys(guarded) as (keyof typeof guarded)[])
    Object.assign(later, { [name]: guard(guarded[name] as (...args: readonly unknown[]) => Promise<unknown>) });
  return { ...nodeDisk, later };
}
