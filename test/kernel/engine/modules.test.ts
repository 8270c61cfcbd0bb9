import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Notebook, openNotebook } from "./notebook.js";

let book: Notebook;
beforeAll(() => {
  book = openNotebook();
  addPackage(
    "tla-only",
    { type: "module", exports: { import: "./index.js" } },
    "export const late = await Promise.resolve(4); export default 5;",
  );
  addPackage("tla-main", { type: "module", main: "index.js" }, "export const late = await Promise.resolve(6);");
  addPackage(
    "esm-only",
    { type: "module", exports: "./index.js" },
    "export const plain = 1; export default function hi() { return 'hi' }",
  );
  addPackage("cjs-old", { main: "index.js" }, "module.exports = { old: 2 };");
  addPackage("broken", { main: "index.js" }, "throw new Error('broken package');");
}, 60_000);
afterAll(() => book.close());

function addPackage(name: string, manifest: object, code: string): void {
  const folder = join(book.folder, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0", ...manifest }));
  writeFileSync(join(folder, "index.js"), code);
}

let clock = 1_700_000_000;
function write(name: string, text: string): void {
  const path = join(book.folder, name);
  writeFileSync(path, text);
  clock += 10;
  utimesSync(path, clock, clock);
}

describe("packages", () => {
  it("gives Node's types and the kernel's packages in an empty folder", async () => {
    expect(await book.value('console.assert(true); Buffer.from("x").length')).toBe(1);
    expect(await book.value('import { tape } from "tapelab"; typeof tape.start')).toBe("function");
    expect(
      await book.value('import { tableFromArrays } from "apache-arrow"; tableFromArrays({ a: [1, 2] }).numRows'),
    ).toBe(2);
    expect(await book.value('import protobuf from "protobufjs"; typeof protobuf.Root')).toBe("function");
    expect(await book.value('import { of } from "rxjs"; const source = of(1, 2);')).toBeUndefined();
    expect(await book.failure("const n: number = source")).toContain("Observable<number>");
    expect(await book.value('(await import("tapelab")).tape === tape')).toBe(true);
    expect(await book.value('require("tapelab").tape === tape')).toBe(true);
  });

  it("keeps the types of lent packages in later cells that do not import them", async () => {
    await book.value("const doubled = source.pipe()");
    await book.value("1");
    expect(await book.failure("const s: string = doubled")).toContain("Observable<number>");
    expect(await book.failure("const t: string = tape.start")).toContain("TS2322");
  });

  it("names types of packages that an awaiting cell gets without importing them", async () => {
    await book.value(
      'import { openWorkspace } from "tapelab"; import { readdir } from "node:fs/promises"; const far = async () => (await import("rxjs")).of(1)',
    );
    await book.value(
      "const near = await far(); const list = await readdir('.'); type Opened = Awaited<ReturnType<typeof openWorkspace>>; let opened: Opened | undefined = await undefined",
    );
    expect(await book.failure("const s: string = await far()")).toContain("Observable<number>");
    const code = 'const torn = await (await openWorkspace("x")).openTape("crashed");';
    expect(book.converter.convert({ source: code, code, generated: [], count: 1 }).kind).toBe("code");
    expect(await book.failure("const u: string = near")).toContain("Observable<number>");
  });

  it.each(["tla-only", "tla-main", "esm-only"])(
    "gives one namespace of the ES module %s, static and dynamic",
    async (name) => {
      const [ns, dynamic] = [name.replace("-", "_"), `${name.replace("-", "_")}2`];
      await book.value(`import * as ${ns} from "${name}"; const ${dynamic} = await import("${name}")`);
      expect(await book.value(`${ns} === ${dynamic}`)).toBe(true);
    },
  );

  it("gives names and defaults of ES modules", async () => {
    expect(await book.value('import five, { late } from "tla-only"; [five, late]')).toEqual([5, 4]);
    expect(await book.value('import hi, { plain } from "esm-only"; hi() + plain')).toBe("hi1");
    expect(await book.value('import old from "cjs-old"; old.old')).toBe(2);
    expect(await book.value('(await import("cjs-old")).default.old')).toBe(2);
  });

  it("refuses what would export to nobody", async () => {
    expect(await book.failure('export * from "cjs-old"')).toContain('Write import * as all from "cjs-old".');
    await book.value('export { late as lateName } from "tla-only"');
    expect(await book.value("lateName")).toBe(4);
  });

  it("says what is missing, where, and what to do", async () => {
    const text = await book.failure('import _ from "lodash"; _.x');
    const advice = "The cell did not run. Install it there: npm install lodash.";
    expect(text).toContain(`Cannot find module "lodash" from ${book.folder}. ${advice}`);
    expect(await book.failure('require("left-pad")')).toContain('Cannot find module "left-pad" from ');
    expect(await book.failure('await import("left-pad" + "")')).toContain("npm install left-pad");
    expect(await book.failure('import "broken"')).toContain("broken package");
  });

  it("sees a package that is installed after it was missing", async () => {
    await book.failure('import * as fresh from "fresh"; fresh');
    addPackage("fresh", { main: "index.js" }, "exports.now = true;");
    expect(await book.value('import * as fresh from "fresh"; (fresh as any).now')).toBe(true);
  });

  it("lets a cell have its own require, exports and module", async () => {
    await book.value("import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);");
    expect(await book.value('require("cjs-old").old')).toBe(2);
    expect(await book.value("const exports = 1, module = 2; exports + module")).toBe(3);
    expect(await book.value("import.meta.dirname")).toBe(book.folder);
  });
});

describe("local files", () => {
  it("compiles TypeScript and reads JavaScript and JSON beside the notebook", async () => {
    write(
      "helper.ts",
      'import { base } from "./deep";\nexport const value: number = base + 1;\nexport type Kind = "a";',
    );
    write("deep.ts", "export const base = 1;");
    write("plain.js", "exports.name = 'plain';");
    write("data.json", '{ "n": 7 }');
    await book.value(
      'import { value, type Kind } from "./helper"; import { name } from "./plain.js"; import data from "./data.json";',
    );
    expect(await book.value('const kind: Kind = "a"; [value, name, data.n]')).toEqual([2, "plain", 7]);
    expect(await book.value('(await import("./helper")).value')).toBe(2);
  });

  it("loads a changed file again, and those that use it", async () => {
    write("deep.ts", "export const base = 10;");
    expect(await book.value('import { value } from "./helper"; value')).toBe(11);
    write("data.json", '{ "n": 8 }');
    expect(await book.value('import data from "./data.json"; data.n')).toBe(8);
    write("plain.js", "exports.name = 'new';");
    expect(await book.value('import { name } from "./plain.js"; name')).toBe("new");
  });

  it("names the file and line of an error in it", async () => {
    write("wrong.ts", "\n\nexport const x: number = 's';");
    const problem = await book.failure('import { x } from "./wrong"; x');
    expect(problem).toContain(`wrong.ts:3:14 - TS2322`);
    expect(problem).toContain("export const x: number = 's';");
    write("throws.ts", "interface I { a: 1 }\nexport function go(): never {\n  throw new Error('late');\n}");
    const failure = await book.failure('import { go } from "./throws";\ngo()');
    expect(failure).toMatch(/at go \(.*throws\.ts:3:9\)\n {4}at Cell\[\d+\]:2:1/);
  });

  it("says in a sentence what a local file cannot do, and which is missing", async () => {
    write("waits.ts", "const x = await 4;\nexport { x };");
    expect(await book.failure('import { x } from "./waits"; x')).toContain("waits.ts awaits at its top level");
    const missing = await book.failure('import "./nope"');
    expect(missing).toContain(`Cannot find module "./nope" from ${book.folder}.`);
    expect(missing).not.toContain("Require stack");
  });

  it("takes module cells and refuses browser cells", async () => {
    expect((await book.run("/** @module greet */\nexport const word: string = 'hello'")).converted.kind).toBe("module");
    expect(await book.value('import { word } from "./greet"; word')).toBe("hello");
    await book.run("/** @module greet */\nexport const word: string = 'ciao'");
    expect(await book.value('import { word } from "./greet"; word')).toBe("ciao");
    expect(await book.failure("/** @module bad */\n\nexport const word: string = 1")).toContain(":3:14 - TS2322");
    expect(await book.failure("/** @browser */\nalert(1)")).toContain("@browser is not supported");
  });
});
