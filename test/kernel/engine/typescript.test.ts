import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CellConverter } from "#kernel/engine/converter.js";
import { type Notebook, openNotebook } from "./notebook.js";

let book: Notebook;
beforeAll(() => {
  book = openNotebook();
}, 60_000);
afterAll(() => book.close());

/** Cells that declare, then an expression in a later cell and its value. */
const stories: readonly (readonly [string, readonly string[], unknown])[] = [
  [
    "a class extended in a later cell",
    [
      "class Base { constructor(readonly n: number) {} twice() { return this.n * 2 } }",
      "class Derived extends Base { static make() { return new Derived(4) } }",
    ],
    ["Derived.make().twice()", 8],
  ],
  [
    "abstract and generic classes",
    ["abstract class Box<T> { abstract get(): T; }", "class One extends Box<number> { get() { return 1 } }"],
    ["new One().get()", 1],
  ],
  [
    "overloads",
    ["function over(a: string): string;\nfunction over(a: number): number;\nfunction over(a: any) { return a }", "1"],
    ["over(5) + over('x').length", 6],
  ],
  ["a const enum", ["const enum Level { Low = 1, High = 9 }", "1"], ["Level.High", 9]],
  [
    "a function merged with a namespace",
    ["function both() { return both.extra } namespace both { export const extra = 3 }", "1"],
    ["both() + both.extra", 6],
  ],
  [
    "merged interfaces of one cell",
    ["interface M { a: number } interface M { b: number }", "1"],
    ["({ a: 1, b: 2 } as M).b", 2],
  ],
  [
    "destructuring with defaults and rest",
    ["const { p1, p2: [p3 = 5] = [], ...others } = { p1: 1, x: 2, y: 3 } as any"],
    ["[p1, p3, others]", [1, 5, { x: 2, y: 3 }]],
  ],
  [
    "assignment by patterns",
    ["let s1 = 1, s2 = 2, s3: any", "[s1, s2] = [s2, s1]; ({ s1, s3 = 7 } = { s1: s1 + 10 } as any)"],
    ["[s1, s2, s3]", [12, 1, 7]],
  ],
  [
    "loops that assign earlier names",
    ["let last = 0, key = ''", "for (last of [1, 2, 3]) {} for (key in { k: 1 }) {}"],
    ["[last, key]", [3, "k"]],
  ],
  [
    "update and logical assignments",
    ["let u1 = 1, u2: number | undefined, u3: any = { n: 1 }", "u1++; --u1; u1 **= 3; u2 ??= 4; u3.n += u1; u3.n++"],
    ["[u1, u2, u3.n]", [1, 4, 3]],
  ],
  [
    "names in every kind of expression",
    ["const e = 2, f1 = (a = e) => a * e, tag = (t: any, v: number) => t[0] + v", "1"],
    [
      "[`${e}`, f1(), tag`x${e}`, { [e]: e }, typeof e, [...[e]], e ? e : 0, f1?.(3), (() => e)(), void e]",
      ["2", 4, "x2", { 2: 2 }, "number", [2], 2, 6, 2, undefined],
    ],
  ],
  [
    "shadowed names",
    ["let shade = 1", "const inner = ((shade: number) => { { let shade = 9; shade++ } return shade + 1 })(5)"],
    ["[shade, inner]", [1, 6]],
  ],
  [
    "members and labels of the same name",
    ["let size = 3", "shadeLoop: for (;;) { break shadeLoop }"],
    ["({ size: 1 }).size + new Map([[1, 2]]).size + size", 5],
  ],
  [
    "decorators of an earlier cell",
    ["const marks: string[] = []; function mark(target: any) { marks.push(target.name) }", "@mark class Marked {}"],
    ["marks", ["Marked"]],
  ],
  [
    "private fields and static blocks",
    ["class Counter { #n = 0; static made = 0; static { Counter.made = 5 } inc() { return ++this.#n } }"],
    ["[new Counter().inc(), Counter.made]", [1, 5]],
  ],
  [
    "async generators",
    [
      "async function* gen() { yield 1; yield 2 }",
      "const got: number[] = []; for await (const g of gen()) got.push(g)",
    ],
    ["got", [1, 2]],
  ],
  [
    "symbols, bigints and regular expressions",
    ["const sym = Symbol('s'), big = 12n, re = /a(?<n>.)/u"],
    ["[sym.description, big * 2n, re.exec('ab')?.groups?.n]", ["s", 24n, "b"]],
  ],
  [
    "types derived from values",
    [
      "const config = { mode: 'fast', n: 1 } as const; type Mode = typeof config.mode",
      "const mode: Mode = config.mode",
    ],
    ["mode", "fast"],
  ],
  ["satisfies and as", ["const sat = { a: 1 } satisfies Record<string, number>"], ["(sat as { a: number }).a", 1]],
  [
    "a variable named like a helper",
    ["const require2 = 1, names = 2, cell_1 = 3, $ = 4, _ = 5; let $$ = 6", "$$ = $$ + $"],
    ["[require2, names, cell_1, $, _, $$]", [1, 2, 3, 4, 5, 10]],
  ],
  [
    "a global changed by a cell",
    [
      "declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1] };\n[1, 2].second()",
    ],
    ["[3, 4].second()", 4],
  ],
  [
    "names with dollars and other letters",
    ["const größe = 1, $x = 2, 名前 = 3", "1"],
    ["[größe, $x, 名前]", [1, 2, 3]],
  ],
  ["a cell of comments above code", ["// first\n/* second */ const commented = 1 // third"], ["commented", 1]],
  ["a line that ends without a newline in a comment", ["const tail = 1"], ["tail // the end", 1]],
  [
    "this and arguments in functions",
    ["function self(this: any) { return this === undefined || this === globalThis }", "1"],
    ["self()", true],
  ],
  [
    "import type and inline types",
    [
      'import type { Table } from "apache-arrow"; import { type Vector, tableFromArrays } from "apache-arrow"; const tt: Table = tableFromArrays({ a: [1] }); let vv: Vector | null = null',
    ],
    ["(vv = tt.getChild('a'))?.get(0)", 1],
  ],
  [
    "a default, a namespace and names of one module",
    ['import fsDefault, { existsSync as there } from "node:fs"; import * as fsAll from "node:fs"'],
    ["[typeof fsDefault.existsSync, there('/'), fsAll.existsSync === there]", ["function", true, true]],
  ],
] as never;

