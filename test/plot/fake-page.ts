/** The little of a browser that the loader uses, and a Plotly that remembers what it was told to draw. */
import vm from "node:vm";

export class FakeElement {
  className = "";
  clientWidth = 0;
  textContent: string | null = "";
  readonly style = { cssText: "", display: "" };
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, (event: object) => void>();
  parent: FakeElement | undefined;
  children: FakeElement[] = [];
  src?: string;
  onload?: () => void;

  constructor(readonly tag: string) {}

  append(...children: FakeElement[]): void {
    for (const child of children) {
      if (child.parent) child.parent.children = child.parent.children.filter((other) => other !== child);
      child.parent = this;
      this.children.push(child);
    }
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.listeners.set(type, listener);
  }

  /** Only `[name]` and `[name="value"]`. */
  querySelectorAll(selector: string): FakeElement[] {
    const [, name = "", value] = /^\[([\w-]+)(?:="([^"]*)")?\]$/.exec(selector) ?? [];
    const found = this.children.flatMap((child) => [child, ...child.querySelectorAll("[*]")]);
    if (selector === "[*]") return found;
    return found.filter(
      ({ attributes }) => attributes.has(name) && (value === undefined || attributes.get(name) === value),
    );
  }
}

export interface Drawn {
  readonly box: FakeElement;
  readonly figure: { data: Record<string, unknown>[]; layout: Record<string, unknown>; frames: unknown[] };
}

export class FakePlotly {
  readonly drawn: Drawn[] = [];
  readonly animated: unknown[] = [];
  async react(box: FakeElement, figure: Drawn["figure"]): Promise<void> {
    this.drawn.push({ box, figure: structuredClone(figure) });
  }
  animate(_box: FakeElement, frames: unknown): Promise<void> {
    this.animated.push(frames);
    return Promise.resolve();
  }
}

export class FakePage {
  readonly body = new FakeElement("body");
  readonly #frames: (() => void)[] = [];
  readonly #timers: (() => void)[] = [];
  readonly #context: vm.Context;
  /** Tells the loader which wrappers are in the window, when an observer is asked for. */
  seen: ((entries: { target: FakeElement; isIntersecting: boolean }[]) => void) | undefined;

  constructor({ withObserver = false }: { withObserver?: boolean } = {}) {
    const { body } = this;
    const page = this;
    class Observer {
      constructor(callback: NonNullable<FakePage["seen"]>) {
        page.seen = callback;
      }
      observe(): void {
        // The test tells what is seen.
      }
    }
    const window: Record<string, unknown> = {
      document: {
        head: body,
        createElement: (tag: string) => new FakeElement(tag),
        querySelectorAll: (selector: string) => body.querySelectorAll(selector),
      },
      requestAnimationFrame: (callback: () => void) => this.#frames.push(callback),
      setTimeout: (callback: () => void) => this.#timers.push(callback),
      console,
      ...(withObserver ? { IntersectionObserver: Observer } : {}),
    };
    window.window = window;
    window.self = window;
    this.#context = vm.createContext(window);
  }

  get window(): Record<string, unknown> {
    return this.#context as Record<string, unknown>;
  }

  /** A wrapper as the bundle has it. */
  wrapper(id: string): FakeElement {
    const wrapper = new FakeElement("div");
    const image = new FakeElement("img");
    wrapper.setAttribute("data-tapelab", id);
    image.setAttribute("data-still", "");
    wrapper.append(image);
    this.body.append(wrapper);
    return wrapper;
  }

  /** Runs the script of an output: HTML or bare. */
  run(html: string): void {
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? "");
    for (const script of scripts.length > 0 ? scripts : [html]) vm.runInContext(script, this.#context);
  }

  push(...message: unknown[]): void {
    this.#context.message = message;
    vm.runInContext("(window.__tapelab_q = window.__tapelab_q || []).push(message)", this.#context);
  }

  /** All timers that are set come due; how many there were. */
  elapse(): number {
    const due = this.#timers.splice(0);
    for (const timer of due) timer();
    return due.length;
  }

  /** Animation frames until nothing asks for one. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20 && this.#frames.length > 0; i++) {
      for (const frame of this.#frames.splice(0)) frame();
      await new Promise((done) => setImmediate(done));
    }
  }
}
