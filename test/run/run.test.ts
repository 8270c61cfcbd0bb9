/** `run`: executed once, answered from then on. Cases of cache-and-catalog.md by their numbers. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { openWorkspace, type Workspace } from "tapelab";
import { type ActiveRun, type RunOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let folder = "";
let ws: Workspace;
let calls = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-run-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

/** A run of known code that counts how often it was executed. */
async function model(options: RunOptions, fn: (run: ActiveRun) => unknown = ({ config }) => ({ ...config, calls: 1 })) {
  const before = calls;
  const done = await run(ws, "fit", { codeId: "1", ...options }, (active) => {
    calls++;
    return fn(active);
  });
  return { ...done, executed: calls - before };
}

test("a second run with the same code, config and inputs is answered, recorded, and not executed (C1)", async () => {
  const first = await model({ config: { order: 3 } });
  expect(first).toMatchObject({ cached: false, executed: 1, value: { order: 3, calls: 1 } });
  expect(first.miss).toMatchObject({ reason: "no_similar_prior_run" });
  const second = await model({ config: { order: 3 } });
  expect(second).toMatchObject({ cached: true, executed: 0, source: first.id, value: { order: 3, calls: 1 } });
  expect(second.miss).toBeUndefined();
  const record = await ws.runs.record(second.id);
  expect(record).toMatchObject({ status: "completed", source: first.id, program: "fit", signature: first.signature });
});

test("the tape of a run begins with its signature and the three parts, each with its scheme", async () => {
  const { id, signature } = await model({ config: { schemes: 1 } });
  const facts = (await ws.runs.record(id))?.facts as Record<string, string>;
  expect(facts).toMatchObject({
    ...{ run_signature: signature, run_signature_scheme: "sig1" },
    ...{ run_config_hash_scheme: "conf1", run_input_hash_scheme: "in1" },
    run_code_id: expect.stringMatching(/^(given|modules|cells|source):|^[0-9a-f]{40}/),
  });
  const { run_code_id: code = "", run_config_hash: config = "", run_input_hash: inputs = "" } = facts;
  expect(
    createHash("sha256")
      .update(code + config + inputs)
      .digest("hex"),
  ).toBe(signature);
});

test("what changes no result is no part of the signature (C2)", async () => {
  const { id } = await model({ config: { order: 4 } });
  const own = { tags: ["late"], description: "again", parent: id, stage: "one", phase: "two" };
  const again = await model({ config: { order: 4 }, ...own, runtime: { jobs: 8 }, facet: { who: "me" } });
  expect(again).toMatchObject({ cached: true, source: id });
  expect(await ws.runs.record(again.id)).toMatchObject({ ...own, facet: '{"who":"me"}' }); // those of the new run
});

test("a changed value executes, and the miss names it with both values (C3)", async () => {
  await model({ config: { alpha: 1, beta: 2 } });
  const { cached, miss } = await model({ config: { alpha: 1.5, beta: 2 } });
  expect(cached).toBe(false);
  expect(miss).toMatchObject({ reason: "config_changed", details: { alpha: ["1", "1.5"] } });
});

test("each of year, iteration, epoch, version and key parts makes another run", async () => {
  const config = { order: 5 };
  await model({ config });
  for (const field of [
    { year: 2030 },
    { year: "2030" },
    { iteration: 1 },
    { epoch: 2 },
    { version: "b" },
    { keyParts: { a: 1 } },
  ]) {
    expect((await model({ config, ...field })).cached).toBe(false);
    expect((await model({ config, ...field })).cached).toBe(true);
  }
});

test("an input counts by its content: moved, it still hits; changed, it does not (C6)", async () => {
  const [here, there] = [join(folder, "rows.csv"), join(folder, "moved/rows.csv")];
  writeFileSync(here, "a,b\n1,2\n");
  const first = await model({ inputs: { rows: here } });
  mkdirSync(join(folder, "moved"));
  writeFileSync(there, "a,b\n1,2\n");
  expect(await model({ inputs: { rows: there } })).toMatchObject({ cached: true, source: first.id });
  writeFileSync(there, "a,b\n1,3\n");
  const { cached, miss } = await model({ inputs: { rows: there } });
  expect([cached, miss?.reason]).toEqual([false, "inputs_changed"]);
});

test("an output that was edited by hand is a new input, with a warning that names the run (C7)", async () => {
  const path = join(folder, "made.csv");
  const made = await model({ config: { makes: 1 } }, async (active) => {
    writeFileSync(path, "x\n1\n");
    await active.output("made", path);
  });
  const first = await model({ config: { reads: 1 }, inputs: { rows: path } });
  expect(first.warnings).toEqual([]);
  expect((await model({ config: { reads: 1 }, inputs: { rows: path } })).cached).toBe(true);
  writeFileSync(path, "x\n2\n");
  const changed = await model({ config: { reads: 1 }, inputs: { rows: path } });
  expect(changed.cached).toBe(false);
  expect(changed.warnings.join()).toContain(made.id.slice(0, 4));
});

