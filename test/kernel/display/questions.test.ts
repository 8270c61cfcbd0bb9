import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type NotebookFacts, notebookFile } from "#kernel/display/notebook-file.js";
import { answerQuestion } from "#kernel/display/questions.js";

describe("answers about variables", () => {
  const locals = Object.create(null, {
    table: { enumerable: true, get: () => tableFromArrays({ x: [1], "the y": [2] }) },
    early: {
      enumerable: true,
      get: () => {
        throw new ReferenceError("not yet");
      },
    },
    deep: { enumerable: true, value: { inner: { names: ["a", "b"], describe: () => undefined } } },
    trap: {
      enumerable: true,
      value: {
        get inner(): never {
          throw new Error("called");
        },
      },
    },
  }) as Record<string, unknown>;

  it("list names, types and previews, also of what has no value yet", () => {
    expect(answerQuestion({ what: "variables" }, locals)).toMatchObject([
      { name: "table", type: "Table" },
      { name: "early", type: "undefined", preview: "undefined" },
      { name: "deep", type: "Object" },
      { name: "trap", type: "Object", preview: "{ inner: [Getter] }" },
    ]);
  });

  it("name columns of tables and variables of scopes, by a path of own properties", () => {
    expect(answerQuestion({ what: "members", path: "table" }, locals)).toEqual(["x", "the y"]);
    expect(answerQuestion({ what: "members", path: "deep.inner" }, locals)).toEqual(["a", "b"]);
    for (const path of ["", "none", "deep", "deep.constructor", "trap.inner", "early", "__proto__"]) {
      expect([path, answerQuestion({ what: "members", path }, locals)]).toEqual([path, []]);
    }
  });

  it("preview a variable on one short line; nothing for a name that is not there", () => {
    expect(answerQuestion({ what: "preview", name: "deep" }, locals)).toContain("inner:");
    expect(answerQuestion({ what: "preview", name: "toString" }, locals)).toBe(undefined);
  });
});

describe("the name of the notebook", () => {
  const name = (given: Partial<NotebookFacts>): unknown => Object.values(notebookFile(facts(given)));
  const facts = (given: Partial<NotebookFacts>): NotebookFacts => ({
    env: {},
    folder: "/p/nb",
    session: "0123456789abcdef",
    variable: () => undefined,
    ...given,
  });

  it("is found in the stated order", () => {
    const variable = (name: string): unknown => (name === "__vsc_ipynb_file__" ? "/v/code.ipynb" : undefined);
    const env = { TAPELAB_SRC_FILE: "env.ipynb", JPY_SESSION_NAME: "/p/nb/01.ipynb" };
    expect(name({ env, variable })).toEqual(["env.ipynb", false]);
    expect(name({ env: { JPY_SESSION_NAME: "/p/nb/01.ipynb" }, variable })).toEqual(["/p/nb/01.ipynb", false]);
    expect(name({ variable })).toEqual(["/v/code.ipynb", false]);
    expect(name({})).toEqual(["notebook-01234567", true]);
  });

  it("is the last part of a path below a server's root that the kernel does not know", () => {
    expect(name({ env: { JPY_SESSION_NAME: "work/nb/01.ipynb" } })).toEqual(["/p/nb/01.ipynb", false]);
  });

  it("is not taken from a console's session or a variable that is no text", () => {
    expect(name({ env: { JPY_SESSION_NAME: "/p/console-1" } })).toEqual(["notebook-01234567", true]);
    expect(name({ variable: () => 7 })).toEqual(["notebook-01234567", true]);
  });
});
