/** Artifacts that can be read: from the blob store, or from where they were. */
import type { Artifact, ArtifactDeps, ArtifactFacts } from "./artifact.js";

/** An artifact of a run, or, with null, of none. */
export async function openArtifact(deps: ArtifactDeps, facts: ArtifactFacts, run: string | null): Promise<Artifact> {
  throw new Error(`not built yet: ${facts.key} ${run} ${deps.root}`);
}

/**
 * Where the bytes of an artifact are to be had: in the blob store, or, proved by stamp or hash, where it was. With
 * `verify` the blobs are read too. Pass an `Artifact`, or facts and the run that made them.
 */
export async function bytesAvailable(
  deps: ArtifactDeps,
  artifact: ArtifactFacts & { readonly run?: string | null },
  options: { readonly verify?: boolean } = {},
): Promise<"blob" | "path" | undefined> {
  throw new Error(`not built yet: ${artifact.key} ${options.verify} ${deps.root}`);
}
