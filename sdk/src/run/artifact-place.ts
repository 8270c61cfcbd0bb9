/** Where artifacts lie: paths as they are given, and places as they were recorded. */
import { join, resolve } from "node:path";
import { isTapelabError } from "../errors.js";
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";
import type { RunRecord, RunStartFacts } from "./run-record.js";

/** An artifact, or its facts and the run that made it. */
export type RecordedArtifact = ArtifactFacts & { readonly run?: string | null };

/** The full path of what a program names: a URI, or a path from the working directory. What a link stands for is meant. */
export function placeOf({ mounts, disk }: Pick<ArtifactDeps, "mounts" | "disk">, source: string): string {
  const path = source.includes("://") ? mounts.resolve(source) : resolve(source).replaceAll("\\", "/");
  return disk.now.stat(path)?.kind === "other" ? (disk.now.realpath(path) ?? path) : path;
}

/** The full path where an artifact was; undefined where it never was a file, or its mount is not here. */
export async function recordedPlace(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<string | undefined> {
  const { uri, run } = artifact;
  if (uri === undefined) return undefined;
  return placeThen(deps, uri, run ? (await deps.records()).find(({ id }) => id === run)?.facts : undefined);
}

/** The full path of a URI that a run recorded; undefined where its mount is not here. */
export function placeThen(
  deps: Pick<ArtifactDeps, "mounts">,
  uri: string,
  { run_dir: runDir, run_mounts: mounts }: RunStartFacts = {},
): string | undefined {
  try {
    return deps.mounts.resolveHistorical(uri, { ...(runDir !== undefined && { runDir }), ...(mounts && { mounts }) });
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return undefined;
  }
}

/** Whether this was recorded of the file at a full path whose URI is now `uri`. */
export function wasAt(
  { root }: ArtifactDeps,
  { id, facts }: RunRecord,
  recorded: string,
  now: { readonly path: string; readonly uri: string },
): boolean {
  const rest = /^(?:workspace:\/\/|\.\/)(.*)$/s.exec(recorded)?.[1];
  if (rest === undefined) return recorded === now.uri;
  return [facts.run_dir, `${root}/.tapelab/runs/${id}`].some(
    (dir) => dir !== undefined && join(dir, rest) === now.path,
  );
}
