/** `tapelab info`: the facts of a workspace, of a tape, or of a folder that holds one. */
import { resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import type { Commit } from "../read/commit.js";
import type { Scope } from "../read/scope.js";
import { Tape } from "../read/tape.js";
import { listSnapshots } from "../state/snapshot-files.js";
import { stateOf } from "../state/state.js";
import { TapeReader } from "../tape/reader.js";
import { archiveAt } from "../workspace/archive-path.js";
import { collect } from "../workspace/collect.js";
import { openWorkspace } from "../workspace/init.js";
import type { SessionEntry } from "../workspace/session-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { archiveInfo } from "./archive-info.js";
import { bytes, counted, duration, grouped, localTime } from "./figures.js";
import { folderSize } from "./folders.js";
import { sessionJson } from "./ls.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import {
  findSession,
  isDamaged,
  listBudget,
  noteUnverified,
  type Survey,
  survey,
  tellDamage,
  tellTrimmed,
  workspaceOf,
} from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function info(given: Given, output: Output): Promise<ExitCode> {
  const [target] = given.positionals;
  if (target === undefined) return workspaceInfo(await workspaceOf(given), output);
  const archive = archiveAt(target);
  if (archive !== undefined) return archiveInfo(archive, output);
  const folder = folderAt(target);
  if (folder === undefined) {
    const ws = await workspaceOf(given);
    const entry = await findSession(ws, target);
    return tapeInfo(await ws.openTape(entry.id), entry, output);
  }
  if (!/\/[0-9a-f]{32}$/.test(folder)) return workspaceInfo(await openWorkspace(folder), output);
  const id = folder.slice(-32);
  const tape = await Tape.open({ id, label: "", open: (options) => TapeReader.open(nodeDisk, folder, options) });
  const state = tape.isEnded ? "ended" : "unclosed";
  return tapeInfo(tape, { ...tape.session, state, dir: folder }, output);
}

/** A path is what has a slash in it, or names a folder. */
function folderAt(target: string): string | undefined {
  const path = resolve(target).replaceAll("\\", "/");
  const isPath = /[\\/]/.test(target) || target === "." || target === "..";
  return isPath || nodeDisk.now.stat(path)?.kind === "directory" ? path : undefined;
}

async function workspaceInfo(ws: Workspace, output: Output): Promise<ExitCode> {
  const surveys: Survey[] = [];
  const budget = listBudget();
  for (const entry of await ws.sessions()) surveys.push(await survey(entry, budget));
  if (!output.json) noteUnverified(output, surveys);
  const sum = (pick: (one: Survey) => number): number => surveys.reduce((total, one) => total + pick(one), 0);
  const damaged = surveys.filter(isDamaged);
  const sizes = {
    tapes: sum((one) => one.sizeBytes),
    blobs: folderSize(`${ws.dir}/blobs`),
    cache: folderSize(`${ws.dir}/cache`),
  };
  const counts = { sessions: surveys.length, commits: sum((one) => one.commits), scopes: sum((one) => one.scopes) };
  if (output.json) {
    const labels = damaged.map(({ entry }) => ({ id: entry.id, label: entry.label }));
    await output.value({
      folder: ws.dir,
      id: ws.id,
      name: ws.facts?.name,
      ...counts,
      sizeBytes: sizes,
      damaged: labels,
    });
  } else {
    await output.facts([
      ["workspace", ws.facts?.name],
      ["folder", ws.dir],
      ["id", ws.id],
      ["sessions", `${counts.sessions} (${counted(counts.commits, "commit")}, ${counted(counts.scopes, "scope")})`],
      ["tapes", bytes(sizes.tapes)],
      ["blobs", sizes.blobs > 0 ? bytes(sizes.blobs) : undefined],
      ["cache", sizes.cache > 0 ? bytes(sizes.cache) : undefined],
      ["damaged", damaged.length > 0 ? `${counted(damaged.length, "session")}, see tapelab doctor` : undefined],
    ]);
  }
  return damaged.length > 0 ? EXIT.damaged : EXIT.clean;
}

async function tapeInfo(tape: Tape, entry: SessionEntry, output: Output): Promise<ExitCode> {
  try {
    const found = await survey(entry, { bytes: Number.POSITIVE_INFINITY });
    const commits = await collect(tape.commits$());
    const variables = await variablesOf(tape, commits);
    const state = commits.some(({ kind }) => kind !== "RECORD") ? await stateFacts(entry) : undefined;
    const { facts, meta } = tape.session;
    if (output.json) await output.value({ ...sessionJson(found), folder: entry.dir, facts, meta, variables, state });
    else await printTape(output, tape, found, { variables, state });
    if (!output.json) tellDamage(output, found.report.damage);
    if (!output.json) tellTrimmed(output, found.report);
    return isDamaged(found) ? EXIT.damaged : EXIT.clean;
  } finally {
    await tape.close();
  }
}

