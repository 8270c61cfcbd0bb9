import { openWorkspace, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, useLab } from "./lab.js";

const lab = useLab();
const limit = "session.queue.max_pending_commits";
const dirty = expect.objectContaining({ code: "dirty-session" });

async function labels(id: string): Promise<string[]> {
  const ws = await openWorkspace();
  return (await collect(ws.commits$({ session: id }))).map((commit) => commit.label);
}

describe("tape", () => {
  it("has no active session before the first start, and says what to do", async () => {
    const none = expect.objectContaining({ code: "no-active-session" });
    expect(() => tape.capture("s", { x: 1 })).toThrow(none);
    expect(() => tape.current()).toThrow(none);
    expect(() => tape.shared).toThrow(none);
    expect(() => tape.queue("c")).toThrow(/tape\.start/);
    await expect(tape.finalize()).rejects.toEqual(none);
    await expect(tape.remember("n", 1, () => 1)).rejects.toEqual(none);
  });

  it("records on the active session", async () => {
    const session = tape.start("run");
    expect(tape.current()).toBe(session);
    tape.capture("step", { x: 1 });
    expect(tape.status()).toMatchObject({ staged: 1, isDirty: true });
    expect(await tape.finalize("done")).toEqual({ queuedTailCommit: true, flushedCommits: 1 });
    expect(await labels(session.id)).toEqual(["done"]);
    await tape.end();
    expect(() => tape.current()).toThrow(expect.objectContaining({ code: "no-active-session" }));
  });

  it("makes the workspace at the first start and says so once", async () => {
    tape.start("a");
    await tape.end();
    tape.start("b");
    expect(lab.notices.filter((text) => text.includes("workspace was made"))).toHaveLength(1);
  });

  it("makes a new session at each start, also with an equal label", () => {
    const first = tape.start("a");
    const second = tape.start("a");
    expect(second.id).not.toBe(first.id);
  });

  it("rejects what is wrong with a start before it ends the session before", () => {
    const first = tape.start("a");
    expect(() => tape.start(" ")).toThrow(expect.objectContaining({ code: "bad-label" }));
    expect(() => tape.start("b", { meta: { f: () => 1 } })).toThrow(expect.objectContaining({ code: "bad-meta" }));
    expect(() => tape.start("b", { settings: { [limit]: 0 } })).toThrow(
      expect.objectContaining({ code: "bad-settings" }),
    );
    expect(() => tape.start("b", { label: ["x"] } as never)).toThrow(expect.objectContaining({ code: "bad-option" }));
    expect(tape.current()).toBe(first);
  });
});

describe("leaving the active session", () => {
  it("R11: is refused while it is dirty, naming counts and ways out, and changes nothing", () => {
    const session = tape.start("a");
    tape.capture("s", { x: 1 });
    tape.queue("q");
    tape.capture("s", { x: 2 });
    expect(() => tape.start("other")).toThrow(dirty);
    expect(() => tape.start("other")).toThrow(
      /"a" \([0-9a-f]{32}\) holds 1 staged scope and 1 queued commit.*finalize\(\).*discard\(\).*ifDirty/,
    );
    expect(tape.current()).toBe(session);
    expect(tape.status()).toMatchObject({ staged: 1, queued: 1 });
  });

  it("R11: with ifDirty finalize writes the tail commit to the old tape", async () => {
    const first = tape.start("a");
    tape.capture("s", { x: 1 });
    tape.start("b", { ifDirty: "finalize" });
    expect(await labels(first.id)).toHaveLength(1);
  });

  it("R11: with ifDirty discard drops what was held", async () => {
    const first = tape.start("a");
    tape.capture("s", { x: 1 });
    tape.start("b", { ifDirty: "discard" });
    expect(await labels(first.id)).toEqual([]);
  });

  it("rejects another word for ifDirty", () => {
    tape.start("a");
    expect(() => tape.start("b", { ifDirty: "maybe" as never })).toThrow(
      expect.objectContaining({ code: "bad-option" }),
    );
  });

  it("warns once when a session with another name was never finalized", async () => {
    tape.start("a");
    for (const label of ["c1", "c2"]) {
      tape.capture("s", { x: 1 });
      await tape.commit(label);
    }
    tape.start("b");
    const warnings = lab.notices.filter((text) => text.includes("without finalize"));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^Session "a" \(started at .*default-tape\.test\.ts:\d+\) was left without finalize; its 2 commits are complete\.$/,
    );
  });

  it("does not warn after finalize, nor when the start cell is run again", async () => {
    tape.start("a");
    tape.start("a");
    tape.capture("s", { x: 1 });
    await tape.finalize();
    tape.start("b");
    expect(lab.notices.filter((text) => text.includes("without finalize"))).toEqual([]);
  });

  it("ends it", async () => {
    const first = tape.start("a");
    const second = tape.start("b");
    expect([first.status().isEnded, second.status().isEnded]).toEqual([true, false]);
    const ws = await openWorkspace();
    expect((await ws.sessions()).map(({ label, state }) => [label, state])).toEqual([
      ["b", "recording"],
      ["a", "ended"],
    ]);
  });
});

describe("settings of the active session", () => {
  it("R42: hold for one start; those made in code stay", () => {
    tape.settings.set(limit, 4);
    expect(tape.settings.get(limit)).toBe(4);
    tape.start("a", { settings: { [limit]: 5 } });
    expect(tape.settings.get(limit)).toBe(5);
    expect(tape.settings.explain(limit)).toMatchObject({ winner: "session", value: 5 });
    tape.start("a");
    expect(tape.settings.get(limit)).toBe(4);
  });

  it("take effect", () => {
    tape.start("a", { settings: { [limit]: 2 } });
    tape.capture("s", { x: 1 });
    tape.queue("c1");
    expect(tape.status().queued).toBe(1);
    tape.capture("s", { x: 2 });
    expect(tape.queue("c2")?.written).toBe(true);
    expect(tape.status().queued).toBe(0);
  });
});

describe("resuming", () => {
  it("R29: keeps the stored labels, gives one notice, and continues the sequence", async () => {
    const first = tape.start("a", { labels: ["x"] });
    tape.capture("s", { n: 1 });
    const before = await tape.commit("c1");
    await tape.end();
    const again = await tape.resume(first.id, { labels: ["other"] });
    expect(tape.current()).toBe(again);
    expect([again.id, again.labels]).toEqual([first.id, ["a", "x"]]);
    expect(lab.notices.filter((text) => text.includes("labels given are ignored"))).toHaveLength(1);
    tape.capture("s", { n: 2 });
    const after = await tape.commit("c2");
    expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
    expect(await labels(first.id)).toEqual(["c1", "c2"]);
  });

  it("takes an id only, and names the one that a label means", async () => {
    const first = tape.start("a");
    await tape.end();
    await expect(tape.resume("a")).rejects.toThrow(first.id);
    await expect(tape.resume("0".repeat(32))).rejects.toEqual(expect.objectContaining({ code: "no-such-session" }));
  });

  it("is refused while the active session is dirty", async () => {
    const first = tape.start("a");
    await tape.end();
    tape.start("b");
    tape.capture("s", { x: 1 });
    await expect(tape.resume(first.id)).rejects.toEqual(dirty);
  });

  it("gives the active session itself when it is the one asked for", async () => {
    const first = tape.start("a");
    expect(await tape.resume(first.id)).toBe(first);
  });
});
