/**
 * Files as TypeScript sees them from a notebook: the disk, and in the notebook's own `node_modules` the packages that
 * the kernel brings. To TypeScript these look like symbolic links, so that types are printed by package name.
 */

import type ts from "@tslab/typescript-for-tslab";
import { ownFoldersFor, packageOf } from "./own-packages.js";
import type { TypeScript } from "./typescript.js";

export interface NotebookSystem {
  readonly sys: ts.System;
  /** File of the names that every cell has. */
  readonly globalsName: string;
  /** Looks again which packages the notebook's folder has. */
  refresh(): void;
  /** Tells tslab that a local file has another text now. */
  changed(path: string): void;
}

export function createSystem(
  plain: TypeScript["sys"],
  folder: string,
  kindChanged: ts.FileWatcherEventKind,
  globals: string,
): NotebookSystem {
  const globalsName = `${folder}/__globals__.d.ts`;
  const modules = `${folder}/node_modules/`;
  let own = ownFoldersFor(folder);
  const watched = new Map<string, ts.FileWatcherCallback>();
  const real = (path: string): string => {
    if (!path.startsWith(modules)) return path;
    const name = packageOf(path.slice(modules.length));
    const target = own.get(name);
    return target === undefined ? path : target + path.slice(modules.length + name.length);
  };
  const sys: ts.System = Object.create(plain) as ts.System;
  Object.assign(sys, {
    getCurrentDirectory: () => folder,
    readFile: (path: string, encoding?: string) =>
      path === globalsName ? globals : plain.readFile(real(path), encoding),
    fileExists: (path: string) => plain.fileExists(real(path)),
    directoryExists: (path: string) => `${path}/` === modules || plain.directoryExists(real(path)),
    realpath: (path: string) => plain.realpath?.(real(path)) ?? path,
    getModifiedTime: (path: string) => plain.getModifiedTime?.(real(path)),
    watchFile(path: string, callback: ts.FileWatcherCallback): ts.FileWatcher {
      watched.set(path, callback);
      return { close: () => void watched.delete(path) };
    },
  });
  return {
    sys,
    globalsName,
    refresh(): void {
      own = ownFoldersFor(folder);
    },
    changed: (path) => watched.get(path)?.(path, kindChanged),
  };
}
