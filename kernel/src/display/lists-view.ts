/** Lists of what a workspace holds, as tables: its sessions, its runs. Recognized by what every entry has. */
import type { SessionEntry } from "tapelab";
import type { TableCell, TableView } from "./table.js";

/** What is shown of a run record of `tapelab/run`. */
interface RunRecord {
  readonly id: string;
  readonly program: string;
  readonly status: string;
  readonly source?: string;
  readonly index?: number;
  readonly config: string;
  readonly outputs: readonly { readonly key: string }[];
  readonly startedMs: number;
}

const shownMax = 20;
const textMax = 60;

/** Undefined for a list of anything else. */
export function listsView(list: readonly unknown[]): TableView | undefined {
  const note = list.length > shownMax ? `the first ${shownMax} of ${list.length.toLocaleString("en-US")}` : undefined;
  if (list.every(isSessionEntry))
    return { columns: sessionColumns(list.slice(0, shownMax)), note: note && `${note} sessions` };
  if (list.every(isRunRecord)) return { columns: runColumns(list.slice(0, shownMax)), note: note && `${note} runs` };
  return undefined;
}

function has(value: unknown, ...names: string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => name in value);
}

function isSessionEntry(value: unknown): value is SessionEntry {
  return has(value, "id", "label", "labels", "kind", "state", "dir", "facts");
}

function isRunRecord(value: unknown): value is RunRecord {
  return has(value, "id", "program", "status", "signature", "config", "outputs");
}

function sessionColumns(sessions: readonly SessionEntry[]): TableView["columns"] {
  return [
    { name: "session", cells: sessions.map(({ label }) => label || { mark: "·" }) },
    {
      name: "state",
      cells: sessions.map(({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`)),
    },
    { name: "kind", cells: sessions.map(({ kind }) => kind) },
    { name: "tags", cells: sessions.map(({ labels }) => labels.slice(1).join(", ")) },
    { name: "started", cells: sessions.map(({ startMs }) => timeCell(startMs)) },
    { name: "id", cells: sessions.map(({ id }) => id) },
  ];
}

function runColumns(runs: readonly RunRecord[]): TableView["columns"] {
  return [
    { name: "program", cells: runs.map(({ program }) => program) },
    { name: "status", cells: runs.map(({ status, source }) => (source === undefined ? status : "cached")) },
    { name: "index", align: "right", cells: runs.map(({ index }) => (index === undefined ? "" : String(index))) },
    { name: "config", cells: runs.map(({ config }) => shortened(config)) },
    { name: "outputs", cells: runs.map(({ outputs }) => shortened(outputs.map(({ key }) => key).join(", "))) },
    { name: "started", cells: runs.map(({ startedMs }) => timeCell(startedMs)) },
    { name: "id", cells: runs.map(({ id }) => id) },
  ];
}

function shortened(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax - 1)}…` : text;
}

function timeCell(ms: number | undefined): TableCell {
  return ms === undefined || Math.abs(ms) > 8.64e15 ? { mark: "·" } : new Date(ms).toISOString();
}
