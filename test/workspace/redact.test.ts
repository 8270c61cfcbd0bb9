import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { compactTape, openWorkspace, redactTape, snapshotTape, type Workspace } from "tapelab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "#sdk/base/clock.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { writeGeneration } from "#sdk/tape/compact.js";
import { without } from "#sdk/workspace/redact.js";
import { compactDeps } from "../helpers/compactor.js";

const secret = "hunter2-hunter2";
let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-redact-"));
  ws = await openWorkspace(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Scopes with the value as text, number, in nested values, absent and null, in small and large commits; edits, metadata. */
async function recorded(): Promise<{ id: string; dir: string }> {
  const session = await ws.startSession("login", { meta: { pin: secret, note: "kept" } });
  for (let c = 0; c < 12; c++) {
    for (let i = 0; i < (c % 3 === 0 ? 40 : 2); i++) {
      session.capture("step", { i, x: i / 3, pin: i % 4 === 0 ? i : `${secret} ${i}`, name: `row ${i % 2}` });
      session.capture("step", {
        i,
        deep: { list: [{ pin: secret, other: 1 }, "pin"] },
        pin: i % 3 === 0 ? null : secret,
      });
      session.capture(
        "none",
        { i, y: new Float64Array([i, c]) },
        { meta: i % 2 === 0 ? { pin: secret, a: 1 } : { a: 2 } },
      );
    }
    await session.commit(`c${c}`, { meta: { pin: secret, c } });
    await session.edit("set", (e) => {
      e.set("user/a", "pin", `${secret}${c}`);
      e.set("user/a", "n", c);
    });
  }
  session.capture("big", { pin: secret.repeat(40_000), other: "y".repeat(400_000) });
  await session.commit("blob");
  await session.end();
  return { id: session.id, dir: join(ws.dir, "tapes", session.id) };
}

function holds(dir: string, text: string): boolean {
  return readdirSync(dir, { withFileTypes: true }).some((one) => {
    const path = join(dir, one.name);
    return one.isDirectory() ? holds(path, text) : readFileSync(path).includes(text);
  });
}

/** Everything that is read of a tape but what stands under the name; of that, where it is null or absent. */
async function told(id: string): Promise<unknown[]> {
  const tape = await ws.openTape(id);
  const scopes = await lastValueFrom(tape.scopes$().pipe(toArray()));
  await tape.close();
  return scopes.map((scope) => {
    const { pin, deep, ...vars } = scope.vars;
    const { pin: _, ...meta } = scope.meta as Record<string, unknown>;
    const nothing = pin === null ? "null" : scope.has("pin");
    return [scope.uid, scope.labels, scope.time, vars, meta, nothing, deep && JSON.stringify(deep).length > 20];
  });
}

describe("redactTape", () => {
  it("leaves no byte of what stood under the name on the tape, and everything else as it was", async () => {
    const { id, dir } = await recorded();
    await snapshotTape(ws, id);
    expect(holds(dir, secret)).toBe(true);
    const before = await told(id);
    const result = await redactTape(ws, id, "pin");
    expect(await told(id)).toEqual(before);
    expect(result).toMatchObject({ isChanged: true, generation: 2, dryRun: false });
    expect(result.blobs).toHaveLength(1);
    expect(holds(dir, secret)).toBe(false);
    const scope = await ws.latestScope({ session: id, label: "step" }, { track: false });
    expect(scope.describe("pin")).toMatchObject({ storage: "void", reason: "redacted" });
    const [{ damage } = { damage: ["none examined"] }] = await ws.examine(id, { level: "full" });
    expect(damage).toEqual([]);
    expect((await ws.state()).get("user/a")).toEqual({ pin: "[redacted]", n: 11 });
  });

  it("is known of afterwards: the generation says so, and a note of the workspace", async () => {
    const { id } = await recorded();
    await redactTape(ws, id, "pin");
    const log = (await ws.sessions()).map(({ label }) => label);
    expect(log).toContain("edits");
    expect((await redactTape(ws, id, "pin")).isChanged).toBe(false);
  });

  it("keeps a packed tape packed, and changes no byte on a dry run", async () => {
    const { id, dir } = await recorded();
    await compactTape(ws, id, { graceHours: 0 });
    const before = await told(id);
    const bytes = readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mtimeMs]);
    const dry = await redactTape(ws, id, "pin", { dryRun: true });
    expect(readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mtimeMs])).toEqual(bytes);
    const made = await redactTape(ws, id, "pin");
    expect(dry).toMatchObject({ isChanged: true, values: made.values, commits: made.commits });
    expect(holds(dir, secret)).toBe(false);
    expect(await told(id)).toEqual(before);
    expect((await compactTape(ws, id, { dryRun: true })).bytesAfter).toBeGreaterThan(0);
  });

  it("refuses a damaged tape, and one that is open", async () => {
    const open = await ws.startSession("open");
    await open.commit("c", { allowEmpty: true });
    await expect(redactTape(ws, open.id, "pin")).resolves.toMatchObject({ isChanged: false });
    open.capture("s", { pin: 1 });
    await open.commit("d");
    await expect(redactTape(ws, open.id, "pin")).rejects.toMatchObject({ code: "tape-busy" });
    await open.end();
    const path = join(ws.dir, "tapes", open.id, "seg-00000001.tape");
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("session_start") + 4]! ^= 1;
    writeFileSync(path, bytes);
    await expect(redactTape(ws, open.id, "pin")).rejects.toMatchObject({ code: "corrupt-commit" });
    expect(readFileSync(path)).toEqual(bytes);
  });

  it("deletes the old segments when it is run again after a crash in between", async () => {
    const { id, dir } = await recorded();
    const plan = { verb: "redact", name: "login", restated: without("pin") } as const;
    await writeGeneration(compactDeps(nodeDisk, systemIds, systemClock), dir, plan);
    expect(holds(dir, secret)).toBe(true);
    expect(await redactTape(ws, id, "pin")).toMatchObject({ isChanged: false });
    expect(holds(dir, secret)).toBe(false);
  });
});
