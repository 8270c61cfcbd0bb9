import { existsSync, readdirSync } from "node:fs";
import { firstValueFrom, take, toArray } from "rxjs";
import { Asset, initWorkspace, openWorkspace, reset, snapshotTape, tape, type Workspace } from "tapelab";
import { describe, expect, it } from "vitest";
import { startProgram } from "../process/child.js";
import { collect, useLab } from "./lab.js";

const lab = useLab();

/** Fields as a plain object. */
function plain(fields: object | undefined): object | undefined {
  return fields && { ...fields };
}

async function get(ws: Workspace, entity: string): Promise<object | undefined> {
  return plain((await ws.state()).get(entity));
}

/** Label of the session and labels of its edits. */
async function editsOf(ws: Workspace): Promise<string[]> {
  const commits = await collect(ws.commits$());
  return commits.filter(({ kind }) => kind === "USER_EDIT").map(({ session, label }) => `${session.label}: ${label}`);
}

describe("where an edit goes", () => {
  it("is the session given, else the active one, else one named edits", async () => {
    const ws = await openWorkspace();
    await ws.edit("first", (e) => e.set("a/b", "c", 1));
    await ws.edit("again", (e) => e.set("a/b", "c", 2));
    const active = tape.start("run");
    const other = await ws.startSession("other");
    await ws.edit("to active", (e) => e.set("a/b", "c", 3));
    await tape.edit("by tape", (e) => e.set("a/b", "c", 4));
    await ws.edit("to other", (e) => e.set("a/b", "c", 5), { session: other });
    expect((await editsOf(ws)).sort()).toEqual(
      ["edits: first", "edits: again", "run: to active", "run: by tape", "other: to other"].sort(),
    );
    expect(tape.current()).toBe(active);
    expect(await get(ws, "a/b")).toEqual({ c: 5 });
  });

  it("is refused for a session of another workspace, and for what is none", async () => {
    const ws = await openWorkspace();
    const there = await (await openWorkspace(`${lab.root}/there`)).startSession("x");
    for (const session of [there, "x" as never])
      await expect(ws.edit("e", (e) => e.clear("a/b", "c"), { session })).rejects.toMatchObject({ code: "bad-option" });
    tape.start("run");
    await ws.edit("e", (e) => e.set("a/b", "c", 1));
    const elsewhere = await openWorkspace(`${lab.root}/there`);
    await elsewhere.edit("e", (e) => e.set("a/b", "c", 2));
    expect(await editsOf(ws)).toEqual(["run: e"]);
    expect(await editsOf(elsewhere)).toEqual(["edits: e"]);
  });

  it("is a parameter by its name with tape.param", async () => {
    const { uid } = await tape.param("lr", 0.1);
    expect(uid).toMatch(/:c2$/);
    await expect(tape.param("a\nb", 1)).rejects.toMatchObject({ code: "bad-operation" });
    expect(await get(await openWorkspace(), "param/lr")).toEqual({ value: 0.1 });
  });
});

