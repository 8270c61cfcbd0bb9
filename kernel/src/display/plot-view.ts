/**
 * One plot in one cell. Its main display holds the picture as it is saved: made when the plot has read what there is,
 * again every 5 s while it changes, and when it ends. In between, a page that draws the plot gets packets by the cell's
 * channel.
 */
import { randomUUID } from "node:crypto";
import { openWorkspace } from "tapelab";
import { escapeHtml } from "tapelab/host";
import type { PlotHandle, PlotPicture } from "tapelab/plot";
import { outsideCells, type RunningCell } from "./cells.js";
import { reportLate } from "./late.js";
import { finishFirst, keepLive, type StopReason } from "./live.js";
import { emptyChannel, pace, type Speaker } from "./plot-channel.js";
import { PagePlot, scriptOf } from "./plot-page.js";
import type { PlotPlace } from "./plots.js";
import { sendDisplay } from "./send.js";
import type { Shown } from "./shown.js";

/** A plot that still reads is shown after this time, and again when it has read. */
const firstMs = 300;
const saveMs = 5_000;
const everyMs = 200;
/** An interrupt stops what blocks the kernel for longer than 100 ms: a picture is made when it is over. */
const afterInterruptMs = 300;
/** A picture that an interrupt stopped is never done: the next one does not wait for it. */
const savingMs = 2_000;

export class PlotView implements Speaker {
  /** Of this showing: the static picture tells how it begins. */
  readonly id: string = randomUUID();
  readonly cell: RunningCell | undefined;
  readonly everyMs: number;
  readonly #plot: PlotHandle;
  readonly #isAgain: boolean;
  #page: PagePlot | undefined;
  readonly #place: PlotPlace;
  readonly #forget: () => void;
  #subscription: { unsubscribe(): void } | undefined;
  #savedMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;
  #isSaving = false;
  #timer: NodeJS.Timeout | undefined;
  #isGone = false;
  #isDropped = false;
  #ended: Promise<void> | undefined;

  /** `isAgain`: the page may have lost what draws plots since the plot was shown before. */
  constructor(plot: PlotHandle, place: PlotPlace, isAgain: boolean) {
    const { cell } = place;
    this.cell = cell;
    this.#place = place;
    this.everyMs = Math.max(everyMs, plot.options.every ?? 0);
    this.#plot = plot;
    this.#isAgain = isAgain;
    this.#forget = keepLive(cell, { stop: (reason) => this.#stop(reason) });
    this.#send(shownText(plot.picture), place.isUpdate);
    const begun = outsideCells(() => this.#begin()).catch((error: unknown) => reportLate(error, cell));
    cell?.holdFor(begun);
  }

  /** None while it is saved: what follows a mount builds on it, and must come after it. */
  packet(intervalMs: number): object | undefined {
    return this.#isSaving ? undefined : this.#page?.packet(this.#plot.picture, intervalMs);
  }

  /** It is shown elsewhere from now on: what it is stays here. */
  leave(): void {
    void this.#end();
  }

  /** Something else takes its place. */
  drop(): void {
    this.#isDropped = true;
    this.#close();
  }

  async #begin(): Promise<void> {
    const { ready } = this.#plot;
    const { settings } = await openWorkspace();
    this.#page = new PagePlot(this.id, this.cell, settings.get("plot.bundle"), this.#isAgain);
    await Promise.race([ready, pause(firstMs)]);
    if (!this.#isDropped) await this.#save();
    if (this.#isGone) return;
    if (!this.#plot.isLive) return void this.#close();
    this.#subscription = this.#plot.changes$.subscribe({
      next: () => this.#changed(),
      complete: () => void this.#end(),
      error: () => void this.#end(),
    });
    // What an Observable will give is never complete; what a tape holds is.
    const { status, tapes } = this.#plot.picture;
    if (status === "reading" && tapes.length > 0) await ready;
  }

  #changed(): void {
    if (this.#isGone) return;
    pace.ask(this, scriptOf);
    const wait = Math.max(0, this.#savedMs + saveMs - performance.now());
    this.#timer ??= setTimeout(() => void this.#save(), wait);
  }

  /** The last state, once; what has not begun saves it by itself. */
  #end(): Promise<void> {
    this.#close();
    if (this.#isDropped || this.#page === undefined) return Promise.resolve();
    if (this.#ended === undefined) {
      this.#ended = this.cell?.isInterrupted ? pause(afterInterruptMs).then(() => this.#save()) : this.#save();
      finishFirst(this.#ended);
    }
    return this.#ended;
  }

  #stop(reason: StopReason): Promise<void> {
    if (reason === "rerun") this.#isDropped = true; // nobody sees it any more
    return this.#end();
  }

  #close(): void {
    this.#isGone = true;
    this.#forget();
    this.#subscription?.unsubscribe();
    pace.forget(this);
    clearTimeout(this.#timer);
  }

  /** Brings the main display up to date: one at a time, and each with the state of its beginning. */
  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isSaving) await Promise.race([this.#saving, pause(savingMs)]);
    const { picture } = this.#plot;
    const isLast = this.#isGone || !this.#plot.isLive;
    this.#savedMs = performance.now();
    this.#isSaving = true;
    this.#saving = this.#page?.bundle(picture, !isLast).then(
      (shown) => this.#send(shown, true),
      (error: unknown) => this.#send(shownText(picture, error), true),
    );
    await this.#saving;
    this.#isSaving = false;
    emptyChannel(this.cell);
    if (this.#plot.picture !== picture) this.#changed();
  }

  #send(shown: Shown, isUpdate: boolean): void {
    sendDisplay(this.cell, shown, this.#place.id, isUpdate);
  }
}

function pause(ms: number): Promise<void> {
  return outsideCells(() => new Promise((done) => setTimeout(done, ms)));
}

/** A plot without its picture. */
function shownText({ text }: PlotPicture, error?: unknown): Shown {
  const lines = [text, ...(error === undefined ? [] : [`No picture: ${String(error)}`])];
  const html = lines.map((line) => `<div>${escapeHtml(line)}</div>`).join("");
  return { data: { "text/plain": lines.join("\n"), "text/html": `<div class="tapelab">${html}</div>` }, metadata: {} };
}
