import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { openWorkspace, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { listSessions } from "#sdk/workspace/session-list.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { place, record as recordIn } from "./blob-lab.js";
import { collect, useLab } from "./lab.js";

const lab = useLab();

async function record(label: string, x: number): Promise<string> {
  const ws = await openWorkspace();
  const session = await ws.startSession(label, { labels: ["tag"], meta: { x } });
  session.capture("s", { x });
  await session.finalize("c");
  await session.end();
  return session.id;
}

describe("sessions", () => {
  it("are listed newest first with their facts", async () => {
    const first = await record("a", 1);
    const second = await record("b", 2);
    const list = await (await openWorkspace()).sessions();
    expect(list.map(({ id }) => id)).toEqual([second, first]);
    expect(list[0]).toMatchObject({
      label: "b",
      labels: ["b", "tag"],
      state: "ended",
      kind: "session",
      meta: { x: 2 },
    });
    expect(list[0]?.facts).toMatchObject({
      pid: process.pid,
      workspace: lab.root,
      script: "session-list.test.ts",
      attempt: 1,
    });
    expect(list[0]?.startMs).toBeGreaterThan(1.7e12);
  });

  it("are found by label, the newest winning, by id, and by the word active", async () => {
    const first = await record("a", 1);
    const second = await record("a", 2);
    const ws = await openWorkspace();
    expect((await ws.openTape("a")).id).toBe(second);
    expect((await ws.openTape(" a ")).id).toBe(second);
    expect((await ws.openTape(first)).id).toBe(first);
    await expect(ws.resolve("active")).rejects.toEqual(expect.objectContaining({ code: "no-active-session" }));
    const active = tape.start("now");
    expect((await ws.resolve("active")).id).toBe(active.id);
  });

  it("are not found by another name; the nearest labels are named", async () => {
    await record("prepare", 1);
    const ws = await openWorkspace();
    await expect(ws.openTape("prepair")).rejects.toThrow(/"prepare"/);
    await expect(ws.openTape("prepair")).rejects.toEqual(
      expect.objectContaining({ code: "no-such-session", details: { session: "prepair", near: ["prepare"] } }),
    );
    await expect(ws.openTape("f".repeat(32))).rejects.toEqual(expect.objectContaining({ code: "no-such-session" }));
    await expect(ws.openTape(" ")).rejects.toEqual(expect.objectContaining({ code: "bad-label" }));
  });

  it("R37: are listed as damaged with the reason when the folder is empty; others are read", async () => {
    const good = await record("a", 1);
    const ws = await openWorkspace();
    const empty = "0".repeat(31).concat("1");
    mkdirSync(`${ws.dir}/tapes/${empty}`);
    mkdirSync(`${ws.dir}/tapes/not-a-tape`);
    const list = await ws.sessions();
    expect(list.map(({ id, state }) => [id, state])).toEqual([
      [good, "ended"],
      [empty, "damaged"],
    ]);
    expect(list[1]?.reason).toContain("first commit");
    expect(await collect(ws.scopes$())).toHaveLength(1);
  });

  it("never hide each other when one is damaged", async () => {
    const bad = await record("a", 1);
    const good = await record("b", 2);
    const ws = await openWorkspace();
    for (const name of readdirSync(`${ws.dir}/tapes/${bad}`).filter((one) => one.endsWith(".tape"))) {
      const path = `${ws.dir}/tapes/${bad}/${name}`;
      writeFileSync(path, readFileSync(path).fill(0xff, 1_024));
    }
    const list = await (await openWorkspace()).sessions();
    expect(list.map(({ id, state }) => [id, state]).sort()).toEqual(
      [
        [bad, "damaged"],
        [good, "ended"],
      ].sort(),
    );
    expect((await ws.latestScope()).vars).toEqual({ x: 2 });
  });

  it("are recording while somebody has them open, and ended after their end", async () => {
    const ws = await openWorkspace();
    const session = await ws.startSession("a");
    expect((await ws.sessions())[0]?.state).toBe("recording");
    await session.end();
    expect((await ws.sessions())[0]?.state).toBe("ended");
  });
});

describe("sessions that were left early", () => {
  it("are listed as empty where a start was cut off before anything was confirmed", async () => {
    const good = await record("a", 1);
    const ws = await openWorkspace();
    const ids = ["1", "2", "3"].map((last) => "0".repeat(31).concat(last));
    for (const [i, size] of [0, 100, 1024].entries()) {
      mkdirSync(`${ws.dir}/tapes/${ids[i]}`);
      writeFileSync(`${ws.dir}/tapes/${ids[i]}/seg-00000001.tape`, Buffer.alloc(size, size));
    }
    const list = await ws.sessions();
    expect(list.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      [good, "ended", undefined],
      ...[...ids].reverse().map((id) => [id, "empty", undefined]),
    ]);
    expect(await collect(ws.scopes$())).toHaveLength(1);
    writeFileSync(`${ws.dir}/tapes/${ids[0]}/seg-00000001.tape`, Buffer.alloc(1025)); // bytes that may have been a commit
    expect((await ws.resolve(ids[0]!)).state).toBe("damaged");
  });

  it("are unclosed when their process went without an end", async () => {
    const ws = await openWorkspace();
    const { id } = await ws.startSession("a");
    unlinkSync(`${ws.dir}/tapes/${id}/lease.json`);
    expect((await ws.resolve(id)).state).toBe("unclosed");
  });
});