test("a failed run, or one without an end, never answers (C9)", async () => {
  const config = { fails: true };
  const failing = model({ config }, () => {
    throw new RangeError("no minimum");
  });
  await expect(failing).rejects.toThrow("no minimum");
  const [record] = await ws.runs.records();
  expect(record).toMatchObject({ status: "failed", error: expect.stringContaining("RangeError: no minimum") });
  expect((await model({ config })).executed).toBe(1);
});

test("a run that ends its own session did not complete, and never answers (C9)", async () => {
  const config = { ends: true };
  await expect(model({ config }, ({ session }) => session.end())).rejects.toMatchObject({ code: "session-ended" });
  expect((await ws.runs.records())[0]?.status).toBe("interrupted");
  expect((await model({ config })).executed).toBe(1);
});

test("code that nobody knows is executed each time, and says so (C11)", async () => {
  // From a timer in code without a file: no frame of the stack names one.
  const lost = '(run, ws) => new Promise((done) => setImmediate(() => done(run(ws, "lost", {}, () => ({ a: 1 })))))';
  const unknown = () => (runInThisContext(lost) as (...given: unknown[]) => ReturnType<typeof model>)(run, ws);
  for (let i = 0; i < 2; i++) {
    const { cached, miss, warnings } = await unknown();
    expect([cached, miss?.reason]).toEqual([false, "code_unknown"]);
    expect(warnings.join()).toContain("not known");
  }
});

test("another program name is another run (C32)", async () => {
  const named = (name: string) => run(ws, name, { codeId: "1", config: { shared: 1 } }, () => ({ a: 1 }));
  expect([(await named("a")).cached, (await named("b")).cached, (await named("a")).cached]).toEqual([
    false,
    false,
    true,
  ]);
});

test("code is what the file of the caller and its imports are", async () => {
  const done = () => run(ws, "here", {}, () => ({ a: 1 }));
  const first = await done();
  const record = await ws.runs.record(first.id);
  expect(record?.codeId).toMatch(/^(?:modules:[0-9a-f]{64}|[0-9a-f]{40}.*)$/);
  expect((await done()).source).toBe(first.id);
});

test("outputs are on the tape, read back from a cached run, and expected ones are checked", async () => {
  const make = async (active: ActiveRun): Promise<void> => {
    await active.output("bytes", Buffer.from("hello"));
    writeFileSync(join(active.dir, "note.txt"), "note");
    await active.output("note", join(active.dir, "note.txt"));
  };
  const first = await model({ config: { out: 1 }, expect: ["bytes", "missing"] }, make);
  expect(first.warnings).toEqual(["Expected outputs are missing: missing.", "Outputs that nobody expects: note."]);
  const second = await model({ config: { out: 1 } }, make);
  expect([second.cached, second.ghosts]).toEqual([true, []]);
  expect(Buffer.from((await second.outputs.bytes?.bytes()) ?? []).toString()).toBe("hello");
  expect(readFileSync((await second.outputs.note?.path()) ?? "", "utf8")).toBe("note");
  expect(second.outputs.bytes).toMatchObject({ run: first.id, isGhost: false });
  const record = await ws.runs.record(second.id);
  expect(record?.outputs.map(({ key }) => key)).toEqual(["bytes", "note"]);
  await expect(model({ config: { out: 2 }, expect: ["other"], onMissing: "error" }, make)).rejects.toMatchObject({
    code: "outputs-differ",
    details: { missing: ["other"] },
  });
  expect((await ws.runs.records())[0]?.status).toBe("failed");
});

test("the same output twice is refused, and the first one stays", async () => {
  const twice = model({ config: { twice: 1 } }, async (active) => {
    await active.output("a", Buffer.from("1"));
    await active.output("a", Buffer.from("2"));
  });
  await expect(twice).rejects.toMatchObject({ code: "bad-artifact" });
});

test("an input named before the run is read in it; one named in it is lineage and no part of the signature", async () => {
  const [early, late] = [join(folder, "early.txt"), join(folder, "late.txt")];
  writeFileSync(early, "early");
  writeFileSync(late, "late");
  const read = async (active: ActiveRun): Promise<unknown> => ({
    early: Buffer.from(await (await active.input("early")).bytes()).toString(),
    late: Buffer.from(await (await active.input("late", late)).bytes()).toString(),
  });
  const first = await model({ inputs: { early } }, read);
  expect(first.value).toEqual({ early: "early", late: "late" });
  expect((await ws.runs.record(first.id))?.inputs.map(({ name }) => name)).toEqual(["early", "late"]);
  writeFileSync(late, "other");
  expect(await model({ inputs: { early } }, read)).toMatchObject({ cached: true, value: first.value });
  await expect(model({ config: { x: 1 } }, (active) => active.input("nothing"))).rejects.toThrow("no input nothing");
});

