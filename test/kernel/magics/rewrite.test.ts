import { describe, expect, it } from "vitest";
import { maskMagics } from "#kernel/magics/mask.js";
import { type Rewritten, rewriteMagics } from "#kernel/magics/rewrite.js";
import { MagicTable } from "#kernel/magics/table.js";

const table = new MagicTable();

function rewrite(source: string): Rewritten {
  return rewriteMagics(source, { table, count: 4 });
}

function code(source: string): string {
  const found = rewrite(source);
  if (found.kind !== "code") throw new Error(JSON.stringify(found));
  return found.code;
}

function traceback(source: string): readonly string[] {
  const found = rewrite(source);
  if (found.kind !== "error") throw new Error(JSON.stringify(found));
  expect(found.error.name).toBe("UsageError");
  return found.error.traceback;
}

/** Numbers of the lines, from 1, that became calls. */
function magicLines(source: string): number[] {
  const lines = code(source).split("\n");
  expect(lines).toHaveLength(source.split("\n").length);
  return lines.flatMap((line, n) => (line.includes("__magic__(") ? [n + 1] : []));
}

describe("rewriteMagics", () => {
  it("puts one call in place of a line and leaves all others", () => {
    expect(code("const a = 1;\n%tape start lorenz\na")).toBe(
      'const a = 1;\nawait __magic__("%tape start lorenz", 2, 0, "show", {  });\na',
    );
  });

  it("says of the last statement that its value is shown", () => {
    expect(code("%tape status\n// done\n")).toContain('"value"');
    expect(code("%tape status\nfunction f() {}")).toContain('"show"');
    expect(code("if (a) {\n%tape status\n}")).toContain('"show"');
  });

  it("passes the variables that a line names", () => {
    expect(code("%tape capture step-{run.n} t x --blob field")).toContain(
      '{ "run": () => run, "t": () => t, "x": () => x, "field": () => field }',
    );
  });

  it("assigns, and binds as NAME, with the type of the value", () => {
    expect(code("const x: unknown = %tape status")).toBe(
      'const x: unknown = (await __magic__("const x: unknown = %tape status", 1, 19, "assign", {  })) as import("tapelab").SessionStatus | undefined;',
    );
    expect(code("a.b = %tape load x --as-scope")).toContain(') as import("tapelab").Scope;');
    expect(code("  %tape load x as df")).toBe(
      '  var df = (await __magic__("  %tape load x as df", 1, 2, "as", {  })) as import("apache-arrow").Table;',
    );
  });

  it("declares what is assigned where neither the notebook nor the cell does", () => {
    const withNames = (source: string, names: readonly string[]): string => {
      const found = rewriteMagics(source, { table, count: 1, isDeclared: (name) => names.includes(name) });
      return found.kind === "code" ? found.code : "";
    };
    const declared = ' var x: import("tapelab").SessionStatus | undefined;';
    expect(withNames("x = %tape status", [])).toContain(declared);
    for (const [source, names] of [
      ["x = %tape status", ["x"]],
      ["let y, x;\nx = %tape status", []],
      ["a.x = %tape status", []],
      ["const x = %tape status", []],
      ["async function f() {\nx = %tape status\n}", []],
    ] as const)
      expect(withNames(source, names)).not.toContain(" var x");
  });

  it("takes an expression over into %time, and knows its columns", () => {
    const found = rewrite("  const n = %time  f(3)");
    if (found.kind !== "code") throw new Error("no code");
    expect(found.code).toContain("async () => (f(3)))");
    const column = found.code.lastIndexOf("f(3)") + 1;
    expect(found.columnOf(1, column)).toBe(20);
    expect(found.columnOf(1, 9)).toBe(9);
    expect(found.columnOf(1, 30)).toBe(13);
  });

  it("hands the body of a text magic over and keeps the number of lines", () => {
    expect(code("\n%%html\n<b>`${x}`</b>\n%tape start\n")).toBe(
      '\nawait __magic__("%%html", 2, 0, "show", {  }, "<b>`${x}`</b>\\n%tape start\\n");\n\n\n',
    );
  });

  it("leaves the body of a script magic as TypeScript with magics of its own", () => {
    expect(magicLines("%%tape capture s\nconst a = 1;\n%tape status\n`\n%tape start\n`")).toEqual([1, 3]);
  });
});

