/** Brings an artifact to a place: written beside under a temporary name, verified, then renamed. */
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";

export interface RestoreOptions {
  /** Exchange what has other content. */
  readonly replace?: boolean;
  /** The run that made it, where `./` and `workspace://` in its place start. */
  readonly run?: string | null;
}

/** `kept`: the right content was there already. Rejects with `artifact-differs` when something else is. */
export async function restore(
  deps: ArtifactDeps,
  artifact: ArtifactFacts,
  to: string,
  options: RestoreOptions = {},
): Promise<"restored" | "kept"> {
  throw new Error(`not built yet: ${artifact.key} ${to} ${deps.root} ${options.replace}`);
}
