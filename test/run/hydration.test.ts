/** Which bytes a cached run brings to disk, and what it does when they are gone. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type Artifact, explain, type RunDone, type RunOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemEnvironment } from "#sdk/workspace/environment.js";

let folder = "";
let ws: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-hydration-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

/** Makes two outputs, of which each call has other contents. */
let made = 0;
function make(name: string, options: RunOptions = {}): Promise<RunDone<undefined>> {
  return run(ws, name, { codeId: "1", ...options }, async (active) => {
    made++;
    active.session.capture("step", { made });
    writeFileSync(join(active.dir, "curve.csv"), `curve ${made} of ${name}`);
    await active.output("curve", join(active.dir, "curve.csv"));
    await active.output("fit", Buffer.from(`fit ${made} of ${name}`));
    rmSync(join(active.dir, "curve.csv"));
    return undefined;
  });
}

/** Takes the bytes of an output out of the blob store, once nothing is written behind the run any more. */
async function lose(artifact: Artifact | undefined): Promise<void> {
  const { sha256, bytes } = artifact!;
  await ws.blobs.write({ sha256: Buffer.from(sha256, "hex"), bytes: await bytes() });
  const dir = join(folder, ".tapelab/blobs", sha256.slice(0, 2));
  for (const name of readdirSync(dir)) if (name.startsWith(sha256)) rmSync(join(dir, name));
}

/** As another process sees it. */
function freshWorkspace(): void {
  rmSync(join(folder, ".tapelab/cache"), { recursive: true, force: true });
  ws = new (ws.constructor as new (...given: unknown[]) => Workspace)(systemEnvironment(), ws);
}

const text = (path: string): string => readFileSync(path, "utf8");

test("a cached run whose bytes are gone answers and says what it lacks, or does not when they are asked for (C13)", async () => {
  const first = await make("lost");
  await lose(first.outputs.fit);
  const lazy = await make("lost");
  expect(lazy).toMatchObject({ cached: true, ghosts: ["fit"] });
  expect([lazy.outputs.fit?.isGhost, lazy.outputs.curve?.isGhost]).toEqual([true, false]);
  const eager = await make("lost", { validate: "eager" });
  expect(eager).toMatchObject({ cached: false, miss: { reason: "candidate_outputs_invalid", candidate: first.id } });
  expect(await make("lost", { validate: "eager" })).toMatchObject({ cached: true, source: eager.id });
});

test("with metadata nothing is brought; with outputs-all everything, below the run's own folder", async () => {
  await make("all");
  const plain = await make("all");
  expect(existsSync(join(folder, ".tapelab/runs", plain.id))).toBe(false);
  const { id } = await make("all", { hydrate: "outputs-all" });
  expect(readdirSync(join(folder, ".tapelab/runs", id)).sort()).toEqual(["curve.csv", "fit"]);
  expect(text(join(folder, ".tapelab/runs", id, "curve.csv"))).toMatch(/^curve \d+ of all$/);
});

test("when a requested output is lost an older run answers, and no file is half restored (C34)", async () => {
  const older = await make("requested");
  const newer = await make("requested", { cache: "overwrite" });
  await lose(newer.outputs.fit);
  const place = join(folder, "requested");
  const options = { hydrate: "outputs-requested", outputs: ["curve", "fit"], outputsFolder: place } as const;
  expect(await make("requested", options)).toMatchObject({ cached: true, source: older.id });
  const number = /\d+/.exec(text(join(place, "fit")))?.[0];
  expect(text(join(place, "curve.csv"))).toBe(`curve ${number} of requested`);
  expect(readdirSync(place).sort()).toEqual(["curve.csv", "fit"]);
  const onlyCurve = { ...options, outputs: ["curve"], outputsFolder: join(folder, "curve") };
  expect(await make("requested", onlyCurve)).toMatchObject({ cached: true, source: newer.id });
  await expect(make("requested", { hydrate: "outputs-requested" })).rejects.toThrow('"outputs": expected the keys');
  const unknown = { ...options, outputs: ["nothing"] };
  expect(await make("requested", unknown)).toMatchObject({
    cached: false,
    miss: { reason: "candidate_outputs_invalid" },
  });
});

