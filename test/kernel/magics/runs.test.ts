/** `%tape run` and launches from cells, in a real kernel with real child processes. */
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Executed, type Kernel, type Message, startKernel } from "../client.js";

let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-run-magics-")));
  symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
  const grid = (rho: string) => `blocks:\n  - mode: combinatorial\n    context: {rho: [${rho}], sigma: [8, 10]}\n`;
  writeFileSync(join(folder, "sweep.yaml"), grid("20.0, 24, 28"));
  writeFileSync(join(folder, "slow.yaml"), grid("1, 2, 3, 4"));
  writeFileSync(
    join(folder, "model.mjs"),
    `import { tape } from "tapelab";
export default function ({ rho, sigma, dt = 1, fails = false }, run) {
  console.log("at", rho);
  if (fails && rho === 24) throw new Error("does <b>not</b> converge");
  tape.capture("orbit", { rho, sigma, dt });
  run.progress(0.5, "half way");
  return { highest: rho * sigma * dt };
}\n`,
  );
  writeFileSync(join(folder, "slow.mjs"), "export default () => new Promise((done) => setTimeout(done, 60_000));\n");
  kernel = await startKernel({ cwd: folder, env: { JPY_SESSION_NAME: join(folder, "a.ipynb") } });
}, 60_000);

