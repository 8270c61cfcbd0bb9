import { mkdirSync, writeFileSync } from "node:fs";
import { initWorkspace, openWorkspace, reset, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, isThere, useLab } from "./lab.js";

const lab = useLab();
const noWorkspace = expect.objectContaining({ code: "no-workspace" });

describe("openWorkspace", () => {
  it.each(["", " ", 5, null, {}])("refuses %j as a path: it must not mean the current folder", async (path) => {
    await expect(openWorkspace(path as string)).rejects.toThrow(
      expect.objectContaining({ code: "bad-option", message: expect.stringMatching(/expected the path of a folder/) }),
    );
  });

  it("finds nothing at a file, and says that it makes nothing there", async () => {
    writeFileSync(`${lab.root}/file`, "");
    const ws = await openWorkspace(`${lab.root}/file`);
    await expect(ws.sessions()).rejects.toEqual(noWorkspace);
    await expect(ws.startSession("a", { settings: { "record.git": "off" } })).rejects.toThrow(
      expect.objectContaining({ code: "no-workspace", message: expect.stringMatching(/refuses to make one/) }),
    );
  });

  it("creates nothing, also when it reads; reading where none is rejects", async () => {
    const ws = await openWorkspace();
    expect([ws.exists, ws.id]).toEqual([false, undefined]);
    await expect(ws.sessions()).rejects.toEqual(noWorkspace);
    await expect(ws.openTape("a")).rejects.toEqual(noWorkspace);
    await expect(collect(ws.scopes$())).rejects.toEqual(noWorkspace);
    await expect(ws.latestScope()).rejects.toEqual(noWorkspace);
    await expect(ws.whereHash("0".repeat(64))).rejects.toEqual(noWorkspace);
    expect(await ws.remembered()).toEqual([]);
    expect(isThere(`${lab.root}/.tapelab`)).toBe(false);
  });

  it("gives the same handle for the same folder", async () => {
    expect(await openWorkspace()).toBe(await openWorkspace(lab.root));
    expect(await openWorkspace(`${lab.root}/.tapelab`)).toBe(await openWorkspace(lab.root));
  });

  it("keeps workspaces apart", async () => {
    const a = await openWorkspace(`${lab.root}/a`);
    const b = await openWorkspace(`${lab.root}/b`);
    await (await a.startSession("one")).end();
    await (await b.startSession("two")).end();
    expect((await a.sessions()).map(({ label }) => label)).toEqual(["one"]);
    expect(a.id).not.toBe(b.id);
    expect(lab.notices).toHaveLength(2);
  });

  it("reads its settings from its folder and from the home folder", async () => {
    mkdirSync(`${lab.root}/w/.tapelab`, { recursive: true });
    mkdirSync(`${lab.root}/home`);
    writeFileSync(`${lab.root}/w/.tapelab/settings.json`, '{"record": {"git": "off"}}');
    writeFileSync(`${lab.root}/home/settings.json`, '{"record.git": "head", "actor": "ada"}');
    const ws = await openWorkspace(`${lab.root}/w`);
    expect([ws.settings.get("record.git"), ws.settings.get("actor")]).toEqual(["off", "ada"]);
  });

  it("reads beside a settings file that is broken; recording refuses, naming it, until it is corrected", async () => {
    await (await (await openWorkspace()).startSession("a")).end();
    await reset();
    for (const text of ["{ not json", "[]", '{"record": 1, "record.git": "off"}', '{"session.on_exit": "later"}']) {
      writeFileSync(`${lab.root}/.tapelab/settings.json`, text);
      const ws = await openWorkspace();
      expect((await ws.sessions()).map(({ label }) => label)).toEqual(["a"]);
      const scopes = await (await ws.openTape("a")).table();
      expect(scopes.numRows).toBe(0);
      const broken = { code: "bad-settings", message: expect.stringContaining("settings.json") };
      await expect(ws.startSession("b")).rejects.toMatchObject(broken);
      const [{ id } = { id: "" }] = await ws.sessions();
      await expect(ws.resumeSession(id)).rejects.toMatchObject(broken);
      expect(() => tape.start("b")).toThrow(expect.objectContaining(broken));
      expect((await ws.sessions()).length).toBe(1);
    }
    writeFileSync(`${lab.root}/.tapelab/settings.json`, "{}");
    await (await (await openWorkspace()).startSession("b")).end();
  });

  it("refuses to record in an archived workspace, and reads it", async () => {
    const ws = await openWorkspace();
    const session = await ws.startSession("a");
    await session.end();
    writeFileSync(`${ws.dir}/workspace.json`, JSON.stringify({ ...ws.facts, archived: true, format: 1 }));
    const archived = expect.objectContaining({ code: "workspace-archived" });
    await expect(ws.startSession("b")).rejects.toEqual(archived);
    await expect(ws.resumeSession(session.id)).rejects.toEqual(archived);
    expect(await ws.sessions()).toHaveLength(1);
  });
});

