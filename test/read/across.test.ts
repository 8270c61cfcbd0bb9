import { lastValueFrom, type Observable, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { commitsAcross$, latestAcross, scopesAcross$, scopeTableAcross } from "#sdk/read/across.js";
import type { ReadEvent } from "#sdk/read/read-event.js";
import type { Selection } from "#sdk/read/selection.js";
import { TestTape } from "./test-tape.js";

const all = <T>(source$: Observable<T>): Promise<T[]> => lastValueFrom(source$.pipe(toArray()));

/** Newest first: `new` with commits one {1,2}, two {1,2}, three {2}; `old` with one commit of one scope. */
function twoSessions(): { newer: TestTape; older: TestTape } {
  const newer = new TestTape({ label: "new", number: 2 });
  newer.scope("1", { x: 1 }).scope("2", { x: 2 }, { srcFile: "b.ts" }).commit("one");
  newer.scope("1", { x: 3 }).scope("2", { x: 4 }, { srcFile: "b.ts" }).commit("two");
  newer.scope("2", { x: 5 }, { meta: { k: "v" } }).commit("three");
  const older = new TestTape({ label: "old", number: 1 }).scope("1", { x: 0 }).commit("one");
  return { newer, older };
}

const sourcesOf = ({ newer, older }: { newer: TestTape; older: TestTape }) => [newer.source(), older.source()];

async function refused(work: Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const error = await work.catch((cause: unknown) => cause);
  if (!isTapelabError(error)) throw error;
  return error;
}

describe("latestAcross", () => {
  it("gives the last match of each filter, and of all together (R26)", async () => {
    const { newer } = twoSessions();
    const latest = async (selection: Selection) => (await latestAcross([newer.source()], selection)).vars.x;
    expect(await latest({})).toBe(5);
    expect(await latest({ commitLabel: "one" })).toBe(2);
    expect(await latest({ label: "1" })).toBe(3);
    expect(await latest({ srcFile: "b.ts" })).toBe(4);
    expect(await latest({ meta: { k: "v" } })).toBe(5);
    expect(await latest({ sequence: { to: 2 } })).toBe(2);
    expect(await latest({ commitLabel: "one", label: "1", srcFile: "sim.ts", sequence: { to: 3 } })).toBe(1);
  });

  it("takes the newest session that matches and counts the others", async () => {
    const sessions = twoSessions();
    const found = await latestAcross(sourcesOf(sessions), { commitLabel: "one" });
    expect([found.vars.x, found.session.label, found.otherSessions]).toEqual([2, "new", 1]);
    const only = await latestAcross(sourcesOf(sessions), { commitLabel: "two" });
    expect([only.vars.x, only.otherSessions]).toEqual([4, 0]);
  });

  it("refuses several sessions when one was asked for, listing them", async () => {
    const sessions = twoSessions();
    const { code, message } = await refused(
      latestAcross(sourcesOf(sessions), { commitLabel: "one" }, { unique: true }),
    );
    expect(code).toBe("ambiguous-session");
    expect(message).toContain(`"new" (${sessions.newer.id})`);
    expect(message).toContain(`"old" (${sessions.older.id})`);
    expect((await latestAcross(sourcesOf(sessions), { commitLabel: "two" }, { unique: true })).vars.x).toBe(4);
  });

  it("says of no match every filter and how many scopes match it alone (R26)", async () => {
    const selection = { commitLabel: "three", label: "1", srcFile: "c.ts" };
    const { code, message, details } = await refused(latestAcross(sourcesOf(twoSessions()), selection));
    expect(code).toBe("no-such-scope");
    expect(details).toMatchObject({
      filters: [
        { filter: 'commitLabel: "three"', scopes: 1 },
        { filter: 'srcFile: "c.ts"', scopes: 0 },
        { filter: 'label: "1"', scopes: 3 },
      ],
    });
    expect(message).toContain('No scope matches commitLabel: "three", srcFile: "c.ts", label: "1"');
    expect(message).toContain("6 scopes of 2 sessions looked at");
    expect(message).toContain('label: "1" matches 3 scopes');
  });

  it("says when a session of this process holds matching scopes that are not on a tape yet", async () => {
    const asked: Selection[] = [];
    const unflushed = (selection: Selection) => {
      asked.push(selection);
      return [{ session: "live", scopes: 3 }];
    };
    const { message } = await refused(latestAcross(sourcesOf(twoSessions()), { label: "x" }, { unflushed }));
    expect(message).toContain(
      'Session "live" of this process holds 3 matching scopes not yet on its tape: call finalize()',
    );
    expect(asked).toEqual([{ label: "x" }]);
  });

  it("reads up to a cut, and not behind it", async () => {
    const { newer } = twoSessions();
    expect((await latestAcross([newer.source({ cut: { sequence: 3 } })])).vars.x).toBe(4);
    expect((await latestAcross([newer.source({ cut: { sequence: 3, scopes: 1 } })])).vars.x).toBe(3);
    expect((await latestAcross([newer.source({ cut: { sequence: 3, scopes: 0 } })])).vars.x).toBe(2);
  });

  it("closes every tape it opens", async () => {
    const sessions = twoSessions();
    await latestAcross(sourcesOf(sessions), { label: "1" });
    await refused(latestAcross(sourcesOf(sessions), { label: "none" }));
    for (const { opened, closed } of [sessions.newer, sessions.older])
      expect([opened > 0, closed]).toEqual([true, opened]);
  });
});

describe("scopesAcross$ and commitsAcross$", () => {
  it("run from the oldest session to the newest", async () => {
    const sessions = twoSessions();
    const sources = async () => sourcesOf(sessions);
    expect((await all(scopesAcross$(sources))).map(({ vars }) => vars.x)).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await all(commitsAcross$(sources))).map(({ label }) => label)).toEqual(["one", "one", "two", "three"]);
  });

  it("complete empty without sessions, and without a match", async () => {
    expect(await all(scopesAcross$(async () => []))).toEqual([]);
    expect(await all(scopesAcross$(async () => sourcesOf(twoSessions()), { label: "none" }))).toEqual([]);
  });

  it("tell of a session that cannot be opened, and deliver the others", async () => {
    const { newer, older } = twoSessions();
    const events: ReadEvent[] = [];
    const broken = { ...newer.source(), open: async () => Promise.reject(new Error("no segments")) };
    const scopes = await all(
      scopesAcross$(async () => [broken, older.source()], {}, { onEvent: (event) => events.push(event) }),
    );
    expect(scopes).toHaveLength(1);
    expect(events).toEqual([{ kind: "damaged-tape", tape: newer.id, text: "no segments" }]);
  });

  it("fail when the list of sessions cannot be had", async () => {
    await expect(all(scopesAcross$(() => Promise.reject(new Error("EIO"))))).rejects.toThrow("EIO");
  });

  it("open no further session once their subscriber has left, and close the one that is open", async () => {
    const sessions = twoSessions();
    await new Promise<void>((resolve) => {
      const subscription = scopesAcross$(async () => sourcesOf(sessions)).subscribe(() => {
        queueMicrotask(() => subscription.unsubscribe());
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([sessions.older.closed, sessions.newer.closed]).toEqual([sessions.older.opened, sessions.newer.opened]);
  });

  it("read again for a second subscriber", async () => {
    const sessions = twoSessions();
    const source$ = scopesAcross$(async () => sourcesOf(sessions));
    expect((await all(source$)).length).toBe((await all(source$)).length);
  });
});

describe("scopeTableAcross", () => {
  it("has a row a scope of all sessions, its columns in the stated order (R30)", async () => {
    const first = new TestTape({ label: "a", number: 1 });
    first
      .scope("iter", { x: 1, y: "p" }, { meta: { step: 1 } })
      .scope("iter", { x: 2, y: "q" }, { meta: { step: 2 } })
      .commit("c1");
    const second = new TestTape({ label: "b", number: 2 });
    for (let i = 0; i < 2; i++) second.scope(["iter", "warm"], { step: i });
    second.scope("tail", { x: 9 }, { meta: { note: "end" } }).commit("c2");
    const table = await scopeTableAcross([second.source(), first.source()]);
    expect(table.numRows).toBe(5);
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      "session_id",
      "session_label",
      "commit_uid",
      "commit_label",
      "scope_uid",
      "time",
      "scope_labels",
      "src_file",
      "src_line",
      "meta.step",
      "meta.note",
      "var.x",
      "var.y",
      "var.step",
    ]);
    expect([...table.getChild("session_label")!]).toEqual(["a", "a", "b", "b", "b"]);
    expect([...table.getChild("scope_labels")!]).toEqual(["iter", "iter", "iter;warm", "iter;warm", "tail"]);
    expect([...table.getChild("scope_uid")!][4]).toBe(`${second.id}:c2:s3`);
    expect([...table.getChild("meta.step")!]).toEqual([1, 2, null, null, null]);
    expect([...table.getChild("meta.note")!]).toEqual([null, null, null, null, "end"]);
    expect([...table.getChild("var.x")!]).toEqual([1, 2, null, null, 9]);
    expect([...table.getChild("var.step")!]).toEqual([null, null, 0, 1, null]);
  });

  it("tells values that are not inline by storage, type and hash, and which rows lack one", async () => {
    const recorded = new TestTape();
    recorded
      .scope("s", { h: 1, u: undefined }, { marks: new Map([["h", "hash"]]) })
      .scope("s", { h: 2, u: 5 }, { marks: new Map([["h", "hash"]]) });
    recorded.scope("s", { x: 1 });
    const table = await scopeTableAcross([recorded.commit().source()]);
    const struct = table.getChild("var.h")!.get(0) as { toJSON(): Record<string, unknown> };
    expect(struct.toJSON()).toMatchObject({
      storage: "hash",
      type: "number",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const field = (name: string) => table.schema.fields.find((one) => one.name === name)!;
    expect(Object.fromEntries(field("var.u").metadata)).toEqual({ undefined: "0", absent: "2" });
    expect(Object.fromEntries(field("var.x").metadata)).toEqual({ absent: "0-1" });
  });

  it("writes nested or mixed metadata as its JSON", async () => {
    const recorded = new TestTape();
    for (const meta of [{ a: { b: 1 }, m: 1 }, { m: "x" }, {}]) recorded.scope("s", { x: 1 }, { meta });
    const table = await scopeTableAcross([recorded.commit().source()]);
    expect([...table.getChild("meta.a")!]).toEqual(['{"b":1}', null, null]);
    expect([...table.getChild("meta.m")!]).toEqual(["1", '"x"', null]);
  });

  it("has the fixed columns and no rows when nothing matches", async () => {
    const table = await scopeTableAcross(sourcesOf(twoSessions()), { label: "none" });
    expect([table.numRows, table.numCols]).toEqual([0, 9]);
    expect((await scopeTableAcross([])).numCols).toBe(9);
  });
});
