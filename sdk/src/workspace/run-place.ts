/** Where runs of a workspace lie: sessions, folders, artifacts. Also a place for runs that leave nothing. */
import { BlobStore } from "../blob/store.js";
import { Tape } from "../read/tape.js";
import { onExit } from "../record/exit.js";
import type { TapeListener } from "../record/session-options.js";
import type { KeptValue, RunHost, RunSettings } from "../run/launch.js";
import { mountsOf } from "../run/mounts.js";
import type { RunRecord } from "../run/run-record.js";
import { isStandIn } from "../value/stand-in.js";
import type { Environment } from "./environment.js";
import { deleteSandbox, openSandbox } from "./sandbox.js";
import { type OtherPlace, startWith } from "./start.js";
import type { Workspace } from "./workspace.js";

type RunPlace = Pick<RunHost, "startRun" | "artifacts">;

/** Sessions and artifacts of runs; with `at`, in another folder than the workspace's. */
export function runPlace(
  environment: Environment,
  workspace: Workspace,
  records: () => Promise<readonly RunRecord[]>,
  { at, listener }: { readonly at?: () => OtherPlace; readonly listener?: (run: string) => TapeListener },
): RunPlace {
  const { disk, ids, clock } = environment;
  return {
    startRun: ({ facts, ...run }) => {
      const own = { at: at?.(), listener: listener?.(run.id) };
      return startWith(environment, workspace, { ...run, kind: "session", more: facts, isQuick: true, ...own });
    },
    artifacts: (run) => {
      const folder = `${(at?.() ?? workspace).dir}/runs/${run}`;
      return {
        disk,
        ids,
        blobs: workspace.blobs,
        now: () => clock.now(),
        root: workspace.root,
        mounts: mountsOf(disk, workspace, folder),
        records,
        isReadonly: at !== undefined,
        storeBelow: workspace.settings.get("run.store_below"),
        scratch: () => {
          disk.now.mkdir(folder);
          return folder;
        },
      };
    },
  };
}

/** A folder that goes with the process, made when it is first needed. */
export function temporaryPlace({ disk, clock, ids, cwd }: Environment): () => OtherPlace {
  let place: OtherPlace | undefined;
  return () => {
    if (place) return place;
    const { root } = openSandbox({ disk, clock, ids, cwd }, true);
    onExit({
      deadlineMs: 0,
      flush: () => {
        deleteSandbox(disk, root);
        return true;
      },
      revive: () => undefined,
    });
    place = { dir: root, blobs: new BlobStore(disk, `${root}/blobs`, ids) };
    return place;
  };
}

export function runSettings({ settings }: Workspace, mounts: ReadonlyMap<string, string>): RunSettings {
  const isFull = settings.get("run.record_mounts") === "full";
  const named = [...mounts].map(([name, root]) => [name, isFull ? root : ""] as const);
  return {
    scheme: settings.get("run.signature"),
    epoch: settings.get("run.epoch"),
    codePaths: settings.get("run.code_paths"),
    mounts: named.length > 0 ? Object.fromEntries(named) : undefined,
  };
}

/** The scope `output` of a run. */
export async function keptOutput(workspace: Workspace, tapeId: string): Promise<KeptValue> {
  const tape = await Tape.open(workspace.source(await workspace.resolve(tapeId)));
  try {
    const scope = await tape.latestScope({ commitLabel: "output", label: "output" });
    const values: [string, unknown][] = [];
    for (const name of scope.names) {
      const value = await scope.value(name);
      if (isStandIn(value)) return value.kind === "unavailable" ? { lost: name } : { unkept: name };
      values.push([name, value]);
    }
    return { value: Object.fromEntries(values) };
  } finally {
    await tape.close();
  }
}