describe("the place of a magic", () => {
  it.each([
    ["after a statement without semicolon", "const a = 1\n%tape status", [2]],
    ["in a block", "for (const i of [1, 2]) {\n  %tape queue c\n}", [2]],
    ["as the body of an if", "if (a)\n  %tape queue c\nelse\n  %tape status", [2, 4]],
    ["in a case", "switch (a) {\ncase 1:\n%tape status\n}", [3]],
    ["in an async function", "async function f() {\n%tape queue\n}", [2]],
    ["in an async arrow function in arguments", "xs.map(async () => {\n%tape queue\n});", [2]],
    ["in an async method", "class A {\nasync f() {\n%tape queue\n}\n}", [3]],
    ["after an await", "const a = await f();\n%tape status", [2]],
    ["below a template literal that ends", "const a = `\n%tape start\n`\n%tape status", [4]],
    ["below lines in parentheses", "const a = `${17\n%tape\n%who\n}`\n%tape status", [5]],
    [
      "assigned to a pattern, an element, a property",
      "const { a, b: [c] } = %tape status\nlet [d] = %who\nxs[i].y = %who",
      [1, 2, 3],
    ],
    ["with a carriage return", "const a = 1\r\n%tape status\r\na", [2]],
  ])("finds a magic %s", (_, source, lines) => {
    expect(magicLines(source)).toEqual(lines);
  });

  it.each([
    ["a template literal", "const a = `\n%tape start\n`;"],
    ["an expression of a template literal", "const a = `${b\n%tape\n}`;"],
    ["a block comment", "/*\n%tape start demo\n*/"],
    ["a string that goes on", 'const a = "x\\\n%tape start";'],
    ["parentheses", "const a = (17\n%tape\n);"],
    ["parentheses, twice", "const a = (17\n%tape\n%tape\n);"],
    ["arguments", "f(a\n%tape\n);"],
    ["brackets", "const a = [1\n%tape\n];"],
    ["an object literal", "const a = { b: 1\n%tape\n};"],
    ["a conditional expression", "const a = b ? c\n%tape\n%tape\n: d;"],
    ["an initializer of a class", "class A { x = 1\n%tape\n}"],
    ["a modulo across lines", "const tape = 3; const x9 = 10\n% tape\nx9"],
    ["a modulo behind an operator", "const a = 3 *\n%tape"],
    ["a modulo by an unregistered name", "const foo = 3\nconst a = 17\n%foo"],
    ["a type", "type A =\n%tape"],
    ["an assignment that began on a line before", "const\nx = %tape status"],
  ])("leaves %s as it is", (_, source) => {
    expect(code(source)).toBe(source);
  });
});

