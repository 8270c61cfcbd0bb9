/** Mounts in the settings of a workspace: listed with where they come from, added and removed in its own file. */
import { resolve } from "node:path";
import { type Disk, nodeDisk, runNow } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { publishOver } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { flattenSettingFile, readSettingFile } from "../record/setting-layers.js";
import type { Workspace } from "../workspace/workspace.js";
import { checkGiven } from "./given.js";
import { mountRoot, mountsOf } from "./mounts.js";
import { below, slashed } from "./uri.js";

/** A mount as the settings are now. */
export interface MountEntry {
  readonly name: string;
  readonly root: string;
  /** The file or the name in the environment that says so. */
  readonly origin: string;
  /** Whether the folder is there. */
  readonly isThere: boolean;
}

export function listMounts(ws: Pick<Workspace, "root" | "settings">, disk: Disk = nodeDisk): MountEntry[] {
  checkGiven("listMounts", { ws });
  return [...mountsOf(disk, ws).roots].sort().map(([name, root]) => {
    const { winner, candidates } = ws.settings.explain(`mounts.${name}`);
    const origin = candidates.find(({ layer }) => layer === winner)?.origin ?? "";
    return { name, root, origin, isThere: isFolder(disk, root) };
  });
}

/** Writes a mount into the workspace's settings; below the project it is kept relative, so that it moves with it. */
export function addMount(ws: Workspace, name: string, path: string, disk: Disk = nodeDisk): string {
  checkGiven("addMount", { ws, name, path }, "Nothing was changed.");
  const root = slashed(resolve(path));
  mountRoot(ws.root, name, root);
  if (!isFolder(disk, root)) throw notChanged(name, "an existing folder", root);
  ws.ensure();
  changeSettings(disk, ws.dir, name, below(ws.root, root) ?? root);
  ws.settings.reread();
  return root;
}

/** Takes a mount out of the workspace's settings. */
export function removeMount(ws: Workspace, name: string, disk: Disk = nodeDisk): void {
  checkGiven("removeMount", { ws, name }, "Nothing was changed.");
  const known = ws.settings.explain(`mounts.${name}`);
  const here = known.candidates.find(({ layer }) => layer === "workspace")?.value;
  if (here === undefined) {
    const origin = known.candidates.find(({ layer }) => layer === known.winner)?.origin;
    throw notChanged(
      name,
      "a mount of this workspace",
      origin === undefined ? "none of this name" : `one of ${origin}`,
    );
  }
  changeSettings(disk, ws.dir, name, undefined);
  ws.settings.reread();
}

/** Exchanges the file as a whole: a reader sees the old one or the new one. A file that cannot be read stays as it is. */
function changeSettings(disk: Disk, dir: string, name: string, root: string | undefined): void {
  const file = readSettingFile(disk, `${dir}/settings.json`, "workspace");
  if (file) flattenSettingFile(file, "workspace");
  const text = file?.text.replace(/^\ufeff/, "").trim() || "{}";
  const { [`mounts.${name}`]: _, mounts, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const { [name]: __, ...others } = (mounts ?? {}) as Record<string, unknown>;
  const left = { ...others, ...(root !== undefined && { [name]: root }) };
  const tree = Object.keys(left).length > 0 ? { ...rest, mounts: left } : rest;
  const bytes = Buffer.from(`${JSON.stringify(tree, null, 2)}\n`, "utf8");
  runNow(disk, publishOver(dir, "settings.json", bytes, hex(systemIds.random(8))));
}

function isFolder(disk: Disk, path: string): boolean {
  const real = disk.now.realpath(path);
  return real !== undefined && disk.now.stat(real)?.kind === "directory";
}

function notChanged(name: string, expected: string, found: string): TapelabError<"bad-option"> {
  const text = `mount ${shown(JSON.stringify(name), 80)}: expected ${expected}, found ${shown(found, 200)}. Nothing was changed. See them all: tapelab mount ls.`;
  return new TapelabError("bad-option", text, { option: "mount", expected, found });
}
