/** Brings an artifact to a place: written beside it under a temporary name, verified, then renamed. */
import { dirname, resolve } from "node:path";
import { atOnce } from "../base/at-once.js";
import { removeTree } from "../base/remove-tree.js";
import { isCode } from "../base/small-file.js";
import { fillFrom } from "../blob/fill.js";
import { TapelabError } from "../errors.js";
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";
import { copiesOf, directoryOf, notReadable, type Wanted } from "./artifact-content.js";
import { telling, unavailable } from "./artifact-failures.js";
import { recordedPlace } from "./artifact-place.js";
import { type ContentAt, contentAt, isContentOf } from "./content-at.js";
import { filesAtOnce } from "./directory.js";
import { restoreLeftovers, restoringAt } from "./restore-leftovers.js";

export interface RestoreOptions {
  /** Exchange a file, or a directory with all that is in it, that has other content. */
  readonly replace?: boolean;
  /** The run that made it, where `./` and `workspace://` in its place start. */
  readonly run?: string | null;
}

/** Readable for whoever may read what the program wrote itself. */
const fileMode = 0o666;

/** `kept`: the right content was there already. Rejects with `artifact-differs` when something else is. */
export async function restore(
  deps: ArtifactDeps,
  artifact: ArtifactFacts,
  to: string,
  { replace = false, run = null }: RestoreOptions = {},
): Promise<"restored" | "kept"> {
  const { disk, ids } = deps;
  const place = resolve(to);
  return telling("restored", { name: `Artifact ${artifact.key}`, path: place }, async () => {
    const parent = dirname(place);
    for (const { path, isOld } of await restoreLeftovers(disk, parent, place)) if (!isOld) await removeTree(disk, path);
    const there = await disk.later.stat(place);
    const found = there && (await contentAt(deps, place).catch(notReadable));
    if (isContentOf(found, artifact)) return "kept";
    const kind = artifact.kind === "directory" ? "directory" : "file";
    if (there && (!replace || there.kind !== kind)) throw differs(artifact, place, found);
    const beside = restoringAt(place, ids);
    await disk.later.mkdir(parent);
    try {
      await fill(deps, { ...artifact, run }, beside);
      if (there) await exchange(deps, beside, place);
      else await publish(deps, artifact, beside, place);
    } finally {
      await removeTree(disk, beside).catch(notReadable); // why it failed is what counts
    }
    await disk.later.fsyncDir(parent);
    return "restored";
  });
}

async function fill(
  deps: ArtifactDeps,
  artifact: ArtifactFacts & { readonly run: string | null },
  beside: string,
): Promise<void> {
  const path = await recordedPlace(deps, artifact);
  if (artifact.kind !== "directory") {
    if (!(await fillFile(deps, beside, { ...artifact, path }))) throw unavailable(artifact);
    return;
  }
  const directory = await directoryOf(deps, artifact);
  if (!directory) throw unavailable(artifact);
  for (const folder of ["", ...directory.folders]) await deps.disk.later.mkdir(`${beside}/${folder}`);
  await atOnce(filesAtOnce, directory.files, async (file) => {
    const wanted = { ...file, path: path && `${path}/${file.path}` };
    if (!(await fillFile(deps, `${beside}/${file.path}`, wanted)))
      throw unavailable(artifact, `: ${file.path} is missing`);
  });
}

/** False when no copy has that content; then nothing is left behind. */
async function fillFile(deps: ArtifactDeps, to: string, wanted: Wanted): Promise<boolean> {
  for await (const pieces of copiesOf(deps, wanted)) {
    if ((await fillFrom(deps.disk, to, pieces, fileMode)).name === wanted.sha256) return true;
    await deps.disk.later.unlink(to);
  }
  return false;
}

/** Gives it its name, unless somebody else was faster. */
async function publish({ disk }: ArtifactDeps, artifact: ArtifactFacts, from: string, place: string): Promise<void> {
  try {
    if (artifact.kind === "directory") await disk.later.rename(from, place);
    else await disk.later.link(from, place);
  } catch (error) {
    if (isCode(error, "EEXIST", "ENOTEMPTY", "ENOTDIR")) throw differs(artifact, place, undefined);
    if (!isCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP")) throw error;
    await disk.later.rename(from, place); // a disk without links
  }
}

/** A directory cannot be renamed over: what is there goes aside first, and back when the new one does not come. */
async function exchange({ disk }: ArtifactDeps, from: string, place: string): Promise<void> {
  if ((await disk.later.stat(from))?.kind === "file") return disk.later.rename(from, place);
  const aside = `${from}.old`;
  await disk.later.rename(place, aside);
  try {
    await disk.later.rename(from, place);
  } catch (error) {
    await disk.later.rename(aside, place);
    throw error;
  }
  await removeTree(disk, aside);
}

function differs(
  { key, sha256 }: ArtifactFacts,
  path: string,
  found: ContentAt | undefined,
): TapelabError<"artifact-differs"> {
  const what = found ? `${found.kind} ${found.sha256.slice(0, 12)}…` : "something else";
  const text = `Artifact ${key} (${sha256.slice(0, 12)}…) is not restored over ${what}. That was left as it is. Move it away, name another folder, or say replace: true. The place is ${path}`;
  return new TapelabError("artifact-differs", text, { path, expected: sha256, found: found?.sha256 ?? "unknown" });
}
