import { describe, expect, it } from "vitest";
import { isTapelabError, type TapelabError } from "#sdk/errors.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { type Fault, FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

/** A session whose disk fails as long as `fault` says so. */
function failingSession(settings = {}) {
  let fault: ((operation: Operation) => Fault | undefined) | undefined;
  const disk = new FaultDisk(new MemoryDisk(), { fault: (operation) => fault?.(operation) });
  const test = testSession(disk, settings);
  return {
    ...test,
    failAppends: (code: Fault = "ENOSPC") => {
      fault = ({ name, path }) => (name === "append" && path.endsWith(".tape") ? code : undefined);
    },
    failSyncs: () => {
      fault = ({ name, path }) => (name === "sync" && path.endsWith("seg-00000001.tape") ? "EIO" : undefined);
    },
    heal: () => {
      fault = undefined;
    },
  };
}

const code = (error: unknown): string => (error as TapelabError).code;

describe("a disk that takes no bytes", () => {
  it("leaves the stage untouched when the queue cannot be flushed; a retry doubles nothing (R9)", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    session.queue("c1");
    session.capture("s", { x: 2 });
    test.failAppends();
    const error = await session.commit("now").catch((cause: unknown) => cause);
    expect(code(error)).toBe("disk-full");
    expect((error as Error).message).toMatch(/No space left .* Commits 1-1 are safe.* Free space and commit again/s);
    expect(session.status()).toMatchObject({ staged: 1, queued: 1 });
    test.heal();
    await session.commit("now");
    expect(await labelsOn(test)).toEqual(["c1", "now"]);
  });

  it("holds a failed commit with its content; repeating the line writes and returns it (rule 8)", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    test.failAppends("EIO");
    await expect(session.commit("first")).rejects.toThrow(/The disk reported EIO/);
    expect(session.status()).toMatchObject({ staged: 0, held: 1 });
    session.capture("s", { x: 2 });
    test.heal();
    const second = await session.commit("second");
    expect(second?.label).toBe("second");
    expect((await commitsOn(test)).map((commit) => [commit.label, commit.rows])).toEqual([
      ["first", 1],
      ["second", 1],
    ]);
    expect(session.status().held).toBe(0);
  });

  it("returns the held commit when the repeated call has nothing of its own", async () => {
    const test = failingSession();
    test.session.capture("s", { x: 1 });
    test.failAppends();
    await expect(test.session.commit("held")).rejects.toThrow();
    test.heal();
    expect(await test.session.commit("held")).toMatchObject({ label: "held", scopes: 1 });
    expect(await labelsOn(test)).toEqual(["held"]);
  });

  it("keeps exactly what was not written when a flush fails in the middle (rule 7)", async () => {
    const test = failingSession({ "session.queue.max_pending_commits": 100, "record.inline_max_bytes": 1e9 });
    const { session } = test;
    for (let i = 0; i < 4; i++) {
      session.capture("s", { block: new Float64Array(50_000).fill(i) }); // each commit its own batch
      session.queue(`c${i}`);
    }
    let appends = 0;
    const failing = test.disk as FaultDisk;
    const original = failing.now.append;
    (failing.now as { append: typeof original }).append = (file, bytes) => {
      if (++appends === 3) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      return original(file, bytes);
    };
    await expect(session.flush()).rejects.toThrow(/No space left/);
    expect(session.status().queued).toBe(2);
    (failing.now as { append: typeof original }).append = original;
    expect(await session.flush()).toBe(2);
    expect(await labelsOn(test)).toEqual(["c0", "c1", "c2", "c3"]);
  });

  it("writes stage and queue elsewhere on request (rule 10)", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    session.queue("c1");
    session.capture("s", { x: 2 });
    test.failAppends();
    await expect(session.flush()).rejects.toThrow();
    test.heal();
    const { path, commits, scopes } = await session.exportQueue("/elsewhere");
    expect({ commits, scopes }).toEqual({ commits: 2, scopes: 2 });
    expect(await labelsOn({ disk: test.disk, dir: path })).toEqual(["c1", "exported"]);
  });
});

