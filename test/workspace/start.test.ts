import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { openWorkspace, tape } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, useLab } from "./lab.js";

const lab = useLab();

function git(...words: string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], { cwd: lab.root });
}

describe("a start", () => {
  it("writes who, where and with what as the first commit, of kind SYSTEM", async () => {
    tape.start("fit", { labels: ["b"], meta: { sigma: 10, password: "hunter2" } });
    const ws = await openWorkspace();
    const [first] = await collect(ws.commits$({ system: true }));
    expect(first).toMatchObject({ sequence: 1, label: "session_start", kind: "SYSTEM", scopeCount: 0 });
    expect(await first?.meta()).toMatchObject({
      labels: ["fit", "b"],
      meta: { sigma: 10, password: "[redacted]" },
      attempt: 1,
    });
    expect(await collect(ws.commits$())).toEqual([]);
  });

  it("records a dirty work tree and is not stopped by it, unless a setting asks for it", async () => {
    git("init", "-q");
    writeFileSync(`${lab.root}/a.txt`, "one");
    git("add", ".");
    git("commit", "-qm", "one");
    writeFileSync(`${lab.root}/a.txt`, "two");
    const ws = await openWorkspace();
    const session = await ws.startSession("a");
    expect((await ws.resolve(session.id)).facts.git_commit).toMatch(/^[0-9a-f]{40}$/);
    await expect(ws.startSession("b", { settings: { "record.require_clean_git": true } })).rejects.toEqual(
      expect.objectContaining({ code: "git-not-clean" }),
    );
    expect(await ws.sessions()).toHaveLength(1);
  });

  it("leaves the active session as it is when it is made by a handle, any number side by side", async () => {
    const active = tape.start("a");
    const ws = await openWorkspace();
    const others = await Promise.all(["b", "c", "b"].map((label) => ws.startSession(label)));
    expect(tape.current()).toBe(active);
    expect(new Set(others.map(({ id }) => id)).size).toBe(3);
  });
});

describe("filters of a session", () => {
  const rules = [
    { pattern: "^_temp", action: "exclude" },
    { pattern: "^_temp_keep$", action: "include" },
  ] as const;

  it("R22, R24: apply at the commit also when they are set after the capture, and what was left out is counted", async () => {
    tape.start("a");
    tape.capture("s", { _temp: 1, _temp_keep: 2, _temp_keep_extra: 3, x: 4 });
    expect(tape.stage.scopes[0]?.names).toContain("_temp");
    tape.filters.ignore(rules);
    await tape.commit("c");
    const [commit] = await collect((await openWorkspace()).commits$());
    expect((await commit?.scopes())?.[0]?.vars).toEqual({ _temp_keep: 2, x: 4 });
    expect((await commit?.meta())?.filtered).toEqual({ _temp: 1, _temp_keep_extra: 1 });
  });

  it("R25: leave no reference to an excluded blob on the tape", async () => {
    tape.start("a");
    tape.stage.blob("_temp");
    tape.capture("s", { _temp: "large", x: 1 });
    tape.filters.ignore(rules);
    await tape.finalize("c");
    const ws = await openWorkspace();
    const [scope] = await collect(ws.scopes$());
    expect(scope?.names).toEqual(["x"]);
    expect(readdirSync(`${ws.dir}/blobs`)).toHaveLength(1);
  });

  it("start empty in the next session", () => {
    tape.start("a");
    tape.filters.ignore(rules);
    tape.start("a");
    expect(tape.filters.snapshot().rules).toEqual([]);
  });
});

describe("shared scopes of a session", () => {
  it("are bound by the rule of a scope's bind, and captured with the level shared", async () => {
    tape.start("a");
    tape.shared.capture("k", { n: 3, xs: Float64Array.of(1, 2) });
    expect(tape.shared.bind("k", { xs: "Int32Array" })).toEqual({ xs: Int32Array.of(1, 2) });
    expect(() => tape.shared.bind("k", { n: "string" })).toThrow(expect.objectContaining({ code: "bad-conversion" }));
    expect(() => tape.shared.bind("k", { m: "number" })).toThrow(expect.objectContaining({ code: "no-such-variable" }));
    tape.capture("s", tape.shared.get("k"));
    await tape.finalize();
    const scope = await (await openWorkspace()).latestScope();
    expect(scope.describe("n")).toMatchObject({ level: "shared" });
  });

  it("are gone when the session ends", async () => {
    const session = tape.start("a");
    session.shared.capture("k", { n: 3 });
    await tape.end();
    expect(session.shared.keys()).toEqual([]);
  });
});

