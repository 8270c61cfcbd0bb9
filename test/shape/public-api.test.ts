import * as tapelab from "tapelab";
import * as plots from "tapelab/plot";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";
import { readSource } from "./sources.js";

/** Names that the index lists, types with `type` in front, sorted. */
function listedNames(index = "sdk/src/index.ts"): string[] {
  const names = readSource(index).tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
      throw new Error(`The index lists names and does nothing else: ${statement.getText()}`);
    }
    const { isTypeOnly, exportClause } = statement;
    return exportClause.elements.map((name) => `${isTypeOnly || name.isTypeOnly ? "type " : ""}${name.name.text}`);
  });
  return names.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}

function bare(name: string): string {
  return name.replace("type ", "");
}

describe("the public surface of tapelab", () => {
  it("is this list; a change to it is a change to the API", () => {
    expect(listedNames().join("\n")).toMatchInlineSnapshot(`
      "Asset
      type AssetFacts
      type BindName
      type BindSpec
      type BlobChoice
      type BlobEntry
      type BlobLook
      type Bound
      type BoundValue
      type CaptureOptions
      type CollectOptions
      type CollectResult
      type Commit
      type CommitFacts
      type CommitKind
      type CommitOptions
      type CommitRef
      type CompactOptions
      type CompactResult
      type Damage
      type DamagedTape
      type DefaultTape
      type Edit
      type EditOptions
      type ErrorCode
      type ErrorDetails
      type ExamineOptions
      type Examined
      type ExportOptions
      type ExportReport
      type ExportResult
      type ExportedTape
      type FilterRule
      type FilterSnapshot
      type Filters
      type FinalizeResult
      type Finding
      type FollowOptions
      type ForgetSelection
      type Gap
      type Handoff
      type HashValue
      type HistoryEntry
      type IfDirty
      type ImportOptions
      type ImportResult
      type InitOptions
      type InitResult
      type LatestScopeOptions
      type Lineage
      type LineageEdge
      type LineageFormat
      type LineageNode
      type LineageOptions
      type MarkOptions
      type MetaColumn
      type ModelCommit
      type ModelGap
      type Moment
      type Notice
      type NoticeListener
      type OpenOptions
      type OpenReport
      type OptionalBind
      type Parity
      type Progress
      type Projection
      type QuarantineEntry
      type QuarantineOutcome
      type Quarantined
      type QueueOptions
      type QueueReceipt
      type ReadEvent
      type ReadModel
      type ReadOptions
      type RedactOptions
      type RedactResult
      type RememberOptions
      type Remembered
      type RememberedEntry
      type RepairOptions
      type RepairResult
      type ReplayOptions
      type Report
      type ResetOptions
      type Resume
      type ResumeOptions
      type Retraction
      type RewriteOptions
      type RewriteResult
      type SandboxOptions
      type Scope
      type Selection
      type Session
      type SessionEntry
      type SessionGuard
      type SessionInfo
      type SessionState
      type SessionStatus
      type SettingCandidate
      type SettingExplanation
      type SettingKey
      type SettingLayer
      type SettingSpec
      type SettingType
      type SettingValues
      type Settings
      type SettingsView
      type Shadow
      type ShadowFields
      type ShadowOptions
      type SharedScope
      type SharedScopes
      type Source
      type SourceProvider
      type Stage
      type StageEntry
      type StandIn
      type StartOptions
      type State
      type StateCursor
      type Step
      type StepStatus
      type TakenSnapshot
      type Tape
      type TapeResumeOptions
      type TapeStartOptions
      TapelabError
      type UnavailableValue
      type VariableInfo
      type Verified
      type VerifiedArchive
      type VerifiedTape
      type VerifyOptions
      type VoidValue
      type Workspace
      type WorkspaceFacts
      type WorkspaceSelection
      activeSession
      archiveAt
      collectBlobs
      compactTape
      exportQuarantine
      exportState
      exportTape
      fetchBlob
      findQuarantine
      guardSessions
      handedOn
      handoffModel
      importArchive
      initWorkspace
      isStandIn
      isTapelabError
      latestScope
      lineage
      lineageText
      listBlobs
      listQuarantine
      lookAtBlob
      onNotice
      openWorkspace
      optional
      pinBlob
      progressModel
      redactTape
      reindexBlobs
      repairQuarantine
      repairTape
      reportModel
      reset
      restoreQuarantine
      resumeModel
      rewriteTape
      scopeTable
      setSourceProvider
      shadow
      skipQuarantine
      snapshotTape
      takeOverExit
      tape
      verifyArchive
      verifyTapes"
    `);
  });

  it("has no name twice", () => {
    const names = listedNames().map(bare);
    expect(names).toEqual([...new Set(names)]);
  });

  it("gives at run time what the list says", () => {
    const values = listedNames().filter((name) => !name.startsWith("type "));
    expect(Object.keys(tapelab).sort()).toEqual(values.sort());
  });
});

