/** What a console shows of objects whose facts are made only when they are asked for. */

const inspected = Symbol.for("nodejs.util.inspect.custom");

type Inspect = (value: object, options: object) => string;

/** Lets `console.log` show instances of a class by name and facts. */
export function showAs<T extends object>(prototype: T, name: (self: T) => string, facts: (self: T) => object): void {
  Object.defineProperty(prototype, inspected, {
    value(this: T, _depth: number, options: object, inspect: Inspect): string {
      return `${name(this)} ${inspect(facts(this), options)}`;
    },
  });
}

/** Shown as the text itself, without quotes: for what is not a value. */
export function bareText(text: string): object {
  return { [inspected]: () => `[${text}]` };
}
