import { afterEach, describe, expect, it } from "vitest";
import { CallSites, namedFrom, setSourceFile, setSourceProvider } from "#sdk/record/call-site.js";
import { callerIn } from "#sdk/record/stack.js";

const root = __dirname.replaceAll("\\", "/").replace(/\/test\/record$/, "");

function sites(mode: "first" | "each" | "off", srcFile?: string): CallSites {
  return new CallSites({ root, mode, srcFile });
}

afterEach(() => setSourceProvider(undefined));

describe("context", () => {
  it("names the file relative to the workspace's folder and the line of the caller", () => {
    const context = sites("first").context("step");
    expect(context).toMatchObject({ labels: ["step"], srcFile: "test/record/call-site.test.ts" });
    expect(context.srcLine).toBeGreaterThan(0);
  });

  it("gives the same object for the same label, so that a loop costs one lookup", () => {
    const call = sites("first");
    const first = call.context("step", undefined, { t: 1, x: 2 });
    for (let i = 0; i < 10; i++) expect(call.context("step", undefined, { t: i, x: i })).toBe(first);
  });

  it("resolves again for other labels and for other names of variables", () => {
    const call = sites("first");
    const a = call.context("step", undefined, { t: 1 });
    const b = call.context("step", undefined, { t: 1, x: 2 });
    const c = call.context("step", ["warm"], { t: 1 });
    expect(b.srcLine).toBe((a.srcLine ?? 0) + 1);
    expect(c).toMatchObject({ labels: ["step", "warm"], srcLine: (a.srcLine ?? 0) + 2 });
    expect(call.context("step", undefined, { t: 3 })).toBe(a);
  });

  it("resolves every call with mode each, and interns equal sites", () => {
    const call = sites("each");
    const [a, b] = [0, 1].map(() => call.context("step"));
    const other = call.context("step");
    expect(a).toBe(b);
    expect(other.srcLine).not.toBe(a?.srcLine);
  });

  it("leaves the line empty with mode off", () => {
    expect(sites("off").context("step")).toEqual({ labels: ["step"], srcFile: undefined });
  });

  it("leaves empty labels out", () => {
    expect(sites("off").context("", ["a", ""]).labels).toEqual(["a"]);
  });

  it("takes the file from the environment when it is given", () => {
    expect(sites("first", "01-prepare.ipynb").context("s").srcFile).toBe("01-prepare.ipynb");
  });

  it("takes file, cell and line from the provider, anew for each execution of a cell", () => {
    const call = sites("first");
    let cell = { srcFile: "a.ipynb", srcLine: 3, cellId: "c1" };
    setSourceProvider(() => cell);
    const first = call.context("s");
    expect(first).toEqual({ labels: ["s"], ...cell });
    expect(call.context("s")).toBe(first);
    cell = { ...cell, srcLine: 4 };
    expect(call.context("s")).toMatchObject({ srcLine: 4 });
    setSourceProvider(undefined);
    expect(call.context("s").srcFile).toBe("test/record/call-site.test.ts");
  });

  it("names an absolute path of the provider relative to the workspace's folder, and asks for the line once", () => {
    let asked = 0;
    const source = {
      srcFile: `${root}/nb/01-a.ipynb`,
      srcLine: 3,
      get cellLine() {
        return ++asked;
      },
    };
    setSourceProvider(() => source);
    const call = sites("first");
    const context = call.context("s", undefined, { a: 1 });
    expect(context).toEqual({ labels: ["s"], srcFile: "nb/01-a.ipynb", srcLine: 3, cellLine: 1 });
    expect([call.isSame, call.context("s", undefined, { a: 2 }), asked]).toEqual([true, context, 1]);
  });

  it("does not confuse one label with a list of labels", () => {
    const call = sites("first");
    expect(call.context('["a","b"]').labels).toEqual(['["a","b"]']);
    expect(call.context("a", ["b"]).labels).toEqual(["a", "b"]);
  });

  it("leaves Error.stackTraceLimit as it was", () => {
    const before = Error.stackTraceLimit;
    sites("each").context("s");
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe("here", () => {
  it("resolves the line also with mode off", () => {
    expect(sites("off").here()).toMatchObject({
      srcFile: "test/record/call-site.test.ts",
      srcLine: expect.any(Number),
    });
  });
});

describe("namedFrom", () => {
  it.each([
    ["/lab", "/lab/src/a.ts", "src/a.ts"],
    ["/lab/", "/lab/a.ts", "a.ts"],
    ["/lab", "/labs/a.ts", "a.ts"],
    ["/lab", "/other/deep/a.ts", "a.ts"],
    ["C:\\lab", "C:\\lab\\src\\a.ts", "src/a.ts"],
    ["/", "/a/b.ts", "a/b.ts"],
  ])("from %s names %s as %s", (from, file, name) => expect(namedFrom(from, file)).toBe(name));
});

describe("callerIn", () => {
  const own = "/pkg/tapelab/";
  it.each([
    ["a named function", "    at step (/lab/a.js:10:5)", { file: "/lab/a.js", line: 10 }],
    ["module code", "    at /lab/a.js:3:1", { file: "/lab/a.js", line: 3 }],
    ["a URL", "    at file:///lab/my%20a.mjs:7:1", { file: "/lab/my a.mjs", line: 7 }],
    ["an async function", "    at async run (file:///lab/a.mjs:8:1)", { file: "/lab/a.mjs", line: 8 }],
    ["a constructor", "    at new Fit (/lab/a.js:9:1)", { file: "/lab/a.js", line: 9 }],
    ["a path with brackets", "    at step (/lab (old)/a.js:10:5)", { file: "/lab (old)/a.js", line: 10 }],
  ])("reads %s", (_, row, place) => expect(callerIn(`Error\n${row}`, own)).toEqual(place));

  it("skips Tapelab's own frames and Node's", () => {
    const stack = [
      "Error",
      "    at Session.capture (/pkg/tapelab/dist/record/session.js:1:1)",
      "    at node:internal/process/task_queues:95:5",
      "    at Array.map (<anonymous>)",
      "    at fit (/lab/fit.js:4:2)",
    ].join("\n");
    expect(callerIn(stack, own)).toEqual({ file: "/lab/fit.js", line: 4 });
  });

  it("gives nothing when no frame is the user's", () => {
    expect(callerIn("Error\n    at node:internal/main:1:1", own)).toBeUndefined();
    expect(callerIn("", own)).toBeUndefined();
  });
});

// Last, because a choice holds for the rest of the process.
describe("setSourceFile", () => {
  it("takes the file that was chosen from then on, and refuses what is no file", () => {
    const call = sites("first");
    const before = call.context("s");
    expect(call.isSame).toBe(true);
    for (const wrong of ["", " ", 7 as unknown as string])
      expect(() => setSourceFile(wrong)).toThrow(/expected the name of a file/);
    setSourceFile(`${root}/nb/02-fit.ipynb`);
    expect(call.isSame).toBe(false);
    expect(call.context("s").srcFile).toBe("nb/02-fit.ipynb");
    expect(before.srcFile).toBe("test/record/call-site.test.ts");
    setSourceProvider(() => ({ srcFile: "a.ipynb", srcLine: 3 }));
    setSourceFile("b.ipynb");
    expect(call.context("s")).toMatchObject({ srcFile: "b.ipynb", srcLine: 3 });
  });
});