describe("an fsync that fails", () => {
  it("writes the commit again, same sequence and hash, into a new segment, and never syncs the old one (T-12)", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    await session.commit("before");
    session.capture("s", { x: 2 });
    test.failSyncs();
    const receipt = session.queue("c42", { maxPending: 1 });
    expect(receipt?.written).toBe(true);
    await expect(session.flush()).resolves.toBe(0);
    await expect(receipt?.durable).rejects.toThrow(/EIO/);
    test.heal();
    const syncs = (test.disk as FaultDisk).log.length;
    expect(session.status().held).toBe(1);
    await session.finalize();
    const later = (test.disk as FaultDisk).log.slice(syncs);
    expect(later.filter(({ name, path }) => /sync/i.test(name) && path.endsWith("seg-00000001.tape"))).toEqual([]);
    const reader = await TapeReader.open(test.disk, test.dir, { verify: "full" });
    expect(reader.report.damage).toEqual([]);
    expect(reader.commits.map(({ sequence, label, segment }) => [sequence, label, segment])).toEqual([
      [1, "session_start", 1],
      [2, "before", 1],
      [3, "c42", 2],
    ]);
  });

  it("is thrown by the next call when nobody waited, and the call after that goes on", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    test.failSyncs();
    session.queue("q", { maxPending: 1 });
    await expect(session.finalize()).rejects.toThrow(/EIO/);
    test.heal();
    expect(await session.finalize()).toEqual({ queuedTailCommit: false, flushedCommits: 0 });
    expect(await labelsOn(test)).toEqual(["q"]);
  });

  it("tells commits behind the failed one that they are held back", async () => {
    const test = failingSession();
    const { session } = test;
    test.failSyncs();
    const results = ["a", "b", "c"].map((label) => {
      session.capture("s", { label });
      return session.commit(label).catch(code);
    });
    expect(await Promise.all(results)).toEqual(["write-failed", "commit-held-back", "commit-held-back"]);
    test.heal();
    expect(await session.commit()).toBeNull();
    expect(await labelsOn(test)).toEqual(["a", "b", "c"]);
  });
});

describe("a tape that another writer took over", () => {
  it("rejects with fenced, and what is in memory can be exported (rule 10, T-13)", async () => {
    const test = testSession();
    const { session, deps, dir } = test;
    session.capture("s", { x: 1 });
    await session.commit("mine");
    const { writer } = await TapeWriter.resume(dir, { ...deps, background: false }, { takeOver: true });
    await writer.open();
    session.capture("s", { x: 2 });
    const error = await session.commit("late").catch((cause: unknown) => cause);
    expect(isTapelabError(error, "fenced")).toBe(true);
    expect((error as Error).message).toMatch(/Another writer took over .*exportQueue/s);
    expect(session.status().held).toBe(1);
    const { commits } = await session.exportQueue("/elsewhere");
    expect(commits).toBe(1);
    await writer.end();
    expect(await labelsOn(test)).toEqual(["mine"]);
  });
});

describe("an end that fails", () => {
  it("leaves the session usable with all it holds; the next end is the end", async () => {
    for (const fail of ["failAppends", "failSyncs"] as const) {
      const test = failingSession();
      const { session } = test;
      session.capture("s", { x: 1 });
      test[fail]();
      await expect(session.end()).rejects.toMatchObject({ name: "TapelabError" });
      expect(session.status().isEnded).toBe(false);
      test.heal();
      session.capture("s", { x: 2 });
      await session.finalize("more");
      await session.end();
      const reader = await TapeReader.open(test.disk, test.dir);
      expect(reader.report.damage).toEqual([]);
      expect(reader.isEnded).toBe(true);
      const labels = reader.commits.filter(({ kind }) => kind !== 8).map(({ label }) => label);
      expect(labels).toEqual(["", "more"]);
      expect(reader.commits.at(-1)?.label).toBe("session_end");
    }
  });

  it("stays usable when the very last sync fails", async () => {
    let syncs = 0;
    const count = new FaultDisk(new MemoryDisk(), { fault: ({ name }) => void (name === "sync" && syncs++) });
    const whole = testSession(count);
    whole.session.capture("s", { x: 1 });
    await whole.session.end();
    const last = syncs;
    let seen = 0;
    const test = testSession(
      new FaultDisk(new MemoryDisk(), {
        fault: ({ name }) => (name === "sync" && ++seen === last ? "EIO" : undefined),
      }),
    );
    test.session.capture("s", { x: 1 });
    await expect(test.session.end()).rejects.toMatchObject({ code: "write-failed" });
    test.session.capture("s", { x: 2 });
    await test.session.end();
    expect(await labelsOn(test)).toEqual(["", ""]);
  });
});

