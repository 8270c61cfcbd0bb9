/** Where a magic may write: below the project's folder, or in a folder that is there and was named in full. */
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, parse, resolve } from "node:path";
import { UsageProblem } from "./problem.js";
import type { Request } from "./values.js";

/** The path that an option names, checked. No symbolic link leads outward. */
export function writablePlace(
  request: Request,
  option: string,
  folders: { notebook: string; project: string },
): string {
  const given = request.text(option) ?? "";
  const { call, title } = request;
  const path = resolve(folders.notebook, given);
  const real = realPath(path);
  const project = realPath(folders.project);
  const isInside = real === project || real.startsWith(`${project}/`);
  const isNamed = isAbsolute(given) && existsSync(path) && statSync(path).isDirectory() && real !== parse(real).root;
  if (isInside || isNamed) return path;
  throw new UsageProblem(
    call.options.get(option)?.[0]?.start ?? call.start,
    `${title} --${option}: ${path} lies outside of the project. ${call.command.outcome} Name a folder below ${folders.project}, or an absolute one that is there and is not a root.`,
  );
}

/** The path with the links of what is there of it resolved. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const above = dirname(path);
  return above === path ? path : resolve(realPath(above), path.slice(above.length).replace(/^\/+/, ""));
}