describe("the public surface of tapelab/plot", () => {
  const names = listedNames("sdk/src/plot/index.ts");

  it("is this list; a change to it is a change to the API", () => {
    expect(names.join("\n")).toMatchInlineSnapshot(`
      "type BundleName
      type BundleOptions
      type CompareRow
      type CompareTable
      type Facts
      type Figure
      type FigureChange
      type Frame
      type HostBundleOptions
      type Json
      type Layout
      type NamesOf
      type Packet
      type PlotBundle
      type PlotHandle
      type PlotHost
      type PlotKind
      type PlotMoment
      type PlotName
      type PlotOptions
      PlotPackets
      type PlotPicture
      type PlotRange
      type PlotSource
      type PlotStatus
      type Scrubber
      type SpecialName
      type Trace
      type TraceChange
      type TraceOverride
      type TraceType
      type Values
      applyChange
      bundleNameFor
      changeBetween
      isPlot
      loaderHtml
      packetsHtml
      plot
      plotBundle
      scrubber
      setPlotHost"
    `);
  });

  it("gives at run time what the list says", () => {
    const values = names.filter((name) => !name.startsWith("type "));
    expect(Object.keys(plots).sort()).toEqual(values.sort());
  });
});

describe("the public surface of tapelab/run", () => {
  it("is this list; a change to it is a change to the API", () => {
    expect(listedNames("sdk/src/run/index.ts").join("\n")).toMatchInlineSnapshot(`
      "type ActiveRun
      type Aligned
      type Artifact
      type ArtifactFacts
      type ArtifactKind
      type AttemptFacts
      type CacheMode
      type CellTexts
      type Change
      type CodeMode
      type ConsistContainer
      type ContainerBackend
      type ContainerMount
      type ContainerRunOptions
      type ContainerSpec
      type Explanation
      type FailurePolicy
      type FileStamp
      type Fingerprint
      Float
      type HashInput
      type Hook
      type HookArguments
      type HookName
      type HookRun
      type Hydration
      type Identity
      type InputFacts
      type InputSource
      type InputsScheme
      type Launch
      type LaunchProgress
      type LaunchResult
      type LaunchState
      type LaunchStatus
      type LaunchSummary
      type Miss
      type MountEntry
      type OnDifference
      type Outlook
      type OutputOptions
      type OutputSource
      type Plan
      type PlanBlock
      type ProgramSource
      type RecoverOptions
      type Recovered
      type RecoveryStep
      type Repeated
      type RunDiff
      type RunDone
      type RunFacts
      type RunFilter
      type RunLaunchOptions
      type RunOptions
      type RunPlanOptions
      type RunRecord
      type RunRef
      type RunResult
      type RunStartFacts
      type RunState
      type Scenario
      type SpecSource
      type StepFunction
      type Wanted
      activeRun
      addMount
      align
      cancelLaunch
      canonicalText
      consistConfigHash
      consistContainerHash
      diff
      explain
      float
      latestRun
      launch
      launchTrace
      launchedPlan
      launches
      listMounts
      onCacheHit
      onCacheMiss
      onCommit
      onLaunchEnd
      onLaunchStart
      onRunComplete
      onRunFailed
      onRunStart
      oneRun
      outputsOf
      plan
      recover
      recoveryOutlook
      removeMount
      restoreArtifact
      run
      runContainer
      runs
      scenario
      setCellProvider
      useWorkspace"
    `);
  });
});