describe("remember of a session", () => {
  it("R32: hits in another session of the workspace; the next commit lists what was used", async () => {
    tape.start("a");
    const fit = () => ({ rmse: 0.5 });
    const { key } = await tape.remember("fit", { order: 2 }, fit, { tags: ["paper"] });
    await tape.end();
    tape.start("b");
    expect(await tape.remember("fit", { order: 2 }, fit)).toEqual({ value: { rmse: 0.5 }, status: "hit", key });
    tape.capture("s", { x: 1 });
    await tape.commit("c");
    const ws = await openWorkspace();
    const [commit] = await collect(ws.commits$());
    expect((await commit?.meta())?.remembered).toEqual([{ name: "fit", key, status: "hit" }]);
    expect(await ws.remembered({ tag: "paper" })).toMatchObject([{ name: "fit", key, tags: ["paper"] }]);
    expect(await ws.remembered({ name: "other" })).toEqual([]);
    expect(await ws.forget({ tag: "paper" })).toBe(1);
    await expect(ws.forget({} as never)).rejects.toEqual(expect.objectContaining({ code: "bad-option" }));
    expect((await tape.remember("fit", { order: 2 }, fit)).status).toBe("miss");
  });
});

describe("whereHash", () => {
  it("lists the scopes that held a value, equal values having equal hashes", async () => {
    const ws = await openWorkspace();
    const a = await ws.startSession("a");
    a.capture("s", { p: { k: [1, 2] } }, { hash: ["p"] });
    a.capture("s", { q: { k: [1, 2] } }, { hash: ["q"] });
    a.capture("s", { p: 2 }, { hash: ["p"] });
    await a.finalize();
    const { hash } = (await collect(ws.scopes$()))[0]?.describe("p") ?? {};
    expect(await ws.whereHash(hash ?? "")).toEqual([`${a.id}:c2:s1`, `${a.id}:c2:s2`]);
    await expect(ws.whereHash("abc")).rejects.toEqual(expect.objectContaining({ code: "bad-option" }));
  });
});

describe("a session that is resumed", () => {
  it("starts with nothing that lived in memory: stage, marks, metadata, filters, gates, shared scopes, settings", async () => {
    const ws = await openWorkspace();
    const first = await ws.startSession("a", { settings: { "session.queue.max_pending_commits": 1 } });
    first.capture("s", { x: 1 });
    expect(first.queue("g", { every: 2 })).toBeNull();
    first.stage.hash("x", { sticky: true });
    first.stage.meta({ note: "for the next capture" });
    first.filters.ignore([{ pattern: "x", action: "exclude" }]);
    first.shared.capture("k", { x: 1 });
    first.context("ctx", { x: 1 });
    first.discard();
    await first.end();
    const again = await ws.resumeSession(first.id);
    expect(again.status()).toMatchObject({ staged: 0, queued: 0, isDirty: false });
    expect([again.stage.isPlain, again.shared.keys()]).toEqual([true, []]);
    await expect(again.remember("r", { context: "ctx" }, () => 1)).rejects.toThrow(/ctx/);
    again.capture("s", { x: 2 });
    expect(again.queue("g", { every: 2 })).toBeNull();
    again.capture("s", { x: 3 });
    expect(again.queue("g", { every: 2 })?.written).toBe(false);
    await again.end();
    const scopes = await collect(ws.scopes$());
    expect(scopes.map((scope) => [scope.describe("x").storage, scope.vars.x, scope.meta])).toEqual([
      ["inline", 2, {}],
      ["inline", 3, {}],
    ]);
    const labels = (await collect(ws.commits$({ system: true }))).map(({ label }) => label);
    expect(labels).toEqual(["session_start", "session_end", "session_resume", "g", "session_end"]);
  });

  it("leaves no trace when nothing is committed (T-03)", async () => {
    const ws = await openWorkspace();
    const first = await ws.startSession("a");
    await first.end();
    const files = () => readdirSync(`${ws.dir}/tapes/${first.id}`).sort();
    const before = files();
    await (await ws.resumeSession(first.id)).end();
    expect(files()).toEqual(before);
  });
});

describe("a lease that is a link to another file", () => {
  it("is not followed: writing says that the holder is unknown, reading works, taking over leaves the file (X-11)", async () => {
    const ws = await openWorkspace();
    const first = await ws.startSession("a");
    first.capture("s", { x: 1 });
    await first.end();
    writeFileSync(`${lab.root}/passwd`, "root:x:0:0");
    symlinkSync(`${lab.root}/passwd`, `${ws.dir}/tapes/${first.id}/lease.json`);
    await expect(ws.resumeSession(first.id)).rejects.toMatchObject({ code: "tape-busy" });
    expect(await collect(ws.scopes$())).toHaveLength(1);
    const taken = await ws.resumeSession(first.id, { takeOver: true });
    taken.capture("s", { x: 2 });
    await taken.end();
    expect(readFileSync(`${lab.root}/passwd`, "utf8")).toBe("root:x:0:0");
    expect(await collect(ws.scopes$())).toHaveLength(2);
  });
});
