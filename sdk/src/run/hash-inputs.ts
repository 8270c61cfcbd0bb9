/** Hash inputs: large files and directories that enter a run's signature by their digest alone. */
import { byCodePoint } from "../base/canonical-json.js";
import { hex, Sha256 } from "../base/sha256.js";
import type { ArtifactDeps } from "./artifact.js";
import { cannotRead, readable, runNotStarted } from "./artifact-failures.js";
import { placeOf } from "./artifact-place.js";
import { type DirectoryOptions, manifestOf, readDirectory, walkDirectory } from "./directory.js";
import { filePieces, hashFile } from "./hash-file.js";

export interface HashPlace {
  readonly path: string;
  /** Names that start with a point count too. */
  readonly hidden?: boolean;
  /** Only files that match one of these: `**` any folders, `*` and `?` within one name. */
  readonly glob?: string | readonly string[];
  /** How a directory is hashed. Default `dirman1`; `consist1code` as Consist does it. */
  readonly rule?: "dirman1" | "consist1code";
}

export type HashInput = string | HashPlace;

/** The digest, 64 hex digits. Rejects with `bad-spec` when it cannot be read: the run is not started. */
export async function hashInput(deps: ArtifactDeps, label: string, source: HashInput): Promise<string> {
  const { path, hidden = false, glob, rule } = typeof source === "string" ? { path: source } : source;
  const reading = { what: `hash input '${label}'`, outcome: runNotStarted };
  const place = placeOf(deps, path);
  return readable(reading, place, async () => {
    const kind = (await deps.disk.later.stat(place))?.kind;
    if (kind === "file") return (await hashFile(deps, place)).sha256;
    if (kind !== "directory")
      throw cannotRead(reading, place, [kind ? "it is a link or a device" : "nothing is there", "Check the path."]);
    const options = { hidden, takes: glob === undefined ? undefined : globTest(glob) };
    if (rule === "consist1code") return consistDigest(deps, place, options);
    return manifestOf(await readDirectory(deps, place, options)).sha256;
  });
}

/** Path, colon and content of one file after the other, with nothing between them: trees can collide. */
async function consistDigest(deps: ArtifactDeps, root: string, options: DirectoryOptions): Promise<string> {
  const { files } = await walkDirectory(deps, root, options);
  const hash = new Sha256();
  for (const path of files.sort(byParts)) {
    hash.update(Buffer.from(`${path}:`, "utf8"));
    for await (const piece of filePieces(deps.disk, `${root}/${path}`)) hash.update(piece);
  }
  return hex(hash.digest());
}

function byParts(a: string, b: string): number {
  return byCodePoint(a.replaceAll("/", "\0"), b.replaceAll("/", "\0"));
}

/** Whether a path below the directory matches one of the patterns. */
export function globTest(patterns: string | readonly string[]): (path: string) => boolean {
  const tests = [patterns].flat().map((pattern) => {
    const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : part.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
    });
    return new RegExp(`^${parts.join("")}$`, "su");
  });
  return (path) => tests.some((test) => test.test(path));
}
