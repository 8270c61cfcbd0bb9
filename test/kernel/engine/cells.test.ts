import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Notebook, openNotebook } from "./notebook.js";

let book: Notebook;
beforeAll(() => {
  book = openNotebook();
}, 60_000);
afterAll(() => book.close());

describe("a cell", () => {
  it("gives the value of its last expression", async () => {
    expect(await book.value("1 + 2")).toBe(3);
    expect(await book.value("1 + 2;")).toBe(3);
    expect(await book.value("let unused = 1")).toBeUndefined();
    expect(await book.value("enum Color { Red }")).toBeUndefined();
  });

  it("lets a later declaration of a name win, with its type", async () => {
    await book.value("const again = 1");
    await book.value('const again = "s"');
    expect(await book.value("again.toUpperCase()")).toBe("S");
    expect(await book.failure("again.toFixed()")).toMatch(/TS2339|TS2551/);
  });

  it("shares one variable with functions of earlier cells, both ways", async () => {
    await book.value("let shared = 1; function read() { return shared } function add() { shared += 1 }");
    await book.value("shared = 10");
    expect(await book.value("read()")).toBe(10);
    expect(await book.value("add(); shared")).toBe(11);
    expect(await book.value("[shared] = [5]; ({ shared, twice: shared })")).toEqual({ shared: 5, twice: 5 });
  });

  it("takes exported declarations as plain ones and keeps the columns after them", async () => {
    await book.value("export const q = 1; export function f() { return q } export { q as other };");
    expect(await book.value("q + f()")).toBe(2);
    expect(await book.failure("export const r: number = 's'")).toContain(":1:14 - TS2322");
    expect(await book.value("export default { a: 1 }")).toEqual({ a: 1 });
  });

  it("awaits at top level, also in for await", async () => {
    await book.value("const seen: number[] = []; for await (const z of [1, 2]) seen.push(z)");
    expect(await book.value("seen")).toEqual([1, 2]);
    expect(await book.value("await Promise.resolve(7)")).toBe(7);
  });

  it("keeps enums, namespaces, classes and variables of loops", async () => {
    await book.value(
      "enum E { A, B } namespace N { export const k = 3 } for (var i = 0; i < 3; i++) { var half = i / 2 }",
    );
    await book.value("1");
    expect(await book.value("[E.B, N.k, i, half]")).toEqual([1, 3, 3, 1]);
  });

  it("names syntax errors before errors of types", async () => {
    const { error } = await book.run("let = ;\nconst n: number = 's'");
    expect(error?.name).toBe("SyntaxError");
    expect(error?.traceback.join("\n")).not.toContain("TS2322");
  });

  it("points with a caret at the column of a type error below a magic", async () => {
    const text = await book.failure('await Promise.resolve();\n1;\nconst n: number = "s"', [1]);
    expect(text).toMatch(/^Cell\[\d+\]:3:7 - TS2322: Type 'string' is not assignable to type 'number'\./);
    expect(text.split("\n").slice(1, 3)).toEqual(['const n: number = "s"', "      ^"]);
  });

  it("leaves unknown names in a magic's line to the magic", async () => {
    expect(await book.failure("[() => nobody];", [])).toContain("TS2304");
    const end = await book.run("[{ nobody: () => nobody }].length", [1]);
    expect(end.value).toBe(1);
  });
});

describe("a failing cell", () => {
  it("keeps the names that had received a value", async () => {
    await book.failure(
      "const a1 = 1; function kept() { return a1 } interface I1 { x: number } throw new Error(); const b1 = 2;",
    );
    expect(await book.value("a1 + kept()")).toBe(2);
    expect(await book.value("const i1: I1 = { x: 1 }; i1.x")).toBe(1);
    expect(await book.failure("b1")).toContain("TS2304");
  });

  it("leaves a name that received none as it was", async () => {
    await book.value("const old = 1");
    await book.failure('throw new Error(); const old = "s"');
    expect(await book.value("old + 1")).toBe(2);
  });

  it("is cut at its await by an interrupt and keeps its names", async () => {
    const done = book.run("let before = 1; await new Promise(() => undefined); let after = 2");
    await new Promise((resolve) => setTimeout(resolve, 20));
    book.runner.interrupt(new Error("stop"));
    expect((await done).error?.value).toBe("stop");
    expect(await book.value("before")).toBe(1);
    expect(await book.failure("after")).toContain("TS2304");
  });
});

describe("a runtime error", () => {
  it("names the line and column in the cell and no frame of the machinery", async () => {
    const text = await book.failure(
      "await Promise.resolve();\n\nfunction bo() {\n  throw new Error('x');\n}\nbo()",
      [1],
    );
    expect(text).toMatch(/^Error: x\n {4}at bo \(Cell\[\d+\]:4:9\)\n {4}at Cell\[\d+\]:6:1$/);
  });

  it("names the place inside an RxJS callback", async () => {
    const line = "const result = of(1).pipe(map((x) => { const padding = 1; if (padding) throw new Error('in map') }))";
    const column = line.indexOf("new Error") + 1;
    const text = await book.failure(`import { of } from "rxjs";\nimport { map } from "rxjs/operators";\n\n\n${line}
await new Promise((_, reject) => result.subscribe({ error: reject }))`);
    expect(text).toMatch(new RegExp(`Cell\\[\\d+\\]:5:${column}`));
  });

  it("keeps the cell's place below many calls inside of a package", async () => {
    const folder = join(book.folder, "node_modules/deep");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "name": "deep", "main": "index.js" }');
    writeFileSync(
      join(folder, "index.js"),
      "exports.go = (n) => { if (n === 0) throw new Error('deep'); return exports.go(n - 1) }",
    );
    const rows = (await book.failure('import { go } from "deep";\ngo(30)')).split("\n");
    expect(rows.slice(-2)).toEqual(["    … 28 more in deep", expect.stringMatching(/^ {4}at Cell\[\d+\]:2:1$/)]);
    expect(rows).toHaveLength(6);
  });

  it("tells the same places in error.stack", async () => {
    const stack = String(await book.value("function where() {\n  return new Error('here').stack\n}\nwhere()"));
    expect(stack).toMatch(/^Error: here\n {4}at where \(Cell\[\d+\]:2:10\)\n {4}at Cell\[\d+\]:4:1$/);
  });

  it("names the place of a call of an earlier cell's function", async () => {
    await book.value("function thrower() {\n  throw new Error('far')\n}");
    expect(await book.failure("1;\n  thrower()")).toMatch(
      /^Error: far\n {4}at thrower \(Cell\[\d+\]:2:9\)\n {4}at Cell\[\d+\]:2:3$/,
    );
  });

  it("shows causes and what is thrown that is no error", async () => {
    expect(await book.failure("throw new Error('outer', { cause: new TypeError('inner') })")).toContain(
      "Caused by: TypeError: inner",
    );
    const { error } = await book.run("throw { a: 1 }");
    expect(error).toMatchObject({ name: "Object", value: "{ a: 1 }" });
  });
});
