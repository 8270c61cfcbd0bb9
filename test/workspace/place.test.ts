import { describe, expect, it } from "vitest";
import { findPlace } from "#sdk/workspace/place.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

function disk(...folders: string[]): MemoryDisk {
  const made = new MemoryDisk();
  for (const folder of folders) made.now.mkdir(folder);
  return made;
}

const at = (cwd: string, env: Record<string, string> = {}) => ({ cwd, env });

describe("findPlace", () => {
  it("walks up to the nearest .tapelab", () => {
    const place = findPlace(disk("/lab/.tapelab", "/lab/a/b", "/.tapelab"), at("/lab/a/b"));
    expect(place).toMatchObject({ dir: "/lab/.tapelab", root: "/lab" });
  });

  it("means the current folder when there is none", () => {
    expect(findPlace(disk("/lab/a"), at("/lab/a"))).toMatchObject({ dir: "/lab/a/.tapelab", root: "/lab/a" });
  });

  it("finds one at the root of the file system", () => {
    expect(findPlace(disk("/.tapelab", "/a"), at("/a"))).toMatchObject({ dir: "/.tapelab", root: "/" });
  });

  it("takes the environment before walking, and an explicit path before both", () => {
    const lab = disk("/lab/.tapelab");
    expect(findPlace(lab, at("/lab", { TAPELAB_WORKSPACE: "/other" })).dir).toBe("/other/.tapelab");
    expect(findPlace(lab, at("/lab", { TAPELAB_WORKSPACE: "/other" }), { path: "mine" }).dir).toBe(
      "/lab/mine/.tapelab",
    );
    expect(findPlace(lab, at("/lab", { TAPELAB_WORKSPACE: " " })).dir).toBe("/lab/.tapelab");
  });

  it("takes a path to the .tapelab folder itself", () => {
    expect(findPlace(disk(), at("/lab"), { path: "./x/.tapelab/" })).toMatchObject({
      dir: "/lab/x/.tapelab",
      root: "/lab/x",
    });
  });

  it("ignores a file named .tapelab", () => {
    const lab = disk("/lab/a");
    lab.put("/lab/a/.tapelab", new Uint8Array());
    lab.now.mkdir("/lab/.tapelab");
    expect(findPlace(lab, at("/lab/a")).dir).toBe("/lab/.tapelab");
  });

  it("takes the home folder from the call, else from the environment", () => {
    expect(findPlace(disk(), at("/lab", { TAPELAB_HOME: "/h" })).home).toBe("/h");
    expect(findPlace(disk(), at("/lab", { TAPELAB_HOME: "/h" }), { home: "own" }).home).toBe("/lab/own");
    expect(findPlace(disk(), at("/lab")).home).toMatch(/\/\.config\/tapelab$/);
  });
});
