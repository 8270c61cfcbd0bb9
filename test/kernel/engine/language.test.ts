import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectionBundle } from "#kernel/engine/inspect.js";
import { type Notebook, openNotebook } from "./notebook.js";

let book: Notebook;
beforeAll(async () => {
  book = openNotebook();
  await book.value("/** How wide. */\nconst width = 3; const point = { alpha: 1, beta: 2 }; class Shape {}");
}, 60_000);
afterAll(() => book.close());

/** Completes where `|` stands. */
function complete(marked: string): { texts: string[]; types: Map<string, string>; range: string } {
  const offset = marked.indexOf("|");
  const code = marked.replace("|", "");
  const { entries, start, end } = book.converter.complete(code, offset);
  const types = new Map(entries.map(({ text, type }) => [text, type]));
  return { texts: [...types.keys()], types, range: code.slice(start, end) };
}

function inspect(marked: string): string | undefined {
  return book.converter.inspect(marked.replace("|", ""), marked.indexOf("|"))?.signature;
}

describe("complete", () => {
  it("completes members on the line after a masked magic", () => {
    const { texts, types, range } = complete("/*tape st*/\nMath.hyp|");
    expect(texts[0]).toBe("hypot");
    expect(types.get("hypot")).toBe("method");
    expect(range).toBe("hyp");
  });

  it("offers names of earlier cells with their kinds, prefix matches first", () => {
    const { texts, types } = complete("wid|");
    expect(texts[0]).toBe("width");
    expect(types.get("width")).toBe("variable");
    expect(complete("new Sha|").types.get("Shape")).toBe("class");
    expect(complete("/* é😀 */ point.|").texts).toEqual(["alpha", "beta"]);
  });

  it("replaces a name as a whole and matches what stands before the cursor", () => {
    const { texts, range } = complete("point.al|zz");
    expect(texts).toEqual(["alpha"]);
    expect(range).toBe("alzz");
  });

  it("completes in a cell with syntax errors, in strings and in nothing", () => {
    expect(complete("if (point.b|").texts).toEqual(["beta"]);
    expect(complete("|").texts.length).toBeGreaterThan(100);
    expect(() => complete('import "rx|"')).not.toThrow();
    expect(complete("__mag|").texts).not.toContain("__magic__");
  });
});

describe("inspect", () => {
  it("finds a name at its end, inside and just after it", () => {
    for (const marked of ["wi|dth", "width|", "width| + 1", "|width"]) expect(inspect(marked)).toBe("const width: 3");
    expect(inspect("Math.max(|")).toContain("Math.max");
    expect(inspect("Math.max(1, |2)")).toContain("Math.max");
    expect(inspect("   |")).toBeUndefined();
  });

  it("shows signature, documentation and the declaring cell", () => {
    const inspection = book.converter.inspect("width", 5);
    expect(inspection).toMatchObject({ documentation: "How wide.", cell: 1 });
    const bundle = inspection && inspectionBundle(inspection);
    expect(bundle?.["text/markdown"]).toBe("```typescript\nconst width: 3\n```\n\nHow wide.\n\nDeclared in cell 1.");
    const array = book.converter.inspect("[1].map", 6);
    expect(array && String(inspectionBundle(array)["text/html"])).toContain("&lt;U&gt;");
  });
});

describe("documentation", () => {
  const docs = (code: string, at = code.length): string | undefined => book.converter.inspect(code, at)?.documentation;

  it("is there for names of libraries, packages and Node", async () => {
    expect(docs("Math.hypot")).toContain("square root of the sum of squares");
    expect(docs("Buffer.alloc")).toContain("Allocates a new");
    await book.value(
      'import { tableFromArrays } from "apache-arrow"; import { Observable } from "rxjs"; import { join } from "node:path"',
    );
    expect(docs("Observable")).toContain("A representation of any set of values over any amount of time");
    expect(docs("join")).toContain("Join all arguments together");
  });

  it("tells parameters", () => {
    expect(book.converter.inspect("Math.max", 8)?.tags.join()).toContain("@param values Numeric expressions");
  });
});

describe("isComplete", () => {
  const status = (code: string): string => book.converter.isComplete(code).status;

  it("tells complete cells", () => {
    for (const code of ["1", "", "// x", "for (;;) { }", "await 1", "`a${1}`", "const x = 1"]) {
      expect([code, status(code)]).toEqual([code, "complete"]);
    }
  });

  it("tells what further text can finish", () => {
    const codes = [
      "if (1) {",
      "foo(",
      "const x =",
      "`abc",
      "/* abc",
      "'abc\\",
      "a.",
      "[1,",
      "`${1",
      "x => {",
      "try {}",
    ];
    for (const code of codes) expect([code, status(code)]).toEqual([code, "incomplete"]);
  });

  it("tells what no further text can repair", () => {
    for (const code of ["'abc", "}", "let = ;", "1 +* 2 +", "'abc\nx"])
      expect([code, status(code)]).toEqual([code, "invalid"]);
  });

  it("indents by two blanks for each open bracket, at most twenty", () => {
    expect(book.converter.isComplete("if (1) {").indent).toBe("  ");
    expect(book.converter.isComplete("f({\n  a: `${ {b: 1}.b }`,").indent).toBe("    ");
    expect(book.converter.isComplete("{".repeat(50)).indent).toBe(" ".repeat(20));
  });
});