describe("the state of a workspace", () => {
  it("is what the edits of all its tapes come to, also after a restart", async () => {
    const ws = await openWorkspace();
    const [one, two] = [await ws.startSession("one"), await ws.startSession("two")];
    await one.edit("e", (e) => e.set("contact/abc", "name", "Jane"));
    await two.edit("e", (e) => e.set("contact/abc", "phone", "1"));
    await one.edit("e", (e) => e.clear("contact/abc", "phone"));
    await two.edit("e", (e) => {
      e.set("org/x", "name", "X");
      e.setAsset("org/x", "logo", Uint8Array.of(1, 2), { name: "x.png", mediaType: "image/png" });
      e.remove("org/x");
    });
    await two.edit("e", (e) => e.restore("org/x"));
    const state = await ws.state();
    expect(plain(state.get("contact/abc"))).toEqual({ name: "Jane" });
    expect(state.get("org/x")).toMatchObject({ name: "X", logo: { name: "x.png", media: "image/png", sizeBytes: 2 } });
    expect(state.get("org/x")?.logo).toBeInstanceOf(Asset);
    expect(state.entities()).toEqual(["contact/abc", "org/x"]);
    expect(state.entities("org")).toEqual(["org/x"]);
    const { stateHash, foldHash } = state;
    await reset();
    const again = await (await openWorkspace()).state();
    expect([again.stateHash, again.foldHash]).toEqual([stateHash, foldHash]);
    await (await openWorkspace()).edit("e", (e) => e.set("a/b", "c", 1));
    expect((await (await openWorkspace()).state()).stateHash).not.toBe(stateHash);
  });

  it("does not change in the hands of who asked for it", async () => {
    const ws = await openWorkspace();
    await ws.edit("e", (e) => e.set("a/b", "c", 1));
    const before = await ws.state();
    await ws.edit("e", (e) => e.set("a/b", "c", 2));
    expect(plain(before.get("a/b"))).toEqual({ c: 1 });
    expect(await get(ws, "a/b")).toEqual({ c: 2 });
  });

  it("is empty where nothing was edited, and no-workspace where none is", async () => {
    const ws = await openWorkspace();
    await expect(ws.state()).rejects.toMatchObject({ code: "no-workspace" });
    tape.start("a");
    expect((await ws.state()).entities()).toEqual([]);
  });

  it("leaves out a tape of another workspace, and says so once", async () => {
    const ws = await openWorkspace();
    await ws.edit("e", (e) => e.set("a/b", "c", 1));
    const foreign = await (await openWorkspace(`${lab.root}/there`)).startSession("x");
    await foreign.edit("e", (e) => e.set("a/b", "c", 2));
    await foreign.end();
    const { cpSync } = await import("node:fs");
    cpSync(`${foreign.tapesDir}/${foreign.id}`, `${ws.dir}/tapes/${foreign.id}`, { recursive: true });
    for (const _ of [1, 2]) expect(await get(ws, "a/b")).toEqual({ c: 1 });
    expect(lab.notices.filter((text) => text.includes("belongs to workspace"))).toHaveLength(1);
  });
});

