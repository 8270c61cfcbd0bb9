/** Small notebooks to run, and what they look like afterwards. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./run-kernel-command.js";

interface Cell {
  readonly source: string;
  readonly tags?: readonly string[];
}

/** A notebook with the cells, in a folder of its own. */
export function notebook(...cells: readonly (string | Cell)[]): { folder: string; path: string; read(): SavedCell[] } {
  const folder = temporaryFolder();
  const path = join(folder, "n.ipynb");
  const code = cells.map((cell, at) => {
    const { source, tags } = typeof cell === "string" ? { source: cell, tags: undefined } : cell;
    const fixed = {
      cell_type: "code",
      id: `c${at}`,
      execution_count: 9,
      outputs: [{ output_type: "stream", name: "stdout", text: "old" }],
    };
    return { ...fixed, source, metadata: tags ? { tags } : {} };
  });
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: code }));
  return { folder, path, read: () => (JSON.parse(readFileSync(path, "utf8")) as { cells: SavedCell[] }).cells };
}

export interface SavedCell {
  readonly execution_count: number | null;
  readonly outputs: readonly Record<string, unknown>[];
}

/** Output with every duration as 1.0 s. */
export const seconds = (text: string): string => text.replace(/\(\d+\.\d s\)/, "(1.0 s)");
