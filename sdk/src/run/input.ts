/** Inputs of a run: what they are is checked each time, whatever was recorded of them. */
import type { Table } from "apache-arrow";
import type { Artifact, ArtifactDeps, InputFacts } from "./artifact.js";
import type { Canonical } from "./canonical.js";

/** A path or URI, an output of a run, or what is in memory. */
export type InputSource =
  | string
  | Artifact
  | { readonly path: string; readonly hashing?: "full" | "fast" }
  | { readonly run: string; readonly output: string }
  | { readonly bytes: Uint8Array }
  | Table;

/** What an input is. Rejects with `bad-spec` when it cannot be read: the run is not started. */
export async function identifyInput(
  deps: ArtifactDeps,
  name: string,
  source: InputSource,
): Promise<{ readonly facts: InputFacts; readonly warning?: string }> {
  throw new Error(`not built yet: ${name} ${typeof source} ${deps.root}`);
}

/** The entry of an input for `inputHash`: its place is no part of it. */
export function inEntry({ kind, name, sha256, output = "", signature = "" }: InputFacts): Canonical {
  if (kind === "raw")
    return new Map([
      ["kind", kind],
      ["name", name],
      ["sha256", sha256],
    ]);
  const entry: [string, string][] = [
    ["kind", kind],
    ["name", name],
    ["output", output],
    ["signature", signature],
  ];
  return new Map(sha256 === "" ? entry : [...entry, ["sha256", sha256]]);
}
