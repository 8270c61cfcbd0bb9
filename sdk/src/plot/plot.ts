/**
 * The plot itself: reads its sources once, gathers what is drawn, and tells of changes at most every so many
 * milliseconds, the latest always, whoever listens.
 */
import { asyncScheduler, Observable, type SchedulerLike, type Subscriber } from "rxjs";
import { lineFace, showAs } from "../base/console.js";
import { badOption } from "../base/options.js";
import { shown } from "../base/text.js";
import type { ReadEvent } from "../read/read-event.js";
import { Tape } from "../read/tape.js";
import { isTable } from "./batch-chunk.js";
import { checkPlot, looks, type Wanted } from "./check-options.js";
import type { Chunk } from "./chunk.js";
import { compareRuns } from "./compare.js";
import { plural } from "./count-text.js";
import { draw, type RunFacts } from "./draw.js";
import { runName } from "./draw-curves.js";
import type { Figure } from "./figure.js";
import { Gathering, isSpecial } from "./gather.js";
import { type BundleOptions, brandPlot, type PlotBundle, type PlotHandle } from "./handle.js";
import { plotHost } from "./host.js";
import { Listeners } from "./listeners.js";
import { neededContext, neededNames } from "./needs.js";
import { assertDrawable } from "./notes.js";
import type { PlotOptions } from "./options.js";
import type { PlotPicture, PlotStatus } from "./picture.js";
import { withFrames } from "./scrub.js";
import { SourceReader } from "./source-reader.js";
import { isGrowing, type One } from "./sources.js";
import { Steps } from "./steps.js";
import { uuid } from "./uuid.js";

export class Plot implements PlotHandle {
  readonly id: string;
  readonly changes$: Observable<PlotPicture>;
  readonly #sources: readonly One[];
  readonly #listeners: Listeners;
  #wanted: Wanted;
  #options: PlotOptions;
  #gathering!: Gathering;
  #steps: Steps | undefined;
  #reader!: SourceReader;
  #status: PlotStatus = "reading";
  /** The status when it is not paused. */
  #phase: "reading" | "live" = "reading";
  #isPaused = false;
  #error: string | undefined;
  /** Why there can be no picture at all. */
  #failure: unknown;
  #damage = 0;
  #isDirty = true;
  #picture: PlotPicture | undefined;
  #ready!: Promise<void>;
  #settle: () => void = () => undefined;
  readonly #ended: Promise<void>;
  #finish!: () => void;

  constructor(sources: readonly One[], options: PlotOptions, scheduler: SchedulerLike = asyncScheduler) {
    this.#wanted = checkPlot(options);
    if (options.scrub !== undefined && sources.length > 1) {
      throw badOption("plot", "scrub", {
        expected: "one source",
        found: `a list of ${sources.length}`,
        outcome: "Nothing was drawn.",
        advice: "Leave `scrub` out, or plot the sources one by one.",
      });
    }
    this.#options = options;
    this.#sources = sources;
    this.#listeners = new Listeners(scheduler, () => this.picture);
    this.id = uuid();
    this.#ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.changes$ = new Observable((subscriber) => this.#listen(subscriber));
    this.#begin();
  }

  get ready(): Promise<void> {
    return this.#ready;
  }

  get ended(): Promise<void> {
    if (this.isLive) this.#listeners.hold();
    return this.#ended;
  }

  get options(): PlotOptions {
    return this.#options;
  }

  /** @internal What is drawn, for who moves through it. */
  get gathering(): Gathering {
    return this.#gathering;
  }

  get isLive(): boolean {
    return this.#status === "live" || this.#status === "reading" || this.#status === "paused";
  }

