/**
 * JSON text as canonical values: `1` stays an int of any size, `1.0` and `1e3` floats. `NaN`, `Infinity` and `-Infinity`
 * are taken as words, as Python writes them. Of a key that comes twice the last one counts.
 */
import { isLone } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { type Canonical, Float, int } from "./canonical.js";
import { badText } from "./failures.js";

const words: ReadonlyMap<string, () => Canonical> = new Map<string, () => Canonical>([
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["NaN", () => new Float(Number.NaN)],
  ["Infinity", () => new Float(Number.POSITIVE_INFINITY)],
  ["-Infinity", () => new Float(Number.NEGATIVE_INFINITY)],
]);
const blank = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const word = /-?[A-Za-z]+/y;
const string = /"(?:[^"\\]|\\[\s\S])*"/y; // JSON.parse refuses what JSON does not allow in it

/** Rejects with `bad-spec`, naming the line. `name` is the file, `line` where the text begins in it, for texts. */
export function parseJsonText(text: string, name: string, line = 1): Canonical {
  return new Parser(text, name, line).whole();
}

class Parser {
  readonly #text: string;
  readonly #name: string;
  readonly #line: number;
  #at = 0;

  constructor(text: string, name: string, line: number) {
    this.#text = text;
    this.#name = name;
    this.#line = line;
  }

  whole(): Canonical {
    const value = this.#value(0);
    this.#take(blank);
    if (this.#at < this.#text.length) throw this.#wrong("text behind the value");
    return value;
  }

  #value(depth: number): Canonical {
    if (depth > limits.nesting) throw this.#wrong(`nesting deeper than ${limits.nesting} levels`);
    this.#take(blank);
    const first = this.#text[this.#at];
    if (first === "{") return this.#map(depth);
    if (first === "[") return this.#list(depth);
    if (first === '"') return this.#string();
    return this.#number() ?? this.#word();
  }

  #list(depth: number): Canonical {
    const list: Canonical[] = [];
    this.#at++;
    if (this.#next("]")) return list;
    for (;;) {
      list.push(this.#value(depth + 1));
      if (this.#next("]")) return list;
      if (!this.#next(",")) throw this.#wrong("a list without , or ]");
    }
  }

  #map(depth: number): Canonical {
    const map = new Map<string, Canonical>();
    this.#at++;
    if (this.#next("}")) return map;
    for (;;) {
      this.#take(blank);
      const key = this.#string();
      if (key === "__proto__" || key === "constructor" || key === "prototype") throw this.#wrong(`the key ${key}`);
      if (!this.#next(":")) throw this.#wrong("a key without :");
      map.set(key, this.#value(depth + 1));
      if (this.#next("}")) return map;
      if (!this.#next(",")) throw this.#wrong("an object without , or }");
    }
  }

  #string(): string {
    const quoted = this.#take(string);
    if (!quoted) throw this.#wrong("something that is no string");
    let text: string;
    try {
      text = JSON.parse(quoted) as string;
    } catch {
      throw this.#wrong("a string with an unknown escape");
    }
    if (isLone(text)) throw this.#wrong("a string with half a surrogate pair");
    return text;
  }

  #number(): Canonical | undefined {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text);
    if (!found) return undefined;
    this.#at = number.lastIndex;
    const isFloat = found[1] !== undefined || found[2] !== undefined;
    return isFloat ? new Float(Number(found[0])) : int(BigInt(found[0]));
  }

  #word(): Canonical {
    const start = this.#at;
    const make = words.get(this.#take(word));
    if (make) return make();
    this.#at = start;
    throw this.#wrong(start === this.#text.length ? "the end of the text" : "something that is no JSON");
  }

  #next(char: string): boolean {
    this.#take(blank);
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #wrong(found: string): Error {
    const lines = this.#text.slice(0, this.#at).split("\n").length;
    return badText(this.#name, this.#line + lines - 1, `found ${found}`);
  }
}
