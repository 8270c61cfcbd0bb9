/** Artifacts that can be read. */
import { basename } from "node:path";
import type { Table } from "apache-arrow";
import { lineFace, showAs } from "../base/console.js";
import { arrowMedia, decodeBlobValue } from "../value/blob-value.js";
import { type Artifact, type ArtifactDeps, type ArtifactFacts, artifactId } from "./artifact.js";
import { inBlobs, notReadable, readArtifact } from "./artifact-content.js";
import { badArtifact } from "./artifact-failures.js";
import { type RecordedArtifact, recordedPlace } from "./artifact-place.js";
import { contentAt, isContentOf } from "./content-at.js";
import { restore } from "./restore.js";

/** An artifact of a run, or, with null, of none. That it is no ghost means that something is there; reading proves it. */
export async function openArtifact(deps: ArtifactDeps, facts: ArtifactFacts, run: string | null): Promise<Artifact> {
  const recorded = { ...facts, run };
  const artifact: Artifact = {
    ...recorded,
    id: artifactId(facts, run),
    isGhost: !(await inBlobs(deps, recorded, false)) && !(await isThere(deps, recorded)),
    bytes: () => readArtifact(deps, recorded),
    table: () => readTable(deps, recorded),
    path: () => pathOf(deps, recorded),
  };
  showAs(artifact, face);
  return artifact;
}

const face = lineFace<Artifact>(
  ({ key }) => `Artifact ${JSON.stringify(key)}`,
  ({ kind, size, uri, isGhost, run }) => ({ kind, size, ...(uri && { uri }), ...(isGhost && { isGhost }), run }),
);

/**
 * Where the bytes of an artifact are to be had: in the blob store, or, proved by stamp or hash, where it was. With
 * `verify` the blobs are read too. Pass an `Artifact`, or facts and the run that made them.
 */
export async function bytesAvailable(
  deps: ArtifactDeps,
  artifact: RecordedArtifact,
  { verify = false }: { readonly verify?: boolean } = {},
): Promise<"blob" | "path" | undefined> {
  if (await inBlobs(deps, artifact, verify)) return "blob";
  const path = await recordedPlace(deps, artifact);
  if (path === undefined) return undefined;
  return isContentOf(await contentAt(deps, path, [artifact]).catch(notReadable), artifact) ? "path" : undefined;
}

async function isThere(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<boolean> {
  const path = await recordedPlace(deps, artifact);
  return path !== undefined && (await deps.disk.later.stat(path)) !== undefined;
}

async function readTable(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<Table> {
  const { key, kind, media = "no media type" } = artifact;
  if (kind === "table" || media === arrowMedia || (kind === "blob" && artifact.media === undefined))
    return decodeBlobValue(await readArtifact(deps, artifact), "Table", arrowMedia) as Table;
  const reason = `a ${kind} with ${media} is not read as a table`;
  const advice = "Note an Arrow table as output, or read bytes() or path() yourself.";
  throw badArtifact(`Artifact ${key}`, reason, advice, "Nothing was read.");
}

/** Where it was, as long as that is its content; else where it is restored to. */
async function pathOf(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<string> {
  const place = await recordedPlace(deps, artifact);
  const found = place === undefined ? undefined : await contentAt(deps, place, [artifact]).catch(notReadable);
  if (place !== undefined && isContentOf(found, artifact)) return place;
  const name = basename(place ?? artifact.key.replaceAll(":", "_"));
  const to = `${deps.scratch()}/restored/${artifact.sha256.slice(0, 16)}/${name}`;
  await restore(deps, artifact, to, { run: artifact.run ?? null });
  return to;
}