  get picture(): PlotPicture {
    if (this.isLive) this.#reader.flush();
    if (this.#isDirty || !this.#picture) this.#redraw();
    return this.#picture!;
  }

  show(): this {
    plotHost()?.show(this);
    return this;
  }

  stop(): void {
    if (this.isLive) this.#end("stopped");
  }

  pause(): void {
    if (!this.isLive || this.#isPaused) return;
    this.#isPaused = true;
    this.#status = "paused";
    this.#isDirty = true;
    this.#listeners.cancel();
    this.#listeners.tell();
    this.#settle();
  }

  resume(): void {
    if (!this.#isPaused || !this.isLive) return;
    this.#isPaused = false;
    this.#status = this.#phase;
    this.#isDirty = true;
    this.#listeners.tell();
  }

  update(options: PlotOptions): this {
    const next = { ...this.#options, ...options };
    const wanted = checkPlot(next);
    const other = Object.keys(options).find((name) => !(looks as readonly string[]).includes(name));
    if (other !== undefined && !this.#sources.every((source) => source instanceof Tape || isTable(source))) {
      throw badOption("plot.update", other, {
        expected: `one of ${looks.join(", ")} for a plot of an Observable, which is read once`,
        found: "another",
        outcome: "Nothing was changed.",
        advice: "Make a new plot.",
      });
    }
    this.#options = next;
    this.#wanted = wanted;
    if (other === undefined) this.#gathering.wanted = wanted;
    else {
      this.#close();
      this.#begin();
    }
    this.#isDirty = true;
    this.#plan(0);
    return this;
  }

  async toFigure(): Promise<Figure> {
    return (await this.#whole()).figure;
  }
  async toSvg(): Promise<string> {
    const { figure, alt } = await this.#whole();
    return (await import("./svg.js")).figureSvg(figure, alt);
  }
  async toPng(): Promise<Uint8Array> {
    const { figure, alt } = await this.#whole();
    return (await import("./png.js")).figurePng(figure, alt);
  }
  async toHtml(): Promise<string> {
    const picture = await this.#whole();
    return (await import("./html.js")).figurePage(picture, this.id);
  }
  async toBundle(options: BundleOptions = {}): Promise<PlotBundle> {
    const picture = await this.#whole();
    return (await import("./bundle.js")).plotBundle(picture, this.id, options);
  }

  async #whole(): Promise<PlotPicture> {
    await this.ready;
    const { picture } = this;
    if (this.#failure !== undefined) throw this.#failure;
    return picture;
  }

  #begin(): void {
    // Whoever waits for an earlier reading waits for this one.
    const settleEarlier = this.#settle;
    this.#ready = new Promise((resolve) => {
      this.#settle = () => {
        settleEarlier();
        resolve();
      };
    });
    const tapes = this.#sources.filter((source) => source instanceof Tape);
    const recorded = new Set(tapes.flatMap((tape) => tape.recordedColumns.map(({ name }) => name)));
    this.#gathering = new Gathering(this.#wanted, this.#sources.length > 1, (name) => recorded.has(name));
    this.#steps = this.#wanted.scrub === undefined ? undefined : new Steps(this.#wanted.scrub);
    this.#damage = 0;
    this.#phase = "reading";
    this.#status = this.#isPaused ? "paused" : "reading";
    this.#error = undefined;
    this.#failure = undefined;
    this.#reader = new SourceReader(this.#sources, {
      variables: neededNames(this.#wanted),
      select: this.#wanted.select,
      context: neededContext(this.#wanted),
      take: (run, chunk) => this.#take(run, chunk),
      arrived: () => this.#plan(this.#wanted.every),
      onEvent: (event) => this.#hear(event),
      onLive: () => this.#goLive(),
      onCaughtUp: () => this.#caughtUp(),
      onEnd: () => this.#end("ended"),
      onFailure: (error) => this.#fail(error),
    });
    this.#reader.begin();
  }

  #goLive(): void {
    this.#phase = "live";
    if (this.#status === "reading") this.#status = "live";
  }

  #take(run: number, chunk: Chunk): void {
    if (!this.isLive) return;
    this.#gathering.take(run, chunk);
    this.#steps?.take(chunk, this.#gathering);
    this.#isDirty = true;
    this.#plan(this.#wanted.every);
  }

