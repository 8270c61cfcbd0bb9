import { firstValueFrom, lastValueFrom, type Observable, take, tap, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Scope } from "#sdk/read/scope.js";
import type { Selection } from "#sdk/read/selection.js";
import { Tape } from "#sdk/read/tape.js";
import { startMs, TestTape, threeCommits } from "./test-tape.js";

const all = <T>(source$: Observable<T>): Promise<T[]> => lastValueFrom(source$.pipe(toArray()));
const xs = (scopes: readonly Scope[]): unknown[] => scopes.map((scope) => scope.vars.x);

describe("scopes$", () => {
  it("delivers all scopes in the order of their capture, also where labels alternate", async () => {
    const tape = await Tape.open(threeCommits().source());
    const scopes = await all(tape.scopes$());
    expect(xs(scopes)).toEqual(Array.from({ length: 30 }, (_, x) => x));
    expect(scopes[11]!.uid).toBe(`${tape.id}:c3:s2`);
  });

  it("keeps two equal scopes two", async () => {
    const tape = await Tape.open(new TestTape().scope("s", { x: 1 }).scope("s", { x: 1 }).commit().source());
    expect((await all(tape.scopes$())).map(({ uid }) => uid)).toEqual([`${tape.id}:c2:s1`, `${tape.id}:c2:s2`]);
  });

  it("selects by commit label, source file, scope label, metadata, sequence and time", async () => {
    const tape = await Tape.open(threeCommits().source());
    const count = async (selection: Selection): Promise<unknown[]> => xs(await all(tape.scopes$(selection)));
    expect(await count({ commitLabel: "b", label: "odd" })).toEqual([11, 13, 15, 17, 19]);
    expect((await count({ srcFile: "c.ts" })).length).toBe(10);
    expect(await count({ meta: { x: 7 } })).toEqual([7]);
    expect(await count({ sequence: { from: 4 }, time: { to: startMs + 21 } })).toEqual([20, 21]);
    expect(await count({ label: "nobody" })).toEqual([]);
  });

  it("hides SYSTEM commits unless they are asked for", async () => {
    const tape = await Tape.open(threeCommits().source());
    expect((await all(tape.commits$())).map(({ label }) => label)).toEqual(["a", "b", "c"]);
    expect((await all(tape.commits$({ system: true }))).map(({ kind }) => kind)).toEqual([
      "SYSTEM",
      "RECORD",
      "RECORD",
      "RECORD",
    ]);
  });

  it("narrows scopes to the variables named, which a missing name then says", async () => {
    const tape = await Tape.open(threeCommits().source());
    const scope = await firstValueFrom(tape.scopes$({ variables: ["y"] }));
    expect([scope.names, { ...scope.vars }]).toEqual([["y"], { y: 0 }]);
    await expect(scope.value("x")).rejects.toThrow("the selection's variables do not name it");
  });

  it("gives scopes that stay good when they are kept while reading goes on and after closing", async () => {
    const recorded = new TestTape();
    for (let k = 0; k < 200; k++) {
      for (let i = 0; i < 50; i++) recorded.scope("s", { x: k * 50 + i, text: `row ${k * 50 + i}` });
      recorded.commit();
    }
    const tape = await Tape.open(recorded.source());
    const scopes = await all(tape.scopes$());
    await tape.close();
    expect(scopes.every(({ vars }, i) => vars.x === i && vars.text === `row ${i}`)).toBe(true);
  });

  it("sees what was committed since the tape was opened", async () => {
    const recorded = threeCommits();
    const tape = await Tape.open(recorded.source());
    recorded.scope("s", { x: 99 }).commit("d");
    expect(xs(await all(tape.scopes$({ commitLabel: "d" })))).toEqual([99]);
  });
});

