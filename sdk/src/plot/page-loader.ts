/**
 * What runs in the page of a notebook or of a saved picture: takes messages from the queue, mounts plots over their
 * static images and keeps them up to date. The text of these classes is put into the page (page-script.ts), so nothing here
 * may use anything from outside this file, nor a helper of the compiler.
 */
import type { Facts, Packet, PageDocument, PageElement, PageFigure, PageWindow, Plotly } from "./page-types.js";

/** One plot: its figure as far as packets brought it, and, once drawn, the living picture of it. */
export class PagePlot {
  readonly id: string;
  figure: PageFigure | undefined;
  facts: Facts = {};
  seq = 0;
  wrapper: PageElement | undefined;
  box: PageElement | undefined;
  corner: PageElement | undefined;
  catchingUp = false;
  early: Packet[] = [];
  changed = false;
  drawing = false;
  seen = true;
  isHeard = false;
  misses = 0;
  readonly #page: Page;

  constructor(page: Page, id: string) {
    this.#page = page;
    this.id = id;
  }

  /** A figure of the main display: older than what packets brought, or not; the wrapper is new either way. */
  mount(figure: PageFigure, facts: Facts): void {
    if (this.figure === undefined || (facts.seq || 0) >= this.seq) {
      this.facts = { interval: this.facts.interval, ...facts };
      this.begin(figure, facts.seq || 0);
    }
    this.misses = 0;
    this.changed = true;
  }

  /** A whole figure, and the deltas after it that came before it. */
  begin(figure: PageFigure, seq: number): void {
    this.figure = figure;
    this.seq = seq;
    const early = this.early;
    this.early = [];
    for (const packet of early) if (packet.seq > this.seq) this.step(packet);
    this.catchingUp = this.early.length > 0;
  }

  /** Merges a packet. */
  take(packet: Packet): void {
    if (packet.kind === "full" && packet.figure) this.begin(packet.figure, packet.seq);
    else if (packet.kind === "delta" && packet.seq > this.seq) this.step(packet);
    const isOver = packet.kind === "end" || packet.kind === "error";
    this.facts = {
      ...this.facts,
      live: !isOver,
      interval: packet.interval || this.facts.interval,
      trouble: packet.kind === "error" ? packet.note || "failed" : this.facts.trouble,
    };
    this.changed = true;
  }

  /** A delta, only on the base that it was made for; others wait for a whole figure. */
  step(packet: Packet): void {
    const figure = this.figure;
    if (figure === undefined || packet.base !== this.seq) {
      this.catchingUp = true;
      this.early = this.early.slice(-50).concat([packet]);
      return;
    }
    const data = figure.data.slice();
    for (const { trace, drop, keep, gone, append } of packet.traces || []) {
      const stays = (_: unknown, i: number) =>
        ((parseInt((gone || "").charAt(i >> 2) || "0", 16) >> (i & 3)) & 1) === 0;
      const next: Record<string, unknown> = { ...data[trace] };
      for (const name of Object.keys(append)) {
        const isColor = name === "marker.color";
        const marker = next.marker as Record<string, unknown> | undefined;
        const before = isColor ? marker?.color : next[name];
        const kept = (Array.isArray(before) ? before : []).slice(drop, drop + keep).filter(stays);
        const values = kept.concat(append[name]);
        if (isColor) next.marker = { ...marker, color: values };
        else if (/^(x|y|z|text)$/.test(name)) next[name] = values;
      }
      data[trace] = next;
    }
    this.figure = { ...figure, data, layout: { ...figure.layout, ...packet.layout } };
    this.seq = packet.seq;
  }

  /** Finds the newest wrapper of this plot in the document and moves the living picture there. */
  settle(document: PageDocument): boolean {
    const all = document.querySelectorAll(`[data-tapelab="${this.id}"]`);
    const wrapper = all[all.length - 1];
    if (wrapper === undefined) return false;
    if (wrapper !== this.wrapper) {
      this.wrapper = wrapper;
      if (this.box && this.corner) {
        wrapper.append(this.box, this.corner);
        this.showLive();
      }
      this.#page.watch(this, wrapper);
    }
    return true;
  }

