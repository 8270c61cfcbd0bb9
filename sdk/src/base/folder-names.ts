/** Which of some names a folder has: looked for again only when the folder changed. For what many short runs ask for each. */
import { systemClock } from "./clock.js";
import type { Disk } from "./disk.js";

/** A folder that was written later may be written again without another time. */
const settledMs = 2_000;
const foldersMax = 1_000;

interface Known {
  readonly mtimeMs: number;
  readonly found: readonly string[];
}

const known = new WeakMap<Disk, Map<string, Known>>();

/** Those of the names that lie in the folder, whatever they are. Empty where no folder is. */
export function namesThere(disk: Disk, folder: string, names: readonly string[]): readonly string[] {
  const stat = disk.now.stat(folder);
  if (stat === undefined) return [];
  const all = known.get(disk) ?? new Map<string, Known>();
  known.set(disk, all);
  const key = [folder, ...names].join("\0");
  const before = all.get(key);
  if (before?.mtimeMs === stat.mtimeMs && stat.kind === "directory") return before.found;
  const base = folder === "/" ? "" : folder;
  const found = names.filter((name) => disk.now.stat(`${base}/${name}`) !== undefined);
  if (all.size >= foldersMax) all.clear();
  if (systemClock.now() - stat.mtimeMs >= settledMs) all.set(key, { mtimeMs: stat.mtimeMs, found });
  else all.delete(key);
  return found;
}
