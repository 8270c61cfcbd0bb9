import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, type Kernel, startKernel } from "../client.js";

let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-cases-"));
  mkdirSync(join(folder, "nb"));
  kernel = await startKernel({ cwd: join(folder, "nb"), env: { JPY_SESSION_NAME: join(folder, "nb/01-a.ipynb") } });
  await ok(`import { initWorkspace, tape } from "tapelab";\nawait initWorkspace({ path: ${JSON.stringify(folder)} });`);
}, 60_000);

afterAll(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a cell that succeeds. */
async function ok(code: string): Promise<Executed & { shown: string[]; count: number }> {
  const done = await kernel.execute(code);
  expect(done.reply.status, JSON.stringify(done.reply)).toBe("ok");
  const shown = done.iopub.flatMap(({ type, content }) =>
    ["display_data", "update_display_data", "execute_result"].includes(type) ? [content.data["text/plain"]] : [],
  );
  return { ...done, shown, count: done.reply.execution_count };
}

/** Runs a cell that fails; its traceback, with the cell's own number as `n`. */
async function fails(code: string): Promise<string[]> {
  const { reply, iopub } = await kernel.execute(code);
  expect(reply.status).toBe("error");
  const [error] = iopub.filter(({ type }) => type === "error");
  expect(error?.content).toEqual({ ename: reply.ename, evalue: reply.evalue, traceback: reply.traceback });
  expect(iopub.filter(({ type }) => type === "stream")).toEqual([]);
  return reply.traceback.map((line: string) => line.replaceAll(`Cell[${reply.execution_count}]`, "Cell[n]"));
}

describe("places in cells with magics", () => {
  it("are exact in frames of errors below a magic", async () => {
    const traceback = await fails("%who\nfunction bo() {\n  if (true)\n  throw new Error('x');\n}\nbo();");
    expect(traceback).toEqual(["Error: x", "    at bo (Cell[n]:4:9)", "    at Cell[n]:6:1"]);
  });

  it("are exact in type errors below and on the line of a magic", async () => {
    expect(await fails('%who\n%tape status\nconst n: number = "s";')).toEqual([
      "Cell[n]:3:7 - TS2322: Type 'string' is not assignable to type 'number'.",
      'const n: number = "s";',
      "      ^",
    ]);
    expect((await fails("const m = %time  [1].nowhere"))[0]).toMatch(/^Cell\[n\]:1:22 - TS2339/);
  });
});

describe("lines that look like magics", () => {
  it("are a modulo across lines, or text of a template literal", async () => {
    expect((await ok("const tape3 = 3; const x9 = 10\n% tape3\nx9")).shown).toEqual(["1"]);
    expect((await ok("`\n%tape start\n`")).shown).toEqual(["'\\n%tape start\\n'"]);
    expect((await ok("const o = { a: 17\n%tape3\n}; o.a")).shown).toEqual(["2"]);
  });
});

describe("a wrong magic", () => {
  it("is told before anything of the cell runs", async () => {
    const [head, line, caret] = await fails('console.log("ran");\n%tape start demo --force');
    expect(head).toMatch(/^Cell\[n\]:2:18 - UsageError: %tape start has no option --force\. No session was started\./);
    expect([line, caret]).toEqual(["%tape start demo --force", "                 ^"]);
    expect((await ok("%tape status")).shown).toEqual(["no session is active. Run %tape start LABEL to start one."]);
  });

  it("of state is told when its line is reached, at its word", async () => {
    await ok("%tape start states\nlet sigma = 1, i = 3;");
    expect((await fails("%tape capture step sigma sgima"))[0]).toBe(
      'Cell[n]:1:26 - UsageError: There is no variable "sgima" in this notebook. Nothing was captured. Did you mean "sigma"?',
    );
    expect((await fails("%tape capture late later\nconst later = 1;"))[0]).toContain(
      'The variable "later" has no value yet.',
    );
    expect((await fails("%tape start run-{i.constructor}"))[0]).toContain('i has no own property "constructor"');
    expect((await ok("%tape stage")).shown).toEqual(["the stage is empty"]);
    expect((await ok("%tape capture s sigma\n%tape stage --quiet\n")).shown).toHaveLength(1);
    expect((await fails("%tape start other"))[0]).toContain(
      'session "states" holds 1 staged scope and 0 queued commits that are not on its tape.',
    );
    await ok("%tape end --discard");
  });

  it("has no session to work on", async () => {
    for (const line of ["capture s i", "stage", "meta a=1", "commit", "queue", "finalize", "end", "export --queue x"]) {
      const [head] = await fails(`%tape ${line}`);
      expect(head).toMatch(/needs an active session and none is active\. .*\. Run %tape start LABEL first\.$/);
    }
  });
});

describe("values in a magic line", () => {
  it("are inserted, with their type when alone", async () => {
    const { shown } = await ok(
      `%tape start run-{i} --meta i={i} text=n{i} list={[1].length}`.replace(" list={[1].length}", ""),
    );
    expect(shown[0]).toContain("session run-3 (");
    expect((await ok("tape.current().labels[0]")).shown).toEqual(["'run-3'"]);
    await ok("const run = { list: [1, { deep: 'x' }] };\n%tape meta list={run.list} deep={run.list[1].deep}");
    await ok("%tape capture m i\n%tape commit m\n%tape load m --as-scope as sm");
    expect((await ok("JSON.stringify(sm.meta)")).shown).toEqual([`'{"deep":"x","list":[1,{"deep":"x"}]}'`]);
  });
});

describe("what is recorded", () => {
  it("has the notebook, the cell and the line, and the level of each variable", async () => {
    const { count } = await ok("let own = 1;\n\n%tape capture where own i\n%tape commit where");
    const ws = await openWorkspace(folder);
    const scope = await ws.latestScope({ commitLabel: "where" });
    expect(scope).toMatchObject({ srcFile: "nb/01-a.ipynb", srcLine: count, cellLine: 3 });
    expect([scope.describe("own").level, scope.describe("i").level]).toEqual(["cell", "global"]);
  });

  it("of a cell is what it declared or assigned, and nothing when it fails", async () => {
    await ok("%%tape capture body\nconst d1 = 1; function fn() {} ; const _h = 2;\ni = 4;\nimport * as fs from 'fs';");
    expect(await fails("\n%%tape capture body\n1 + 1")).toEqual([
      "Cell[n]:2:1 - UsageError: %%tape capture found no variable to capture. Nothing was captured. Name some: %tape capture body x y.",
      "%%tape capture body",
      "^",
    ]);
    await fails("%%tape capture body\nconst d2 = 1;\nthrow new Error('x');");
    expect((await ok("tape.stage.scopes.map(({ names }) => names.join()).join(';')")).shown).toEqual(["'d1,i'"]);
    expect((await ok("%%tape commit whole\nconst d3 = 1;\nd3 + 1")).shown).toEqual([
      expect.stringMatching(/^commit c\d+ "whole": 2 scopes, \d+ B, durable$/),
      "2",
    ]);
    expect((await ok('%%tape queue own\ntape.capture("s", { a: 1 });')).shown[0]).toBe("queued 1 of 10");
  });

  it("by itself after each cell is what the cell declared or assigned", async () => {
    await ok("%tape finalize\n%tape start auto --auto=each --every 2");
    await ok("let a1 = 1;");
    await ok("%tape status");
    await fails("let a2 = 1; throw new Error('x');");
    await kernel.execute("let a3 = 1;", { silent: true });
    await ok("a1 = 5; let a4 = 4;");
    const ws = await openWorkspace(folder);
    const scopes: string[] = [];
    await ws.scopes$({ session: "auto" }).forEach((scope) => {
      scopes.push(`${scope.labels} ${scope.names} ${scope.meta.source}`);
    });
    expect(scopes).toEqual(["each a1 let a1 = 1;", "each a4,a1 a1 = 5; let a4 = 4;"]);
  });

  it("in a loop shows five lines and a counter, and is the same as tape.queue records", async () => {
    await ok("%tape start loops --threshold 100");
    const loop = (queue: string): string =>
      `for (let k = 0; k < 1000; k++) {\n  tape.capture("s", { k });\n  ${queue}\n}`;
    const { iopub } = await ok(loop("%tape queue chunk"));
    const displays = iopub.filter(({ type }) => type === "display_data");
    expect(displays).toHaveLength(6);
    const updates = iopub.filter(({ type }) => type === "update_display_data");
    expect(updates.length).toBeGreaterThan(0);
    expect(updates.length).toBeLessThan(200);
    expect(updates.at(-1)?.content.data["text/plain"]).toBe("… 995 more, the last: queued 100, flushed 100 commits");
    await ok(loop('tape.queue("plain")'));
    await ok("%tape finalize");
    const ws = await openWorkspace(folder);
    const counts: Record<string, number> = {};
    await ws.commits$({ session: "loops" }).forEach(({ label, scopeCount }) => {
      counts[`${label} of ${scopeCount}`] = (counts[`${label} of ${scopeCount}`] ?? 0) + 1;
    });
    expect(counts).toEqual({ "chunk of 1": 1000, "plain of 1": 1000 });
  });
});

describe("the value of a magic", () => {
  it("is assigned without being shown", async () => {
    expect((await ok("stat = %tape status")).shown).toEqual([]);
    expect((await ok("stat!.queued")).shown).toEqual(["0"]);
    expect((await ok("stat = %tape status\nstat!.labels[0]")).shown).toEqual(["'loops'"]);
  });

  it("of %time is that of its expression", async () => {
    const { shown } = await ok("const timed = %time await Promise.resolve(42)\ntimed.toFixed(1)");
    expect(shown).toEqual([expect.stringMatching(/^wall .* CPU .* memory /), "'42.0'"]);
  });

  it("of %time fails as its expression does", async () => {
    const traceback = await fails("const g = () => {\n  tape.source('');\n};\n%time g()");
    expect(traceback.some((line) => line.includes("at g (Cell[n]:2:"))).toBe(true);
  });

  it("of a text magic is shown as its type", async () => {
    const { iopub } = await ok("%%html\n<b>`${1}`</b>\n%tape start");
    expect(iopub.find(({ type }) => type === "display_data" || type === "execute_result")?.content.data).toMatchObject({
      "text/html": "<b>`${1}`</b>\n%tape start",
    });
  });
});

describe("names of the notebook", () => {
  it("are listed, forgotten and declared anew", async () => {
    await ok("const keep = 1;");
    expect((await ok("%who")).shown[0]).toContain("keep");
    expect((await ok("%whos")).shown[0]).toMatch(/keep +number/);
    expect((await ok("%whos\nconst notYet = 3")).shown[0]).not.toContain("notYet");
    expect((await ok("const above = 4\n%who\nconst below = 3")).shown[0]).toMatch(/above(?!.*below)/);
    expect((await ok("%whos")).shown[0]).toMatch(/notYet +number/);
    await ok('tape.capture("s", { a: 1 })');
    expect((await fails("%reset"))[0]).toContain("Nothing was reset.");
    await ok("%reset -f");
    expect(await fails("keep")).toContain("Cell[n]:1:1 - TS2304: Cannot find name 'keep'.");
    expect((await ok('const keep = "s"; keep.length')).shown).toEqual(["1"]);
    await ok("%tape end --discard");
  });

  it("of the newest cells are in the history", async () => {
    expect((await ok("%history -n 2")).shown[0]).toMatch(
      /^\[\d+\]\nconst keep = "s"; keep\.length\n\n\[\d+\]\n%tape end --discard\n$/,
    );
  });
});

describe("help and completion", () => {
  it("is a page and no output", async () => {
    for (const [code, text] of [
      ["%tape?", "Usage: %tape"],
      ["Math.sqrt?", "sqrt(x: number): number"],
    ] as const) {
      const { reply, iopub } = await ok(code);
      expect(reply.payload[0].data["text/plain"]).toContain(text);
      expect(iopub.map(({ type }) => type).filter((type) => type !== "status")).toEqual(["execute_input"]);
    }
  });

  it("completes magics, and TypeScript below them, at exact places", async () => {
    const complete = async (code: string): Promise<unknown> => {
      const { content } = await kernel.request("shell", "complete_request", { code, cursor_pos: [...code].length });
      return [content.matches, content.cursor_start, content.cursor_end];
    };
    expect(await complete("%ta")).toEqual([["%tape"], 0, 3]);
    expect(await complete('const é = "😀";\n%tape st')).toEqual([["start", "stage", "status"], 21, 23]);
    expect(await complete("%tape status\nMath.hyp")).toEqual([["hypot"], 18, 21]);
    await expect
      .poll(() => complete("%tape load wh"), { timeout: 5_000, interval: 100 })
      .toEqual([["where", "whole"], 11, 13]);
    expect(await complete("%tape start x --workspace 0")).toEqual([[], 26, 27]);
  });

  it("inspects TypeScript below a magic", async () => {
    const code = "%tape status\nMath.hypot";
    const { content } = await kernel.request("shell", "inspect_request", {
      code,
      cursor_pos: code.length,
      detail_level: 0,
    });
    expect(content.data["text/plain"]).toContain("hypot");
  });

  it("says whether a cell with magics is complete", async () => {
    const status = async (code: string): Promise<string> =>
      (await kernel.request("shell", "is_complete_request", { code })).content.status;
    expect(await status("%tape status")).toBe("complete");
    expect(await status("for (const i of [1]) {\n%tape status")).toBe("incomplete");
    expect(await status("%%tape capture s\nconst a = 1")).toBe("incomplete");
    expect(await status("%%tape capture s\nconst a = 1\n")).toBe("complete");
  });
});

describe("a magic of a package", () => {
  it("says itself what its words may be", async () => {
    await ok(
      'magics.register({ name: "pick", summary: "picks", complete: (words) => ["red", "green", `after-${words[0]}`], run: () => 1 });',
    );
    const complete = async (code: string): Promise<string[]> =>
      (await kernel.request("shell", "complete_request", { code, cursor_pos: code.length })).content.matches;
    expect(await complete("%pick ")).toEqual(["red", "green", "after-"]);
    expect(await complete("%pick red a")).toEqual(["after-red"]);
  });

  it("is one like the others from the next cell on", async () => {
    await ok(
      'magics.register({ name: "hello", summary: "greets", options: [{ name: "loud", summary: "shout" }], run: ({ words, options }) => `Hello ${words.join(" ")}${options.loud ? "!" : ""}` });',
    );
    expect((await ok("%hello you --loud")).shown).toEqual(["'Hello you!'"]);
    expect((await fails("%hello --lout"))[0]).toContain("Did you mean --loud?");
    expect((await ok("%lsmagic")).shown[0]).toMatch(/%hello +greets/);
    expect((await fails('magics.register({ name: "tape", summary: "", run: () => 1 })'))[0]).toContain(
      "the kernel's own",
    );
  });
});
