/** Workspaces in temporary folders, tapes in them, and archives of those: everything on a real disk. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type ExportOptions, type ExportResult, exportArchive } from "#sdk/archive/export.js";
import { type ImportOptions, type ImportResult, importArchive } from "#sdk/archive/import.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { BlobStore } from "#sdk/blob/store.js";
import { examine } from "#sdk/tape/examine.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { readsSnapshot, replayArchive, snapshotsOf } from "#sdk/workspace/archive-state.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { startMs, TestTape } from "../read/test-tape.js";
import { imageOf } from "../state/tapes.js";

export const workspaceId = "0198f0c0ffee70008000000000000099";

/** The real disk without its waits: for tests that import thousands of times. */
export const hastyDisk: Disk = {
  now: nodeDisk.now,
  later: {
    ...nodeDisk.later,
    sync: async () => undefined,
    fsyncDir: async () => undefined,
    fsyncPath: async () => undefined,
  },
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-archive-"));
  folders.push(folder);
  return folder;
}

/** A workspace: the folder `w` holds tapes and blobs, files lie beside it. */
export class Lab {
  readonly root: string = temporary();
  readonly dir: string = `${this.root}/w`;
  readonly disk: Disk;
  readonly blobs: BlobStore;
  workspaceId: string = workspaceId;

  constructor(disk: Disk = nodeDisk) {
    this.disk = disk;
    mkdirSync(`${this.dir}/tapes`, { recursive: true });
    this.blobs = new BlobStore(disk, `${this.dir}/blobs`, systemIds);
  }

  /** Commits of ten scopes each, the first of them with the session's facts; number 1 is the session's start. */
  async tape(commits: number, options: { end?: boolean; number?: number; rows?: number } = {}): Promise<TestTape> {
    const { end = true, number = 1, rows = 10 } = options;
    const tape = new TestTape({ disk: nodeDisk, root: this.dir, number });
    for (let i = 0; i < commits; i++) commit(tape, i, rows);
    if (end) await tape.end();
    else await tape.writer.close();
    return tape;
  }

  /** Commits that each set a field. */
  async edited(commits: number, number: number): Promise<TestTape> {
    const tape = new TestTape({ disk: nodeDisk, root: this.dir, number });
    for (let i = 0; i < commits; i++)
      tape.writer.append([imageOf({ steps: [[`part/${i % 2}`, "n", i]], lamport: i + 1 })]);
    await tape.end();
    return tape;
  }

  export(tape: { dir: string }, path: string, options: ExportOptions = {}): Promise<ExportResult> {
    const snapshotAt = snapshotsOf(this.disk, tape.dir);
    const exported = { dir: tape.dir, name: "demo", blobs: this.blobs, snapshotAt };
    return exportArchive({ disk: this.disk, ids: systemIds }, exported, this.path(path), options);
  }

  import(path: string, options: ImportOptions = {}): Promise<ImportResult> {
    const hooks = { readsSnapshot, replay: replayArchive };
    const target = { dir: this.dir, workspaceId: () => this.workspaceId, blobs: this.blobs, ...hooks };
    const deps = { disk: this.disk, clock: new FixedClock(), ids: systemIds };
    return importArchive(deps, target, this.path(path), options);
  }

  path(name: string): string {
    return name.startsWith("/") ? name : `${this.root}/${name}`;
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  write(name: string, bytes: Uint8Array): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), bytes);
    return this.path(name);
  }

  /** Forgets the tape, so that it can come back. */
  remove(tape: { dir: string }): void {
    rmSync(tape.dir, { recursive: true });
  }

  /** Everything below the workspace, with sizes: to see that nothing changed. */
  listing(): string[] {
    return (readdirSync(this.dir, { recursive: true }) as string[]).sort();
  }
}

export function commit(tape: TestTape, i: number, rows = 10): void {
  for (let row = 0; row < rows; row++)
    tape.scope("step", { i, x: Math.sin(i * rows + row), word: row % 3 ? "odd" : "even" }, { time: startMs + i });
  tape.commit(`c${i}`, { wallMs: startMs + i });
}

/** What a reader makes of a tape: hashes of all commits, and what `doctor --full` says. */
export async function state(dir: string): Promise<{
  hashes: (string | undefined)[];
  images: string[];
  damage: unknown[];
  notices: unknown[];
  isEnded: boolean;
}> {
  const found = await examine(nodeDisk, dir, systemIds, { level: "full" });
  const reader = await TapeReader.open(nodeDisk, dir, { verify: "full" });
  try {
    const hashes: (string | undefined)[] = [];
    for (let at = 0; at <= reader.lastSequence; at++) hashes.push(await reader.hashOf(at));
    const images: string[] = [];
    for (const entry of reader.commits) images.push(Buffer.from(await reader.image(entry)).toString("base64"));
    const { damage, notices } = found.report;
    return { hashes, images, damage: [...damage], notices: [...notices], isEnded: found.isEnded };
  } finally {
    await reader.close();
  }
}

/** The error's code, or what came instead. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `no error: ${JSON.stringify(value)}`,
    (error: { code?: string; stack?: string }) => error.code ?? String(error.stack),
  );
}

/** Files of a tar of ours, by name, where their bytes lie. */
export function entriesOf(tar: Uint8Array): { name: string; header: number; start: number; end: number }[] {
  const found = [];
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = Buffer.from(tar.subarray(at, at + 100))
      .toString()
      .replace(/\0.*$/s, "");
    if (name === "") {
      at += 512;
      continue;
    }
    const size = Number.parseInt(Buffer.from(tar.subarray(at + 124, at + 135)).toString(), 8);
    found.push({ name, header: at, start: at + 512, end: at + 512 + size });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}
