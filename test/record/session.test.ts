import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

describe("queue", () => {
  it("keeps commits in memory below the threshold and writes them at it, without any await (R1, R2)", async () => {
    const test = testSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    const first = session.queue("c1", { maxPending: 2 });
    expect(first?.written).toBe(false);
    expect(await labelsOn(test)).toEqual([]);
    expect(session.status().queued).toBe(1);
    session.capture("s", { x: 2 });
    const second = session.queue("c2", { maxPending: 2 });
    expect([first?.written, second?.written, session.status().queued]).toEqual([true, true, 0]);
    expect(await labelsOn(test)).toEqual(["c1", "c2"]);
    expect((await second?.durable)?.label).toBe("c2");
  });

  it("takes the stage only at every n-th call with a label; finalize clears the counters (gate)", async () => {
    const test = testSession();
    const { session } = test;
    for (let i = 0; i < 7; i++) {
      session.capture("s", { i });
      const receipt = session.queue("gate", { every: 3 });
      expect(receipt === null).toBe(i % 3 !== 2);
    }
    await session.finalize("tail");
    const commits = await commitsOn(test);
    expect(commits.map((commit) => [commit.label, commit.rows])).toEqual([
      ["gate", 3],
      ["gate", 3],
      ["tail", 1],
    ]);
    session.capture("s", { i: 8 });
    expect(session.queue("gate", { every: 3 })).toBeNull();
  });

  it("refuses a threshold that is no whole number of at least 1 before anything is taken (R8)", () => {
    const { session } = testSession();
    session.capture("s", { x: 1 });
    for (const maxPending of [0, -1, 1.5, "3" as unknown as number]) {
      expect(() => session.queue("c", { maxPending })).toThrow(/maxPending is a whole number/);
    }
    expect(session.status()).toMatchObject({ staged: 1, queued: 0 });
  });

  it("takes its threshold from the setting, and from the call over the setting (R8)", () => {
    const { session } = testSession(new MemoryDisk(), { "session.queue.max_pending_commits": 4 });
    const queued = (options = {}): number => {
      session.capture("s", { x: 1 });
      session.queue("c", options);
      return session.status().queued;
    };
    expect([queued(), queued(), queued(), queued()]).toEqual([1, 2, 3, 0]);
    expect([queued(), queued({ maxPending: 2 })]).toEqual([1, 0]);
  });
});

describe("finalize", () => {
  it("queues the stage as tail commit, writes everything and stays active (R3)", async () => {
    const test = testSession();
    const { session } = test;
    for (const label of ["c1", "c2", "c3"]) {
      session.capture("s", { label });
      session.queue(label, { maxPending: label === "c2" ? 2 : 10 });
    }
    session.capture("s", { x: 4 });
    expect(await session.finalize("tail")).toEqual({ queuedTailCommit: true, flushedCommits: 2 });
    expect(await labelsOn(test)).toEqual(["c1", "c2", "c3", "tail"]);
    expect(session.status()).toMatchObject({ staged: 0, queued: 0, isDirty: false, isFinalized: true, isEnded: false });
    expect((await commitsOn(test)).map((commit) => commit.meta.tail)).toEqual([undefined, undefined, undefined, true]);
  });

  it("appends nothing when there is nothing to write (R4)", async () => {
    const test = testSession();
    const disk = test.disk as MemoryDisk;
    expect(await test.session.finalize()).toEqual({ queuedTailCommit: false, flushedCommits: 0 });
    const path = `${test.dir}/seg-00000001.tape`;
    const size = disk.now.stat(path)?.size;
    expect(await test.session.finalize()).toEqual({ queuedTailCommit: false, flushedCommits: 0 });
    expect(disk.now.stat(path)?.size).toBe(size);
  });

  it("adds no tail with nothing staged (R5)", async () => {
    const test = testSession();
    const { session } = test;
    for (const label of ["c1", "c2"]) {
      session.capture("s", {});
      session.queue(label);
    }
    expect(await session.finalize("x")).toEqual({ queuedTailCommit: false, flushedCommits: 2 });
    expect(await labelsOn(test)).toEqual(["c1", "c2"]);
  });

  it("may be called again; isFinalized turns false at the next capture (R6)", async () => {
    const test = testSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    await session.finalize("one");
    const seen = [session.status().isFinalized];
    session.capture("s", { x: 2 });
    seen.push(session.status().isFinalized);
    await session.finalize("again");
    seen.push(session.status().isFinalized);
    expect(seen).toEqual([true, false, true]);
    expect(await labelsOn(test)).toEqual(["one", "again"]);
  });
});

