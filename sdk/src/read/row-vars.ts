/**
 * Rows as objects, by generated code: one object literal per shape, so that every row has the same hidden class.
 * Where code generation is forbidden, or rows differ in what they hold, a plain loop gives the same objects.
 */
import type { Column } from "tapelab-proto";
import { openFace, showAs } from "../base/console.js";
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

/** Strips of so few rows are read one by one: preparing them would cost more than it saves. */
const fewRows = 4;

/** Compiles the rows of a strip; with `only`, of these variables. */
export function compileVars(strip: DecodedStrip, only: ReadonlySet<string> | undefined): VarsOf {
  const names = only ? namesOf(strip).filter((name) => only.has(name)) : namesOf(strip);
  const parts = strip.rows > fewRows ? names.map((name) => partOf(strip, name)) : [];
  if (parts.length > 0 && parts.every((part) => part !== undefined)) {
    const literal = literalOf(strip.shape, parts as readonly Part[], !only);
    if (literal) return literal;
  }
  return (row) => {
    const vars: Record<string, unknown> = {};
    for (const name of names) add(vars, strip, name, row);
    return vars;
  };
}

const knownNames = new WeakMap<Shape, readonly string[]>();

function namesOf({ shape, columns }: DecodedStrip): readonly string[] {
  let names = knownNames.get(shape);
  if (!names) {
    names = [...new Set(columns.map(({ name }) => name))];
    knownNames.set(shape, names);
  }
  return names;
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

/** One variable of one row, if it is inline there. */
function add(vars: Record<string, unknown>, strip: DecodedStrip, name: string, row: number): void {
  const columns = strip.columnsOf(name);
  const [data] = columns;
  const isInline = columns.length === 1 && data !== undefined && data.column.storage === storages.inline;
  if (isInline && data.presence.code(row) === presences.value) {
    if (isHeavy(data.column)) remember(vars, name, (at) => data.get(at), row);
    else put(vars, name, data.get(row));
    return;
  }
  const stored = strip.stored(name, row);
  const isUndefined = stored.kind === "undefined" || (stored.kind === "void" && stored.type === "undefined");
  if (stored.kind === "value") put(vars, name, stored.value);
  else if (stored.kind === "null") put(vars, name, null);
  else if (isUndefined) put(vars, name, undefined);
}

function put(vars: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") vars[name] = value;
  else Object.defineProperty(vars, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Gives the row a getter that makes the value once and then gives way to it. */
function remember(vars: object, name: string, load: (row: number) => unknown, row: number): void {
  const get = (): unknown => {
    const value = load(row);
    Object.defineProperty(vars, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  Object.defineProperty(vars, name, { get, enumerable: true, configurable: true });
  showAs(vars, openFace);
}

type Factory = (sources: readonly unknown[], define: typeof remember) => VarsOf;

/** By ways and names, for all tapes of the process: what the engine has learnt of a loop serves the next tape. */
const generated = new Map<string, Factory>();
const generatedMax = 256;

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
    factory = factoryOf(parts);
    if (!factory) return undefined;
    known.set(key, factory);
  }
  return factory(
    parts.map(({ source }) => source),
    remember,
  );
}

function factoryOf(parts: readonly Part[]): Factory | undefined {
  const key = JSON.stringify(parts.map(({ how, name }) => [how, name]));
  let factory = generated.get(key);
  if (factory) return factory;
  try {
    factory = generate(parts);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return undefined;
  }
  if (generated.size >= generatedMax) generated.clear();
  generated.set(key, factory);
  return factory;
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
