/**
 * How packets of live plots reach the page: one invisible display per cell, whose script hands them to the page's
 * loader. It is emptied whenever the plots themselves are saved, so that a notebook never holds packets.
 */
import { randomUUID } from "node:crypto";
import { outsideCells, type RunningCell } from "./cells.js";
import { sendDisplay } from "./send.js";

/** What wants to say something: a plot in a cell. */
export interface Speaker {
  readonly cell: RunningCell | undefined;
  /** Not before this long after it spoke last. */
  readonly everyMs: number;
  /** Its packet for now, as JSON can hold it; undefined when there is nothing to say after all. */
  packet(intervalMs: number): object | undefined;
}

/** The script for the page that takes these packets. */
type ScriptOf = (packets: readonly object[]) => string;

const tickMs = 100;
const intervalMaxMs = 5_000;
const calmMs = 5_000;
const bytesMax = 256 * 1024;

class Channel {
  readonly #cell: RunningCell | undefined;
  readonly #id = `tl-ch-${randomUUID()}`;
  #isShown = false;
  #isEmpty = true;

  constructor(cell: RunningCell | undefined) {
    this.#cell = cell;
  }

  send(html: string): void {
    const data = html === "" ? { "text/plain": "" } : { "text/plain": "", "text/html": html };
    sendDisplay(this.#cell, { data, metadata: {} }, this.#id, this.#isShown);
    this.#isShown = true;
    this.#isEmpty = html === "";
  }

  empty(): void {
    if (!this.#isEmpty) this.send("");
  }
}

const channels = new WeakMap<object, Channel>();
const nobody = {};

function channelOf(cell: RunningCell | undefined): Channel {
  const known = channels.get(cell ?? nobody);
  if (known !== undefined) return known;
  const channel = new Channel(cell);
  channels.set(cell ?? nobody, channel);
  return channel;
}

/** Nothing of the cell's packets is saved from now on. */
export function emptyChannel(cell: RunningCell | undefined): void {
  channels.get(cell ?? nobody)?.empty();
}

/** Sends a script to the page now, through the cell's channel. */
export function sendScript(cell: RunningCell | undefined, html: string): void {
  channelOf(cell).send(html);
}

/**
 * Who speaks when: at most ten messages a second, and at most 256 KiB a second together. Above it everybody speaks half as
 * often, down to once in 5 s, and twice as often again after 5 s of calm. A page cannot push back, so this is all there
 * is against a slow one.
 */
class Pace {
  readonly #waiting = new Set<Speaker>();
  readonly #spokeMs = new WeakMap<Speaker, number>();
  #scriptOf: ScriptOf = () => "";
  #intervalMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #sent: { readonly ms: number; readonly bytes: number }[] = [];
  #slowMs = 0;
  #nextMs = 0;

  ask(speaker: Speaker, scriptOf: ScriptOf): void {
    this.#scriptOf = scriptOf;
    this.#waiting.add(speaker);
    this.#schedule();
  }

  forget(speaker: Speaker): void {
    this.#waiting.delete(speaker);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.size === 0) return;
    const dueMs = Math.max(this.#nextMs, Math.min(...[...this.#waiting].map((one) => this.#dueMs(one))));
    this.#timer = outsideCells(() => setTimeout(() => this.#tick(), Math.max(0, dueMs - performance.now())));
  }

  #dueMs(speaker: Speaker): number {
    return (this.#spokeMs.get(speaker) ?? 0) + Math.max(speaker.everyMs, this.#intervalMs);
  }

  #tick(): void {
    this.#timer = undefined;
    const now = performance.now();
    const due = [...this.#waiting].filter((one) => this.#dueMs(one) <= now + 1);
    const byCell = new Map<RunningCell | undefined, object[]>();
    for (const speaker of due) {
      this.#waiting.delete(speaker);
      const packet = speaker.packet(Math.max(speaker.everyMs, this.#intervalMs));
      if (packet === undefined) continue;
      this.#spokeMs.set(speaker, now);
      byCell.set(speaker.cell, [...(byCell.get(speaker.cell) ?? []), packet]);
    }
    let bytes = 0;
    for (const [cell, packets] of byCell) {
      const html = this.#scriptOf(packets);
      bytes += html.length;
      channelOf(cell).send(html);
    }
    this.#nextMs = now + tickMs * Math.max(1, byCell.size);
    this.#weigh(now, bytes);
    this.#schedule();
  }

  #weigh(now: number, bytes: number): void {
    this.#sent = [...this.#sent.filter(({ ms }) => ms > now - 1_000), { ms: now, bytes }];
    const isSlow = this.#sent.reduce((sum, one) => sum + one.bytes, 0) > bytesMax;
    if (isSlow) {
      this.#intervalMs = Math.min(intervalMaxMs, 2 * Math.max(this.#intervalMs, 2 * tickMs));
      this.#slowMs = now;
      this.#sent = [];
    } else if (this.#intervalMs > 0 && now - this.#slowMs >= calmMs) {
      this.#intervalMs = this.#intervalMs <= 4 * tickMs ? 0 : this.#intervalMs / 2;
      this.#slowMs = now;
    }
  }
}

export const pace: Pick<Pace, "ask" | "forget"> = new Pace();
