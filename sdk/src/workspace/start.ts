/** Starting and resuming sessions in a workspace: everything a session needs is put together here. */
import { newId } from "../base/ids.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { shown } from "../base/text.js";
import type { BlobStore } from "../blob/store.js";
import { TapelabError } from "../errors.js";
import type { Scope } from "../read/scope.js";
import { CacheFolder } from "../record/cache-folder.js";
import { CallSites, type KnownCaller } from "../record/call-site.js";
import { checkLabels } from "../record/checks.js";
import { startFacts } from "../record/facts.js";
import { Filters } from "../record/filters.js";
import { type GitState, headCommit, isDirtyNow, readGit } from "../record/git.js";
import { cleanMeta, secretTest } from "../record/meta.js";
import { commitRef } from "../record/queue.js";
import { RememberCache } from "../record/remember.js";
import { Session } from "../record/session.js";
import type { SessionDeps, TapeListener } from "../record/session-options.js";
import type { SettingsView } from "../record/settings.js";
import { SharedScopes } from "../record/shared.js";
import { callHooks, hasHooks } from "../run/hooks.js";
import type { WrittenCommit } from "../tape/written.js";
import { bindVariables } from "./bind-variables.js";
import type { Environment } from "./environment.js";
import { assertOwn } from "./own-tape.js";
import { addSession } from "./process-state.js";
import { resumePoint } from "./resume-point.js";
import { runLinkage } from "./run-linkage.js";
import type { Workspace } from "./workspace.js";

/** How a session starts. */
export interface StartOptions {
  /** Free tags beside the name. */
  readonly labels?: readonly string[];
  /** What you want to know later about this run: a JSON tree of at most 64 KiB. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Settings of this session alone. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The scope (or its uid) from which this session goes on. Its tape is not touched. */
  readonly resumeFrom?: Scope | string;
}

/** How a session is resumed. */
export interface ResumeOptions {
  /** Take the tape from a writer that is still alive; its unconfirmed commits are refused there. */
  readonly takeOver?: boolean;
  /** Ignored, with a notice: a resumed session keeps its stored labels. */
  readonly labels?: readonly string[];
}

export const startOptions: readonly string[] = ["labels", "meta", "settings", "resumeFrom"];
export const resumeOptions: readonly string[] = ["takeOver", "labels"];
export const notStarted = "No session was started.";

/** A start that was checked and not yet made: whatever is wrong with a call is said before anything changes. */
export function prepareStart(
  environment: Environment,
  workspace: Workspace,
  label: string,
  options: StartOptions = {},
): () => Session {
  checkStart(options);
  const [name = "", ...tags] = checkLabels(label, options.labels);
  const view = workspace.settings.view(options.settings);
  const isSecret = secretTest(view.get("record.redact"), view.get("record.redact_allow"));
  const meta = options.meta && cleanMeta(options.meta, isSecret, `session ${shown(JSON.stringify(name), 80)}`);
  const tapesDir = `${workspace.dir}/tapes`;
  const { resumeFrom } = options;
  const resumed = resumeFrom === undefined ? undefined : resumePoint(environment.disk, tapesDir, resumeFrom);
  assertWritable(workspace);
  const git = gitOf(environment, workspace, view);
  return () => {
    const deps = sessionDeps(environment, workspace, view, git);
    const site = deps.callSites.here();
    const { ids } = environment;
    const { root } = workspace;
    const facts = startFacts({ actor: view.get("actor"), ids, root, git, site, attempt: resumed?.attempt });
    const run = runLinkage(environment.disk, environment.env, tapesDir);
    const belongs = { id: run?.id, more: run?.facts };
    const init = { ...belongs, label: name, labels: tags, meta, resumedFrom: resumed?.from, facts };
    const session = Session.start(deps, init);
    addSession({ session, tapesDir, isNew: true });
    return session;
  };
}

/** Starts a session beside all others. Returns when its first commit survives power loss. */
export function startSession(
  environment: Environment,
  workspace: Workspace,
  label: string,
  options?: StartOptions,
): Session {
  return prepareStart(environment, workspace, label, options)();
}

/** Where sessions lie that leave nothing in their workspace. */
export interface OtherPlace {
  readonly dir: string;
  readonly blobs: BlobStore;
}

export interface GivenStart {
  readonly id: string;
  readonly label: string;
  readonly kind: "session" | "launch";
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly more: Readonly<Record<string, unknown>>;
  /** Of a run: git's commit alone, for which no process is started; what it begins with becomes durable with its end. */
  readonly isQuick?: boolean;
  /** It ends on the calling stack. */
  readonly isBrief?: boolean;
  readonly listener?: TapeListener | undefined;
  readonly caller?: KnownCaller;
  readonly at?: OtherPlace;
}

/** A session whose id and facts are given: of a launch, or of a run. */
export function startWith(environment: Environment, workspace: Workspace, given: GivenStart): Session {
  const { at, isQuick = false, listener, caller, ...init } = given;
  if (!at) assertWritable(workspace);
  const isHead = isQuick && workspace.settings.get("record.git") === "full";
  const view = workspace.settings.view({ "record.require_clean_git": false, ...(isHead && { "record.git": "head" }) });
  const deps = { ...sessionDeps(environment, workspace, view, gitOf(environment, workspace, view), at), listener };
  const { ids } = environment;
  const facts = startFacts({
    actor: view.get("actor"),
    ids,
    root: workspace.root,
    git: deps.git,
    site: deps.callSites.here(caller),
  });
  const session = Session.start(deps, { ...init, facts, ...(isQuick && { durability: "os" }) });
  addSession({ session, tapesDir: deps.tapesDir, isNew: true });
  return session;
}

