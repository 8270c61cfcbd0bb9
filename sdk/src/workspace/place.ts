/** Where a workspace is: given, named by the environment, or the nearest `.tapelab` walking up. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Disk } from "../base/disk.js";

/** A workspace's folders. It need not exist yet. */
export interface Place {
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** The folder that holds it. */
  readonly root: string;
  /** Folder of the home settings. */
  readonly home: string;
}

/** What a process knows about where it runs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const folderName = ".tapelab";

/** The place a call means. A start creates it when nothing is there; reading does not. */
export function findPlace(disk: Disk, { env, cwd }: Surroundings, given: { path?: string; home?: string } = {}): Place {
  const home = given.home ?? filled(env.TAPELAB_HOME);
  const explicit = given.path ?? filled(env.TAPELAB_WORKSPACE);
  const dir = explicit === undefined ? nearest(disk, cwd) : folderOf(plain(resolve(cwd, explicit)));
  return {
    dir,
    root: dir.slice(0, dir.lastIndexOf("/")) || "/",
    home: plain(home === undefined ? `${homedir()}/.config/tapelab` : resolve(cwd, home)),
  };
}

/** The path may name the folder that holds `.tapelab`, or `.tapelab` itself. */
function folderOf(path: string): string {
  if (path.endsWith(`/${folderName}`)) return path;
  return `${path === "/" ? "" : path}/${folderName}`;
}

function nearest(disk: Disk, cwd: string): string {
  const start = plain(resolve(cwd));
  for (let at = start; ; at = at.slice(0, at.lastIndexOf("/"))) {
    if (disk.now.stat(`${at}/${folderName}`)?.kind === "directory") return `${at}/${folderName}`;
    if (!at.includes("/")) return folderOf(start);
  }
}

function plain(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  return slashed.length > 1 ? slashed.replace(/\/+$/, "") : slashed;
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}
