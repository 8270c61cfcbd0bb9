/** What a console shows of objects whose facts are made only when they are asked for. */

type Inspect = (value: object, options: object) => string;

/** Lets `console.log` show instances of a class by name and facts. */
export function showAs<T extends object>(prototype: T, name: (self: T) => string, facts: (self: T) => object): void {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: T, _depth: number, options: object, inspect: Inspect): string {
      return `${name(this)} ${inspect(facts(this), options)}`;
    },
  });
}