describe("a session that comes and goes while it is listed", () => {
  it("is never called damaged", async () => {
    const lab = place();
    await recordIn(lab, "quick", []);
    const tapesDir = `${lab.dir}/tapes`;
    const disk = new MemoryDisk();
    const [segment = ""] = lab.disk.files().filter((path) => path.endsWith(".tape"));
    disk.putDir(segment.slice(0, segment.lastIndexOf("/"))); // its start has just made the folder
    const gate = async ({ path }: { path: string }): Promise<void> => {
      if (path.endsWith("lease.json")) disk.put(segment, lab.disk.bytes(segment));
    };
    const listed = await listSessions({
      disk: new FaultDisk(disk, { gate }),
      ids: new CounterIds(),
      tapesDir,
      known: new Map(),
    });
    expect(listed).toMatchObject([{ label: "quick", state: "ended" }]);
  });
});

describe("sessions without a readable label", () => {
  it("are called by their ids when none has a readable label", async () => {
    const id = `${"0".repeat(31)}7`;
    mkdirSync(`${lab.root}/.tapelab/tapes/${id}`, { recursive: true });
    const ws = await openWorkspace();
    await expect(ws.openTape("lorenz")).rejects.toThrow(`Labels here: without a readable label: ${id}.`);
  });
});

describe("latestScope", () => {
  it("says that matching scopes of this process are not on their tape yet, and names finalize", async () => {
    tape.start("a");
    tape.capture("s", { x: 1 });
    const ws = await openWorkspace();
    await expect(ws.latestScope({ label: "s" })).rejects.toThrow(
      /"a" of this process holds 1 matching scope.*finalize\(\)/,
    );
    await expect(ws.latestScope({ label: "other" })).rejects.not.toThrow(/finalize\(\)/);
    await tape.finalize();
    expect((await ws.latestScope({ label: "s" })).vars).toEqual({ x: 1 });
  });

  it("takes the newest session, and says how many others match", async () => {
    await record("a", 1);
    const second = await record("a", 2);
    const scope = await (await openWorkspace()).latestScope({ label: "s" });
    expect([scope.vars.x, scope.session.id, scope.otherSessions]).toEqual([2, second, 1]);
    await expect((await openWorkspace()).latestScope({ label: "s" }, { unique: true })).rejects.toEqual(
      expect.objectContaining({ code: "ambiguous-session" }),
    );
  });
});
