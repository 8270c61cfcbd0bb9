/** What a launch needs of a workspace: tapes for attempts, and what the tapes of runs and attempts say. */
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { risingIds } from "../base/ids.js";
import { isTapelabError } from "../errors.js";
import type { TapeListener } from "../record/session-options.js";
import { runFactsOf } from "../run/fold-record.js";
import type { Carrier } from "../run/ghost.js";
import type { RunHost } from "../run/launch.js";
import { mountsOf } from "../run/mounts.js";
import type { RunRecord } from "../run/run-record.js";
import type { RunOutcome, RunTask } from "../run/task.js";
import type { Environment } from "./environment.js";
import { OwnTapeRecord } from "./own-tape-record.js";
import { isOpen } from "./process-state.js";
import { openRepairSource } from "./repair-source.js";
import { keptOutput, runPlace, runSettings, temporaryPlace } from "./run-place.js";
import { RunRecords } from "./run-records.js";
import type { SessionEntry } from "./session-list.js";
import { resumeSession, startWith } from "./start.js";
import { WholeTapes } from "./whole-tapes.js";
import type { Workspace } from "./workspace.js";

/** The note that says how a run went. */
export const runEndLabel: string = "run_end";

/** What is known of runs is kept after each so many of them. */
const keptEach = 64;

export function runHost(environment: Environment, workspace: Workspace): RunHost {
  const { clock, ids, disk } = environment;
  const tapesDir = `${workspace.dir}/tapes`;
  const known = new RunRecords({ disk, clock, ids, dir: workspace.dir, isOpenHere: (tape) => isOpen(tapesDir, tape) });
  const records = async (): Promise<readonly RunRecord[]> => (await known.all()).runs.list;
  const whole = new WholeTapes(disk, workspace);
  const temporary = temporaryPlace(environment);
  const listener = (run: string): TapeListener =>
    new OwnTapeRecord(disk, `${tapesDir}/${run}`, (own, segment) => {
      known.take(own);
      whole.written(own.tape, segment);
    });
  let recorded = 0;
  const host: RunHost = {
    dir: workspace.dir,
    root: workspace.root,
    records,
    record: (id) => known.one(id),
    keepRecords: async () => {
      if (++recorded % keptEach === 0) await known.keep();
    },
    ...runPlace(environment, workspace, records, { listener }),
    carrier: (path) => carrierAt(environment, path),
    temporary: () => ({
      ...host,
      ...runPlace(environment, workspace, records, { at: temporary }),
      keepRecords: async () => undefined,
    }),
    get runSettings() {
      return runSettings(workspace, mountsOf(disk, workspace).roots);
    },
    kept: (tape) => keptOutput(workspace, tape),
    newId: risingIds(clock, ids),
    now: () => clock.now(),
    notify: environment.notify,
    known: async (launch) => {
      const { runs, attempts } = await known.all();
      const isWanted = (id: string | undefined): boolean => id !== undefined && (launch === undefined || id === launch);
      return {
        attempts: attempts.filter((one) => isWanted(one.launch)),
        runs: runs.list.filter((one) => isWanted(one.launch)).map(runFactsOf),
      };
    },
    runFacts: async (session) => {
      const run = await known.one(session);
      return run && runFactsOf(run);
    },
    claim: async (given, start) => {
      try {
        const tape = startWith(environment, workspace, { ...given, kind: "launch", more: start });
        const end = (): Promise<void> => tape.end().then(() => known.keep());
        return { note: (name, meta, blobs) => tape.note(name, meta, blobs), end };
      } catch (error) {
        if (!isTapelabError(error, "fenced")) throw error; // somebody else created the tape
        return (await isAbandoned(workspace, given.id)) ? "abandoned" : "taken";
      }
    },
    completeRun: async (id) => {
      const session = await resumeSession(environment, workspace, id);
      await session.note(runEndLabel, { status: "completed" });
      await session.end();
    },
    recordRun: (task, outcome) => recordRun(environment, workspace, task, outcome),
    folded: () => known.all(false),
    isWhole: (tape) => whole.has(tape),
  };
  return host;
}

/** A folder that is no copy of anything may hold files all the same. */
async function carrierAt(deps: Environment, path: string): Promise<Carrier | undefined> {
  try {
    return await openRepairSource(deps, path);
  } catch (error) {
    if (isTapelabError(error) && (await deps.disk.later.stat(resolve(path)))?.kind === "directory") return undefined;
    throw error;
  }
}

/** A start that was cut off. One that is under way shows within a moment that somebody writes. */
async function isAbandoned(workspace: Workspace, id: string): Promise<boolean> {
  for (let looks = 0; looks < 20; looks++) {
    const state = (await entryOf(workspace, id))?.state;
    if (state !== "empty" && state !== "damaged") return false;
    await sleep(100);
  }
  return true;
}

async function entryOf(workspace: Workspace, session: string): Promise<SessionEntry | undefined> {
  try {
    return await workspace.resolve(session);
  } catch (error) {
    if (!isTapelabError(error, "no-such-session")) throw error;
    return undefined;
  }
}

/** For a program that recorded nothing: its run has a tape all the same. */
async function recordRun(
  environment: Environment,
  workspace: Workspace,
  task: RunTask,
  outcome: RunOutcome,
): Promise<void> {
  const session = startWith(environment, workspace, {
    id: task.session,
    label: task.label,
    kind: "session",
    more: task.facts,
  });
  const status = outcome.status === "completed" ? "completed" : "failed";
  const error = "error" in outcome ? outcome.error : outcome.status;
  await session.note(runEndLabel, status === "completed" ? { status } : { status, error });
  await session.end();
}
