/**
 * Rows as objects, by generated code: one object literal per shape, so that every row has the same hidden class.
 * Where code generation is forbidden, or rows differ in what they hold, a plain loop gives the same objects.
 */
import type { Column } from "tapelab-proto";
import { presences } from "../value/columns.js";
import type { ColumnData, DecodedStrip } from "../value/decode.js";
import { storages, types } from "../value/kinds.js";
import type { Shape } from "../value/shape.js";

/** The inline variables of a row. */
export type VarsOf = (row: number) => Readonly<Record<string, unknown>>;

/** How a row gets one variable. Whatever else is inline comes by a call, and what is costly to make not before it is looked at. */
type Part = { readonly name: string } & (
  | { readonly how: "cell" | "flag"; readonly source: ArrayLike<unknown> }
  | { readonly how: "word"; readonly source: { readonly words: readonly string[]; readonly index: ArrayLike<number> } }
  | { readonly how: "call" | "later"; readonly source: (row: number) => unknown }
);

/** Compiles the rows of a strip; with `only`, of these variables. */
export function compileVars(strip: DecodedStrip, only: ReadonlySet<string> | undefined): VarsOf {
  const unique = new Set<string>();
  for (const { name } of strip.columns) if (!only || only.has(name)) unique.add(name);
  const names = [...unique];
  const parts = names.map((name) => partOf(strip, name));
  if (parts.every((part) => part !== undefined)) {
    const literal = literalOf(strip.shape, parts as readonly Part[], !only);
    if (literal) return literal;
  }
  return (row) => {
    const vars: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) addTo(vars, strip, names[i]!, parts[i], row);
    return vars;
  };
}

/** Undefined: whether and how the variable is there has to be asked row by row. */
function partOf(strip: DecodedStrip, name: string): Part | undefined {
  const columns = strip.columnsOf(name);
  const [data] = columns;
  if (columns.length !== 1 || !data || data.column.storage !== storages.inline || mayBeAbsent(data)) return undefined;
  const { type, dims, tag } = data.column;
  const isScalar = dims.length === 0 && data.presence.isFull;
  if (isScalar && data.fixed && type === types.bool) return { name, how: "flag", source: data.fixed.all() };
  if (isScalar && data.fixed && tag !== "Date") return { name, how: "cell", source: data.fixed.all() };
  const words = isScalar && type === types.string ? data.texts?.words : undefined;
  if (words) return { name, how: "word", source: { words, index: data.texts!.index() } };
  return { name, how: isHeavy(data.column) ? "later" : "call", source: (row) => data.get(row) };
}

function mayBeAbsent({ presence, rows }: ColumnData): boolean {
  for (let row = 0; row < rows && !presence.isFull; row++) if (presence.code(row) === presences.absent) return true;
  return false;
}

/** Values worth not making before somebody looks: arrays, nested objects, tables, bytes. */
function isHeavy({ type, dims }: Column): boolean {
  return dims.length > 0 || type === types.json || type === types.arrow || type === types.bytes;
}

function addTo(vars: object, strip: DecodedStrip, name: string, part: Part | undefined, row: number): void {
  if (part?.how === "later") {
    remember(vars, name, part.source, row);
    return;
  }
  let value: unknown;
  if (part) value = partValue(part, row);
  else {
    const stored = strip.stored(name, row);
    const isUndefined = stored.kind === "undefined" || (stored.kind === "void" && stored.type === "undefined");
    if (stored.kind === "value") value = stored.value;
    else if (stored.kind === "null") value = null;
    else if (!isUndefined) return;
  }
  Object.defineProperty(vars, name, { value, enumerable: true, configurable: true, writable: true });
}

function partValue(part: Part, row: number): unknown {
  switch (part.how) {
    case "cell":
      return part.source[row];
    case "flag":
      return part.source[row] !== 0;
    case "word":
      return part.source.words[part.source.index[row]!];
    default:
      return part.source(row);
  }
}

/** Gives the row a getter that makes the value once and then gives way to it. */
function remember(vars: object, name: string, load: (row: number) => unknown, row: number): void {
  const get = (): unknown => {
    const value = load(row);
    Object.defineProperty(vars, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  Object.defineProperty(vars, name, { get, enumerable: true, configurable: true });
}

type Factory = (sources: readonly unknown[], define: typeof remember) => VarsOf;

/** By shape, then by what else decides: the ways, and the names when they are not all of the shape. */
const factories = new WeakMap<Shape, Map<string, Factory>>();

/** One function per list of names and ways; undefined where code must not be generated. */
function literalOf(shape: Shape, parts: readonly Part[], isWhole: boolean): VarsOf | undefined {
  let known = factories.get(shape);
  if (!known) {
    known = new Map();
    factories.set(shape, known);
  }
  const ways = parts.map(({ how }) => how).join();
  const key = isWhole ? ways : JSON.stringify([ways, ...parts.map(({ name }) => name)]);
  let factory = known.get(key);
  if (!factory) {
    try {
      factory = generate(parts);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      return undefined;
    }
    known.set(key, factory);
  }
  return factory(
    parts.map(({ source }) => source),
    remember,
  );
}

function generate(parts: readonly Part[]): Factory {
  const sources = parts.map((_, i) => `const s${i} = sources[${i}];`).join("\n");
  const fields = parts.map(({ name, how }, i) => `${keyOf(name)}: ${readers[how](`s${i}`)}`).join(", ");
  const getters = parts.map(({ name, how }, i) =>
    how === "later" ? `remember(vars, ${quoted(name)}, s${i}, row);` : "",
  );
  const body = `${sources}\nreturn (row) => {\nconst vars = { ${fields} };\n${getters.join("")}\nreturn vars;\n};`;
  return new Function("sources", "remember", body) as Factory;
}

/** What stands in the literal; a variable that comes later has its place in the order already. */
const readers: Readonly<Record<Part["how"], (source: string) => string>> = {
  cell: (source) => `${source}[row]`,
  flag: (source) => `${source}[row] !== 0`,
  word: (source) => `${source}.words[${source}.index[row]]`,
  call: (source) => `${source}(row)`,
  later: () => "undefined",
};

/** Written plainly, __proto__ would set the prototype. */
function keyOf(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : quoted(name);
}

/** A name as a JavaScript literal. */
function quoted(name: string): string {
  return JSON.stringify(name).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}
