/** Objects of Tapelab as tables: scopes, commits, tapes, sessions, workspaces. Recognized by what they have. */
import type { Commit, Scope, Session, Tape, Workspace } from "tapelab";
import { counted, sizeText } from "./arrow-view.js";
import { previewValue } from "./inspect-value.js";
import { listsView } from "./lists-view.js";
import { nestedText } from "./nested-text.js";
import type { TableCell, TableView } from "./table.js";

const listMax = 20;

/** The table of one such object, or of a list of scopes, commits, sessions or runs; undefined for everything else. */
export function recordsView(value: object): TableView | undefined {
  if (Array.isArray(value)) return listView(value);
  if (isScope(value)) return scopeView(value);
  if (isCommit(value)) return facts("Commit", commitFacts(value));
  if (isTape(value)) return facts("Tape", tapeFacts(value));
  if (isSession(value)) return facts("Session", sessionFacts(value));
  if (isWorkspace(value)) return facts("Workspace", { id: value.id, folder: value.dir });
  return undefined;
}

function isNamed(value: object, name: string, ...methods: string[]): boolean {
  const named = (value as { constructor?: { name?: unknown } }).constructor?.name === name;
  return named && methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function");
}

export function isScope(value: unknown): value is Scope {
  return typeof value === "object" && value !== null && isNamed(value, "Scope", "describe", "bind");
}

function isCommit(value: unknown): value is Commit {
  return typeof value === "object" && value !== null && isNamed(value, "Commit", "scopes", "meta");
}

function isTape(value: object): value is Tape {
  return isNamed(value, "Tape", "scopes$", "latestScope");
}

function isSession(value: object): value is Session {
  return isNamed(value, "Session", "capture", "status");
}

function isWorkspace(value: object): value is Workspace {
  return isNamed(value, "Workspace", "openTape", "sessions");
}

function scopeView(scope: Scope): TableView {
  const { labels, srcFile, time, uid, names } = scope;
  const from = [srcFile, placeText(scope), timeText(time)].filter((text) => text !== undefined && text !== "");
  const infos = names.slice(0, 100).map((name) => scope.describe(name));
  const more = names.length > infos.length ? `, the first ${infos.length} shown` : "";
  return {
    title: [`Scope ${labels.join(", ")}`, ...from].join(" · "),
    columns: [
      { name: "variable", cells: infos.map(({ name, unit }) => (unit === undefined ? name : `${name} [${unit}]`)) },
      { name: "type", cells: infos.map(({ typeShort }) => typeShort) },
      { name: "value", cells: infos.map(({ name }) => valueCell(scope, name)) },
    ],
    note: `${uid}, ${counted(names.length, "variable")}${more}`,
  };
}

/** The value, or how it is stored when it is not in the commit. Reads no other file. */
function valueCell(scope: Scope, name: string): TableCell {
  const { storage, reason, sizeBytes, hash } = scope.describe(name);
  if (reason === "undefined") return { mark: "undefined" };
  if (storage !== "inline") {
    const what = storage === "blob" ? sizeText(sizeBytes ?? 0) : (reason ?? hash?.slice(0, 8) ?? "");
    return { mark: `${storage} ${what}`.trim() };
  }
  const value = scope.vars[name];
  if (value === null) return { mark: "null" };
  return typeof value === "string" ? value : nestedText(value);
}

function commitFacts({ uid, label, kind, time, scopeCount, sizeBytes, session }: Commit): Facts {
  return {
    uid,
    label,
    kind,
    time: timeText(time),
    scopes: scopeCount,
    size: sizeText(sizeBytes),
    session: session.label,
  };
}

function tapeFacts({ id, session, isEnded, lastSequence, sizeBytes, report }: Tape): Facts {
  const state = isEnded ? "ended" : "open";
  const damage = report.damage.length === 0 ? "none" : counted(report.damage.length, "place");
  return { id, session: session.label, state, "last commit": lastSequence, size: sizeText(sizeBytes), damage };
}

function sessionFacts(session: Session): Facts {
  const { staged, queued, stagedBytes, isEnded, isDirty } = session.status();
  const state = isEnded ? "ended" : isDirty ? "holds what is not on its tape" : "recording";
  const held = `${counted(staged, "staged scope")}, ${counted(queued, "queued commit")}, ${sizeText(stagedBytes)}`;
  return { id: session.id, labels: session.labels.join(", "), state, held, commits: session.commitCount };
}

type Facts = Readonly<Record<string, string | number | undefined>>;

function facts(title: string, all: Facts): TableView {
  const known = Object.entries(all).filter(([, value]) => value !== undefined && value !== "");
  return {
    title,
    columns: [
      { name: "fact", cells: known.map(([name]) => name) },
      { name: "value", cells: known.map(([, value]) => String(value)) },
    ],
  };
}

function listView(list: readonly unknown[]): TableView | undefined {
  if (list.length === 0 || list.length > 100_000) return undefined;
  const first = list.slice(0, listMax);
  const note = list.length > listMax ? `the first ${listMax} of ${list.length.toLocaleString("en-US")}` : undefined;
  if (list.every(isScope)) {
    const scopes = first as readonly Scope[];
    return {
      columns: [
        { name: "commit", align: "right", cells: scopes.map(({ sequence }) => String(sequence)) },
        { name: "labels", cells: scopes.map(({ labels }) => labels.join(", ")) },
        { name: "from", cells: scopes.map((scope) => [scope.srcFile, placeText(scope)].filter(Boolean).join(" ")) },
        { name: "time", cells: scopes.map(({ time }) => timeText(time) ?? { mark: "·" }) },
        { name: "variables", cells: scopes.map(({ names }) => names.join(", ")) },
      ],
      note: note && `${note} scopes`,
    };
  }
  if (!list.every(isCommit)) return listsView(list);
  const commits = first as readonly Commit[];
  return {
    columns: [
      { name: "commit", align: "right", cells: commits.map(({ sequence }) => String(sequence)) },
      { name: "label", cells: commits.map(({ label }) => label) },
      { name: "kind", cells: commits.map(({ kind }) => previewValue(kind, 20).replaceAll("'", "")) },
      { name: "scopes", align: "right", cells: commits.map(({ scopeCount }) => String(scopeCount)) },
      { name: "time", cells: commits.map(({ time }) => timeText(time) ?? { mark: "·" }) },
      { name: "size", align: "right", cells: commits.map(({ sizeBytes }) => sizeText(sizeBytes)) },
    ],
    note: note && `${note} commits`,
  };
}

function placeText({ srcLine, cellLine, cellId }: Scope): string {
  if (cellLine === undefined && cellId === undefined) return srcLine === undefined ? "" : `line ${srcLine}`;
  return `cell ${srcLine}${cellLine === undefined ? "" : `, line ${cellLine}`}`;
}

function timeText(ms: number | undefined): string | undefined {
  return ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString();
}
