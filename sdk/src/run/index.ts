/**
 * `tapelab/run`: families of runs, planned and executed, each recording its own tape.
 *
 * @example
 * import { openWorkspace } from "tapelab";
 * import { launch } from "tapelab/run";
 *
 * const ws = await openWorkspace();
 * const spec = { blocks: [{ mode: "combinatorial", context: { sigma: [8, 10], rho: [20, 28] } }] };
 * const sweep = await launch(ws, spec, "./lorenz.mjs");
 * sweep.progress$.subscribe(({ completed, planned }) => console.log(`${completed} of ${planned}`));
 * const { summary } = await sweep.done;
 */
export type { ActiveRun } from "./active-run.js";
export type { Artifact, ArtifactFacts, ArtifactKind, FileStamp, InputFacts } from "./artifact.js";
export { cancelLaunch } from "./cancel-launch.js";
export { canonicalText, Float, float } from "./canonical.js";
export { type CellTexts, setCellProvider } from "./cell-code.js";
export type { Change } from "./changes.js";
export type { CodeMode } from "./code-id.js";
export { type ConsistContainer, consistConfigHash, consistContainerHash } from "./consist-code.js";
export type { ContainerBackend, ContainerMount, ContainerSpec } from "./container.js";
export { activeRun, useWorkspace } from "./context.js";
export { type Explanation, explain } from "./explain.js";
export type { HashInput } from "./hash-inputs.js";
export {
  type Hook,
  type HookArguments,
  type HookName,
  type HookRun,
  onCacheHit,
  onCacheMiss,
  onCommit,
  onLaunchEnd,
  onLaunchStart,
  onRunComplete,
  onRunFailed,
  onRunStart,
} from "./hooks.js";
export type { Fingerprint, Identity, InputsScheme } from "./identities.js";
export type { InputSource } from "./input.js";
export type { FailurePolicy, Launch, LaunchProgress, LaunchResult, RunResult } from "./launch.js";
export { launchedPlan, launchTrace } from "./launched-plan.js";
export { addMount, listMounts, type MountEntry, removeMount } from "./mount-settings.js";
export { outputsOf, restoreArtifact } from "./outputs-of.js";
export type { Plan, PlanBlock } from "./plan.js";
export type { ProgramSource } from "./program.js";
export {
  type Aligned,
  align,
  diff,
  latestRun,
  oneRun,
  type RunDiff,
  type RunFilter,
  type RunRef,
  runs,
  type Wanted,
} from "./questions.js";
export {
  type Outlook,
  type Recovered,
  type RecoverOptions,
  type Repeated,
  recover,
  recoveryOutlook,
} from "./recover.js";
export type { RecoveryStep } from "./recovery-plan.js";
export type { CacheMode, Miss } from "./run-cache.js";
export { type ContainerRunOptions, runContainer } from "./run-container.js";
export type { Hydration, OnDifference, RunOptions } from "./run-options.js";
export type { RunRecord, RunStartFacts } from "./run-record.js";
export { type Scenario, type StepFunction, scenario } from "./scenario.js";
export {
  launch,
  launches,
  plan,
  type RunLaunchOptions,
  type RunPlanOptions,
  type SpecSource,
} from "./start-launch.js";
export { type RunDone, run } from "./start-run.js";
export type { AttemptFacts, LaunchState, LaunchStatus, LaunchSummary, RunFacts, RunState } from "./status.js";
export type { OutputOptions, OutputSource } from "./store-artifact.js";
