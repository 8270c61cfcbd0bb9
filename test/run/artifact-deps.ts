/** What artifacts need, over a real folder: `project/.tapelab/blobs`, a mount `data`, and runs that a test makes up. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { BlobStore } from "#sdk/blob/store.js";
import type { ArtifactDeps, ArtifactFacts } from "#sdk/run/artifact.js";
import { Mounts } from "#sdk/run/mounts.js";
import type { RunRecord } from "#sdk/run/run-record.js";
import { type OutputOptions, type OutputSource, storeOutput } from "#sdk/run/store-artifact.js";

export interface Bench extends ArtifactDeps {
  readonly known: RunRecord[];
  readonly dir: string;
  /** A file below the project, an hour old. */
  write(path: string, content: string | Uint8Array): string;
}

export function bench(options: { disk?: Disk; storeBelow?: number; isReadonly?: boolean } = {}): Bench {
  const { disk = nodeDisk, storeBelow = 64 << 20, ...rest } = options;
  const dir = mkdtempSync(join(tmpdir(), "tl-artifact-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }));
  const root = join(dir, "project");
  for (const folder of ["project/.tapelab", "project/scratch", "data"])
    mkdirSync(join(dir, folder), { recursive: true });
  const known: RunRecord[] = [];
  const roots = new Map([["data", join(dir, "data")]]);
  return {
    disk,
    ids: systemIds,
    blobs: new BlobStore(disk, join(root, ".tapelab/blobs"), systemIds),
    root,
    mounts: new Mounts(disk, roots, { project: root }),
    storeBelow,
    known,
    dir,
    now: () => Date.now(),
    records: async () => known,
    scratch: () => join(root, "scratch"),
    write: (path, content) => {
      const full = join(root, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      age(full);
      return full;
    },
    ...rest,
  };
}

/** Makes a file an hour old: its stamp is one that is believed. */
export function age(path: string, seconds = 3_600): void {
  const then = Math.floor(Date.now() / 1_000) - seconds;
  utimesSync(path, then, then);
}

/** A completed run with these outputs, as the fold of its tape would tell it. */
export function ranWith(deps: Bench, outputs: readonly ArtifactFacts[], more: Partial<RunRecord> = {}): RunRecord {
  const id = more.id ?? `run${String(deps.known.length).padStart(29, "0")}`;
  const record = { id, status: "completed", signature: "5".repeat(64), outputs, inputs: [], facts: {}, ...more };
  deps.known.push(record as unknown as RunRecord);
  return record as unknown as RunRecord;
}

/** Stores one output and ends its run. */
export async function made(
  deps: Bench,
  key: string,
  source: OutputSource,
  options: OutputOptions & { run?: Partial<RunRecord> } = {},
): Promise<{ facts: ArtifactFacts; run: RunRecord }> {
  const { run, ...rest } = options;
  const { facts } = await storeOutput(deps, key, source, rest);
  return { facts, run: ranWith(deps, [facts], run) };
}
