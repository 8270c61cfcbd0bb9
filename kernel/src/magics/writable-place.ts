/** Where a magic may write: below the project's folder, or in a folder that is there and was named in full. */
import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, parse, resolve } from "node:path";
import { UsageProblem } from "./problem.js";
import type { Request } from "./values.js";

export interface Folders {
  readonly notebook: string;
  readonly project: string;
}

/** The path that an option names, checked. No symbolic link leads outward. */
export function writablePlace(request: Request, option: string, folders: Folders): string {
  const given = request.text(option) ?? "";
  const path = resolve(folders.notebook, given);
  const start = request.call.options.get(option)?.[0]?.start;
  assertNotOwn(request, start, path);
  const isNamed = isAbsolute(given) && existsSync(path) && statSync(path).isDirectory();
  if (isInside(path, folders.project) || (isNamed && realPath(path) !== parse(path).root)) return path;
  const way = `Name a folder below ${folders.project}, or an absolute one that is there and is not a root.`;
  throw wrongPlace(request, start, `--${option}: ${path} lies outside of the project.`, way);
}

/** The path that the n-th operand names: below the project's folder, or below the folder of `--out`. */
export function writableFile(request: Request, n: number, folders: Folders): string {
  const given = request.operand(n) ?? "";
  const isOut = request.has("out");
  const root = isOut ? writablePlace(request, "out", folders) : folders.project;
  const path = resolve(isOut ? root : folders.notebook, given);
  const start = request.call.operands[n]?.start;
  assertNotOwn(request, start, path);
  if (isInside(path, root) && realPath(path) !== realPath(root)) {
    if (existsSync(dirname(path))) return path;
    throw wrongPlace(request, start, `${path}: there is no folder ${dirname(path)}.`, "Make it first.");
  }
  const takesOut = request.call.command.options.some(({ name }) => name === "out");
  const way = `Name a path below ${root}${takesOut && !isOut ? ", or a folder elsewhere with --out DIR" : ""}.`;
  throw wrongPlace(request, start, `${path} lies outside of ${isOut ? root : "the project"}.`, way);
}

function wrongPlace({ call, title }: Request, start: number | undefined, what: string, way: string): UsageProblem {
  return new UsageProblem(start ?? call.start, `${title} ${what} ${call.command.outcome} ${way}`);
}

/** What lies in a workspace is written by Tapelab itself. */
function assertNotOwn(request: Request, start: number | undefined, path: string): void {
  if (!realPath(path).split("/").includes(".tapelab")) return;
  throw wrongPlace(request, start, `${path} lies in the workspace's own folder.`, "Name a path beside it.");
}

function isInside(path: string, folder: string): boolean {
  const [real, root] = [realPath(path), realPath(folder)];
  return real === root || real.startsWith(root.endsWith("/") ? root : `${root}/`);
}

/** The path with the links of what is there of it resolved, also of those that lead to nothing yet. */
function realPath(path: string, depth = 0): string {
  if (existsSync(path)) return realpathSync(path);
  const above = dirname(path);
  if (above === path || depth > 40) return path;
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  if (isLink) return realPath(resolve(above, readlinkSync(path)), depth + 1);
  return resolve(realPath(above, depth), path.slice(above.length).replace(/^\/+/, ""));
}
