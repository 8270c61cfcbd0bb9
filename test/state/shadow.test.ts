import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { Fold } from "#sdk/state/fold.js";
import { openShadow, type Shadow, type ShadowTape } from "#sdk/state/shadow.js";
import type { ShadowNote } from "#sdk/state/shadow-parity.js";
import { commit, type Step } from "./commits.js";

type Value = Record<string, unknown>;

/** A workspace in memory: sessions one after another, each with a shadow of one old file. */
class World {
  readonly fold = new Fold();
  readonly notes: { session: string; note: ShadowNote }[] = [];
  readonly notices: string[] = [];
  file: Value = {};
  writes = 0;
  isFull = false;
  #sequence = 1;
  #sessions = 0;

  tape(): ShadowTape {
    const session = `s${++this.#sessions}`;
    return {
      session,
      edit: async (_, change) => {
        if (this.isFull) throw new Error("ENOSPC: no space left");
        const steps: Step[] = [];
        change({ set: (...step) => steps.push(step), clear: (...step) => steps.push(step) });
        this.fold.apply("t", commit(++this.#sequence, steps));
      },
      note: async (note) => {
        if (this.isFull) throw new Error("ENOSPC: no space left");
        this.notes.push({ session, note });
      },
      notes: async () => [...this.notes],
      fields: async (entity) => this.fold.get(entity),
      notify: (text) => this.notices.push(text),
    };
  }

  open(enabled = true): Promise<Shadow<Value>> {
    return openShadow<Value>(this.tape(), {
      name: "app",
      read: () => structuredClone(this.file),
      write: (value) => {
        this.writes++;
        this.file = structuredClone(value);
      },
      enabled,
    });
  }
}

async function saves(shadow: Shadow<Value>, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await shadow.save({ step: i, nested: { a: [i, "é"] }, ...(i % 2 && { odd: true }) });
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (isTapelabError(error) ? `${error.code}: ${error.message}` : String(error)),
  );

describe("a shadow", () => {
  it("flips after 100 equal comparisons over 3 sessions, and says what is missing before (A18)", async () => {
    const world = new World();
    await saves(await world.open(), 40);
    await saves(await world.open(), 40);
    const third = await world.open();
    await saves(third, 19);
    expect(await codeOf(third.flip())).toMatch(/^parity-not-reached: .*1 more equal comparisons \(99 of 100\)\. /);
    await saves(third, 1);
    expect(third.parity()).toMatchObject({ equal: 100, sessions: 3, mismatches: 0, isFlipped: false });
    expect(await codeOf(third.flip())).toBe("done");
    expect(third.parity().isFlipped).toBe(true);

    const alone = await new World().open();
    await saves(alone, 100);
    expect(await codeOf(alone.flip())).toMatch(/^parity-not-reached: .*needs 2 more sessions \(1 of 3\)\. /);
    expect(await codeOf(alone.flip({ force: true }))).toBe("done");
  });

  it("reads from the old file until it is flipped, then from the tape, and back", async () => {
    const world = new World();
    const shadow = await world.open();
    await saves(shadow, 3);
    world.file = { changed: "behind our back" };
    expect(await shadow.read()).toEqual({ changed: "behind our back" });
    await shadow.flip({ force: true });
    expect(await shadow.read()).toEqual({ step: 2, nested: { a: [2, "é"] } });
    expect(await (await world.open()).read()).toEqual({ step: 2, nested: { a: [2, "é"] } });
    await shadow.unflip();
    expect(await shadow.read()).toEqual({ changed: "behind our back" });
  });

  it("names the first path that differs, begins to count again, and after a flip says so aloud", async () => {
    const world = new World();
    const shadow = await world.open();
    await saves(shadow, 5);
    const stubborn = await openShadow<Value>(world.tape(), {
      name: "app",
      read: () => ({ step: 1, nested: { a: [1, "other"] }, odd: true }),
      write: () => undefined,
    });
    await stubborn.save({ step: 1, nested: { a: [1, "é"] }, odd: true });
    const last = world.notes.at(-1)!.note;
    expect(last).toMatchObject({ equal: false, path: "nested.a[1]" });
    expect(stubborn.parity()).toMatchObject({ equivalent: false, compared: 6, equal: 0, sessions: 0, mismatches: 1 });
    expect(world.notices).toEqual([]);
    await stubborn.flip({ force: true });
    await stubborn.save({ step: 2, nested: { a: [1, "é"] }, odd: true });
    expect(world.notices.join()).toMatch(/differ at nested\.a\[1\]\. Reads come from the tape/);
    expect((await stubborn.read()).step).toBe(2);
  });
});

describe("a shadow in use", () => {
  it("never fails a save: with the tape's disk full the old file is right, one notice, and the count is seen (A19)", async () => {
    const world = new World();
    const shadow = await world.open();
    await saves(shadow, 2);
    world.isFull = true;
    await saves(shadow, 5);
    expect(world.file.step).toBe(4);
    expect(world.notices).toHaveLength(1);
    expect(shadow.parity()).toMatchObject({ broken: 5, compared: 2, equivalent: true });
    world.isFull = false;
    await shadow.save({ step: 9 });
    expect(shadow.parity()).toMatchObject({ broken: 5, compared: 3, equal: 3 });
    expect({ ...world.fold.get("shadow/app") }).toEqual({ step: 9 });
  });

  it("retires the old file only after a flip and as many equal comparisons again", async () => {
    const world = new World();
    const shadow = await world.open();
    await saves(shadow, 3);
    expect(await codeOf(shadow.retire())).toMatch(/parity-not-reached: retire of "app" needs 100 more/);
    await shadow.flip({ force: true });
    await saves(shadow, 100);
    expect(await codeOf(shadow.retire())).toBe("done");
    const { writes } = world;
    await shadow.save({ step: "new" });
    expect(world.writes).toBe(writes);
    expect(await shadow.read()).toEqual({ step: "new" });
  });

  it("that is disabled writes as before and nothing else", async () => {
    const world = new World();
    const shadow = await world.open(false);
    await saves(shadow, 3);
    expect([world.writes, world.notes.length, world.fold.cellCount]).toEqual([3, 0, 0]);
    expect(shadow.parity()).toMatchObject({ enabled: false, equivalent: true, compared: 0 });
  });

  it("takes values that are no objects, and saves that overlap", async () => {
    const world = new World();
    const values: unknown[] = [];
    const shadow = await openShadow<unknown>(world.tape(), {
      name: "list",
      read: () => values.at(-1),
      write: (value) => void values.push(value),
    });
    await Promise.all([shadow.save([1]), shadow.save([1, 2]), shadow.save(new Date(5)), shadow.save(null)]);
    await shadow.save([3]);
    expect(shadow.parity()).toMatchObject({ mismatches: 0, broken: 0 });
    await shadow.flip({ force: true });
    expect(await shadow.read()).toEqual([3]);
  });
});
