/** Hash inputs: large files and directories that enter a run's signature by their digest alone. */
import type { ArtifactDeps } from "./artifact.js";

export type HashInput =
  | string
  | {
      readonly path: string;
      /** Names that start with a point count too. */
      readonly hidden?: boolean;
      /** Only files that match one of these: `**` any folders, `*` and `?` within one name. */
      readonly glob?: string | readonly string[];
      /** How a directory is hashed. Default `dirman1`; `consist1code` as Consist does it. */
      readonly rule?: "dirman1" | "consist1code";
    };

/** The digest, 64 hex digits. Rejects with `bad-spec` when it cannot be read: the run is not started. */
export async function hashInput(deps: ArtifactDeps, label: string, source: HashInput): Promise<string> {
  throw new Error(`not built yet: ${label} ${typeof source} ${deps.root}`);
}