afterAll(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Texts that a cell shows, in order; what is updated stands once, as it was last. No script is in any. */
function shownIn({ iopub }: Executed): string[] {
  const shown = new Map<string, string>();
  for (const { type, content } of iopub) {
    if (type !== "display_data" && type !== "update_display_data" && type !== "execute_result") continue;
    expect(content.data["text/html"] ?? "").not.toMatch(/<script|<b>not/);
    shown.set(content.transient?.display_id ?? `result ${shown.size}`, content.data["text/plain"]);
  }
  return [...shown.values()];
}

async function shown(code: string): Promise<string[]> {
  const done = await kernel.execute(code);
  expect(done.reply.status, JSON.stringify(done.reply)).toBe("ok");
  return shownIn(done);
}

/** Waits for an update of the cell's output. */
function updated(cell: string, text: string): Promise<Message> {
  const fits = ({ type, parent, content }: Message): boolean =>
    type === "update_display_data" && parent.msg_id === cell && content.data["text/plain"].includes(text);
  return kernel.until(fits, `update with ${text}`);
}

async function mistake(code: string): Promise<string> {
  const { reply } = await kernel.execute(code);
  expect([code, reply.status]).toEqual([code, "error"]);
  expect(reply.traceback.join("\n")).not.toMatch(/^\s+at /m);
  return reply.evalue;
}

async function matches(code: string): Promise<string[]> {
  const { content } = await kernel.request("shell", "complete_request", { code, cursor_pos: code.length });
  return content.matches as string[];
}

describe("%tape run", () => {
  it("completes its actions, their options and their values, and has help on each", async () => {
    expect(await matches("%tape run la")).toEqual(["launch"]);
    expect(await matches("%tape run ")).toEqual(expect.arrayContaining(["plan", "launch", "retry", "ls", "show"]));
    expect(await matches("%tape run launch sweep.yaml --pol")).toEqual(["--policy"]);
    expect(await matches("%tape run launch sweep.yaml --policy stop")).toEqual(["stop", "stop-now"]);
    expect(await matches("%tape run launch swe")).toEqual(["sweep.yaml"]);
    for (const [asked, told] of [
      ["%tape run?", "%tape run launch SPEC [-- COMMAND…] [options]"],
      ["%tape run launch?", "--policy P"],
      ["%tape?", "%tape run COMMAND"],
    ] as const) {
      const { reply } = await kernel.execute(asked);
      expect(reply.payload[0].data["text/plain"], asked).toContain(told);
    }
    expect((await shown("%tape run plan --help"))[0]).toContain("--max-runs N");
  });

  it("tells what is wrong before anything runs, and starts nothing", async () => {
    expect(await mistake("%tape run")).toContain("%tape run needs a command: plan, launch");
    expect(await mistake("%tape run lunch sweep.yaml")).toContain('Did you mean "launch"?');
    expect(await mistake("%tape run launch")).toContain("%tape run launch needs a run-space: a YAML or JSON file.");
    expect(await mistake("%tape run launch sweep.yaml")).toContain("executes one program: --program FILE");
    expect(await mistake("%tape run launch sweep.yaml --program model.mjs --only 3-")).toContain(
      "indexes such as 3,5-9",
    );
    expect(await mistake("%tape run launch none.yaml --program model.mjs")).toContain("none.yaml");
    expect(await mistake("%tape run show 3fa9")).toContain('No launch is called "3fa9".');
    expect((await shown("%tape run ls"))[0]).toContain("no launch here yet");
  });

  it("plans without writing anything", async () => {
    const [text] = await shown("%tape run plan sweep.yaml");
    expect(text).toContain("6 runs of at most 1,000, combine combinatorial");
    expect(text).toContain('0: {"rho":20.0,"sigma":8}');
    expect(await shown("const planned = %tape run plan sweep.yaml\nplanned.size")).toEqual(["6"]);
    expect(await mistake("%tape run plan sweep.yaml --max-runs 5")).toContain("exceeds `max_runs` limit of 5");
  });

  it("launches in one output, and its value tells how it went", async () => {
    const done = await kernel.execute(
      "const sweep = %tape run launch sweep.yaml --program model.mjs --jobs 2 --policy continue --set fails=true --set dt=1.0",
    );
    expect(done.reply.status, JSON.stringify(done.reply)).toBe("ok");
    const [text, ...more] = shownIn(done);
    expect(more).toEqual([]);
    expect(text).toMatch(/^launch [0-9a-f]{12}, attempt 1 failed: 6 of 6 runs, 4 completed, 2 failed\n/);
    expect(text).toMatch(/^failed 2 .*"rho":24,"sigma":8\}: Error: does <b>not<\/b> converge/m);
    expect(done.text).toContain("[5] at 28\n");
    expect(await shown("sweep.summary.completed")).toEqual(["4"]);
  });

  it("retries what is missing under the same key, and lists and shows launches", async () => {
    const words = "sweep.yaml --program model.mjs --jobs 2 --key night --cache off";
    await shown(`%tape run launch ${words} --only 0,4-5`);
    const [text] = await shown(`const second = %tape run retry ${words}`);
    expect(text).toContain("attempt 2 completed: 3 of 3 runs, 3 completed");
    const [list] = await shown("%tape run ls");
    expect(list).toMatch(/complete .*3 +3/);
    const [both] = await shown("%tape run show {second.launch.value}");
    expect(both).toMatch(/attempt 2: complete[\s\S]*attempt 1: complete/);
    const ids = async () => (await matches("%tape run show ")).filter((one) => /^[0-9a-f]{32,64}$/.test(one));
    await expect.poll(ids, { timeout: 20_000, interval: 300 }).toHaveLength(2);
  });

  it("an interrupt of the cell cancels the launch, which says so on its tape and in the output", async () => {
    await kernel.startCell("%tape run launch slow.yaml --program slow.mjs --jobs 2 --key cut", { id: "cut" });
    await updated("cut", "2 running");
    await kernel.request("control", "interrupt_request", {});
    expect((await kernel.ended("cut")).reply.ename).toBe("KeyboardInterrupt");
    await updated("cut", "interrupted");
    expect((await shown("%tape run ls"))[0]).toMatch(/interrupted .*slow/);
  });
});

