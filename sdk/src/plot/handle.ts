/** What `plot` gives back. */
import type { Observable } from "rxjs";
import type { Figure } from "./figure.js";
import type { PlotOptions } from "./options.js";
import type { PlotPicture } from "./picture.js";

/** Data by MIME type, for a notebook cell. */
export interface PlotBundle {
  readonly data: { readonly [mimeType: string]: unknown };
  readonly metadata: { readonly [name: string]: unknown };
}

export interface BundleOptions {
  /** Adds `application/vnd.plotly.v1+json`, for front ends that draw it themselves. Only for plots that have ended. */
  readonly plotlyJson?: boolean;
}

/**
 * A plot: it reads its source from the moment it is made, once, and holds what is to be shown. A source that fails ends
 * the plot, not the program: `picture.error` says why.
 *
 * `toFigure` and the like wait until the source has told what it has (see `ready`); `picture` is what there is now.
 */
export interface PlotHandle {
  /** UUID. */
  readonly id: string;
  readonly options: PlotOptions;
  readonly picture: PlotPicture;
  /** More may come. */
  readonly isLive: boolean;
  /**
   * Resolves when a tape or table has been read, up to where it is growing, or when an Observable has ended, or when the
   * plot was paused or stopped. Never rejects.
   */
  readonly ready: Promise<void>;
  /** Resolves when nothing will change any more, and keeps the program running until then. Never rejects. */
  readonly ended: Promise<void>;
  /**
   * A picture whenever it has changed, at most one per `every` ms; the last one before it completes. A plot that nobody
   * listens to keeps no program from ending.
   */
  readonly changes$: Observable<PlotPicture>;

  /** Shows it in the place where the host shows plots: in a notebook, the cell that runs. */
  show(): this;
  /** Ends it: no timer, subscription or open tape is left. What it shows stays. */
  stop(): void;
  /** Goes on reading, and tells of no change. */
  pause(): void;
  resume(): void;
  /** Other options. What changes more than the looks reads the source again, which only a tape or table can. */
  update(options: PlotOptions): this;

  toFigure(): Promise<Figure>;
  toSvg(): Promise<string>;
  toPng(): Promise<Uint8Array>;
  /** A page that stands by itself. */
  toHtml(): Promise<string>;
  toBundle(options?: BundleOptions): Promise<PlotBundle>;
}

const brand = Symbol.for("tapelab.plot"); // survives two copies of the SDK in one process

/** Whether a value is what `plot` gave back. */
export function isPlot(value: unknown): value is PlotHandle {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** @internal Makes `isPlot` true. */
export function brandPlot(handle: object): void {
  Object.defineProperty(handle, brand, { value: true });
}