describe("initWorkspace", () => {
  it("makes a workspace once, and loads it without options", async () => {
    const first = await initWorkspace({ name: "lab" });
    expect([first.status, first.workspace.facts?.name]).toEqual(["created", "lab"]);
    expect(await initWorkspace()).toEqual({ workspace: first.workspace, status: "loaded" });
    await reset();
    expect((await initWorkspace()).status).toBe("loaded");
    expect((await initWorkspace()).workspace.id).toBe(first.workspace.id);
  });

  it("refuses options that differ, unless it may reset", async () => {
    await initWorkspace({ name: "lab" });
    const already = expect.objectContaining({ code: "already-initialized" });
    await expect(initWorkspace({ name: "other" })).rejects.toEqual(already);
    await expect(initWorkspace({ path: `${lab.root}/x` })).rejects.toEqual(already);
    await expect(initWorkspace({ sandbox: true })).rejects.toEqual(already);
    expect((await initWorkspace({ name: "lab", path: lab.root })).status).toBe("loaded");
    expect((await initWorkspace({ path: `${lab.root}/x`, reinit: true })).status).toBe("created");
    await reset();
    await expect(initWorkspace({ path: `${lab.root}/x`, name: "y" })).rejects.toEqual(already);
  });

  it("is where tape.start records from then on", async () => {
    const { workspace } = await initWorkspace({ path: `${lab.root}/there` });
    tape.start("a");
    expect(await workspace.sessions()).toHaveLength(1);
    expect(isThere(`${lab.root}/.tapelab`)).toBe(false);
  });

  it("makes a temporary sandbox that is gone after reset", async () => {
    const { workspace } = await initWorkspace({ sandbox: true });
    tape.start("a");
    expect(isThere(`${workspace.root}/.tapelab-sandbox.json`)).toBe(true);
    await reset();
    expect(isThere(workspace.root)).toBe(false);
  });

  it("keeps a named sandbox, unless it is to be cleaned up", async () => {
    const root = `${lab.root}/box`;
    await initWorkspace({ sandbox: { root } });
    expect((await initWorkspace({ sandbox: { root } })).status).toBe("loaded");
    await reset();
    expect(isThere(root)).toBe(true);
    await initWorkspace({ sandbox: { root, cleanupOnReset: true } });
    await reset();
    expect(isThere(root)).toBe(false);
  });

  it("refuses a sandbox together with a path or a home", async () => {
    const badOption = expect.objectContaining({ code: "bad-option" });
    await expect(initWorkspace({ sandbox: true, path: lab.root })).rejects.toEqual(badOption);
    await expect(initWorkspace({ sandbox: true, home: lab.root })).rejects.toEqual(badOption);
  });
});

describe("reset", () => {
  it("R11: is stopped by a dirty session, and has then changed nothing", async () => {
    tape.start("a");
    tape.capture("s", { x: 1 });
    await expect(reset()).rejects.toMatchObject({
      code: "dirty-session",
      message: expect.stringContaining('{dirty: "finalize" | "discard"}'),
    });
    await expect(reset({ dirty: "drop" as never })).rejects.toMatchObject({ details: { option: "dirty" } });
    expect(tape.status().staged).toBe(1);
  });

  it("keeps what a dirty session held when told to finalize, drops it when told to discard", async () => {
    const ws = await openWorkspace();
    for (const [dirty, count] of [
      ["finalize", 1],
      ["discard", 0],
    ] as const) {
      const { id } = tape.start("a");
      tape.capture("s", { x: 1 });
      await reset({ dirty });
      expect(await collect((await openWorkspace()).scopes$({ session: id }))).toHaveLength(count);
    }
    expect(ws.exists).toBe(true);
  });

  it("closes every session and forgets the active one, shared scopes and settings made in code", async () => {
    const ws = await openWorkspace();
    const beside = await ws.startSession("beside");
    const active = tape.start("a");
    active.shared.capture("k", { x: 1 });
    tape.settings.set("record.git", "off");
    await reset();
    expect([beside.status().isEnded, active.status().isEnded, active.shared.keys()]).toEqual([true, true, []]);
    expect(() => tape.current()).toThrow(expect.objectContaining({ code: "no-active-session" }));
    expect(tape.settings.get("record.git")).toBe("full");
  });

  it("deletes nothing on disk", async () => {
    const { id } = tape.start("a");
    await reset();
    expect(isThere(`${lab.root}/.tapelab/tapes/${id}`)).toBe(true);
  });
});