/** Opens the tape of an earlier session for writing. */
export async function resumeSession(
  environment: Environment,
  workspace: Workspace,
  id: string,
  options: ResumeOptions = {},
): Promise<Session> {
  checkOptions("resume", options, resumeOptions, "No session was resumed.");
  const { takeOver = false, labels } = options;
  const entry = await workspace.resolve(id);
  if (entry.id !== id.trim()) {
    throw new TapelabError(
      "bad-option",
      `A session is resumed by its id; found the label ${shown(JSON.stringify(id), 80)}. Nothing was changed. Its newest session is ${entry.id}; a new start makes a new session.`,
      { option: "id", expected: "32 hex digits", found: id },
    );
  }
  assertWritable(workspace);
  await assertOwn(environment.disk, entry.dir, workspace.id);
  if (labels !== undefined) {
    const stored = entry.labels.map((label) => JSON.stringify(label)).join(", ");
    environment.notify(
      `Session ${entry.id} is resumed with its stored labels (${stored}); the labels given are ignored.`,
    );
  }
  const view = workspace.settings.view();
  const git = gitOf(environment, workspace, view);
  const deps = sessionDeps(environment, workspace, view, git);
  const session = await Session.resume(deps, { id: entry.id, takeOver });
  addSession({ session, tapesDir: deps.tapesDir, isNew: false });
  return session;
}

function sessionDeps(
  environment: Environment,
  workspace: Workspace,
  settings: SettingsView,
  git: GitState,
  at?: OtherPlace,
): SessionDeps {
  const { disk, clock, ids, env, notify } = environment;
  const workspaceId = at ? (workspace.id ?? newId(clock, ids)) : workspace.ensure().id;
  const { root } = workspace;
  const { dir, blobs } = at ?? workspace;
  const filters = new Filters();
  const folder = new CacheFolder({ disk, clock, ids, dir: `${dir}/cache` });
  return {
    disk,
    clock,
    ids,
    tapesDir: `${dir}/tapes`,
    workspaceId,
    root,
    blobs,
    settings,
    filters,
    callSites: new CallSites({
      root,
      mode: settings.get("record.call_site"),
      srcFile: env.TAPELAB_SRC_FILE || undefined,
    }),
    shared: new SharedScopes(filters, bindVariables),
    cache: new RememberCache({ folder, blobs, clock, notify }),
    git,
    written: (tape, commit) => tellCommit({ dir, notify }, tape, commit),
    edits: {
      next: (tape, work) => workspace.edits.order.next(tape, work),
      ended: (tape) => workspace.edits.order.ended(tape),
      revive: () => workspace.edits.order.revive(),
    },
    notify,
  };
}

/** Commit hooks hear of a commit when it survives power loss. */
function tellCommit(place: { dir: string; notify(text: string): void }, tape: string, commit: WrittenCommit): void {
  if (!hasHooks(place, "commit")) return;
  const tell = (): Promise<void> => callHooks(place, "commit", commitRef(tape, commit));
  commit.durable().then(tell, () => undefined); // who wrote it is told that it failed
}

/** The repository around the workspace; where that lies elsewhere, the one around the current folder. */
function gitOf({ disk, cwd }: Environment, { root }: Workspace, view: SettingsView): GitState {
  const mode = view.get("record.git");
  const above = mode === "off" ? undefined : headCommit(disk, root);
  const folder = mode === "off" || above !== undefined ? root : cwd;
  const isKnown = above !== undefined || `${root}/`.startsWith(`${cwd}/`); // what is above of cwd is above of root
  const git = readGit(disk, folder, mode, isKnown ? { commit: above } : undefined);
  if (view.get("record.require_clean_git") && isDirtyNow(folder) !== false) {
    throw new TapelabError(
      "git-not-clean",
      `The work tree has changes that no commit holds, or git cannot tell. No session was started, because record.require_clean_git is set. Commit the changes, or unset it: ${folder}`,
      { folder, commit: git.commit },
    );
  }
  return git;
}

function assertWritable(workspace: Workspace): void {
  const { facts } = workspace;
  if (!facts?.archived) return;
  throw new TapelabError(
    "workspace-archived",
    `The workspace ${shown(JSON.stringify(facts.name), 80)} is archived: reading works, recording does not. Nothing was changed. Record in another one (openWorkspace(path), TAPELAB_WORKSPACE); this one lies in ${workspace.dir}`,
    { path: workspace.dir, id: facts.id },
  );
}

function checkStart(options: StartOptions): void {
  checkOptions("start", options, startOptions, notStarted);
  for (const name of ["meta", "settings"] as const) {
    const value: unknown = options[name];
    if (value !== undefined && (typeof value !== "object" || value === null || Array.isArray(value))) {
      throw badOption("start", name, { expected: "an object", found: foundText(value), outcome: notStarted });
    }
  }
}