describe("what rewriteMagics refuses", () => {
  it("refuses an unknown name where the cell is no TypeScript", () => {
    expect(traceback("const a = 1;\n  %foo bar")).toEqual([
      "Cell[4]:2:3 - UsageError: Line magic function %foo not found. The cell did not run. Use %lsmagic to list magics.",
      "  %foo bar",
      "  ^",
    ]);
  });

  it("refuses an unknown name in an assignment, at its place", () => {
    expect(traceback("const a = 1;\nconst b = %tap status")[0]).toMatch(/^Cell\[4\]:2:11 - .* Did you mean %tape\?/);
  });

  it("leaves an unknown name alone where no statement may start", () => {
    for (const source of ["f(\n17\n%foo bar\n)", "const a = `\n%foo bar`;\nconst ;"]) expect(code(source)).toBe(source);
  });

  it("finds what is wrong before anything of the cell runs, with line, column and caret", () => {
    expect(traceback("sideEffect();\n%tape start demo --force")).toEqual([
      "Cell[4]:2:18 - UsageError: %tape start has no option --force. No session was started. Options: --id, --take-over, --meta, --workspace, --threshold, --durability, --auto, --every, --quiet, --help.",
      "%tape start demo --force",
      "                 ^",
    ]);
  });

  it("refuses a magic in a function that is not async", () => {
    const [head] = traceback("const a = 1;\nfunction f() {\n  if (a) {\n    %tape queue\n  }\n}");
    expect(head).toBe(
      "Cell[4]:4:5 - UsageError: %tape queue on line 4 stands inside a function that is not async. The cell did not run. Make the function async, or call tape.queue() there.",
    );
    expect(traceback("const f = () => {\n%who\n}")[0]).toContain("or move the line out of it.");
  });

  it("refuses a cell magic below the first line, and one that does not exist", () => {
    expect(traceback("const a = 1;\n%%tape capture s")[0]).toContain("%%tape capture stands on line 2.");
    expect(traceback("%%foo\nbody")[0]).toContain("Cell magic function %%foo not found.");
  });

  it("refuses what is no expression behind %time", () => {
    expect(traceback("%time const a = 1")[0]).toContain("Cell[4]:1:7 - UsageError: %time takes one expression");
    expect(traceback("%time")[0]).toContain("%time needs an expression.");
    expect(traceback("%time a); f(")[0]).toContain("takes one expression");
  });
});

describe("a question mark", () => {
  it.each(["%tape?", "%%tape?", "?%tape", "  %tape start?\n", "%tape ??", "%time?"])(
    "gives a page for %s",
    (source) => {
      const found = rewrite(source);
      expect(found.kind === "page" && found.data["text/plain"]).toContain("Usage: %t");
    },
  );

  it("says that there is no help on what does not exist", () => {
    expect(traceback("%tap?")[0]).toContain("Did you mean %tape?");
    expect(traceback("%tape comit?")[0]).toContain('has no command "comit"');
  });

  it.each([
    ["Math.sqrt?", "Math.sqrt", 0],
    ["?x", "x", 0],
    ["x??", "x", 1],
    ["??x.y ", "x.y", 1],
  ])("asks for the inspection of a name: %s", (source, name, detail) => {
    expect(rewrite(source)).toEqual({ kind: "inspect", code: name, detail });
  });

  it("leaves TypeScript with question marks alone", () => {
    for (const source of ["a?.b", "a ? b : c", "a ?? b", "a", "x!"]) expect(code(source)).toBe(source);
  });

  it("shows help of a line among others as a call", () => {
    expect(magicLines("const a = 1\n%tape?\na")).toEqual([2]);
  });

  it("takes what packages register", () => {
    const own = new MagicTable();
    own.register({ name: "greet", kind: "line", summary: "greets", options: [{ name: "loud", summary: "shout" }] });
    expect(rewriteMagics("%greet you --loud", { table: own, count: 1 }).kind).toBe("code");
    expect(rewriteMagics("%greet you --laud", { table: own, count: 1 }).kind).toBe("error");
  });
});

describe("maskMagics", () => {
  it("keeps every offset", () => {
    const source = "const é = 1;\n%tape start x\nlet y = %tape status\nMath.hyp\n%tape load a as df\n";
    const masked = maskMagics(source, table);
    expect(masked).toBe("const é = 1;\n;            \nlet y = null;       \nMath.hyp\nvar df:any;       \n");
    expect(masked.length).toBe(source.length);
  });

  it("leaves what is no magic", () => {
    for (const source of ["`\n%tape start\n`", "const x9 = 10\n% tape\nx9", "const a = (1\n%tape\n)"])
      expect(maskMagics(source, table)).toBe(source);
  });

  it("blanks the body of a text magic", () => {
    expect(maskMagics("%%html\n<b>\n", table)).toBe("      \n   \n");
  });

  it("lets a statement stand where one has to", () => {
    expect(maskMagics("if (a)\n%tape queue", table)).toBe("if (a)\n;          ");
  });
});
