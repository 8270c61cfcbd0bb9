/** Outputs of a run on their way to the blob store. */
import type { Table } from "apache-arrow";
import type { PendingBlob } from "../value/stage.js";
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";

/** Path or URI of a file or directory, bytes, or an Arrow table. */
export type OutputSource = string | Uint8Array | Table | { readonly path: string };

export interface OutputOptions {
  /** `blob` copies the content, `reference` leaves it where it is. By size when left out. */
  readonly store?: "blob" | "reference";
  /** Media type. */
  readonly media?: string;
  /** What reads it: `csv`, `parquet`, … */
  readonly driver?: string;
  readonly facet?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
}

/**
 * Hashes a result and stores what is to be stored. The blobs are durable when this resolves; the commit that names them
 * keeps them.
 */
export async function storeOutput(
  deps: ArtifactDeps,
  key: string,
  source: OutputSource,
  options: OutputOptions = {},
): Promise<{ readonly facts: ArtifactFacts; readonly blobs: readonly PendingBlob[] }> {
  throw new Error(`not built yet: ${key} ${typeof source} ${deps.root} ${options.store}`);
}