describe("commit", () => {
  it("writes what was queued before it in front of it (R7)", async () => {
    const test = testSession();
    const { session } = test;
    for (const label of ["c1", "c2"]) {
      session.capture("s", {});
      session.queue(label);
    }
    session.capture("s", {});
    const ref = await session.commit("c3");
    expect(ref).toMatchObject({ label: "c3", scopes: 1, sequence: 4, uid: `${session.id}:c4` });
    expect(ref?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await labelsOn(test)).toEqual(["c1", "c2", "c3"]);
  });

  it("takes the stage when it is called: later captures belong to the next commit", async () => {
    const test = testSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    const one = session.commit("one");
    session.capture("s", { x: 2 });
    const two = session.commit("two");
    expect([(await one)?.scopes, (await two)?.scopes]).toEqual([1, 1]);
    expect(await labelsOn(test)).toEqual(["one", "two"]);
  });

  it("writes nothing with an empty stage, and a pure label when asked to (R10)", async () => {
    const test = testSession();
    expect(await test.session.commit("e")).toBeNull();
    expect(await labelsOn(test)).toEqual([]);
    expect(await test.session.commit("e", { allowEmpty: true })).toMatchObject({ label: "e", scopes: 0 });
    expect(await labelsOn(test)).toEqual(["e"]);
  });

  it("fits a scope of eight variables into a micro frame of at most 112 bytes (T-04)", async () => {
    const test = testSession();
    const path = `${test.dir}/seg-00000001.tape`;
    const scope = { x: 1.5, y: 2, vx: 0.01, vy: 0.2, e: 0.5, step: 7, ok: true, mode: "idle" };
    test.session.capture("", scope);
    await test.session.commit("", { durability: "os" }); // brings the shape
    const before = test.disk.now.stat(path)?.size ?? 0;
    test.session.capture("", scope);
    await test.session.commit("", { durability: "os" });
    expect((test.disk.now.stat(path)?.size ?? 0) - before).toBeLessThanOrEqual(112);
  });
});

describe("capture", () => {
  it("is a copy: what changes afterwards does not reach the tape", async () => {
    const test = testSession();
    const state = new Float64Array([1, 2, 3]);
    const nested = { a: [1, { b: 2 }] };
    test.session.capture("s", { state, nested });
    state.fill(9);
    (nested.a[1] as { b: number }).b = 99;
    await test.session.finalize();
    const [commit] = await commitsOn(test);
    const strip = commit!.strips[0]!;
    expect(strip.column("state")?.get(0)).toEqual(new Float64Array([1, 2, 3]));
    expect(strip.column("nested")?.get(0)).toEqual({ a: [1, { b: 2 }] });
  });

  it("uses buffered metadata for the next capture only (R14), beside the system's own (R15)", async () => {
    const test = testSession();
    const { session } = test;
    session.stage.meta({ step: 1, srcFile: "x", time: 0 });
    session.capture("s", { a: 1 });
    session.capture("s", { a: 2 });
    await session.finalize();
    const [commit] = await commitsOn(test);
    const { strip, row } = commit!.place(0);
    expect(commit!.strips[strip]!.context(row).meta).toEqual({ step: 1, srcFile: "x", time: 0 });
    expect(commit!.strips[strip]!.context(row).srcFile).toBeUndefined();
    const second = commit!.place(1);
    expect(commit!.strips[second.strip]!.context(second.row).meta).toBeUndefined();
  });

  it("keeps two equal scopes as two scopes (R20)", async () => {
    const test = testSession();
    test.session.capture("s", { a: 1 });
    test.session.capture("s", { a: 1 });
    await test.session.finalize();
    expect((await commitsOn(test))[0]?.rows).toBe(2);
  });

  it("rejects after the end, with the way on", async () => {
    const { session } = testSession();
    await session.end();
    expect(() => session.capture("s", {})).toThrow(/has ended .* resume this one by its id/);
    await expect(session.commit()).rejects.toSatisfy((error) => isTapelabError(error, "session-ended"));
  });

  it("throws queue-full at the memory limit and keeps what is held (rule 13)", () => {
    const test = testSession(new MemoryDisk(), {
      "session.max_queued_bytes": 1_000_000,
      "record.inline_max_bytes": 10_000_000,
    });
    const block = new Float64Array(10_000);
    let count = 0;
    const fill = (): void => {
      for (;;) {
        test.session.capture("s", { block });
        count++;
      }
    };
    expect(fill).toThrow(/holds .* in memory, the limit is/);
    expect(test.notices.filter((text) => text.includes("Queue or commit more often"))).toHaveLength(1);
    expect(test.session.status().staged).toBe(count);
  });
});

describe("end", () => {
  const systemLabels = async ({ disk, dir }: ReturnType<typeof testSession>): Promise<string[]> => {
    const reader = await TapeReader.open(disk, dir);
    expect(reader.report).toMatchObject({ damage: [], tornBytes: 0 });
    expect(reader.isEnded).toBe(true);
    return reader.commits.map(({ label }) => label);
  };

  it("is one end when it is called twice at once", async () => {
    const test = testSession();
    test.session.capture("s", { x: 1 });
    await Promise.all([test.session.end(), test.session.end()]);
    await test.session.end();
    expect(await systemLabels(test)).toEqual(["session_start", "", "session_end"]);
  });

  it("captures nothing once it was called, so that nothing is lost behind it", async () => {
    const test = testSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    const ending = session.end();
    expect(() => session.capture("s", { x: 2 })).toThrow(expect.objectContaining({ code: "session-ended" }));
    await expect(session.commit("late")).rejects.toMatchObject({ code: "session-ended" });
    await ending;
    expect(await systemLabels(test)).toEqual(["session_start", "", "session_end"]);
  });

  it("is one end also when the calling stack ends it while the other waits for the disk", async () => {
    for (let turns = 0; turns < 12; turns++) {
      const test = testSession();
      test.session.capture("s", { x: 1 });
      const ending = test.session.end();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      test.session.endNow();
      await ending;
      expect(await systemLabels(test)).toEqual(["session_start", "", "session_end"]);
    }
  });
});