test("a run inside of another names it as parent, and shares nothing else", async () => {
  const outer = await run(ws, "outer", { codeId: "1", config: { outer: 1 } }, async (active) => {
    active.session.capture("step", { i: 1 });
    const inner = await run(ws, "inner", { codeId: "1" }, ({ session }) => ({ same: session.id === active.id }));
    return { inner: inner.id, ...inner.value };
  });
  expect(outer.value?.same).toBe(false);
  expect((await ws.runs.record(outer.value?.inner ?? ""))?.parent).toBe(outer.id);
});

test("runs beside each other record each for itself", async () => {
  const all = await Promise.all(
    [1, 2, 3, 4].map((i) => run(ws, "beside", { codeId: "1", config: { i } }, async ({ config }) => ({ i: config.i }))),
  );
  expect(all.map(({ value }) => value?.i)).toEqual([1, 2, 3, 4]);
  const again = await run(ws, "beside", { codeId: "1", config: { i: 3 } }, () => ({ i: 0 }));
  expect([again.cached, again.value?.i]).toEqual([true, 3]);
});

test("what is staged when the function returns is on the tape with its value", async () => {
  const { id } = await run(ws, "staged", { codeId: "1" }, ({ session }) => {
    session.capture("step", { i: 1 });
    return { sum: 1 };
  });
  const table = await (await ws.openTape(id)).table({ label: "step" });
  expect(table.getChild("i")?.get(0)).toBe(1);
});

test("what a cached run gives back is what was returned: large values too; what no tape keeps is said", async () => {
  const large = () => run(ws, "large", { codeId: "1" }, () => ({ xs: new Float64Array(100_000).fill(0.5), n: 2n }));
  const first = await large();
  const second = await large();
  expect([second.source, second.value]).toEqual([first.id, first.value]);
  const odd = () => run(ws, "odd", { codeId: "1" }, () => ({ a: 1, f: () => 2 }));
  await odd();
  const again = await odd();
  expect([again.cached, again.value]).toEqual([true, undefined]);
  expect(again.warnings.join()).toMatch(/not given back: no tape can keep f/);
});

test("when a part of what it returned is gone, a run does not answer", async () => {
  const noise = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i * i));
  const first = await run(ws, "gone", { codeId: "1" }, () => ({ noise }));
  rmSync(join(folder, ".tapelab/blobs"), { recursive: true, force: true, maxRetries: 10 });
  const again = await run(ws, "gone", { codeId: "1" }, () => ({ noise }));
  expect(again).toMatchObject({ cached: false, miss: { reason: "candidate_outputs_invalid", candidate: first.id } });
});

test("a look that fails is a miss with a warning, and the run executes", async () => {
  const failing = vi.spyOn(ws.runs, "folded").mockRejectedValueOnce(new Error("no table"));
  const { cached, miss, warnings } = await model({ config: { look: 1 } });
  failing.mockRestore();
  expect([cached, miss?.reason]).toEqual([false, "lookup_failed"]);
  expect(warnings.join()).toContain("no table");
});

test("a call that does not fit is refused before anything is started", async () => {
  const before = (await ws.runs.records()).length;
  const wrong = run as unknown as (...given: unknown[]) => Promise<unknown>;
  await expect(wrong(ws, "a", () => 1)).rejects.toThrow("found a function");
  await expect(wrong(ws, "a", undefined, () => 1)).rejects.toThrow("expected an object");
  await expect(wrong(ws, "a", {})).rejects.toThrow("expected a function");
  await expect(wrong(ws, "", {}, () => 1)).rejects.toMatchObject({ code: "bad-label" });
  await expect(wrong(ws, "a", { config: [] }, () => 1)).rejects.toThrow('"config": expected an object');
  await expect(wrong(ws, "a", { config: { __tapelab__: 1 } }, () => 1)).rejects.toThrow("reserved");
  expect((await ws.runs.records()).length).toBe(before);
});

test("an output that fails and that nobody waits for is a warning of the run, and ends no process", async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on("unhandledRejection", hear);
  try {
    const { outputs, warnings } = await run(ws, "hasty", { codeId: "1" }, (active) => {
      void active.output("gone", join(folder, "not-there.csv"));
      void active.output("kept", Buffer.from("1"));
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(Object.keys(outputs)).toEqual(["kept"]);
    expect(warnings.join()).toMatch(/not-there\.csv/);
    expect(unheard).toEqual([]);
  } finally {
    process.off("unhandledRejection", hear);
  }
});
