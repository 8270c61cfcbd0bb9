/**
 * Mounts: names for folders, so that a path recorded here means the same on another machine. No id depends on where a
 * root lies; nothing outside of the roots is read through a URI.
 */
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Disk } from "../base/disk.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Settings } from "../record/settings.js";
import { badUri, below, filePathOf, fileUri, isMountName, partsOf, reservedNames, slashed } from "./uri.js";

/** Folders that have a name without a mount. */
export interface MountPlaces {
  /** The run directory: `workspace://` and `./`. */
  readonly workspace?: string;
  /** The folder that holds `.tapelab`: `project://`. */
  readonly project: string;
  /** Further folders that `file:` may name. */
  readonly allowed?: readonly string[];
}

/** Where things were when an old run was made. */
export interface HistoricalPlaces {
  readonly runDir?: string;
  /** Names and roots of its mounts; a root that was not kept is empty. */
  readonly mounts?: Readonly<Record<string, string>>;
}

export class Mounts {
  readonly #disk: Disk;
  /** Of the mounts, by name. */
  readonly roots: ReadonlyMap<string, string>;
  readonly #places: MountPlaces;
  readonly #real = new Map<string, string>();

  constructor(disk: Disk, roots: ReadonlyMap<string, string>, places: MountPlaces) {
    this.#disk = disk;
    this.roots = roots;
    this.#places = places;
  }

  /** The same mounts, for another run. */
  forRun(runDir: string | undefined): Mounts {
    return new Mounts(this.#disk, this.roots, { ...this.#places, workspace: runDir });
  }

  /** The URI of a path: below a mount, the run directory or the project; else `file:///…`, which is not portable. */
  virtualise(path: string): string {
    const full = slashed(resolve(path));
    const real = this.#realOf(full);
    return this.#named(full, (root) => root) ?? this.#named(real, (root) => this.#realRoot(root)) ?? fileUri(full);
  }

  #named(path: string, rootAt: (root: string) => string): string | undefined {
    const { workspace, project } = this.#places;
    const heads = [...this.roots].map(([name, root]) => ({ head: `${name}://`, root: rootAt(root) }));
    if (workspace !== undefined) heads.push({ head: "./", root: rootAt(workspace) });
    heads.sort((a, b) => b.root.length - a.root.length); // stable: a mount wins over a run directory of its own
    for (const { head, root } of [...heads, { head: "project://", root: rootAt(project) }]) {
      const rel = below(root, path);
      if (rel !== undefined) return head + rel;
    }
    return undefined;
  }

  /**
   * The full path of a URI, which need not exist. Throws `bad-uri` for unknown mounts, network places, and what leads out
   * of its root by `..` or by a link.
   */
  resolve(uri: string): string {
    if (uri.includes("\0")) throw badUri(uri, "A path holds a zero byte", "Correct it.");
    const { scheme, rest } = partsOf(uri) ?? { scheme: "", rest: "" };
    const { workspace, project } = this.#places;
    const mounted = this.roots.get(scheme);
    if (mounted !== undefined) return this.#inside(uri, mounted, rest, `mount ${mounted}`);
    if (scheme === "project") return this.#inside(uri, project, rest, `the project ${project}`);
    if (scheme === "file") return this.#file(uri, rest);
    if (scheme !== "workspace" && scheme !== ".") throw this.#unknown(uri, scheme);
    if (workspace !== undefined) return this.#inside(uri, workspace, rest, `the run directory ${workspace}`);
    throw badUri(uri, `${uri}: only inside of a run there is a run directory`, "Name a path, or a mount.");
  }

