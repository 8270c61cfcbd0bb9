/** `%tape start --auto`: after each cell, what it declared or assigned is captured. */
import type { CellCode } from "../link.js";
import { activeSession } from "./active.js";
import { cellVariables } from "./notebook-variables.js";

export interface AutoSettings {
  readonly session: string;
  readonly label: string;
  /** Commit every so many captured cells; undefined: never by itself. */
  readonly every: number | undefined;
}

const sourceMax = 60_000;
/** A capture costs too much above this share of its cell, and above this time. */
const shareMax = 0.05;
const costMinMs = 20;

export class AutoCapture {
  #settings: AutoSettings | undefined;
  #captured = 0;
  #dearTimes = 0;
  #hasSaid = false;

  /** The label of what is captured for this session; undefined: nothing is. */
  labelFor(session: string): string | undefined {
    return this.#settings?.session === session ? this.#settings.label : undefined;
  }

  set(settings: AutoSettings | undefined): void {
    this.#settings = settings;
    this.#captured = 0;
    this.#dearTimes = 0;
    this.#hasSaid = false;
  }

  /** Captures what the cell left. Returns what there is to say of its cost. */
  async cellEnded(
    code: CellCode,
    live: Readonly<Record<string, unknown>>,
    tookMs: number,
  ): Promise<string | undefined> {
    const session = activeSession();
    const settings = this.#settings;
    if (session === undefined || settings === undefined || settings.session !== session.id) return undefined;
    if (isMagicOnly(code.source)) return undefined;
    const { values, levels } = cellVariables(live, code);
    if (Object.keys(values).length === 0) return undefined;
    const start = performance.now();
    session.capture(settings.label, values, { levels, meta: { source: code.source.slice(0, sourceMax) } });
    const cost = performance.now() - start;
    this.#captured++;
    if (settings.every !== undefined && this.#captured % settings.every === 0) await session.commit(settings.label);
    return this.#remark(cost, tookMs);
  }

  #remark(costMs: number, tookMs: number): string | undefined {
    this.#dearTimes = costMs > costMinMs && costMs > shareMax * tookMs ? this.#dearTimes + 1 : 0;
    if (this.#dearTimes < 2 || this.#hasSaid) return undefined;
    this.#hasSaid = true;
    return `Automatic capture took ${Math.round(costMs)} ms after a cell of ${Math.round(tookMs)} ms. Capture less by name: %tape capture NAME x y, or start the session without --auto.`;
  }
}

/** Every line is a magic, a comment or blank. */
function isMagicOnly(source: string): boolean {
  return source.split("\n").every((line) => /^\s*(?:%|\/\/|$)/.test(line));
}
