/** Mounts: names for folders, so that a path recorded here means the same on another machine. */
import type { Disk } from "../base/disk.js";
import type { RunHost } from "./launch.js";

/** Folders that have a name without a mount. */
export interface MountPlaces {
  /** The run directory: `workspace://` and `./`. */
  readonly workspace?: string;
  /** The folder that holds `.tapelab`: `project://`. */
  readonly project: string;
}

export class Mounts {
  readonly #disk: Disk;
  readonly #roots: ReadonlyMap<string, string>;
  readonly #places: MountPlaces;

  constructor(disk: Disk, roots: ReadonlyMap<string, string>, places: MountPlaces) {
    this.#disk = disk;
    this.#roots = roots;
    this.#places = places;
  }

  /** The URI of a full path: below a mount, the run directory or the project; else `file:///…`, which is not portable. */
  virtualise(path: string): string {
    const { project } = this.#places;
    return path.startsWith(`${project}/`) ? `project://${path.slice(project.length + 1)}` : `file://${path}`;
  }

  /** The full path of a URI. Throws `bad-uri` for unknown mounts, network places and what leaves its root. */
  resolve(uri: string): string {
    if (uri.startsWith("project://")) return `${this.#places.project}/${uri.slice("project://".length)}`;
    return this.#disk && this.#roots.get(uri) !== undefined ? uri : uri.replace(/^file:\/\//, "");
  }
}

/** The mounts of a workspace as its settings are now; `runDir` is the directory of the run that asks. */
export function mountsOf(disk: Disk, host: Pick<RunHost, "root">, runDir?: string): Mounts {
  return new Mounts(disk, new Map(), { project: host.root, ...(runDir !== undefined && { workspace: runDir }) });
}