  async draw(document: PageDocument, plotly: Plotly): Promise<void> {
    const figure = this.figure;
    const wrapper = this.wrapper;
    if (figure === undefined || wrapper === undefined) return;
    this.changed = false;
    this.drawing = true;
    try {
      const box = this.box || this.makeBox(document, wrapper, plotly);
      const layout: Record<string, unknown> = { ...figure.layout, uirevision: this.id, datarevision: this.seq };
      const room = wrapper.clientWidth; // 0 while it is not laid out
      if (room > 0 && Number(layout.width) > room) layout.width = room;
      const config = { responsive: true, displaylogo: false, ...figure.config };
      await plotly.react(box, { data: figure.data, layout, frames: figure.frames || [], config });
      if (box.on && !this.isHeard)
        box.on("plotly_buttonclicked", ({ button: { name } }) => {
          // Other buttons are plotly's own; it does not know where it stands.
          if (name === "tapelab-back" || name === "tapelab-forward") this.press(name, plotly);
        });
      this.isHeard = true;
      this.showLive();
    } catch (error) {
      const { message = String(error) } = error as { message?: string };
      const trouble = `cannot be drawn here: ${message}`;
      this.facts = { ...this.facts, trouble };
    }
    this.drawing = false;
    this.showCorner();
  }

  makeBox(document: PageDocument, wrapper: PageElement, plotly: Plotly): PageElement {
    const box = document.createElement("div");
    const corner = document.createElement("div");
    corner.className = "tapelab-corner";
    corner.style.cssText = "font:11px sans-serif;color:#888;min-height:14px;padding:0 4px";
    box.setAttribute("tabindex", "0");
    box.addEventListener("keydown", (event) => {
      const keys = { ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last", " ": "play" };
      const verb = keys[event.key as keyof typeof keys];
      if (verb === undefined || !this.press(`tapelab-${verb}`, plotly)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    wrapper.append(box, corner);
    this.box = box;
    this.corner = corner;
    return box;
  }

  /** The static image and the line below it give way to the living picture. */
  showLive(): void {
    for (const still of this.wrapper ? this.wrapper.querySelectorAll("[data-still]") : []) still.style.display = "none";
  }

  showCorner(): void {
    if (this.corner === undefined) return;
    const parts = [];
    if (this.catchingUp) parts.push("catching up");
    if (this.facts.live && this.facts.interval) parts.push(`every ${this.facts.interval} ms`);
    if (this.facts.trouble) parts.push(this.facts.trouble);
    this.corner.textContent = parts.join(" · ");
  }

  /** The scrubber: to the first, last or next frame; `play` plays on and stops. */
  press(name: string, plotly: Plotly): boolean {
    const frames = this.figure?.frames || [];
    const box = this.box;
    if (frames.length === 0 || box === undefined) return false;
    const last = frames.length - 1;
    const at = this.frameNow(box, frames);
    const targets = { first: 0, back: Math.max(0, at - 1), forward: Math.min(last, at + 1), last };
    const target = targets[name.replace("tapelab-", "") as keyof typeof targets];
    const still = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: true } };
    if (target !== undefined) this.animate(plotly, box, [String(frames[target]?.name)], still);
    else if (name !== "tapelab-play") return false;
    else if (box._transitionData?._animationRaf) this.animate(plotly, box, [null], still);
    else
      this.animate(plotly, box, null, { mode: "immediate", fromcurrent: true, frame: { duration: 100, redraw: true } });
    return true;
  }

  animate(plotly: Plotly, box: PageElement, frames: unknown, options: object): void {
    // One animation ends the other, which is told as a rejection.
    Promise.resolve(plotly.animate(box, frames, options)).catch(() => undefined);
  }

  /** Where the slider stands; at the end as long as nobody has moved it. */
  frameNow(box: PageElement, frames: readonly { readonly name?: unknown }[]): number {
    const current = box._fullLayout?._currentFrame;
    const index = frames.findIndex(({ name }) => String(name) === String(current));
    return index < 0 ? frames.length - 1 : index;
  }
}

/** All plots of one page. */
export class Page {
  readonly version: number;
  readonly plots: Map<string, PagePlot> = new Map();
  readonly bundles: Map<string, { version: string; plotly: Plotly }> = new Map();
  readonly #window: PageWindow;
  #asked = false;
  #observer: { observe(element: PageElement): void } | undefined;

  constructor(window: PageWindow, version: number) {
    this.#window = window;
    this.version = version;
    if (window.IntersectionObserver)
      this.#observer = new window.IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries)
          for (const plot of this.plots.values()) if (plot.wrapper === target) plot.seen = isIntersecting;
        this.ask();
      });
  }