test("an existing file with other content is refused and left alone; with replace it is exchanged (C35)", async () => {
  const { id } = await make("there");
  const place = join(folder, "there");
  mkdirSync(place);
  writeFileSync(join(place, "fit"), "mine");
  const options = { hydrate: "outputs-all", outputsFolder: place } as const;
  await expect(make("there", options)).rejects.toMatchObject({ code: "artifact-differs" });
  expect([text(join(place, "fit")), readdirSync(place)]).toEqual(["mine", ["fit"]]);
  expect((await make("there", { ...options, replace: true })).source).toBe(id);
  expect(text(join(place, "fit"))).toMatch(/^fit \d+ of there$/);
  const before = statSync(join(place, "fit")).mtimeMs;
  expect((await make("there", options)).cached).toBe(true);
  expect(statSync(join(place, "fit")).mtimeMs).toBe(before);
});

test("an input that a run made and that has gone is brought back before a miss executes", async () => {
  const path = join(folder, "rows.csv");
  const rows = await run(ws, "rows", { codeId: "1" }, async (active) => {
    writeFileSync(path, "x\n1\n");
    await active.output("rows", path);
  });
  rmSync(path);
  const inputs = { rows: { run: rows.id, output: "rows" } };
  const read = (options: RunOptions) =>
    run(ws, "reads", { codeId: "1", inputs, ...options }, () => ({ isThere: existsSync(path) }));
  expect((await read({})).value).toEqual({ isThere: false });
  expect((await read({ config: { again: 1 }, hydrate: "inputs-missing" })).value).toEqual({ isThere: true });
  expect(text(path)).toBe("x\n1\n");
  rmSync(path);
  await lose(rows.outputs.rows);
  await expect(read({ config: { again: 2 }, hydrate: "inputs-missing" })).rejects.toThrow(/input rows.*run recover/i);
});

test.each(["run_end", "step"])(
  "a run damaged at %s does not answer; the miss names it, and verify is advised",
  async (word) => {
    const name = `damaged${word.length}`; // which is on the tape, too
    const { id } = await make(name);
    const { dir } = await ws.resolve(id);
    const file = join(dir, "seg-00000001.tape");
    const bytes = readFileSync(file);
    const at = bytes.indexOf(word);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    for (const options of [{ cache: "readonly" }, {}] as const) {
      const { cached, miss, warnings } = await make(name, options);
      expect([cached, miss?.reason, miss?.candidate]).toEqual([false, "candidate_damaged", id]);
      expect(warnings.filter((text) => text.includes(`tapelab verify ${id}`))).toHaveLength(1);
      freshWorkspace();
    }
  },
);

test("a run whose start is damaged is passed over by name: the miss and its explanation say so, until it is repaired", async () => {
  const plain = await ws.startSession("no run");
  await plain.end();
  const { id } = await make("started");
  const files = await Promise.all(
    [plain.id, id].map(async (one) => join((await ws.resolve(one)).dir, "seg-00000001.tape")),
  );
  const whole = files.map((file) => readFileSync(file));
  const damage = (): void => {
    for (const file of files) {
      const bytes = readFileSync(file);
      const at = bytes.indexOf("session_start");
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    }
  };
  damage();
  freshWorkspace();
  const passed = /^The start of run .* cannot be read, so it was passed over/;
  const first = await make("started");
  expect(first).toMatchObject({
    cached: false,
    miss: { reason: "candidate_damaged", candidate: id, passedOver: [id] },
  });
  expect(first.warnings.filter((text) => passed.test(text))).toEqual([
    expect.stringContaining(`tapelab recover ${id} --from`),
  ]);
  const { lines } = await explain(ws, first.id);
  expect(lines.join("\n")).toMatch(new RegExp(`${id}.*tapelab recover ${id} --from`));
  const other = await make("started", { config: { other: 1 } });
  expect(other).toMatchObject({ miss: { reason: "config_changed", candidate: first.id, passedOver: [id] } });
  expect((await explain(ws, other.id)).lines.join("\n")).toContain(`tapelab recover ${id}`);
  expect((await make("started")).warnings).toEqual([]); // answered by another one
  for (const [n, bytes] of whole.entries()) writeFileSync(files[n]!, bytes);
  expect((await make("started", { config: { other: 2 } })).miss).not.toHaveProperty("passedOver");
});