  #hear(event: ReadEvent): void {
    this.#isDirty = true;
    if (event.kind === "gap") this.#damage += event.lastSequence - event.firstSequence + 1;
    // What was drawn of withdrawn commits cannot be taken out again.
    if (event.kind === "retracted") {
      this.#close();
      this.#begin();
    }
  }

  #caughtUp(): void {
    this.#goLive();
    this.#isDirty = true;
    // Whoever waits for a source that has ended is to see the end.
    if (this.#sources.some(isGrowing)) this.#settle();
    this.#plan(0);
  }

  #fail(error: unknown): void {
    if (this.isLive) this.#error = errorText(error);
    this.#end("failed");
  }

  #end(status: PlotStatus): void {
    if (!this.isLive) return;
    this.#reader.flush();
    this.#status = status;
    this.#isDirty = true;
    this.#close();
    this.#listeners.finish();
    this.#settle();
    this.#finish();
  }

  /** Leaves no timer, subscription or open tape. */
  #close(): void {
    this.#listeners.cancel();
    this.#reader.close();
  }

  #listen(subscriber: Subscriber<PlotPicture>): () => void {
    if (!this.isLive) {
      subscriber.next(this.picture);
      subscriber.complete();
      return () => undefined;
    }
    const leave = this.#listeners.add(subscriber);
    this.#plan(0);
    return leave;
  }

  #plan(delayMs: number): void {
    if (!this.#isPaused && this.isLive) this.#listeners.plan(delayMs);
  }

  #redraw(): void {
    const version = (this.#picture?.version ?? 0) + 1;
    const runs = this.#sources.map((source, run) => this.#runFacts(source, run));
    const told = this.#damage > 0 ? [`${plural(this.#damage, "damaged commit")} left out`] : [];
    let drawing: ReturnType<typeof draw>;
    try {
      if (this.#status !== "failed") assertDrawable(this.#gathering, this.#rowName(runs), this.#isComplete());
      drawing = draw(this.#gathering, runs, told);
    } catch (error) {
      this.#isDirty = false;
      this.#failure = error;
      this.#error = errorText(error);
      this.#end("failed");
      this.#status = "failed";
      drawing = draw(new Gathering({ ...this.#wanted, ys: [] }, false, isSpecial), runs, told);
    }
    const { text, alt, notes } = drawing;
    const { stats, seq } = this.#gathering;
    this.#isDirty = false;
    this.#picture = {
      version,
      status: this.#status,
      figure: this.#steps ? withFrames(drawing.figure, this.#steps, this.#gathering) : drawing.figure,
      text: text + statusText(this.#status, this.#error),
      alt,
      notes,
      error: this.#error,
      tapes: runs.flatMap(({ id }) => id ?? []),
      seq,
      compare:
        stats &&
        compareRuns(
          runs,
          runs.map((_, run) => runName(runs, run)),
          stats,
        ),
    };
  }

  /** Nothing is to come that could hold what is missing. */
  #isComplete(): boolean {
    return this.#status === "ended" || (this.#reader.isCaughtUp && !this.#sources.some(isGrowing));
  }

  #rowName(runs: readonly RunFacts[]): string {
    const [source] = this.#sources;
    if (runs.length !== 1) return `scope of ${runs.length} sources`;
    if (source instanceof Tape) return `scope of "${shown(runs[0]!.label, 60)}"`;
    return `row of the ${isTable(source) ? "table" : "Observable"}`;
  }

  #runFacts(source: One, run: number): RunFacts {
    const given = this.#wanted.labels?.[run];
    if (!(source instanceof Tape))
      return { label: given ?? `source ${run + 1}`, id: undefined, isRecording: false, meta: {} };
    const { label, meta } = source.session;
    return { label: given ?? (label || source.id), id: source.id, isRecording: this.isLive && !source.isEnded, meta };
  }
}

function errorText(error: unknown): string {
  return shown(error instanceof Error ? error.message : String(error), 1_000);
}

function statusText(status: PlotStatus, error: string | undefined): string {
  if (status === "ended") return "";
  return `, ${status === "failed" ? `failed: ${error ?? ""}` : status}`;
}

brandPlot(Plot.prototype);
showAs(
  Plot.prototype,
  lineFace<Plot>(
    ({ picture }) => picture.text,
    ({ id }) => ({ id }),
  ),
);
