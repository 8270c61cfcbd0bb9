/**
 * Tapelab: record what your simulation knew, and play it back.
 *
 * `tape` records on the active session; `openWorkspace` gives the handle for sessions side by side and for reading.
 * What is not listed here is internal and may change.
 *
 * @example
 * import { openWorkspace, tape } from "tapelab";
 *
 * tape.start("lorenz");
 * tape.capture("step", { t: 0, x: 1 });
 * await tape.finalize("done");
 * const lorenz = await (await openWorkspace()).openTape("lorenz");
 * console.log((await lorenz.table()).numRows);
 */

// Take tapes along
export type { ExportOptions, ExportResult } from "./archive/export.js";
export type { BlobChoice } from "./archive/export-plan.js";
export type { Finding } from "./archive/findings.js";
export type { ImportOptions, ImportResult } from "./archive/import.js";
export type { BlobLook } from "./blob/look.js";
// Errors and notices
export { type ErrorCode, type ErrorDetails, isTapelabError, TapelabError } from "./errors.js";
// Read
export { type BindName, type BindSpec, type Bound, type BoundValue, type OptionalBind, optional } from "./read/bind.js";
export type { Commit } from "./read/commit.js";
export type { CommitFacts, CommitKind } from "./read/commit-facts.js";
export type { FollowOptions } from "./read/follow.js";
export type { ReadOptions } from "./read/open-tape.js";
export type { DamagedTape, Gap, ReadEvent, Retraction } from "./read/read-event.js";
export type { ReplayOptions } from "./read/replay.js";
export type { Scope, VariableInfo } from "./read/scope.js";
export type { Moment, Selection } from "./read/selection.js";
export type { SessionInfo } from "./read/session-info.js";
export type { Tape } from "./read/tape.js";
// Workspaces
export type { TaggedEntry as RememberedEntry } from "./record/cache-folder.js";
// For hosts, such as a notebook kernel
export { type Source, type SourceProvider, setSourceProvider } from "./record/call-site.js";
// Record
export type { AssetFacts, Edit } from "./record/edit.js";
export { takeOverExit } from "./record/exit.js";
export type { FilterRule, FilterSnapshot, Filters } from "./record/filters.js";
export type { CommitRef, QueueReceipt } from "./record/queue.js";
export type { Remembered, RememberOptions } from "./record/remember.js";
export type { Session } from "./record/session.js";
export type {
  CaptureOptions,
  CommitOptions,
  FinalizeResult,
  QueueOptions,
  SessionStatus,
} from "./record/session-options.js";
// Settings
export type { SettingKey, SettingValues } from "./record/setting-keys.js";
export type { SettingLayer, SettingSpec, SettingType } from "./record/setting-types.js";
export type { SettingCandidate, SettingExplanation, Settings, SettingsView } from "./record/settings.js";
export type { SharedScope, SharedScopes } from "./record/shared.js";
export type { MarkOptions, Stage } from "./record/stage.js";
// Read models
export { type Handoff, handedOn, handoffModel, type Step, type StepStatus } from "./state/handoff-model.js";
export type { ModelCommit, ModelGap, ReadModel } from "./state/model.js";
export { type Progress, progressModel } from "./state/progress-model.js";
export type { Projection } from "./state/project.js";
export { type MetaColumn, type Report, reportModel } from "./state/report-model.js";
export { type Resume, resumeModel } from "./state/resume-model.js";
export type { Shadow, ShadowFields, ShadowOptions } from "./state/shadow.js";
export type { Parity } from "./state/shadow-parity.js";
export type { TakenSnapshot } from "./state/take-snapshot.js";
export type { Damage, Notice, OpenReport } from "./tape/types.js";
export { Asset } from "./value/operations.js";
export { type HashValue, isStandIn, type StandIn, type UnavailableValue, type VoidValue } from "./value/stand-in.js";
export { archiveAt } from "./workspace/archive-path.js";
export { exportTape, importArchive } from "./workspace/archives.js";
export { type BlobEntry, fetchBlob, listBlobs, lookAtBlob, pinBlob, reindexBlobs } from "./workspace/blobs.js";
export type { ForgetSelection } from "./workspace/cache-verbs.js";
export { type CollectOptions, type CollectResult, collectBlobs } from "./workspace/collect-blobs.js";
// Where a result came from
export type { LineageNode } from "./workspace/commit-node.js";
export { type CompactOptions, type CompactResult, compactTape } from "./workspace/compact.js";
export { type DefaultTape, type TapeResumeOptions, type TapeStartOptions, tape } from "./workspace/default-tape.js";
export type { EditOptions } from "./workspace/edit.js";
export type { Examined, ExamineOptions, Quarantined } from "./workspace/examine.js";
export { type ExportedTape, type ExportReport, exportState } from "./workspace/export-state.js";
export { guardSessions, type SessionGuard } from "./workspace/guard.js";
export type { HistoryEntry } from "./workspace/history.js";
export {
  type InitOptions,
  type InitResult,
  initWorkspace,
  type OpenOptions,
  openWorkspace,
  type ResetOptions,
  reset,
} from "./workspace/init.js";
export { latestScope, scopeTable } from "./workspace/latest-scope.js";
export type { IfDirty } from "./workspace/leave.js";
export { type Lineage, type LineageOptions, lineage } from "./workspace/lineage.js";
export { type LineageFormat, lineageText } from "./workspace/lineage-text.js";
export type { LineageEdge } from "./workspace/lineage-ways.js";
export { type NoticeListener, onNotice } from "./workspace/notices.js";
export { activeSession } from "./workspace/process-state.js";
export {
  exportQuarantine,
  type QuarantineOutcome,
  repairQuarantine,
  restoreQuarantine,
  skipQuarantine,
} from "./workspace/quarantine.js";
export { findQuarantine, listQuarantine, type QuarantineEntry } from "./workspace/quarantine-list.js";
export { type RedactOptions, type RedactResult, redactTape } from "./workspace/redact.js";
export { type RepairOptions, type RepairResult, repairTape } from "./workspace/repair.js";
export { type RewriteOptions, type RewriteResult, rewriteTape } from "./workspace/rewrite.js";
export type { SandboxOptions } from "./workspace/sandbox.js";
export type { SessionEntry, SessionState } from "./workspace/session-list.js";
export { shadow } from "./workspace/shadow.js";
export { snapshotTape } from "./workspace/snapshot.js";
export type { StageEntry } from "./workspace/stages.js";
export type { ResumeOptions, StartOptions } from "./workspace/start.js";
export type { State } from "./workspace/state.js";
export type { StateCursor } from "./workspace/state-at.js";
export {
  type Verified,
  type VerifiedArchive,
  type VerifiedTape,
  type VerifyOptions,
  verifyArchive,
  verifyTapes,
} from "./workspace/verify.js";
export type { LatestScopeOptions, Workspace, WorkspaceSelection } from "./workspace/workspace.js";
export type { WorkspaceFacts } from "./workspace/workspace-file.js";
