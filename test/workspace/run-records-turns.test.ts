/** What happens while runs are looked at: questions that overlap, and a tape that changes in the middle of a look. */
import { rmSync } from "node:fs";
import { openWorkspace, type Workspace } from "tapelab";
import { beforeEach, expect, test } from "vitest";
import { systemClock } from "#sdk/base/clock.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { RunRecords } from "#sdk/workspace/run-records.js";
import { useLab } from "./lab.js";

const lab = useLab();
let ws: Workspace;
beforeEach(async () => {
  ws = await openWorkspace(lab.root);
});

const begun = () =>
  ws.runs.startRun({ id: ws.runs.newId(), label: "model", facts: { run_signature: "s", run_code_id: "c" } });

async function completed(session: ReturnType<typeof begun>): Promise<string> {
  await session.note("run_end", { status: "completed" });
  await session.end();
  return session.id;
}

interface Stop {
  /** Somebody waits there. */
  readonly reached: Promise<void>;
  readonly goOn: () => void;
}

type Step = "lease" | "end";

/**
 * Records whose look at a tape can be stopped once: when it knows the lease, or whether the session has ended. Tapes are
 * looked at in this order.
 */
function stoppable(order: readonly string[]): { records: RunRecords; stopAt(tape: string, step?: Step): Stop } {
  const stops = new Map<string, () => Promise<void>>();
  const passed = async (step: Step, path: string): Promise<void> => {
    const key = `${step} ${/\/([0-9a-f]{32})\//.exec(path)?.[1]}`;
    const stop = stops.get(key);
    stops.delete(key);
    await stop?.();
  };
  const later: Disk["later"] = {
    ...nodeDisk.later,
    readdir: async (path) => {
      const names = await nodeDisk.later.readdir(path);
      const isFirst = (name: string): boolean => order.includes(name);
      return [...order.filter((name) => names.includes(name)), ...names.filter((name) => !isFirst(name))];
    },
    stat: async (path) => {
      const found = await nodeDisk.later.stat(path);
      if (path.endsWith("/lease.json")) await passed("lease", path);
      return found;
    },
    close: async (file) => {
      await nodeDisk.later.close(file);
      await passed("end", file.path);
    },
  };
  const stopAt = (tape: string, step: Step = "lease"): Stop => {
    let goOn = (): void => undefined;
    const gate = new Promise<void>((open) => {
      goOn = open;
    });
    const reached = new Promise<void>((isThere) => {
      stops.set(`${step} ${tape}`, () => {
        isThere();
        return gate;
      });
    });
    return { reached, goOn };
  };
  return {
    records: new RunRecords({
      disk: { ...nodeDisk, later },
      clock: systemClock,
      ids: systemIds,
      dir: ws.dir,
      isOpenHere: () => false,
    }),
    stopAt,
  };
}

/** Long enough for what can go on; what cannot is no worse for it. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 200));

test("a question that began earlier takes nothing back from one that saw more", async () => {
  const run = begun();
  const other = begun();
  const { records, stopAt } = stoppable([run.id, other.id]);
  const atRun = stopAt(run.id);
  const early = records.all();
  await atRun.reached; // it is recording
  await completed(run);
  const atOther = stopAt(other.id);
  const late = records.all();
  await Promise.race([atOther.reached, moment()]);
  atRun.goOn();
  await moment();
  atOther.goOn();
  await early;
  expect((await late).byId.get(run.id)?.status).toBe("completed");
  await other.end();
});

test("a question that began earlier does not forget a run that began since", async () => {
  const [open, other] = [begun(), begun()];
  const order = [open.id];
  const { records, stopAt } = stoppable(order);
  await records.all();
  const atOpen = stopAt(open.id);
  const early = records.all();
  await atOpen.reached;
  const id = await completed(begun());
  order.push(id, other.id);
  const atOther = stopAt(other.id);
  const late = records.all();
  await Promise.race([atOther.reached, moment()]);
  atOpen.goOn();
  await moment();
  atOther.goOn();
  await early;
  expect([...(await late).candidates].map(({ session }) => session)).toEqual([id]);
  await Promise.all([open.end(), other.end()]);
});

test("a run that is completed by its launcher while somebody looks is completed from then on", async () => {
  const run = begun();
  rmSync(`${ws.dir}/tapes/${run.id}/lease.json`); // its process is gone
  const { records, stopAt } = stoppable([run.id]);
  const atLease = stopAt(run.id);
  const early = records.all();
  await atLease.reached;
  const atEnd = stopAt(run.id, "end");
  atLease.goOn();
  await atEnd.reached; // nobody writes it, and it has no end
  await completed(run);
  atEnd.goOn();
  await early;
  expect((await records.one(run.id))?.status).toBe("completed");
  expect([...(await records.all()).candidates].map(({ session }) => session)).toEqual([run.id]);
});
