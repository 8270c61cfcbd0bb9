/** Where artifacts lie: paths as they are given, and places as they were recorded. */
import { join, resolve } from "node:path";
import { isTapelabError } from "../errors.js";
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";
import type { RunRecord } from "./run-record.js";

/** An artifact, or its facts and the run that made it. */
export type RecordedArtifact = ArtifactFacts & { readonly run?: string | null };

/** The full path of what a program names: a URI, or a path from the working directory. */
export function placeOf({ mounts }: Pick<ArtifactDeps, "mounts">, source: string): string {
  return source.includes("://") ? mounts.resolve(source) : resolve(source).replaceAll("\\", "/");
}

/** The full path where an artifact was; undefined where it never was a file, or its mount is not here. */
export async function recordedPlace(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<string | undefined> {
  const { uri, run } = artifact;
  if (uri === undefined) return undefined;
  const rest = inRunDirectory(uri);
  if (rest !== undefined && run) {
    const record = (await deps.records()).find(({ id }) => id === run);
    const places = [...runDirectories(deps, run, record)].map((dir) => join(dir, rest));
    for (const place of places) if (await deps.disk.later.stat(place)) return place;
    return places[0];
  }
  try {
    return deps.mounts.resolve(uri);
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return undefined;
  }
}

/** Whether this was recorded of the file at a full path whose URI is now `uri`. */
export function wasAt(
  deps: ArtifactDeps,
  record: RunRecord,
  recorded: string,
  now: { path: string; uri: string },
): boolean {
  if (recorded === now.uri && inRunDirectory(recorded) === undefined) return true;
  const rest = inRunDirectory(recorded);
  return rest !== undefined && runDirectories(deps, record.id, record).some((dir) => join(dir, rest) === now.path);
}

/** The path below its run's directory. `..` is none. */
function inRunDirectory(uri: string): string | undefined {
  const rest = /^(?:workspace:\/\/|\.\/)(.*)$/s.exec(uri)?.[1];
  return rest === undefined || rest.split(/[\\/]/).includes("..") ? undefined : rest;
}

/** The directory of a run where it was, and where it is when the workspace was moved. */
function runDirectories({ root }: ArtifactDeps, run: string, record: RunRecord | undefined): string[] {
  const recorded = record?.facts.run_dir;
  return [...(recorded === undefined ? [] : [recorded]), `${root}/.tapelab/runs/${run}`];
}
