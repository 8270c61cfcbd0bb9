/**
 * The notebook's variables on the main thread. Each name is a property that reads and writes the variable of the cell
 * that declared it, so that functions of that cell and later cells see one value.
 */

type Getter = () => unknown;
type Setter = (value: unknown) => void;

interface Binding {
  readonly get: Getter;
  readonly earlier: PropertyDescriptor | undefined;
  readonly isHoisted: boolean;
}

export class Names {
  /** Live values by name; reading one calls into the cell that declared it. */
  readonly values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  #open: Map<string, Binding> = new Map();

  /** The running cell's names. Until one has its value, the earlier one of that name is seen. */
  bind(
    getters: Readonly<Record<string, Getter>>,
    setters: Readonly<Record<string, Setter>>,
    hoisted: readonly string[],
  ): void {
    for (const [name, get] of Object.entries(getters)) {
      const earlier = Object.getOwnPropertyDescriptor(this.values, name);
      this.#open.set(name, { get, earlier, isHoisted: hoisted.includes(name) });
      const set = setters[name];
      define(this.values, name, () => firstOf(get, earlier), set);
    }
  }

  /** Names of the running cell that have a value by now. */
  received(): string[] {
    return [...this.#open].filter(([, { get, isHoisted }]) => hasValue(get, isHoisted)).map(([name]) => name);
  }

  /** Ends the cell and tells which of its names have a value. Of the others, the earlier ones are back. */
  settle(isComplete: boolean): string[] {
    const received: string[] = [];
    for (const [name, { get, earlier, isHoisted }] of this.#open) {
      if (isComplete || hasValue(get, isHoisted)) {
        received.push(name);
        define(this.values, name, get, Object.getOwnPropertyDescriptor(this.values, name)?.set);
      } else if (earlier === undefined) delete this.values[name];
      else Object.defineProperty(this.values, name, earlier);
    }
    this.#open = new Map();
    return received;
  }

  clear(): void {
    this.#open = new Map();
    for (const name of Object.keys(this.values)) delete this.values[name];
  }
}

function define(values: object, name: string, get: Getter, set: Setter | undefined): void {
  Object.defineProperty(values, name, { get, set, enumerable: true, configurable: true });
}

/** A `let`, `const` or class throws until it has its value; a `var` is there from the start. */
function hasValue(get: Getter, isHoisted: boolean): boolean {
  try {
    return get() !== undefined || !isHoisted;
  } catch {
    return false;
  }
}

function firstOf(get: Getter, earlier: PropertyDescriptor | undefined): unknown {
  try {
    return get();
  } catch {
    return earlier?.get?.(); // the cell has not come to it
  }
}
