import { openWorkspace, reset, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { noteOnWorkspace } from "#sdk/workspace/edits-session.js";
import { collect, useLab } from "./lab.js";

useLab();

describe("a note on the workspace", () => {
  it("is one SYSTEM commit on a session named edits, beside the active one", async () => {
    const active = tape.start("a");
    const ws = await openWorkspace();
    const uid = await noteOnWorkspace(ws, "gc", { removed: [{ sha256: "ab", size: 3 }] });
    expect(tape.current()).toBe(active);
    const commits = await collect(ws.commits$({ session: "edits", system: true }));
    expect(commits.map(({ label, kind }) => [label, kind])).toEqual([
      ["session_start", "SYSTEM"],
      ["gc", "SYSTEM"],
    ]);
    expect(commits[1]?.uid).toBe(uid);
    expect(await commits[1]?.meta()).toEqual({ removed: [{ sha256: "ab", size: 3 }] });
    expect((await ws.sessions()).map(({ label }) => label).sort()).toEqual(["a", "edits"]);
  });

  it("goes to one session of a process, however many are made at once; to another one when that was ended", async () => {
    const ws = await openWorkspace();
    const first = await Promise.all([1, 2, 3].map((n) => noteOnWorkspace(ws, "n", { n })));
    expect(new Set(first.map((uid) => uid.slice(0, 32))).size).toBe(1);
    await reset();
    const [one, two] = await Promise.all([1, 2].map((n) => noteOnWorkspace(ws, "n", { n })));
    expect(one?.slice(0, 32)).toBe(two?.slice(0, 32));
    expect(first).not.toContain(one);
    expect(await ws.sessions()).toHaveLength(2);
  });
});
