/**
 * YAML 1.2 (core schema and merge keys) as canonical values. What YAML 1.1 tools such as PyYAML read differently gives a
 * warning with its line. Refused: duplicate keys, custom tags, several documents, alias bombs.
 */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { isLone } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { type Canonical, type CanonicalMap, Float, int, isMap as isCanonicalMap, isList } from "./canonical.js";
import { badText } from "./failures.js";

export interface YamlText {
  readonly value: Canonical;
  readonly warnings: readonly string[];
}

const bytesMax = 1 << 20;
const aliasesMax = 100;
const kept = { version: "1.2", schema: "core", intAsBigInt: true, uniqueKeys: true, merge: true } as const;

/** Rejects with `bad-spec`, naming the line. `name` is the file, for texts; `maxBytes` 1 MiB by default. */
export function parseYamlText(text: string, name: string, maxBytes: number = bytesMax): YamlText {
  const size = Buffer.byteLength(text);
  if (size > maxBytes) throw badText(name, 1, `the file has ${size} bytes, and at most ${maxBytes} are read`);
  const lines = new LineCounter();
  const document = parseDocument(text, { ...kept, lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw badText(name, lines.linePos(problem.pos[0]).line, problem.message);
  return new Walk(name, lines, document).whole();
}

class Walk {
  readonly #name: string;
  readonly #lines: LineCounter;
  readonly #document: Document.Parsed;
  readonly #warnings: string[] = [];
  #aliases = 0;

  constructor(name: string, lines: LineCounter, document: Document.Parsed) {
    this.#name = name;
    this.#lines = lines;
    this.#document = document;
  }

  whole(): YamlText {
    const { contents } = this.#document;
    const value = contents ? this.#value(contents, 0) : null;
    return { value, warnings: this.#warnings };
  }

  #value(node: unknown, depth: number): Canonical {
    if (node === null || node === undefined) return null;
    if (depth > limits.nesting) throw this.#wrong(node, `nesting deeper than ${limits.nesting} levels`);
    if (isAlias(node)) {
      if (++this.#aliases > aliasesMax) throw this.#wrong(node, `more than ${aliasesMax} uses of aliases`);
      const target = node.resolve(this.#document);
      if (!target) throw this.#wrong(node, `the alias *${node.source} of nothing`);
      return this.#value(target, depth + 1);
    }
    if (isSeq(node)) return node.items.map((item) => this.#value(item, depth + 1));
    if (isMap(node)) return this.#map(node.items, depth);
    if (isScalar(node)) return this.#scalar(node);
    throw this.#wrong(node, "something that is no value");
  }

  #map(pairs: readonly unknown[], depth: number): CanonicalMap {
    const map = new Map<string, Canonical>();
    const merged = new Map<string, Canonical>();
    for (const pair of pairs) {
      if (!isPair(pair)) throw this.#wrong(pair, "something that is no entry of a map");
      const key = this.#key(pair.key);
      const value = this.#value(pair.value, depth + 1);
      if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") this.#merge(merged, value, pair.key);
      else map.set(key, value);
    }
    for (const [key, value] of merged) if (!map.has(key)) map.set(key, value);
    return map;
  }

  /** Of merged maps the first that has a key decides. */
  #merge(merged: Map<string, Canonical>, value: Canonical, node: unknown): void {
    for (const one of isList(value) ? value : [value]) {
      if (!isCanonicalMap(one)) throw this.#wrong(node, "<< with something that is no map");
      for (const [key, entry] of one) if (!merged.has(key)) merged.set(key, entry);
    }
  }

  #key(node: unknown): string {
    const scalar = isAlias(node) ? node.resolve(this.#document) : node;
    if (!isScalar(scalar)) throw this.#wrong(node, "a key that is no text");
    const key = typeof scalar.value === "string" ? scalar.value : (scalar.source ?? "");
    if (key === "__proto__" || key === "constructor" || key === "prototype") throw this.#wrong(node, `the key ${key}`);
    this.#compare(scalar, "text");
    return key;
  }

  #scalar(node: { value: unknown; source?: string; type?: string; tag?: string }): Canonical {
    const { value } = node;
    this.#compare(node, typeof value === "string" ? "text" : String(value));
    if (typeof value === "bigint") return int(value);
    if (typeof value === "number") return new Float(value);
    if (typeof value === "string") {
      if (isLone(value)) throw this.#wrong(node, "text with half a surrogate pair");
      return value;
    }
    if (value === null || typeof value === "boolean") return value;
    throw this.#wrong(node, "a value of an unknown kind");
  }

  /** Warns of a scalar that older tools read as another value. */
  #compare(node: { value: unknown; source?: string; type?: string; tag?: string }, ours: string): void {
    const { value, source = "" } = node;
    const other = node.type === "PLAIN" && node.tag === undefined ? olderReading(source, value) : undefined;
    if (other === undefined) return;
    this.#warnings.push(
      `line ${this.#line(node)}: \`${source}\` is ${ours} here; YAML 1.1 tools read it as ${other}. Quote it to be safe.`,
    );
  }

  #line(node: unknown): number {
    const at = (node as Partial<Node>)?.range?.[0] ?? 0;
    return this.#lines.linePos(at).line;
  }

  #wrong(node: unknown, found: string): Error {
    return badText(this.#name, this.#line(node), `found ${found}`);
  }
}

const older = {
  yes: /^(?:yes|Yes|YES|on|On|ON)$/,
  no: /^(?:no|No|NO|off|Off|OFF)$/,
  octal: /^[-+]?0[0-7_]+$/,
  sixty: /^[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/,
  int: /^[-+]?(?:0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+)$/,
  float:
    /^(?:(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  date: /^[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}[Tt \t].*)$/,
} as const;

/** What PyYAML makes of a plain scalar where that is another value than the core schema of YAML 1.2 gives. */
function olderReading(source: string, value: unknown): string | undefined {
  if (older.yes.test(source)) return "true";
  if (older.no.test(source)) return "false";
  if (older.octal.test(source)) {
    const octal = Number.parseInt(source.replace(/_/g, ""), 8);
    return typeof value === "bigint" && Number(value) === octal ? undefined : `the octal number ${octal}`;
  }
  if (older.sixty.test(source)) return "a number of base 60";
  if (older.date.test(source)) return "a date";
  const isNumber = typeof value !== "string";
  if (older.int.test(source) || older.float.test(source)) return isNumber ? undefined : "a number";
  return isNumber && /[0-9]/.test(source) ? "text" : undefined;
}
