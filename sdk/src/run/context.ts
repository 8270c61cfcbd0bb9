/**
 * Which run is under way, by asynchronous call chain: nested code needs no handle, the inner one wins, the outer is back
 * after return or throw, and chains that run side by side never see each other.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Session } from "../record/session.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import { checkGiven } from "./given.js";

/** What a call chain is inside of. */
export interface Frame {
  /** The workspace of `tape.start` and of runs that name none. */
  readonly workspace: Workspace | undefined;
  readonly run: ActiveRun | undefined;
  /** Id and name of the scenario around it. */
  readonly scenario: { readonly id: string; readonly name: string } | undefined;
  /** The session that `tape.start` made active in this chain, where no run is. */
  active: Session | undefined;
}

/** Made by the first context: a process without one pays nothing. */
let frames: AsyncLocalStorage<Frame> | undefined;

let fallback: (() => Workspace) | undefined;

/** The workspace where no context names one: that of `tape.start`, in a notebook the kernel's. */
export function setDefaultWorkspace(find: () => Workspace): void {
  fallback = find;
}

export function workspaceHere(): Workspace | undefined {
  return frameHere()?.workspace ?? fallback?.();
}

/** What this call chain is inside of; undefined outside of every context. */
export function frameHere(): Frame | undefined {
  return frames?.getStore();
}

/** Calls `fn` with what is named here changed. */
export function within<T>(frame: Partial<Frame>, fn: () => T): T {
  frames ??= new AsyncLocalStorage();
  const { workspace, run, scenario } = { ...frames.getStore(), ...frame };
  return frames.run({ workspace, run, scenario, active: frame.active }, fn);
}

/** Calls `fn` inside a run: `activeRun()` is this one there, and what `tape` captures goes to its session. */
export function withRun<T>(run: ActiveRun, fn: () => T): T {
  return within({ run }, fn);
}

/**
 * Calls `fn` with a workspace of its own: `tape.start` and `scenario` use it there.
 *
 * @example await useWorkspace(ws, () => scenario("base", async (sc) => sc.step("fit", () => fit())));
 */
export function useWorkspace<T>(workspace: Workspace, fn: () => T): T {
  checkGiven("useWorkspace", { ws: workspace, fn }, "Nothing was called.");
  return within({ workspace, run: undefined, scenario: undefined }, fn);
}

/** Refuses what would take a run's session away from it. */
export function assertOutsideRun(call: string): void {
  const frame = frameHere();
  const owner = frame?.run ?? frame?.scenario;
  if (owner === undefined) return;
  const text = `tape.${call}: this code is part of ${shown(JSON.stringify(owner.name), 80)}, whose session begins and ends with it. Nothing was changed. Capture as you are, or start a session outside of the run.`;
  throw new TapelabError("inside-run", text, { call, run: owner.id });
}

/** The run that this code is part of. Throws `no-active-run` where there is none. */
export function activeRun(): ActiveRun {
  const run = frameHere()?.run;
  if (run !== undefined) return run;
  const text = "No active run. Start one with run(ws, …), or inside scenario(…). Nothing was logged.";
  throw new TapelabError("no-active-run", text, { call: "activeRun" });
}