  /** Takes over the queue; a page of a newer or the same version stays in charge, an older one hands over its plots. */
  static start(window: PageWindow, version: number): void {
    const old = window.__tapelab;
    if (old && old.version >= version) return;
    const page = new Page(window, version);
    if (old) {
      for (const [name, bundle] of old.bundles) page.bundles.set(name, bundle);
      for (const [id, plot] of old.plots)
        if (plot.figure) page.take(["mount", id, plot.figure, { ...plot.facts, seq: plot.seq }]);
    }
    window.__tapelab = page;
    const waiting = window.__tapelab_q;
    window.__tapelab_q = { push: (message: unknown) => page.take(message) };
    if (Array.isArray(waiting)) for (const message of waiting) page.take(message);
  }

  /** One message of the queue. What it cannot understand changes nothing. */
  take(message: unknown): void {
    if (!Array.isArray(message)) return;
    const [verb, first, second, third] = message;
    if (verb === "mount" && second && Array.isArray(second.data)) this.plot(String(first)).mount(second, third || {});
    else if (verb === "packets" && Array.isArray(first))
      for (const packet of first) this.plot(String(packet.id)).take(packet);
    else if (verb === "plotly") this.addBundle(String(first), String(second), third);
    else if (verb === "fetch") this.fetch(String(first), String(second));
    this.ask();
  }

  plot(id: string): PagePlot {
    const safe = id.replace(/[^\w-]/g, "");
    let plot = this.plots.get(safe);
    if (plot === undefined) {
      plot = new PagePlot(this, safe);
      this.plots.set(safe, plot);
    }
    return plot;
  }

  addBundle(name: string, version: string, plotly: Plotly | undefined): void {
    const known = this.bundles.get(name);
    if (plotly && (known === undefined || known.version < version)) this.bundles.set(name, { version, plotly });
    for (const plot of this.plots.values()) plot.changed = true;
  }

  /** The bundle from an address that the user has set. */
  fetch(name: string, address: string): void {
    if (this.bundles.has(name)) return;
    const before = this.#window.Plotly;
    const script = this.#window.document.createElement("script");
    script.src = address;
    script.onload = () => {
      this.addBundle(name, "0", this.#window.Plotly);
      if (before) this.#window.Plotly = before;
      this.ask();
    };
    this.#window.document.head.append(script);
  }

  watch(plot: PagePlot, wrapper: PageElement): void {
    plot.seen = this.#observer === undefined;
    if (this.#observer) this.#observer.observe(wrapper);
  }

  plotlyFor(plot: PagePlot): Plotly | undefined {
    const has = (name: string) => this.bundles.get(name);
    const three = (plot.figure?.data || []).some(({ type }) =>
      /3d$|^(surface|isosurface|volume|cone|streamtube)$/.test(String(type)),
    );
    const bundle = three ? has("gl3d") || has("full") : has("cartesian") || has("full") || has("gl3d");
    return bundle?.plotly;
  }

  /** One drawing for all that changes until the next frame; hidden tabs get no frames. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#window.requestAnimationFrame(() => {
      this.#asked = false;
      this.drawAll();
    });
  }

  drawAll(): void {
    let missing = false;
    for (const plot of this.plots.values()) {
      if (!plot.changed || plot.drawing) continue;
      const plotly = this.plotlyFor(plot);
      if (!plot.settle(this.#window.document)) missing = plot.misses++ < 60 || missing;
      else if (plotly && plot.seen && plot.figure)
        plot.draw(this.#window.document, plotly).then(() => {
          if (plot.changed) this.ask();
        });
    }
    // A front end may put the wrapper into the document after its script has run, or never again.
    if (missing) this.#window.setTimeout(() => this.ask(), 500);
  }
}