describe("the live state", () => {
  it("comes at once, then after each commit that touches it", async () => {
    const ws = await openWorkspace();
    await ws.edit("e", (e) => e.set("a/b", "c", 1));
    const fields = firstValueFrom(ws.state$("a/b").pipe(take(3), toArray()));
    const hashes = firstValueFrom(ws.state$().pipe(take(4), toArray()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ws.edit("e", (e) => e.set("a/b", "c", 2));
    await ws.edit("e", (e) => e.set("other/b", "c", 2));
    await ws.edit("e", (e) => e.remove("a/b"));
    expect((await fields).map(plain)).toEqual([{ c: 1 }, { c: 2 }, undefined]);
    const states = await hashes;
    expect(new Set(states.map(({ stateHash }) => stateHash)).size).toBe(4);
    expect(states.map((state) => state.entities())).toEqual([["a/b"], ["a/b"], ["a/b", "other/b"], ["other/b"]]);
  });

  it("is refused for what is no entity, and stops looking when nobody listens", async () => {
    const ws = await openWorkspace();
    tape.start("a");
    expect(() => ws.state$("lr")).toThrow(expect.objectContaining({ code: "bad-option" }));
    ws.state$().subscribe().unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
});

describe("an earlier state", () => {
  it("is found by tape and sequence, by commit, and by time", async () => {
    const ws = await openWorkspace();
    const one = await ws.startSession("one");
    const refs = [];
    for (const n of [1, 2, 3]) refs.push(await one.edit("e", (e) => e.set("a/b", "c", n)));
    const at = async (cursor: Parameters<Workspace["stateAt"]>[0]) => plain((await ws.stateAt(cursor)).get("a/b"));
    expect(await at({ seq: 3 })).toEqual({ c: 2 });
    expect(await at({ seq: 1, tape: "one" })).toBeUndefined();
    expect(await at({ commit: refs[2]!.uid })).toEqual({ c: 3 });
    expect(await at({ time: 0 })).toBeUndefined();
    expect(await at({ time: new Date() })).toEqual({ c: 3 });
  });

  it("is what was known then, of other tapes as well", async () => {
    const ws = await openWorkspace();
    const [one, two] = [await ws.startSession("one"), await ws.startSession("two")];
    await one.edit("e", (e) => e.set("a/b", "x", 1));
    const known = await two.edit("e", (e) => e.set("a/b", "y", 1));
    await one.edit("e", (e) => e.set("a/b", "x", 2));
    expect(plain((await ws.stateAt({ commit: known!.uid })).get("a/b"))).toEqual({ x: 1, y: 1 });
    await expect(ws.stateAt({ seq: 2 })).rejects.toMatchObject({ code: "bad-option" });
    expect(plain((await ws.stateAt({ seq: 99, tape: one.id })).get("a/b"))).toEqual({ x: 2, y: 1 });
  });

  it("refuses a cursor that says nothing", async () => {
    const ws = await openWorkspace();
    await ws.edit("e", (e) => e.set("a/b", "c", 1));
    for (const cursor of [{}, { seq: -1 }, { seq: 1.5 }, { commit: "x" }, { time: "now" }, { at: 1 }, null])
      await expect(ws.stateAt(cursor as never)).rejects.toMatchObject({ code: "bad-option" });
  });
});

describe("processes that edit one workspace", () => {
  const program = (name: string, other: string): string => `
    const ws = await tapelab.openWorkspace();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    for (let i = 0; i < 20; i++) {
      await ws.edit("e", (e) => { e.set("a/shared", "by", "${name}" + i); e.set("a/${name}", "n", i); });
      await pause();
    }
    while ((await ws.state()).get("a/${other}")?.n !== 19) await pause();
    console.log((await ws.state()).foldHash);`;

  it("have a session each, see each other's edits, and come to one state", async () => {
    await initWorkspace({ path: lab.root });
    const ended = await Promise.all(
      [program("one", "two"), program("two", "one")].map((text) => startProgram(lab.root, text).ended),
    );
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const ws = await openWorkspace();
    const sessions = await ws.sessions();
    expect(sessions.map(({ label, state }) => `${label} ${state}`)).toEqual(["edits ended", "edits ended"]);
    const { foldHash } = await ws.state();
    expect(ended.map(({ stdout }) => stdout.trim())).toEqual([foldHash, foldHash]);
    expect(await get(ws, "a/one")).toEqual({ n: 19 });
    expect(await get(ws, "a/two")).toEqual({ n: 19 });
  });
});

describe("snapshots of a tape", () => {
  const folder = (ws: Workspace, id: string): string => `${ws.dir}/tapes/${id}/snapshots`;

  it("are there when an edited session has ended, unless the setting says no", async () => {
    const ws = await openWorkspace();
    for (const auto of [true, false]) {
      ws.settings.set("snapshot.auto", auto);
      const session = await ws.startSession("a");
      await session.edit("e", (e) => e.set("a/b", "c", 1));
      await session.end();
      expect(existsSync(folder(ws, session.id))).toBe(auto);
    }
  });

  it("are written while a session goes on, after 1,000 commits; three are kept", async () => {
    const ws = await openWorkspace();
    const session = await ws.startSession("a", { settings: { "session.durability": "os" } });
    for (let i = 0; i < 1_050; i++) await session.edit("e", (e) => e.set("a/b", "c", i));
    while (!existsSync(folder(ws, session.id))) await new Promise((resolve) => setTimeout(resolve, 20));
    await session.flush();
    for (const n of [1, 2, 3]) {
      await session.edit("e", (e) => e.set("a/b", "d", n));
      await snapshotTape(ws, session.id);
    }
    await session.end();
    const names = readdirSync(folder(ws, session.id)).filter((name) => name.endsWith(".data.pb"));
    expect(names).toHaveLength(3);
    await reset();
    expect(await get(await openWorkspace(), "a/b")).toEqual({ c: 1_049, d: 3 });
  });

  it("of a tape that only records are written on request alone (S32)", async () => {
    const ws = await openWorkspace();
    const session = await ws.startSession("a");
    for (let i = 0; i < 100; i++) session.capture("s", { i });
    await session.finalize("done");
    await session.end();
    expect(existsSync(folder(ws, session.id))).toBe(false);
    expect(await snapshotTape(ws, "a")).toMatchObject({ sequence: 3 });
    expect(await snapshotTape(ws, "a")).toBeUndefined();
  });
});
