/** `tapelab ls`: the sessions of a workspace, newest first. */

import { rewrittenFrom, type SessionEntry } from "../workspace/session-list.js";
import { bytes, localTime } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import type { TableColumn } from "./table.js";
import {
  damageText,
  isDamaged,
  listBudget,
  noteUnverified,
  type Survey,
  shortId,
  survey,
  workspaceOf,
} from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function ls(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const surveys: Survey[] = [];
  const budget = listBudget();
  const entries = given.flag("all") ? await ws.sessions() : shownSessions(await ws.sessions());
  for (const entry of entries) {
    output.progress(`reading ${surveys.length + 1} of ${entries.length} sessions`);
    const found = await survey(entry, budget);
    surveys.push(found);
    if (output.json) await output.value(sessionJson(found));
  }
  if (!output.json) await printTable(output, surveys);
  return surveys.some(isDamaged) ? EXIT.damaged : EXIT.clean;
}

/** Without the tapes of launches, and without those that a rewritten one stands for. */
function shownSessions(all: readonly SessionEntry[]): SessionEntry[] {
  const old = new Set(all.map(({ facts }) => rewrittenFrom(facts)));
  return all.filter(({ kind, id }) => kind !== "launch" && !old.has(id));
}

async function printTable(output: Output, surveys: readonly Survey[]): Promise<void> {
  if (surveys.length === 0) return output.note("No session here yet.");
  const titles = ["label", "id", "started", "state", "commits", "scopes", "size", "damage"];
  const columns = titles.map((title): TableColumn => (title === "size" ? { title, align: "right" } : { title }));
  const rows = surveys.map((one) => [
    one.entry.labels.join(" "),
    shortId(one.entry.id),
    localTime(one.entry.startMs),
    one.entry.state,
    one.commits,
    one.scopes,
    bytes(one.sizeBytes),
    damageText(one),
  ]);
  const isClean = rows.every((row) => row[7] === "");
  await output.table(isClean ? columns.slice(0, 7) : columns, rows);
  for (const { problem } of surveys) if (problem !== undefined) output.error(problem);
  noteUnverified(output, surveys);
}

/** One session for machines; `info` adds to it. */
export function sessionJson(found: Survey): Record<string, unknown> {
  const { entry, commits, scopes, segments, sizeBytes, lastMs, report, problem } = found;
  return {
    id: entry.id,
    label: entry.label,
    labels: entry.labels,
    state: entry.state,
    startedAt: entry.startMs === undefined ? undefined : new Date(entry.startMs).toISOString(),
    lastCommitAt: lastMs === undefined ? undefined : new Date(lastMs).toISOString(),
    commits,
    scopes,
    segments,
    sizeBytes,
    isVerified: found.isVerified,
    damage: report.damage,
    notices: report.notices,
    problem: problem ?? entry.reason,
  };
}
