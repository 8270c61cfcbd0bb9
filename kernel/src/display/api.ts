/** What every cell can use without an import: `display`, `clearOutput`, `progress`, `comms`, `prompt`, `input`, `cell`. */
import { randomUUID } from "node:crypto";
import { cleanBundle, toBundle } from "./bundle.js";
import { assertNotInterrupted, currentCell, outputCell, type RunningCell } from "./cells.js";
import { comms } from "./comms.js";
import { inspectValue } from "./inspect-value.js";
import { reportLate } from "./late.js";
import { isLaunch, showLaunch } from "./launch-view.js";
import { isObservable, type ObservableLike, viewObservable } from "./observable-view.js";
import { host, isPlot, showPlot } from "./plots.js";
import { post } from "./post.js";
import { progress, withProgress } from "./progress.js";
import { sendDisplay } from "./send.js";
import type { Shown } from "./shown.js";
import { input, prompt } from "./stdin.js";

export { type Comm, type CommListener, type CommReceived, type CommSendOptions, comms } from "./comms.js";
export { type Progress, type ProgressOptions, progress, type SameKind, withProgress } from "./progress.js";
export { type InputOptions, input, prompt } from "./stdin.js";

export interface DisplayOptions {
  /** Name of the display, for updates from elsewhere. Default: a new one. */
  readonly id?: string;
  /** The value is a bundle already: data by MIME type. */
  readonly raw?: boolean;
}

/** What was displayed. It stays in the cell that displayed it, wherever it is updated from. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in its place. */
  update(value: unknown, options?: Pick<DisplayOptions, "raw">): void;
}

const own = Symbol.for("Jupyter.display");
const handles = new WeakSet<object>();

/** Is it what `display` returned? As the last value of a cell it shows nothing: its value is on display already. */
export function isDisplayHandle(value: unknown): boolean {
  return typeof value === "object" && value !== null && handles.has(value);
}

/**
 * Shows a value in the cell, richly where that is possible.
 *
 * @example
 * const shown = display("0 of 100");
 * shown.update("100 of 100");
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  assertNotInterrupted();
  const id = options.id ?? randomUUID().replaceAll("-", "");
  const cell = outputCell();
  let last: Promise<unknown> | undefined;
  let stopView: (() => void) | undefined;
  const show = (next: unknown, raw: boolean, isUpdate: boolean): void => {
    assertNotInterrupted();
    stopView?.();
    stopView = undefined;
    if (!raw) stopView = startView(next, cell, id, isUpdate);
    if (stopView !== undefined) return;
    const shown = raw ? rawBundle(next) : toBundle(next);
    if (!(shown instanceof Promise) && last === undefined) {
      sendDisplay(cell, shown, id, isUpdate);
      return;
    }
    // In the order of the calls, also when one value takes longer to say what it looks like.
    const sent = Promise.all([shown, last]).then(([ready]) => sendDisplay(cell, ready, id, isUpdate));
    last = sent.catch((error: unknown) => reportLate(error, cell));
    currentCell()?.holdFor(last);
  };
  show(value, options.raw ?? false, false);
  const handle: DisplayHandle = { id, update: (next, { raw = false } = {}) => show(next, raw, true) };
  handles.add(handle);
  return handle;
}

/** It goes on when it is displayed: as the last value of a cell it is displayed, not the cell's result. */
export function isLive(value: unknown): boolean {
  try {
    if (isPlot(value) || isLaunch(value)) return true;
    return isObservable(value) && typeof (value as { [own]?: unknown })[own] !== "function";
  } catch {
    return false; // a proxy that throws
  }
}

/** Empties the cell's output; with `wait`, when the next output comes. */
export function clearOutput(wait: boolean = false): void {
  assertNotInterrupted();
  post({ type: "clear", key: outputCell()?.ref.key ?? 0, wait: wait === true });
}

/** The cell whose code asks. */
export interface CellFacts {
  /** Execution count. */
  readonly count: number;
  /** Aborted when the cell is interrupted: `fetch(url, { signal: cell.signal })`. */
  readonly signal: AbortSignal;
}

export const cell: CellFacts = {
  get count() {
    return outputCell()?.ref.count ?? 0;
  },
  get signal() {
    return outputCell()?.signal ?? new AbortController().signal;
  },
};

/** Makes the names above global. They stay assignable, and a cell may declare its own. */
export function installGlobals(): void {
  host.display = display;
  Object.assign(globalThis, { display, clearOutput, progress, withProgress, comms, prompt, input, cell });
}

/** Starts what goes on after this call; the returned function ends it, silently. Undefined for everything else. */
function startView(
  value: unknown,
  cell: RunningCell | undefined,
  id: string,
  isUpdate: boolean,
): (() => void) | undefined {
  if (!isLive(value)) return undefined;
  if (isPlot(value)) return showPlot(value, { cell, id, isUpdate });
  if (isLaunch(value)) return showLaunch(value, cell, id, isUpdate);
  let isShown = isUpdate;
  return viewObservable(value as ObservableLike, cell, (state) => {
    sendDisplay(cell, state, id, isShown);
    isShown = true;
  });
}

function rawBundle(value: unknown): Shown {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(
      "display: with `raw`, expected data by MIME type, like { 'text/html': '…' }. Nothing was displayed.",
    );
  }
  return { data: cleanBundle(value, () => inspectValue(value)), metadata: {} };
}