describe("exportQueue", () => {
  it.each([undefined, "", 5])("refuses to export to %j, and takes nothing from the stage", async (folder) => {
    const { session } = failingSession();
    session.capture("s", { x: 1 });
    await expect(session.exportQueue(folder as string)).rejects.toThrow(/expected the path of a folder/);
    expect(session.status()).toMatchObject({ staged: 1, queued: 0 });
  });
});

describe("a start on a disk that takes no files", () => {
  it.each([
    ["EIO", "write-failed", /could not be begun: the disk reported EIO\. Nothing was recorded\./],
    ["ENOSPC", "disk-full", /No space left to begin tape .* Nothing was recorded\./],
    ["EMFILE", "too-many-files", /Too many open files to begin tape .* Nothing was recorded\./],
  ] as const)("promises to hold nothing: no session is there that could (%s)", (cause, code, message) => {
    for (const operation of ["createExcl", "append"]) {
      const fault = ({ name, path }: Operation): Fault | undefined =>
        name === operation && path.endsWith(".tape") ? cause : undefined;
      const disk = new FaultDisk(new MemoryDisk(), { fault });
      expect(() => testSession(disk)).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(message) }),
      );
    }
  });

  it.each(["createExcl", "append", "sync", "fsyncDir"] as const)(
    "leaves no folder behind when the %s fails",
    (operation) => {
      const memory = new MemoryDisk();
      const disk = new FaultDisk(memory, {
        fault: ({ name, path }) => (name === operation && path.includes("/tapes/") ? "ENOSPC" : undefined),
      });
      expect(() => testSession(disk)).toThrow(expect.objectContaining({ code: "disk-full" }));
      expect(memory.now.readdir("/lab/.tapelab/tapes")).toEqual([]);
    },
  );

  it("leaves what it cannot take away, and says what happened all the same", () => {
    const memory = new MemoryDisk();
    const disk = new FaultDisk(memory, {
      fault: ({ name, path }) =>
        path.endsWith(".tape") && (name === "append" || name === "unlink") ? "EIO" : undefined,
    });
    expect(() => testSession(disk)).toThrow(expect.objectContaining({ code: "write-failed" }));
    expect(memory.now.readdir("/lab/.tapelab/tapes")).toHaveLength(1);
  });
});

describe("a session", () => {
  it("lets no session count as finalized before all of it is on the disk", async () => {
    const test = failingSession();
    const { session } = test;
    session.capture("s", { x: 1 });
    test.failSyncs();
    await expect(session.finalize("f")).rejects.toThrow(/The disk reported EIO/);
    expect(session.status().isFinalized).toBe(false);
    test.heal();
    await session.finalize("again");
    expect(session.status().isFinalized).toBe(true);
    expect(await labelsOn(test)).toEqual(["f"]);
    session.capture("s", { x: 2 });
    test.failAppends();
    expect(() => session.finalizeNow("g")).toThrow(/No space left/);
    expect(session.status().isFinalized).toBe(false);
  });

  it("does not count what is captured while a finalize waits for the disk as finalized", async () => {
    const { session } = failingSession();
    session.capture("s", { x: 1 });
    const finalized = session.finalize("f");
    session.capture("s", { x: 2 });
    await finalized;
    expect(session.status()).toMatchObject({ isFinalized: false, staged: 1 });
  });
});
