/** Snapshots of tapes that hold operations: when one is due, and on request. They save time and are never needed. */
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { isSnapshotDue, type TakenSnapshot, takeSnapshot } from "../state/take-snapshot.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

/**
 * Writes a snapshot of what is on a tape (label or id): its state, and what `info` and `log` show. Undefined when there is
 * nothing new since the last one, or when commits of it cannot be read.
 *
 * @example await snapshotTape(await openWorkspace(), "lorenz");
 */
export async function snapshotTape(workspace: Workspace, tape: string): Promise<TakenSnapshot | undefined> {
  const { disk, ids } = systemEnvironment();
  const { dir } = await workspace.resolve(tape);
  return takeSnapshot(disk, ids, dir);
}

interface Keeping {
  operations: number;
  commits: number;
  running: Promise<void> | undefined;
}

export interface KeeperDeps {
  readonly disk: Disk;
  readonly ids: Ids;
  readonly tapesDir: string;
  isAuto(): boolean;
  notify(text: string): void;
}

/** Snapshots of what this process edits, behind its commits: none of them waits for one. */
export class SnapshotKeeper {
  readonly #deps: KeeperDeps;
  readonly #tapes = new Map<string, Keeping>();

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
  }

  /** A commit with so many operations was written; the state holds so many fields. */
  added(tape: string, operations: number, cells: number): void {
    const keeping = this.#tapes.get(tape) ?? { operations: 0, commits: 0, running: undefined };
    this.#tapes.set(tape, keeping);
    keeping.operations += operations;
    keeping.commits++;
    if (!keeping.running && isSnapshotDue({ ...keeping, cells })) this.#take(tape, keeping);
  }

  /** Writes the last one; resolves when it is there. */
  async ended(tape: string): Promise<void> {
    const keeping = this.#tapes.get(tape);
    if (keeping === undefined) return;
    await keeping.running;
    this.#tapes.delete(tape);
    if (keeping.commits > 0) await this.#take(tape, keeping);
  }

  /** Code was stopped from outside: a snapshot under way may never come. */
  revive(): void {
    for (const keeping of this.#tapes.values()) keeping.running = undefined;
  }

  #take(tape: string, keeping: Keeping): Promise<void> {
    keeping.operations = 0;
    keeping.commits = 0;
    const { disk, ids, tapesDir, isAuto, notify } = this.#deps;
    if (!isAuto()) return Promise.resolve();
    keeping.running = takeSnapshot(disk, ids, `${tapesDir}/${tape}`)
      .then(
        () => undefined,
        (error: unknown) =>
          notify(`No snapshot of tape ${tape} was written: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        keeping.running = undefined;
      });
    return keeping.running;
  }
}
