import { describe, expect, it, vi } from "vitest";
import { hex } from "#sdk/base/sha256.js";
import { collect } from "#sdk/workspace/collect.js";
import { dayMs, field, hashOf, place, record } from "./blob-lab.js";

describe("collectBlobs", () => {
  it("keeps what a commit of 89 days names, and takes that of 91 days when 150 commits followed (S23)", async () => {
    const at = place();
    const [old, young] = [field(3), field(5)];
    await record(at, "old", [old], 150);
    at.clock.advance(2 * dayMs);
    await record(at, "young", [young], 150);
    at.clock.advance(89 * dayMs);
    const dry = await at.gc();
    expect(dry.candidates.map(({ sha256: one, step }) => [one, step])).toEqual([[hashOf(old), "mark"]]);
    expect(dry.candidates[0]!.reason).toMatch(
      /^outside the window: last named by commit 2 of tape "old" on 2026-01-02$/,
    );
    expect((await at.gc({ dryRun: false })).taken).toEqual([]);
    at.clock.advance(71.9 * 3_600_000);
    expect((await at.gc({ dryRun: false, windowDays: 92 })).candidates[0]?.step).toBe("wait");
    at.clock.advance(0.2 * 3_600_000);
    const run = await at.gc({ dryRun: false, windowDays: 92 });
    expect(run.taken).toMatchObject([{ sha256: hashOf(old), sizeBytes: 8_000, name: "plot" }]);
    const collectedMs = at.clock.now();
    const look = await at.ws.blobs.look(hashOf(old));
    expect(look).toMatchObject({ status: "unavailable", sizeBytes: 8_000, name: "plot", collectedMs });
    const scope = await at.ws.latestScope({ session: "old", label: "field" });
    expect(await scope.value("plot")).toMatchObject({
      kind: "unavailable",
      ...{ sha256: hashOf(old), sizeBytes: 8_000, name: "plot" },
      reason: expect.stringMatching(/^collected on 2026-04-06 \(outside the window/),
    });
    expect(await at.ws.blobs.verify(hashOf(young))).toBe("good");
    expect(run.commit).toMatch(/^[0-9a-f]{32}:c\d+$/);
    const told = (await collect(at.ws.commits$({ session: "edits", system: true }))).find(
      ({ label }) => label === "blobs-collected",
    );
    expect(await told?.meta()).toEqual({
      blobs: [{ sha256: hashOf(old), size: 8_000, name: "plot", reason: run.taken[0]!.reason }],
    });
  });

  it("lists a blob that a filter kept off the tape as collectable (R25)", async () => {
    const at = place();
    const session = await at.ws.startSession("s");
    session.filters.ignore([{ pattern: "big", action: "exclude" }]);
    session.capture("s", { big: field(3), x: 1 }, { blob: ["big"] });
    await session.commit("c");
    await vi.waitFor(async () => expect((await at.ws.blobs.list()).length).toBe(1)); // written behind the capture
    const { candidates } = await at.gc();
    expect(candidates).toMatchObject([
      { sha256: hashOf(field(3)), step: "mark", reason: "orphan: no commit names it", dueMs: undefined },
    ]);
    await session.end();
  });

  it("takes orphans first, then the longest unused", async () => {
    const at = place();
    await record(at, "a", [field(3)], 100);
    at.clock.advance(dayMs);
    await record(at, "b", [field(5)], 100);
    at.ws.blobs.writeNow(at.ws.blobs.pending(new Uint8Array(field(7).buffer)));
    at.clock.advance(200 * dayMs);
    const { candidates } = await at.gc();
    expect(candidates.map(({ sha256 }) => sha256)).toEqual([7, 3, 5].map((seed) => hashOf(field(seed))));
  });

  it("changes nothing in a dry run, and no tape ever", async () => {
    const at = place();
    await record(at, "a", [field(3)], 100);
    at.clock.advance(100 * dayMs);
    const before = at.disk.files();
    await at.gc();
    expect(at.disk.files()).toEqual(before);
    const tapes = before.filter((path) => path.includes("/tapes/"));
    const bytes = tapes.map((path) => at.disk.bytes(path));
    await at.gc({ dryRun: false });
    at.clock.advance(4 * dayMs);
    expect((await at.gc({ dryRun: false })).taken.length).toBe(1);
    expect(tapes.map((path) => at.disk.bytes(path))).toEqual(bytes);
    expect((await at.ws.scopeTable()).numRows).toBe(101);
    expect((await at.gc({ dryRun: false })).candidates).toEqual([]);
  });
});

const old = async (): Promise<ReturnType<typeof place>> => {
  const at = place();
  await record(at, "a", [field(3)], 100);
  at.clock.advance(100 * dayMs);
  return at;
};

const dueSteps = async (at: ReturnType<typeof place>, options = {}): Promise<string[]> => {
  await at.gc({ dryRun: false, ...options });
  at.clock.advance(4 * dayMs);
  return (await at.gc({ dryRun: false, ...options })).candidates.map(({ step }) => step);
};

describe("collectBlobs keeps", () => {
  it("the last 100 commits of a tape, whatever the clock says", async () => {
    const at = place();
    await record(at, "a", [field(3)], 97); // and the end of the session
    at.clock.advance(40_000 * dayMs);
    expect((await at.gc()).candidates).toEqual([]);
  });

  it("pins, and what a pinned blob mentions", async () => {
    const at = await old();
    const base = at.ws.blobs.pending(Buffer.from(`state: ${hashOf(field(3))}`));
    at.ws.blobs.writeNow(base);
    at.disk.put(`${at.dir}/blobs/pins/${hex(base.sha256)}`, Buffer.from("no JSON"));
    expect((await at.gc()).candidates).toEqual([]);
    at.disk.now.unlink(`${at.dir}/blobs/pins/${hex(base.sha256)}`);
    expect((await at.gc()).candidates.length).toBe(2);
    at.disk.now.unlink(`${at.dir}/blobs/${hex(base.sha256).slice(0, 2)}/${hex(base.sha256)}`);
    at.disk.put(`${at.dir}/blobs/pins/${hashOf(field(3))}`, Buffer.from('{"reason":"figure 3"}'));
    expect(await dueSteps(at)).toEqual([]);
  });

  it("what was marked, pinned and let go again, for three more days", async () => {
    const at = await old();
    const pin = `${at.dir}/blobs/pins/${hashOf(field(3))}`;
    await at.gc({ dryRun: false });
    at.clock.advance(4 * dayMs);
    at.disk.put(pin, Buffer.from('{"reason":"figure 3"}'));
    expect((await at.gc({ dryRun: false })).candidates).toEqual([]);
    at.disk.now.unlink(pin);
    expect((await at.gc({ dryRun: false })).candidates.map(({ step }) => step)).toEqual(["mark"]);
    expect(await at.ws.blobs.verify(hashOf(field(3)))).toBe("good");
  });

  it("results of remember while they are used, and lets them go when they are not", async () => {
    const at = place();
    const session = await at.ws.startSession("a");
    const { status } = await session.remember("fit", { n: 1 }, () => field(3));
    await session.end();
    expect(status).toBe("miss");
    at.clock.advance(29 * dayMs);
    expect(await at.gc()).toMatchObject({ candidates: [], cacheEntries: [] });
    at.clock.advance(2 * dayMs);
    expect((await at.gc()).cacheEntries.map(({ name }) => name)).toEqual(["fit"]);
    expect(await dueSteps(at)).toEqual(["take"]);
    expect(await at.ws.remembered()).toEqual([]);
    const again = await at.ws.startSession("b");
    expect((await again.remember("fit", { n: 1 }, () => field(3))).status).toBe("miss");
    expect(await at.ws.blobs.verify(hashOf(field(3)))).toBe("good");
    await again.end();
  });

  it("what is younger than a session that is still open", async () => {
    const at = place();
    const open = await at.ws.startSession("open");
    at.ws.blobs.writeNow(at.ws.blobs.pending(new Uint8Array(field(3).buffer)));
    expect(await dueSteps(at)).toEqual(["wait"]);
    await open.end();
    expect((await at.gc({ dryRun: false })).candidates.map(({ step }) => step)).toEqual(["take"]);
  });

  it("what a field of the state shows, also of a removed entity, and what was cleared goes", async () => {
    const at = place();
    await at.ws.edit("logo", (e) => {
      e.setAsset("plot/a", "picture", new Uint8Array(field(3).buffer), { name: "p.bin", media: "application/x-p" });
      e.setAsset("plot/b", "picture", new Uint8Array(field(5).buffer), { name: "p.bin", media: "application/x-p" });
      e.setAsset("plot/c", "picture", new Uint8Array(field(7).buffer), { name: "p.bin", media: "application/x-p" });
    });
    await at.ws.edit("removed", (e) => e.remove("plot/b"));
    await at.ws.edit("cleared", (e) => e.deleteAsset("plot/c", "picture", "wrong"));
    for (let i = 0; i < 100; i++) await at.ws.edit("more", (e) => e.set("plot/a", "title", i));
    at.clock.advance(100 * dayMs);
    const { candidates } = await at.gc();
    expect(candidates.map(({ sha256 }) => sha256)).toEqual([hashOf(field(7))]);
  });
});

describe("collectBlobs keeps also", () => {
  it("nothing more because of a folder that a start left empty", async () => {
    const at = await old();
    at.disk.putDir(`${at.dir}/tapes/${"0".repeat(32)}`);
    expect((await at.gc()).damaged).toEqual([]);
  });

  it("what is named in quarantine, and everything while a tape is damaged", async () => {
    const at = await old();
    const [id = ""] = (await at.ws.sessions()).map((one) => one.id);
    const note = `${at.dir}/tapes/${id}/quarantine/q1.bin`;
    at.disk.put(note, Buffer.concat([Buffer.from("??"), Buffer.from(hashOf(field(3)), "hex"), Buffer.from("?")]));
    expect((await at.gc()).candidates).toEqual([]);
    at.disk.now.unlink(note);
    const segment = `${at.dir}/tapes/${id}/seg-00000001.tape`;
    const bytes = at.disk.bytes(segment);
    bytes[Buffer.from(bytes).indexOf("with blob") + 2]! ^= 1;
    at.disk.put(segment, bytes);
    expect((await at.gc()).damaged).toEqual(["a"]);
    expect(await dueSteps(at)).toEqual(["wait"]);
    expect((await at.gc({ dryRun: false, force: true })).taken.length).toBe(1);
  });

  it("by type: windows of media types, names and endings", async () => {
    const at = await old();
    expect((await at.gc({ perType: { plot: Number.POSITIVE_INFINITY } })).candidates).toEqual([]);
    expect((await at.gc({ perType: { "application/octet-stream": 200 } })).candidates).toEqual([]);
    expect((await at.gc({ perType: { application: 99 } })).candidates.length).toBe(1);
    expect((await at.gc({ windowDays: 200, perType: { ot: 14 } })).candidates.length).toBe(1);
  });

  it("what is written again after it was marked, and after it went", async () => {
    const at = await old();
    await at.gc({ dryRun: false });
    at.clock.advance(4 * dayMs);
    await record(at, "again", [field(3)]);
    expect(await at.gc({ dryRun: false })).toMatchObject({ candidates: [], taken: [] });
    at.clock.advance(200 * dayMs);
    await record(at, "later", [], 1);
    expect(await dueSteps(at)).toEqual([]); // the newest commits of "again" name it
    const scope = await at.ws.latestScope({ session: "a", label: "field" });
    expect(await scope.value("plot")).toEqual(field(3));
  });
});

describe("collectBlobs by steps of the clock", () => {
  it("does not shorten the three days, forward or back, as long as the machine runs", async () => {
    const at = place();
    at.ws.blobs.writeNow(at.ws.blobs.pending(new Uint8Array(field(3).buffer)));
    await at.gc({ dryRun: false });
    for (const stepMs of [3650 * dayMs, -7000 * dayMs, 3349 * dayMs]) {
      at.clock.wallMs += stepMs;
      expect((await at.gc({ dryRun: false })).candidates[0]?.step).toBe("wait");
    }
    at.clock.advance(4 * dayMs);
    expect((await at.gc({ dryRun: false })).taken.length).toBe(1);
  });
});

describe("collectBlobs --to", () => {
  it("moves blobs to a folder, says where they lie, and they can be fetched", async () => {
    const at = place();
    await record(at, "a", [field(3)], 100);
    at.clock.advance(100 * dayMs);
    await at.gc({ dryRun: false, to: "/cold" });
    at.clock.advance(4 * dayMs);
    const { taken } = await at.gc({ dryRun: false, to: "/cold" });
    expect(taken.length).toBe(1);
    expect(at.disk.files().filter((path) => path.startsWith("/cold/") && path.includes(hashOf(field(3)))).length).toBe(
      1,
    );
    expect(await at.ws.blobs.look(hashOf(field(3)))).toMatchObject({
      status: "archived",
      where: "/cold",
      fetch: `tapelab blob fetch ${hashOf(field(3))}`,
      name: "plot",
    });
    const scope = await at.ws.latestScope({ session: "a", label: "field" });
    expect(await scope.value("plot")).toMatchObject({
      kind: "unavailable",
      reason: expect.stringMatching(/moved to \/cold on/),
    });
  });
});

describe("collectBlobs, leftovers", () => {
  it("removes what writes left behind that were cut off three days ago", async () => {
    const at = place();
    await record(at, "a", [field(3)]);
    const paths = [
      "blobs/aa/tmp-1",
      "blobs/tombstones/tmp-2",
      "staging/import-7/tapes/x/seg",
      "staging/launch-8/s.json",
      "cache/.k.1.tmp",
    ];
    for (const path of paths) at.disk.put(`${at.dir}/${path}`, new Uint8Array(10));
    at.clock.advance(2 * dayMs);
    at.disk.put(`${at.dir}/blobs/bb/tmp-3`, new Uint8Array(10));
    expect((await at.gc()).leftovers.filter(({ path }) => !path.includes("staging"))).toEqual([]);
    at.clock.advance(2 * dayMs);
    const { leftovers } = await at.gc({ dryRun: false });
    expect(leftovers.map(({ path }) => path.slice(at.dir.length + 1)).sort()).toEqual([
      "blobs/aa/tmp-1",
      "blobs/tombstones/tmp-2",
      "cache/.k.1.tmp",
      "staging/import-7",
      "staging/launch-8",
    ]);
    expect(at.disk.files().filter((path) => /tmp|staging/.test(path))).toEqual([`${at.dir}/blobs/bb/tmp-3`]);
  });
});