describe.each(["scopes$", "tables$", "commits$", "replay$"] as const)("%s", (verb) => {
  const read = (tape: Tape, selection?: Selection): Observable<unknown> =>
    verb === "replay$" ? tape.replay$(selection, { speed: Number.POSITIVE_INFINITY }) : tape[verb](selection);

  it("completes empty when nothing matches", async () => {
    const tape = await Tape.open(threeCommits().source());
    expect(await all(read(tape, { commitLabel: "nothing" }))).toEqual([]);
    expect(await all(read(await Tape.open(new TestTape().source())))).toEqual([]);
  });

  it("fails midway when the disk fails, after what it has delivered", async () => {
    const recorded = threeCommits();
    const source = recorded.source();
    let reads = 0;
    const failing = async (): Promise<never> => Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" }));
    const tape = await Tape.open({
      ...source,
      open: async (options) => {
        const reader = await source.open(options);
        const images = reader.images.bind(reader);
        reader.images = async function* (entries) {
          for (const entry of entries) {
            if (reads++ > 0) await failing();
            yield* images([entry]);
          }
        };
        return reader;
      },
    });
    const got: unknown[] = [];
    const selection = verb === "commits$" ? { label: "s" } : {};
    const outcome = new Promise((resolve) => {
      read(tape, selection).subscribe({
        next: (value) => got.push(value),
        error: resolve,
        complete: () => resolve("completed"),
      });
    });
    expect(await outcome).toMatchObject({ code: "EIO" });
    expect(got.length).toBe({ scopes$: 10, replay$: 10, commits$: 1, tables$: 0 }[verb]);
  });

  it("reads no further once its subscriber has left", async () => {
    const recorded = threeCommits();
    const source = recorded.source();
    let delivered = 0;
    const tape = await Tape.open({
      ...source,
      open: async (options) => {
        const reader = await source.open(options);
        const images = reader.images.bind(reader);
        reader.images = async function* (entries) {
          for (const entry of entries) {
            delivered++;
            yield* images([entry]);
          }
        };
        return reader;
      },
    });
    const selection = verb === "commits$" ? { label: "s" } : {};
    await firstValueFrom(read(tape, selection).pipe(take(1)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(delivered).toBe(verb === "tables$" ? 3 : 1);
    await tape.close();
    expect(recorded.closed).toBe(recorded.opened);
  });

  it("reads again for a second subscriber, also at the same time", async () => {
    const tape = await Tape.open(threeCommits().source());
    const source$ = read(tape);
    const first = await all(source$);
    const both = await Promise.all([all(source$), all(source$)]);
    expect(first.length).toBeGreaterThan(0);
    for (const again of both) expect(again.length).toBe(first.length);
  });

  it("refuses a wrong selection at once, and a closed tape when subscribed", async () => {
    const tape = await Tape.open(threeCommits().source());
    expect(() => read(tape, { label: "" })).toThrow('The filter "label"');
    expect(() => read(tape, { session: "other" })).toThrow('The filter "session"');
    const source$ = read(tape, { session: "demo" });
    await tape.close();
    await tape.close();
    await expect(all(source$)).rejects.toMatchObject({ code: "tape-closed" });
  });
});

describe("reads at the same time", () => {
  it("do not disturb each other", async () => {
    const recorded = new TestTape();
    const commits = 60;
    for (let k = 0; k < commits; k++) {
      for (let i = 0; i < 50; i++) recorded.scope("s", { x: k, padding: new Uint8Array(4_000).fill(k) });
      recorded.commit();
    }
    const tape = await Tape.open(recorded.source());
    const middle = commits / 2 + 1;
    const halves = [{ to: middle }, { from: middle + 1 }].map((sequence) => all(tape.scopes$({ sequence })));
    const [first, second] = await Promise.all(halves);
    const expected = Array.from({ length: commits * 50 }, (_, i) => Math.floor(i / 50));
    expect(xs([...first!, ...second!])).toEqual(expected);
    expect(tape.report.damage).toEqual([]);
  });
});

describe("tables$", () => {
  it("joins small commits to tables of at least 4,096 rows, in order", async () => {
    const recorded = new TestTape();
    for (let k = 0; k < 100; k++) {
      for (let i = 0; i < 100; i++) recorded.scope("s", { x: k * 100 + i });
      recorded.commit();
    }
    const tape = await Tape.open(recorded.source());
    const tables = await all(tape.tables$());
    expect(tables.map(({ numRows }) => numRows)).toEqual([4_100, 4_100, 1_800]);
    const values = tables.flatMap((table) => [...table.getChild("x")!]);
    expect(values).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  it("gives a large commit a table of its own", async () => {
    const recorded = new TestTape();
    for (let i = 0; i < 5_000; i++) recorded.scope("s", { x: i });
    recorded.commit();
    for (let i = 0; i < 5_000; i++) recorded.scope("s", { x: i });
    const tape = await Tape.open(recorded.commit().source());
    expect((await all(tape.tables$())).map(({ numRows }) => numRows)).toEqual([5_000, 5_000]);
  });

  it("reads a block when the one before has been taken, however slowly that is done", async () => {
    const recorded = new TestTape();
    for (let k = 0; k < 5; k++) {
      for (let i = 0; i < 5_000; i++) recorded.scope("s", { x: i });
      recorded.commit();
    }
    const source = recorded.source();
    let read = 0;
    const open: typeof source.open = async (options) => {
      const reader = await source.open(options);
      const images = reader.images.bind(reader);
      reader.images = async function* (entries) {
        for (const entry of entries) {
          read++;
          yield* images([entry]);
        }
      };
      return reader;
    };
    const tape = await Tape.open({ ...source, open });
    const seen: number[] = [];
    await lastValueFrom(tape.tables$().pipe(tap(() => seen.push(read))));
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("holds only the variables named, in that order", async () => {
    const tape = await Tape.open(threeCommits().source());
    const [table] = await all(tape.tables$({ variables: ["y", "x"], label: "odd" }));
    expect(table!.schema.fields.map(({ name }) => name)).toEqual(["y", "x"]);
    expect([...table!.getChild("x")!]).toEqual(Array.from({ length: 15 }, (_, i) => 2 * i + 1));
  });
});

describe("table", () => {
  it("holds a row a scope, in order, and the columns in order of first appearance", async () => {
    const tape = await Tape.open(threeCommits().source());
    const table = await tape.table();
    expect(table.schema.fields.map(({ name }) => name)).toEqual(["x", "y"]);
    expect([...table.getChild("x")!]).toEqual(Array.from({ length: 30 }, (_, x) => x));
  });

  it("has no rows when nothing matches", async () => {
    const tape = await Tape.open(threeCommits().source());
    expect((await tape.table({ commitLabel: "none" })).numRows).toBe(0);
  });

  it("refuses a variable that no selected scope holds, naming those there are", async () => {
    const tape = await Tape.open(threeCommits().source());
    await expect(tape.table({ variables: ["x", "yy"] })).rejects.toMatchObject({
      code: "no-such-variable",
      message: expect.stringMatching(/"yy".*They hold x, y\..*Did you mean "y"\?/),
    });
  });
});

describe("latestScope", () => {
  it("gives the last scope that matches each filter", async () => {
    const tape = await Tape.open(threeCommits().source());
    expect((await tape.latestScope()).vars.x).toBe(29);
    expect((await tape.latestScope({ commitLabel: "b" })).vars.x).toBe(19);
    expect((await tape.latestScope({ srcFile: "a.ts", label: "odd" })).vars.x).toBe(9);
    await expect(tape.latestScope({ commitLabel: "none", label: "odd" })).rejects.toMatchObject({
      code: "no-such-scope",
      message: expect.stringContaining('label: "odd" matches 15 scopes'),
    });
  });

  it("reads one commit of a long tape", async () => {
    const recorded = new TestTape();
    for (let k = 0; k < 500; k++) recorded.scope("s", { x: k }).commit();
    const source = recorded.source();
    let images = 0;
    const tape = await Tape.open({
      ...source,
      open: async (options) => {
        const reader = await source.open(options);
        const image = reader.image.bind(reader);
        reader.image = (entry) => {
          images++;
          return image(entry);
        };
        return reader;
      },
    });
    images = 0;
    expect((await tape.latestScope()).vars.x).toBe(499);
    expect(images).toBe(1);
  });
});

describe("commits$", () => {
  it("tells facts at once, and metadata, hash, scopes and table when asked", async () => {
    const recorded = new TestTape().scope("s", { x: 1 }).commit("a", { meta: { tail: true } });
    const tape = await Tape.open(recorded.source());
    const [commit] = await all(tape.commits$());
    expect(commit).toMatchObject({ uid: `${tape.id}:c2`, sequence: 2, label: "a", kind: "RECORD", scopeCount: 1 });
    expect(commit!.sizeBytes).toBeGreaterThan(0);
    expect(await commit!.meta()).toEqual({ tail: true });
    expect(await commit!.hash()).toMatch(/^[0-9a-f]{64}$/);
    expect(xs(await commit!.scopes())).toEqual([1]);
    expect((await commit!.table()).numRows).toBe(1);
    await tape.close();
    expect(await commit!.meta()).toEqual({ tail: true });
    expect(recorded.closed).toBe(recorded.opened);
  });

  it("selects commits that hold a matching scope", async () => {
    const tape = await Tape.open(threeCommits().source());
    const labels = async (selection: Selection) => (await all(tape.commits$(selection))).map(({ label }) => label);
    expect(await labels({ srcFile: "b.ts" })).toEqual(["b"]);
    expect(await labels({ meta: { x: 3 } })).toEqual(["a"]);
  });
});
