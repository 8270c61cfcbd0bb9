/** What passes between kernel and page, and the little that the page's script uses of a browser. */

import type { TraceChange } from "./picture.js";

/** A plotly figure as plain JSON. */
export interface PageFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly frames?: readonly { readonly name?: unknown }[];
  readonly config?: Readonly<Record<string, unknown>>;
}

/** What the page shows beside the figure. */
export interface Facts {
  /** Of the last packet that the figure holds. */
  readonly seq?: number;
  /** Milliseconds between two packets at present. */
  readonly interval?: number;
  readonly live?: boolean;
  readonly trouble?: string;
}

/** A step of one plot. `seq` counts per plot from 1; a delta is only good on top of `base`. */
export interface Packet {
  readonly id: string;
  readonly seq: number;
  readonly kind: "full" | "delta" | "end" | "error";
  readonly base?: number;
  readonly figure?: PageFigure;
  readonly traces?: readonly TraceChange[];
  /** The parts of the layout that differ; null for what is gone. */
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly note?: string;
  readonly interval?: number;
}

export interface Plotly {
  react(box: PageElement, figure: object): Promise<unknown>;
  animate(box: PageElement, frames: unknown, options: object): unknown;
}

export interface PageElement {
  className: string;
  textContent: string | null;
  readonly clientWidth: number;
  src?: string;
  onload?: (() => void) | null;
  readonly style: { cssText: string; display: string };
  /** Plotly adds it to what it draws in. */
  on?(event: "plotly_buttonclicked", listener: (event: { button: { name?: unknown } }) => void): void;
  readonly _fullLayout?: { readonly _currentFrame?: unknown };
  readonly _transitionData?: { readonly _animationRaf?: unknown };
  append(...children: PageElement[]): void;
  setAttribute(name: string, value: string): void;
  querySelectorAll(selector: string): ArrayLike<PageElement> & Iterable<PageElement>;
  addEventListener(
    type: string,
    listener: (event: { key: string; preventDefault(): void; stopPropagation(): void }) => void,
  ): void;
}

export interface PageDocument {
  readonly head: PageElement;
  createElement(tag: string): PageElement;
  querySelectorAll(selector: string): ArrayLike<PageElement> & Iterable<PageElement>;
}

export interface PageWindow {
  readonly document: PageDocument;
  readonly IntersectionObserver?: new (
    callback: (entries: readonly { target: PageElement; isIntersecting: boolean }[]) => void,
  ) => { observe(element: PageElement): void };
  requestAnimationFrame(callback: () => void): void;
  setTimeout(callback: () => void, ms: number): unknown;
  Plotly?: Plotly;
  __tapelab_q?: unknown;
  __tapelab?: {
    readonly version: number;
    readonly plots: ReadonlyMap<string, { figure: PageFigure | undefined; facts: Facts; seq: number }>;
    readonly bundles: ReadonlyMap<string, { version: string; plotly: Plotly }>;
  };
}
