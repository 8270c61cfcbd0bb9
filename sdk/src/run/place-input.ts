/** What a run that is executed again reads: it has to lie where the program looks for it. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { ArtifactDeps } from "./artifact.js";
import { notReadable } from "./artifact-content.js";
import { recordedPlace } from "./artifact-place.js";
import { isMap } from "./canonical.js";
import { contentAt, isContentOf } from "./content-at.js";
import { atHand } from "./ghost.js";
import { fastContent } from "./input.js";
import { parseJsonText } from "./json-text.js";
import type { Repeated } from "./recover.js";
import { restore } from "./restore.js";
import type { GraphArtifact, Link, RunGraph } from "./run-graph.js";
import type { RunRecord } from "./run-record.js";

/** Why a run would read something else than it did; undefined when it would not, as far as can be seen. */
export async function inputProblem(deps: ArtifactDeps, graph: RunGraph, run: RunRecord): Promise<string | undefined> {
  for (const link of graph.inputs.get(run.id) ?? []) {
    // What runs made is made again where it was.
    const place = link.artifact.run === null ? await otherThere(deps, run, link) : undefined;
    if (place !== undefined) return otherText(link.name, place);
  }
  return undefined;
}

/** Puts an input where it lay. Rejects with `cannot-recover` when it cannot be had, or something else lies there. */
export async function placeInput(
  deps: ArtifactDeps,
  reader: RunRecord,
  link: Link,
  runs: readonly Repeated[],
): Promise<void> {
  const { key, sha256, run } = link.artifact;
  const refused = (why: string): TapelabError<"cannot-recover"> => {
    const text = `${shown(JSON.stringify(key), 120)} could not be brought back: ${why}. The runs that read it were not executed; launch them on what is there now. What was brought back before stays.`;
    return new TapelabError("cannot-recover", text, { artifact: key, sha256, run: run ?? undefined });
  };
  if (!(await atHand(deps, link.artifact))) {
    const made = runs.find((one) => one.run === run);
    if (!made) throw refused("its bytes are nowhere any more");
    throw refused(`run ${run?.slice(-8)} came out differently (session ${made.session.slice(-8)})`);
  }
  const other = await otherThere(deps, reader, link);
  if (other !== undefined) throw refused(otherText(link.name, other));
  await putBack(deps, link.artifact);
}

/** A file goes where it was, unless something is there by now: then its bytes are in the blob store. */
export async function putBack(deps: ArtifactDeps, artifact: GraphArtifact): Promise<void> {
  const place = await recordedPlace(deps, artifact);
  if (place !== undefined && !(await deps.disk.later.stat(place))) await restore(deps, artifact, place, artifact);
}

/**
 * The place of an input, where something else lies by now. What a run made counts only where the path is in the
 * configuration: else it is read from the copy that was kept.
 */
async function otherThere(deps: ArtifactDeps, run: RunRecord, { name, artifact }: Link): Promise<string | undefined> {
  const place = await recordedPlace(deps, artifact);
  const config = parseJsonText(run.config, "config");
  const isNamed = isMap(config) && typeof config.get(name) === "string";
  if (place === undefined || (artifact.run !== null && !isNamed)) return undefined;
  const isFast = artifact.sha256.startsWith("fast:");
  const found = await (isFast ? fastContent(deps, place) : contentAt(deps, place, [artifact])).catch(notReadable);
  return found === undefined || isContentOf(found, artifact) ? undefined : place;
}

function otherText(name: string, place: string): string {
  return `its input ${shown(name, 80)} is read from ${shown(place, 300)}, which has other content now; move that away`;
}
