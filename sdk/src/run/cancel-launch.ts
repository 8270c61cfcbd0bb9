/** Stops a launch, whoever executes it. */
import { setTimeout as sleep } from "node:timers/promises";
import { nodeDisk } from "../base/disk.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import { askToStop } from "./cancel.js";
import { checkGiven } from "./given.js";
import { launches } from "./start-launch.js";
import type { LaunchStatus } from "./status.js";

const lookMs = 300;
const waitMs = 30_000;

/**
 * Asks the launcher of a launch to stop what runs, and waits until the end is on the tape. Resolves with how it stands
 * then; rejects with `launch-not-running` where nobody executes it.
 *
 * @example await cancelLaunch(ws, "3fa9c1d2…");
 */
export async function cancelLaunch(ws: Workspace, launch: string): Promise<LaunchStatus> {
  checkGiven("cancelLaunch", { ws, launch }, "Nothing was stopped.");
  const now = async (): Promise<LaunchStatus | undefined> =>
    (await launches(ws, launch)).sort((a, b) => b.attempt - a.attempt)[0];
  const first = await now();
  if (first?.state !== "running" || !first.facts) throw notRunning(launch, first);
  const { tape } = first.facts;
  askToStop(nodeDisk, ws.dir, tape);
  let status = first;
  for (let waitedMs = 0; status.state === "running" && waitedMs < waitMs; waitedMs += lookMs) {
    await sleep(lookMs);
    status = (await now()) ?? status;
  }
  return status;
}

function notRunning(launch: string, status: LaunchStatus | undefined): TapelabError {
  const name = shown(launch, 40);
  const state = status?.state ?? "unknown";
  const advice =
    state === "partial"
      ? "Its launcher is gone. Do what is missing: tapelab run retry."
      : "See how launches stand: tapelab run ls.";
  const text = `Launch ${name} is not running: its state is ${state}. Nothing was changed. ${advice}`;
  return new TapelabError("launch-not-running", text, { launch, state });
}
