/** What a console or a notebook shows of objects whose facts are made only when they are asked for. */

const inspected = Symbol.for("nodejs.util.inspect.custom");

/** How objects of one kind are shown. */
export type Face = PropertyDescriptor;

interface InspectOptions {
  readonly breakLength?: number;
  readonly [option: string]: unknown;
}

type Inspect = (value: unknown, options: InspectOptions) => string;

/** A name and facts, on one line: `Tape "lorenz" { commits: 12 }`. */
export function lineFace<T extends object>(name: (self: T) => string, facts: (self: T) => object): Face {
  return faceOf(name, facts, { breakLength: Number.POSITIVE_INFINITY });
}

/** A name and values, each shown as by itself. */
export function valueFace<T extends object>(name: (self: T) => string, values: (self: T) => object): Face {
  return faceOf(name, values, {});
}

function faceOf<T extends object>(name: (self: T) => string, facts: (self: T) => object, more: InspectOptions): Face {
  return {
    value(this: T, depth: number, options: InspectOptions, inspect: Inspect): string {
      const title = name(this);
      return depth < 0 ? `[${title}]` : `${title} ${inspect(facts(this), { ...options, ...more })}`;
    },
  };
}

/** Lets `console.log` show the object, or all that inherit from it, by this face. */
export function showAs(target: object, face: Face): void {
  Object.defineProperty(target, inspected, face);
}

/** Shows the values of getters in place of `[Getter]`; the code of an error in place of a value that cannot be made. */
export const openFace: Face = {
  value(this: Readonly<Record<string, unknown>>, _depth: number, options: InspectOptions, inspect: Inspect): string {
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(this)) {
      const value = valueOrCode(this, name);
      Object.defineProperty(values, name, { value, enumerable: true });
    }
    return inspect(values, options);
  },
};

function valueOrCode(object: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return object[name];
  } catch (error) {
    return bareText(String((error as { code?: unknown }).code ?? error));
  }
}

/** Shown as the text itself, without quotes: for what is not a value. */
export function bareText(text: string): object {
  return { [inspected]: () => `[${text}]` };
}
