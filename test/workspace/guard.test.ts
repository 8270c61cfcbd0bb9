import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardSessions, openWorkspace } from "tapelab";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tapelab-guard-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const calls: string[] = [];
let isRefused = false;
const revive = guardSessions({
  enter: () => {
    if (isRefused) throw new Error("stopped");
    calls.push("enter");
  },
  leave: () => void calls.push("leave"),
});

describe("guardSessions", () => {
  it("tells the guard around the synchronous part of every call, also of one that fails", async () => {
    const session = await (await openWorkspace(folder)).startSession("guarded");
    calls.length = 0;
    expect(session.capture("step", { a: 1 })).toBe(0);
    expect(calls.splice(0)).toEqual(["enter", "leave"]);
    const committing = session.commit("c");
    expect(calls.splice(0)).toEqual(["enter", "leave"]);
    expect((await committing)?.label).toBe("c");
    expect(() => session.capture(7 as never, {})).toThrow();
    expect(calls.splice(0)).toEqual(["enter", "leave"]);
    await session.end();
  });

  it("tells the guard of the writing of an edit, not of its function, which may be stopped", async () => {
    const session = await (await openWorkspace(folder)).startSession("edited");
    calls.length = 0;
    await session.edit("e", (e) => {
      calls.push("change");
      e.set("a/b", "c", 1);
    });
    expect(calls.splice(0)).toEqual(["change", "enter", "leave"]);
    const refused = session.edit("e", (e) => {
      e.set("a/b", "c", 2);
      isRefused = true;
    });
    await expect(refused).rejects.toThrow("stopped");
    isRefused = false;
    const state = await (await openWorkspace(folder)).state();
    expect({ ...state.get("a/b") }).toEqual({ c: 1 });
    await session.end();
  });

  it("lets the guard refuse a call, which then changes nothing", async () => {
    const session = await (await openWorkspace(folder)).startSession("refused");
    isRefused = true;
    expect(() => session.capture("step", { a: 1 })).toThrow("stopped");
    isRefused = false;
    expect(session.status().staged).toBe(0);
    await session.end();
  });

  it("begins a sync again that was lost, beside one that was not", async () => {
    const session = await (await openWorkspace(folder)).startSession("revived");
    session.capture("step", { a: 1 });
    const committing = session.commit("c");
    revive();
    revive();
    expect((await committing)?.sequence).toBe(2);
    expect(session.status().durableSequence).toBe(2);
    await session.end();
  });
});