describe("TypeScript over several cells", () => {
  it.each(stories)("runs %s", async (_name, cells, last) => {
    const [expression, value] = last as [string, unknown];
    for (const cell of cells) await book.value(cell);
    expect(await book.value(expression)).toEqual(value);
    // The same again behind other cells: what was declared is still there.
    await book.value("let between = 0");
    expect(await book.value(expression)).toEqual(value);
  });

  it("adds to the types of a package", async () => {
    await book.value(
      'import { Observable } from "rxjs"; declare module "rxjs" { interface Observable<T> { own(): T } }',
    );
    await book.value("Observable.prototype.own = function () { return 5 as never }");
    expect(await book.value("const added: number = new Observable<number>().own(); added")).toBe(5);
  });

  it("checks against other libraries when asked to", () => {
    const { folder } = book;
    const cell = { source: "", code: "const title: string = document.title", generated: [], count: 1 };
    const plain = CellConverter.create({ folder });
    expect(plain.convert(cell)).toMatchObject({ kind: "problems", problems: [{ code: 2584 }] });
    const withDom = CellConverter.create({ folder, lib: ["es2022", "dom"] });
    expect(withDom.convert(cell).kind).toBe("code");
  }, 60_000);

  it("keeps types as exact as values", async () => {
    await book.value("type Pair<A> = [A, A]; const pair: Pair<number> = [1, 2]; class Typed { x = 'a' }");
    await book.value("1");
    expect(await book.failure("const wrong: Pair<string> = pair")).toContain("TS2322");
    expect(await book.failure("new Typed().y")).toContain("TS2339");
    expect(await book.failure("const c0 = 1; c0 = 2")).toContain("TS2588");
    await book.value("const c1 = 1");
    expect(await book.failure("c1 = 2")).toContain("TS2588");
  });

  it("forgets the type of a class that an interface of its name replaces", async () => {
    await book.value("class Twice { a = 1 }");
    await book.value("interface Twice { b: number }");
    expect(await book.value("const two: Twice = { b: 2 }; two.b")).toBe(2);
  });

  it("says which local file is wrong only once", async () => {
    const text = await book.failure("const one: number = 's'");
    expect(text.match(/TS2322/g)).toHaveLength(1);
  });

  it("tells on the first line what it says of the whole cell", async () => {
    const rows = Array.from({ length: 2_100 }, (_, n) => `sum += ${n};`);
    expect(await book.failure(`let sum = 0;\n${rows.join("\n")}`)).toMatch(/^Cell\[\d+\]:1:1 - TS2563: /);
  });

  it("stays right over hundreds of cells", async () => {
    await book.value("let total = 0");
    for (let i = 0; i < 250; i += 1) await book.value(`const item${i % 40} = ${i}; total += item${i % 40}`);
    expect(await book.value("total")).toBe((249 * 250) / 2);
    expect(await book.failure("item1.length")).toContain("TS2339");
  }, 120_000);
});
