/** Packages that a cell can import from any folder, because the kernel brings them. */

import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Always the kernel's own copy, so that magics and cells share one session. */
const SHARED: readonly string[] = ["tapelab"];

/** The notebook's copy, else the kernel's. */
const LENT: readonly string[] = ["rxjs", "apache-arrow", "protobufjs", "tslab"];

const load: NodeJS.Require = createRequire(__filename);
const folders = new Map<string, string | undefined>();

/** Name of the package that a bare specifier asks for: `rxjs/operators` is of `rxjs`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

export function isShared(name: string): boolean {
  return SHARED.includes(name);
}

export function isOwn(name: string): boolean {
  return SHARED.includes(name) || LENT.includes(name);
}

/** Names and folders of the packages that a notebook in `folder` takes from the kernel. */
export function ownFoldersFor(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const from = createRequire(join(folder, "cell.js"));
  for (const name of [...SHARED, ...LENT]) {
    const own = isShared(name) || findFolder(name, from) === undefined ? folderOf(name) : undefined;
    if (own !== undefined) found.set(name, own);
  }
  return found;
}

/** Folder of the kernel's copy of a package that it depends on. */
export function folderOf(name: string): string | undefined {
  if (!folders.has(name)) folders.set(name, findFolder(name, ownRequireFor(name)));
  return folders.get(name);
}

/** Folder of a package as `from` finds it: real path, also where `exports` hides its package.json. */
export function findFolder(name: string, from: NodeJS.Require): string | undefined {
  const above = from.resolve.paths(name) ?? [];
  const place = above.map((folder) => join(folder, name)).find((path) => existsSync(join(path, "package.json")));
  return place === undefined ? undefined : realpathSync(place);
}

/** `require` that finds the kernel's copy of a package. */
export function ownRequireFor(name: string): NodeJS.Require {
  return name === "protobufjs" ? requireOfProto() : load;
}

/** protobufjs is a dependency of tapelab-proto, which is one of tapelab. */
function requireOfProto(): NodeJS.Require {
  const sdk = folderOf("tapelab");
  const proto = sdk === undefined ? undefined : findFolder("tapelab-proto", createRequire(join(sdk, "package.json")));
  return proto === undefined ? load : createRequire(join(proto, "package.json"));
}