async function printTape(
  output: Output,
  tape: Tape,
  found: Survey,
  { variables, state }: { readonly variables: readonly LabelVariables[]; readonly state: StateFacts | undefined },
): Promise<void> {
  const { entry, commits, scopes, segments, sizeBytes, lastMs } = found;
  const { facts, meta, startMs, labels } = tape.session;
  const perScope = scopes > 0 ? `, ${bytes(Math.round(sizeBytes / scopes))} a scope` : "";
  const lasted =
    startMs !== undefined && lastMs !== undefined
      ? `, ${duration(Math.max(0, lastMs - startMs))} to the last commit`
      : "";
  await output.facts([
    ["session", labels.join(" ")],
    ["id", entry.id],
    ["state", entry.state],
    ["started", startMs === undefined ? undefined : `${localTime(startMs)}${lasted}`],
    ["by", text(facts.actor)],
    ["script", placeText(facts)],
    ["git", gitText(facts)],
    ["node", text(facts.node) && `${text(facts.node)}, tapelab ${text(facts.tapelab)}`],
    ["resumed", facts.resumed_from === undefined ? undefined : JSON.stringify(facts.resumed_from)],
    ["meta", Object.keys(meta).length > 0 ? JSON.stringify(meta) : undefined],
    ["holds", `${counted(commits, "commit")}, ${counted(scopes, "scope")}`],
    ["edits", state && stateText(state)],
    ["size", `${bytes(sizeBytes)} in ${counted(segments, "segment")}${perScope}`],
    ["folder", entry.dir],
  ]);
  if (variables.length === 0) return;
  const rows = variables.flatMap(({ label, names }) =>
    names.map(({ name, type, unit }, at) => [at === 0 ? label : "", name, type, unit]),
  );
  const titles = rows.some((row) => row[3] !== undefined)
    ? ["label", "variable", "type", "unit"]
    : ["label", "variable", "type"];
  await output.lines("");
  await output.table(
    titles.map((title) => ({ title })),
    rows.map((row) => row.slice(0, titles.length)),
  );
}

/** What the operations of a tape come to. */
interface StateFacts {
  readonly entities: number;
  readonly fields: number;
  readonly stateHash: string;
  /** Commit of the newest snapshot. */
  readonly snapshot: number | undefined;
}

/** Undefined for a tape without operations. */
async function stateFacts({ dir }: SessionEntry): Promise<StateFacts | undefined> {
  const { fold } = await stateOf(nodeDisk, dir);
  if (fold.seen.size === 0) return undefined;
  const [snapshot] = await listSnapshots(nodeDisk, dir);
  return { entities: [...fold.entities()].length, fields: fold.cellCount, stateHash: fold.stateHash(), snapshot };
}

function stateText({ entities, fields, stateHash, snapshot }: StateFacts): string {
  const saved = snapshot === undefined ? "" : `, snapshot at commit ${snapshot}`;
  const shown = entities === 1 ? "1 entity" : `${grouped(entities)} entities`;
  return `${shown}, ${counted(fields, "field")}, state ${stateHash.slice(0, 12)}${saved}`;
}

interface ShownVariable {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
}

interface LabelVariables {
  readonly label: string;
  readonly names: readonly ShownVariable[];
}

/** Variables by scope label, as the first and the last commit show them; the type is that of the first value. */
async function variablesOf(tape: Tape, commits: readonly Commit[]): Promise<LabelVariables[]> {
  const ends = new Set<Commit | undefined>([commits[0], commits.at(-1)]);
  const byLabel = new Map<string, ShownVariable[]>();
  for (const commit of ends) {
    if (!commit || commit.scopeCount === 0) continue;
    const { sequence } = commit;
    const scopes = await collect(tape.scopes$({ sequence: { from: sequence, to: sequence } }));
    for (const scope of scopes) {
      const label = scope.labels.join(" ");
      const known = byLabel.get(label);
      if (known === undefined)
        byLabel.set(
          label,
          scope.names.map((name) => shownVariable(scope, name)),
        );
      else if (known.some(isUntyped))
        byLabel.set(
          label,
          known.map((one) => typed(one, scope)),
        );
    }
  }
  return [...byLabel].map(([label, names]) => ({ label, names }));
}

function shownVariable(scope: Scope, name: string): ShownVariable {
  const { typeShort, unit, storage } = scope.describe(name);
  return { name, type: storage === "inline" ? typeShort : `${typeShort} (${storage})`, unit };
}

/** So far without a value that has a type. */
function isUntyped({ type }: ShownVariable): boolean {
  return type === "null" || type === "undefined (void)";
}

function typed(one: ShownVariable, scope: Scope): ShownVariable {
  return isUntyped(one) && scope.has(one.name) ? shownVariable(scope, one.name) : one;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function placeText({ script, line }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof script !== "string") return undefined;
  return typeof line === "number" ? `${script}:${line}` : script;
}

function gitText({ git_commit: commit, git_dirty: dirty }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof commit !== "string") return undefined;
  return `${commit.slice(0, 12)}${dirty === true ? ", with changes" : ""}`;
}
