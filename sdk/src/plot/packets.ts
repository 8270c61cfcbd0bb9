/** What is sent to a page of a live plot: steps from one picture to the next, and a whole one now and then. */
import { type Clock, systemClock } from "../base/clock.js";
import { changeBetween } from "./change.js";
import type { Figure, Layout } from "./figure.js";
import { queueScript } from "./page-script.js";
import type { Packet } from "./page-types.js";
import type { FigureChange, PlotPicture } from "./picture.js";

const DELTAS_MAX = 50;
const FULL_EVERY_MS = 10_000;

/**
 * The packets of one showing of a plot. A page may miss any of them and is right again with the next whole one: the
 * first, after 50 deltas, after 10 s, and wherever a delta would be more than half of it.
 */
export class PlotPackets {
  readonly #id: string;
  readonly #clock: Clock;
  #sent: Figure | undefined;
  #seq = 0;
  #deltas = 0;
  #fullMs = Number.NEGATIVE_INFINITY;
  #fullSize = 0;
  #isOver = false;

  constructor(id: string, clock: Clock = systemClock) {
    this.#id = id;
    this.#clock = clock;
  }

  /** The packet that brings a page to this picture; undefined when there is nothing to say. */
  next(picture: PlotPicture, intervalMs: number): Packet | undefined {
    const { figure, status } = picture;
    if (this.#isOver) return undefined;
    const change = this.#changeTo(figure);
    const head = { id: this.#id, interval: intervalMs };
    if (change !== undefined && isNothing(change)) {
      if (status !== "ended" && status !== "failed" && status !== "stopped") return undefined;
      this.#isOver = true;
      const note = picture.error;
      return {
        ...head,
        seq: this.#seq,
        kind: status === "failed" ? "error" : "end",
        ...(note !== undefined && { note }),
      };
    }
    const base = this.#seq++;
    const before = this.#sent;
    this.#sent = figure;
    if (change !== undefined && before !== undefined) {
      const delta: Packet = { ...head, seq: this.#seq, base, kind: "delta", ...smallest(change, before) };
      if (JSON.stringify(delta).length <= this.#fullSize / 2) {
        this.#deltas++;
        return delta;
      }
    }
    const full: Packet = { ...head, seq: this.#seq, kind: "full", figure };
    this.#fullNow(figure);
    return full;
  }

  /**
   * The main display is about to hold this picture: what to mount it with. Deltas that follow build on it, so that a page
   * which got it needs no whole packet: while a plot is saved every 5 s, there is none but these.
   */
  mount({ figure }: PlotPicture): { seq: number } {
    if (this.#sent !== figure) this.#seq++;
    this.#sent = figure;
    this.#fullNow(figure);
    return { seq: this.#seq };
  }

  #fullNow(figure: Figure): void {
    this.#deltas = 0;
    this.#fullMs = this.#nowMs();
    this.#fullSize = JSON.stringify(figure).length;
  }

  #nowMs(): number {
    return Number(this.#clock.mono() / 1_000_000n);
  }

  /** Undefined when a whole figure is due. */
  #changeTo(figure: Figure): FigureChange | undefined {
    if (this.#sent === undefined) return undefined;
    if (this.#sent === figure) return { traces: [] };
    if (this.#deltas >= DELTAS_MAX || this.#nowMs() - this.#fullMs >= FULL_EVERY_MS) return undefined;
    return changeBetween(this.#sent, figure);
  }
}

/** @internal The script that hands packets to the loader. */
export function packetsHtml(packets: readonly Packet[]): string {
  return `<script>${queueScript("packets", packets)}</script>`;
}

function isNothing({ traces, layout }: FigureChange): boolean {
  return traces.length === 0 && layout === undefined;
}

/** Of the layout only what differs; a part that is gone is null, which plotly takes as not there. */
function smallest({ traces, layout }: FigureChange, before: Figure): Pick<Packet, "traces" | "layout"> {
  if (layout === undefined) return { traces };
  const names = new Set([...Object.keys(layout), ...Object.keys(before.layout)]);
  const differs = [...names].filter((name) => JSON.stringify(layout[name]) !== JSON.stringify(before.layout[name]));
  return { traces, layout: Object.fromEntries(differs.map((name) => [name, layout[name] ?? null])) as Layout };
}