describe("launch() in a cell", () => {
  it("is shown live as last expression, past the end of its cell, and a comm is answered meanwhile", async () => {
    await shown(
      `import { openWorkspace } from "tapelab";
import { launch } from "tapelab/run";
let heard = 0;
comms.register("heard", (comm) => { heard++; comm.send({ heard }); });
const ws = await openWorkspace();`,
    );
    const code = 'const lasting = await launch(ws, "slow.yaml", "slow.mjs", { jobs: 2, cache: "off" });\nlasting';
    const { iopub, reply } = await kernel.execute(code, { id: "lasting" });
    expect(reply.status, JSON.stringify(reply)).toBe("ok");
    expect(iopub.filter(({ type }) => type === "execute_result")).toEqual([]);
    await updated("lasting", "2 running");
    await kernel.send("shell", "comm_open", { comm_id: "c1", target_name: "heard", data: {} });
    await kernel.until(({ type, content }) => type === "comm_msg" && content.data.heard === 1, "answer of the comm");
    await shown("lasting.cancel();");
    await updated("lasting", "interrupted");
  });

  it("is cancelled when its cell runs again", async () => {
    const cell =
      'const begun = await launch(ws, "slow.yaml", "slow.mjs", { jobs: 1, cache: "off" }); (globalThis as any).first ??= begun;';
    await shown(cell);
    await shown(cell);
    expect(await shown("(await (globalThis as any).first.done).status")).toEqual(["'interrupted'"]);
    await shown("begun.cancel(); await begun.done;");
  });
});

describe("run() in a cell", () => {
  const call = (
    name: string,
  ) => `const last = await run(ws, "${name}", { config: { n: 3 } }, ({ config }) => ({ value: work(config.n) }));
[last.cached, last.value?.value].join()`;

  beforeAll(async () => {
    await shown(
      `import { openWorkspace } from "tapelab"; import { run } from "tapelab/run"; const ws = await openWorkspace();`,
    );
    writeFileSync(join(folder, "helper.ts"), "export const factor = (): number => 10;\n");
  });

  it("is answered when the cells that it stands on are the same, whatever else was run", async () => {
    await shown(`import { factor } from "./helper";`);
    await shown("function inner(n: number) { return n * factor(); }");
    await shown("function work(n: unknown) { return inner(Number(n)) + 1; }");
    expect(await shown(call("steps"))).toEqual(["'false,31'"]);
    await shown("const unrelated = 5;\nfunction other() { return unrelated; }");
    expect(await shown(call("steps"))).toEqual(["'true,31'"]);
    await shown("function inner(n: number) { return n * factor(); }");
    expect(await shown(call("steps"))).toEqual(["'true,31'"]);
  });

  it("is executed when one of them, or a file that they import, has changed", async () => {
    await shown("function inner(n: number) { return n * factor() + 1; }");
    expect(await shown(call("steps"))).toEqual(["'false,32'"]);
    expect(await shown("[last.miss!.reason, last.miss!.mismatched.join()].join()")).toEqual(["'code_changed,code'"]);
    expect((await shown("%tape run explain {last.id}"))[0]).toMatch(
      /code the cell of inner: [0-9a-f]{12}… → [0-9a-f]{12}…/,
    );
    writeFileSync(join(folder, "helper.ts"), "export const factor = (): number => 20;\n");
    await shown(`import { factor } from "./helper";`);
    expect(await shown(call("steps"))).toEqual(["'false,62'"]);
    expect(await shown(call("steps"))).toEqual(["'true,62'"]);
  });

  it("captures onto its own tape, and an interrupt of the cell ends it as failed", async () => {
    const waits = `run(ws, "waits", {}, async () => { tape.capture("step", { n: 1 }); console.log("begun"); await new Promise((done) => setTimeout(done, 60_000)); })`;
    const loops = `run(ws, "loops", {}, () => { tape.capture("step", { n: 1 }); console.log("begun"); for (;;); })`;
    const steps = `scenario(ws, "steps", (sc) => sc.step("step", async () => { console.log("begun"); await new Promise((done) => setTimeout(done, 60_000)); }))`;
    await shown(`import { tape } from "tapelab"; import { runs, scenario } from "tapelab/run";`);
    for (const [name, code] of Object.entries({ waits, loops, steps })) {
      await kernel.startCell(`await ${code}`, { id: name });
      await kernel.until(
        ({ type, parent, content }) => type === "stream" && parent.msg_id === name && content.text.includes("begun"),
        "its text",
      );
      await kernel.request("control", "interrupt_request", {});
      expect((await kernel.ended(name)).reply.ename).toBe("KeyboardInterrupt");
      for (const program of name === "steps" ? ["step", "steps"] : [name]) {
        const failed = `await (async () => { for (;;) { const [one] = await runs(ws, { program: "${program}" }); if (one?.status === "failed") return one.status; await new Promise((done) => setTimeout(done, 50)); } })()`;
        expect(await shown(failed), program).toEqual(["'failed'"]);
      }
    }
  });
});