  /** Where a URI of an old run points to now: the first place that is there, else the first that it could be. */
  resolveHistorical(uri: string, then: HistoricalPlaces): string {
    const { scheme, rest } = partsOf(uri) ?? { scheme: "", rest: "" };
    const kept = Object.entries(then.mounts ?? {}).filter(([, root]) => root !== "");
    const roots = new Map([...kept, ...this.roots]);
    if (scheme === "." || scheme === "workspace") roots.delete("workspace"); // the run that wrote it counts
    const { runDir = this.#places.workspace } = then;
    const place = runDir?.lastIndexOf("/.tapelab/") ?? -1;
    const dirs = place >= 0 ? [runDir, this.#places.project + runDir?.slice(place)] : [runDir];
    const found = dirs.map((workspace) => new Mounts(this.#disk, roots, { ...this.#places, workspace }).resolve(uri));
    return found.find((path) => this.#disk.now.stat(path) !== undefined) ?? found[0] ?? rest;
  }

  #inside(uri: string, root: string, rest: string, where: string): string {
    const path = slashed(resolve(root, rest));
    if (below(root, path) !== undefined && below(this.#realRoot(root), this.#followed(uri, path)) !== undefined)
      return path;
    throw badUri(
      uri,
      `Path traversal detected in URI '${uri}'. Resolved to ${this.#realOf(path)}, outside ${where}`,
      "Mount the folder that is meant: tapelab mount add NAME PATH.",
    );
  }

  #file(uri: string, rest: string): string {
    const path = filePathOf(rest);
    const full = path === undefined ? undefined : slashed(resolve(path));
    if (full !== undefined && this.holds(full) && this.#followed(uri, full)) return full;
    throw badUri(
      uri,
      `${uri} lies outside of the project, all mounts and all allowed roots`,
      "Mount its folder (tapelab mount add NAME PATH), or name it in run.allowed_roots.",
    );
  }

  /** Whether what a path leads to lies below the project, a mount, the run directory or an allowed root. */
  holds(path: string): boolean {
    const real = this.#realOf(path);
    const { workspace, project, allowed = [] } = this.#places;
    const roots = [...this.roots.values(), ...(workspace === undefined ? [] : [workspace]), project, ...allowed];
    return roots.some((root) => below(this.#realRoot(root), real) !== undefined);
  }

  #unknown(uri: string, scheme: string): TapelabError<"bad-uri"> {
    if (["http", "https", "s3", "nats"].includes(scheme))
      return badUri(uri, `${uri}: nothing is read over the network`, "Fetch it, and name the path of the file.");
    if (!isMountName(scheme))
      return badUri(uri, `${uri} names no path`, "Expected NAME://PATH, ./PATH or file:///PATH.");
    const names = [...this.roots.keys()].filter((name) => !reservedNames.includes(name)).sort();
    const known = names.length === 0 ? "no mounts" : `mounts: ${names.join(", ")}`;
    return badUri(
      uri,
      `${uri}: no mount named '${scheme}' (${known})`,
      `Add one with \`tapelab mount add ${scheme} PATH\`.`,
    );
  }

  #realRoot(root: string): string {
    const real = this.#real.get(root) ?? this.#realOf(root);
    this.#real.set(root, real);
    return real;
  }

  /** With every link resolved, as far as the path exists. */
  #realOf(path: string): string {
    for (let at = path, rest = ""; ; ) {
      const real = this.#disk.now.realpath(at);
      if (real !== undefined) return rest === "" ? real : `${real === "/" ? "" : real}${rest}`;
      const cut = at.lastIndexOf("/");
      if (cut < 0 || at === "/") return path;
      rest = at.slice(cut) + rest;
      at = at.slice(0, cut) || "/";
    }
  }

  /** The same; a link that leads nowhere yet is refused: somebody may give it a target. */
  #followed(uri: string, path: string): string {
    for (let at = path; at !== "" && at !== "/"; at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))) {
      if (this.#disk.now.stat(at) === undefined) continue;
      if (this.#disk.now.realpath(at) !== undefined) break;
      throw badUri(uri, `${uri}: ${at} is a link that leads nowhere`, "Correct the link.");
    }
    return this.#realOf(path);
  }
}

/** What a workspace says about its mounts. */
interface MountSource {
  /** The folder that holds `.tapelab`. */
  readonly root: string;
  readonly settings: Pick<Settings, "keys" | "get">;
}

/** The mounts of a workspace as its settings are now; `runDir` is the directory of the run that asks. */
export function mountsOf(disk: Disk, { root, settings }: MountSource, runDir?: string): Mounts {
  const roots = new Map<string, string>();
  for (const key of settings.keys()) {
    if (!key.startsWith("mounts.")) continue;
    const name = key.slice("mounts.".length);
    roots.set(name, mountRoot(root, name, settings.get(key)));
  }
  const allowed = settings.get("run.allowed_roots").map((path) => rootFrom(root, path));
  return new Mounts(disk, roots, { project: root, allowed, ...(runDir !== undefined && { workspace: runDir }) });
}

export const mountNameRule: string = `a name of a-z, 0-9, _ and -, at most 32, that is none of ${reservedNames.join(", ")}`;

/** The root as a full path. Throws `bad-settings` for a name or value that cannot be a mount. */
export function mountRoot(project: string, name: string, value: unknown): string {
  const expected = isMountName(name) ? "the path of a folder" : mountNameRule;
  if (isMountName(name) && typeof value === "string" && value.trim() !== "") return rootFrom(project, value.trim());
  const found = isMountName(name) ? shown(JSON.stringify(value) ?? typeof value, 80) : shown(JSON.stringify(name), 80);
  const text = `The mount ${shown(name, 80)} cannot be used: expected ${expected}, found ${found}. Nothing was read or written. Correct it: tapelab mount add NAME PATH, or settings.json.`;
  const key = `mounts.${name}`;
  throw new TapelabError("bad-settings", text, { key, layer: "workspace", origin: key, expected, found });
}

/** Relative to the project; `~/` is the home folder. */
function rootFrom(project: string, path: string): string {
  return slashed(path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(project, path));
}
