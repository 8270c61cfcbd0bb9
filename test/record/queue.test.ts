import { describe, expect, it } from "vitest";
import { TapeReader } from "#sdk/tape/reader.js";
import { FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { commitsOn, labelsOn, testSession } from "./session-deps.js";

const isBlob = ({ path }: Operation): boolean => path.includes("/blobs/");

describe("the blobs of a commit", () => {
  it("are on the disk before the commit is written, also by a flush that never yields (rule 9)", async () => {
    const disk = new FaultDisk(new MemoryDisk());
    const test = testSession(disk);
    const from = disk.log.length;
    test.session.capture("s", { field: new Float64Array(50_000) });
    test.session.queue("c", { maxPending: 1 });
    const log = disk.log.slice(from);
    const append = log.findIndex(({ name, path }) => name === "append" && path.endsWith(".tape"));
    const before = log.slice(0, append).filter(isBlob);
    const named = before.findLastIndex(({ name }) => name === "link" || name === "rename");
    expect(append).toBeGreaterThan(0);
    expect(before.slice(0, named).some(({ name }) => name === "sync" || name === "fsyncPath")).toBe(true);
    expect(before.slice(named).some(({ name }) => name === "fsyncDir")).toBe(true);
    await test.session.end();
    expect((await commitsOn(test))[0]!.blobs).toHaveLength(1);
  });

  it("hold the commit back when they cannot be written; it is whole when asked again", async () => {
    let isBroken = true;
    const disk = new FaultDisk(new MemoryDisk(), {
      fault: (operation) => (isBroken && isBlob(operation) ? "ENOSPC" : undefined),
    });
    const test = testSession(disk);
    const { session } = test;
    session.capture("s", { field: new Float64Array(50_000) });
    await expect(session.commit("c")).rejects.toMatchObject({ code: "disk-full" });
    expect(await labelsOn(test)).toEqual([]);
    expect(session.status()).toMatchObject({ held: 1, isDirty: true });
    isBroken = false;
    expect(await session.commit("c")).toMatchObject({ label: "c", scopes: 1 });
    expect(await labelsOn(test)).toEqual(["c"]);
  });
});

describe("the tape", () => {
  it("is as it was after a second finalize, grows by the third, and takes nothing after the end (T-87)", async () => {
    const test = testSession();
    const { session } = test;
    const bytes = () => test.disk.now.stat(`${test.dir}/seg-00000001.tape`)?.size;
    session.capture("s", { x: 1 });
    await session.finalize();
    const once = bytes();
    expect(await session.finalize()).toEqual({ queuedTailCommit: false, flushedCommits: 0 });
    expect(bytes()).toBe(once);
    session.capture("s", { x: 2 });
    session.queue("q");
    expect(await session.finalize()).toEqual({ queuedTailCommit: false, flushedCommits: 1 });
    await session.end();
    const ended = bytes();
    await expect(session.commit("late")).rejects.toMatchObject({ code: "session-ended" });
    expect(() => session.queue("late")).toThrow(expect.objectContaining({ code: "session-ended" }));
    await expect(session.flush()).rejects.toMatchObject({ code: "session-ended" });
    await expect(session.finalize()).rejects.toMatchObject({ code: "session-ended" });
    expect(bytes()).toBe(ended);
    expect((await TapeReader.open(test.disk, test.dir)).isEnded).toBe(true);
  });
});