describe("questions about runs", () => {
  it("finds runs, says why one was executed, where two differ, and what something was made of", async () => {
    await shown(`import { openWorkspace } from "tapelab"; import { run } from "tapelab/run"; const ws = await openWorkspace();
const fit = (order: number) => run(ws, "fit", { config: { order }, codeId: "v1", facet: { order }, tags: ["asked"] }, (r) => r.output("fit.json", Buffer.from(String(order))));`);
    await shown("const one = await fit(1); const two = await fit(2); const again = await fit(2);");
    const [list] = await shown("%tape runs --tag asked --program fit");
    expect(list!.split("\n").filter((row) => row.startsWith("fit"))).toHaveLength(3);
    expect((await shown("%tape runs --facet order>=2 --program fit"))[0]).not.toContain('"order":1');
    expect((await shown("%tape runs --year 1999"))[0]).toBe("no such run here");
    expect((await shown("%tape run explain {two.id}"))[0]).toMatch(
      /was executed: configuration changed\.[\s\S]*config order: 1 → 2/,
    );
    expect((await shown("%tape run explain {again.id}"))[0]).toMatch(/was not executed: run [0-9a-f]{32} answered it/);
    expect((await shown("%tape run diff {one.id} {two.id}"))[0]).toMatch(/config +order +changed +1 +2/);
    expect(await mistake("%tape run explain 0123456789")).toContain("tapelab runs");
    expect((await shown("%tape lineage {two.id} --down"))[0]).toContain("fit.json");
    const { iopub } = await kernel.execute("%tape lineage fit.json --format mermaid");
    const drawn = iopub.find(({ type }) => type === "execute_result")!.content.data;
    expect(drawn["text/vnd.mermaid"]).toMatch(/^(graph|flowchart) /);
    rmSync(join(folder, ".tapelab/blobs"), { recursive: true });
    const [plan] = await shown("%tape run recover {one.id} --plan");
    expect(plan).toMatch(/^would re-run nothing: 1 of 1 run cannot be executed again\n/);
    expect(plan).toMatch(
      /Run "fit" \(\w{8}\) cannot be executed again: its program was a function.*cache: "overwrite"/,
    );
    expect(await matches("%tape runs --status f")).toEqual(["failed"]);
    // The first time the names may not be there in time.
    await expect.poll(() => matches("%tape lineage fit"), { timeout: 20_000, interval: 300 }).toEqual(["fit.json"]);
  });

  it("names folders, lists what remember kept, and refuses to stop what does not run", async () => {
    expect((await shown("%tape mount ls"))[0]).toContain("no mounts here");
    expect((await shown("%tape mount add here ."))[0]).toBe(`here:// is ${folder}`);
    expect((await shown("%tape mount ls"))[0]).toContain(folder);
    expect((await shown("%tape mount rm here"))[0]).toContain("is no mount any more");
    expect((await shown("%tape cache ls"))[0]).toBe("remember has kept nothing here");
    expect(await mistake("%tape cache forget")).toContain("exactly one of {name}, {tag}, {key}");
    expect(await mistake("%tape run cancel nope")).toContain('No launch is called "nope".');
    expect(await mistake("%tape gc --before 30d")).toContain("--before goes with --ghost, which is missing.");
    expect(await mistake("%tape gc --ghost --before soon")).toContain("days or a date (30d, 2026-01-31)");
    expect((await shown("%tape gc --ghost --before 30d"))[0]).toContain("every blob is needed");
    expect(await mistake("%tape run recover nothing.csv --plan")).toContain("nothing.csv");
  });
});
