/**
 * A launch in a cell: one output that tells how far it is, until it has ended. It shows what runs, and what failed. The
 * launch ends with the cell that began it: when that is interrupted or run again, and with the kernel.
 */
import { escapeHtml, oneLine } from "tapelab/host";
import type { Launch, LaunchProgress, LaunchResult, RunResult } from "tapelab/run";
import type { RunningCell } from "./cells.js";
import { keepLive } from "./live.js";
import { isObservable } from "./observable-view.js";
import { sendDisplay } from "./send.js";
import type { Shown } from "./shown.js";

const width = 320;
const failedMax = 5;
const currentMax = 4;
/** Counts in the order of the bar, each with its color. */
const parts = [
  ["completed", "#228833"],
  ["cached", "#4477aa"],
  ["failed", "#cc6677"],
  ["cancelled", "#ccbb44"],
  ["skipped", "#bbbbbb"],
  ["running", "#66ccee"],
] as const;

export function isLaunch(value: unknown): value is Launch {
  if (typeof value !== "object" || value === null) return false;
  const { progress$, runs$, cancel, done } = value as Partial<Record<keyof Launch, unknown>>;
  return isObservable(progress$) && isObservable(runs$) && typeof cancel === "function" && done instanceof Promise;
}

/** The cell has begun the launch: it is cancelled when the cell is interrupted or runs again. */
export function launchOfCell(launch: Launch, cell: RunningCell | undefined): Launch {
  const end = async (): Promise<void> => {
    launch.cancel();
    await launch.done;
  };
  const forget = keepLive(cell, { stop: end });
  launch.done.then(forget, forget);
  return launch;
}

/** Shows it there; the returned function takes it away again, for what comes in its place. */
export function showLaunch(launch: Launch, cell: RunningCell | undefined, id: string, isUpdate: boolean): () => void {
  let isShown = isUpdate;
  let isOver = false;
  let last: LaunchProgress | undefined;
  const failed: RunResult[] = [];
  const show = (end?: LaunchEnd): void => {
    if (isOver) return;
    sendDisplay(cell, launchShown({ launch, progress: last, failed, end }), id, isShown);
    isShown = true;
  };
  show();
  const runs = launch.runs$.subscribe((run) => void (run.status === "failed" && failed.push(run)));
  const progress = launch.progress$.subscribe((next) => {
    last = next;
    show();
  });
  const leave = (): void => {
    isOver = true;
    runs.unsubscribe();
    progress.unsubscribe();
  };
  const ended = (end: LaunchEnd): void => {
    // All of them: some failed before it was shown.
    if (end.runs !== undefined)
      failed.splice(0, failed.length, ...end.runs.filter(({ status }) => status === "failed"));
    show(end);
    leave();
  };
  launch.done.then(ended, (error: unknown) => ended({ status: `failed: ${oneLine(String(error), 200)}` }));
  return leave;
}

/** How it ended, or that it could not. */
type LaunchEnd = { readonly status: string } & Partial<Pick<LaunchResult, "summary" | "runs">>;

interface LaunchState {
  readonly launch: Launch;
  readonly progress: LaunchProgress | undefined;
  readonly failed: readonly RunResult[];
  readonly end: LaunchEnd | undefined;
}

function launchShown({ launch, progress, failed, end }: LaunchState): Shown {
  const { id, attempt, planned } = launch;
  const counts: Partial<LaunchProgress> = { ...progress, ...end?.summary, ...(end && { running: 0 }) };
  const some = parts.map(([name]) => [name, counts[name] ?? 0] as const).filter(([, count]) => count > 0);
  const over = some.reduce((sum, [name, count]) => sum + (name === "running" ? 0 : count), 0);
  const state = end === undefined ? "" : ` ${end.status}`;
  const head = `launch ${id.value.slice(0, 12)}, attempt ${attempt}${state}: ${number(over)} of ${number(planned)} runs`;
  const left = end === undefined ? leftText(progress) : [];
  const said = [head, ...some.map(([name, count]) => `${number(count)} ${name}`), ...left];
  const current = end === undefined ? (progress?.current ?? []) : [];
  const lines = [
    said.join(", "),
    ...current.slice(0, currentMax).map((run) => currentText(run)),
    ...failed.slice(0, failedMax).map((run) => failedText(run)),
    ...(failed.length > failedMax ? [`… and ${failed.length - failedMax} more failed`] : []),
  ];
  const pieces = parts.map(([name, color]) => {
    const wide = Math.round((width * (counts[name] ?? 0)) / Math.max(1, planned));
    return `<div style="width:${wide}px;height:6px;background-color:${color}"></div>`;
  });
  const bar = `<div style="display:flex;width:${width}px;height:6px;background-color:#8884">${pieces.join("")}</div>`;
  const [first = "", ...more] = lines.map((text) => `<div>${escapeHtml(text)}</div>`);
  const html = `<div class="tapelab">${first}${bar}${more.join("")}</div>`;
  return { data: { "text/plain": lines.join("\n"), "text/html": html }, metadata: {} };
}

function leftText(progress: LaunchProgress | undefined): string[] {
  const { etaMs: ms, ratePerSecond: rate } = progress ?? {};
  if (ms === undefined || rate === undefined) return [];
  return [`${Number(rate.toPrecision(2))} runs/s`, `about ${Math.ceil(ms / 1_000)} s left`];
}

function currentText({ index, context, sinceMs, note }: LaunchProgress["current"][number]): string {
  const more = note === undefined ? "" : `, ${oneLine(note, 120)}`;
  return `running ${index} ${oneLine(context, 80)}, ${(sinceMs / 1_000).toFixed(1)} s${more}`;
}

function failedText({ index, context, error = "" }: RunResult): string {
  return `failed ${index} ${oneLine(contextText(context), 80)}: ${oneLine(error, 200)}`;
}

/** The values of a run; whole numbers may be too large for JSON. */
function contextText(context: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(context, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}
