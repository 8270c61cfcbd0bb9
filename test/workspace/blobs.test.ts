import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  collectBlobs,
  exportTape,
  fetchBlob,
  importArchive,
  listBlobs,
  lookAtBlob,
  openWorkspace,
  pinBlob,
  reindexBlobs,
  type Workspace,
} from "tapelab";
import { describe, expect, it, vi } from "vitest";
import { collectIn } from "#sdk/workspace/collect-blobs.js";
import { compactTape } from "#sdk/workspace/compact.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { field, hashOf } from "./blob-lab.js";
import { collect, useLab } from "./lab.js";

const lab = useLab();

async function recorded(ws: Workspace, label: string, name = "big"): Promise<void> {
  const session = await ws.startSession(label);
  session.capture("s", { [name]: field(3), x: 1 }, { blob: [name] });
  await session.commit("c");
  await session.end();
}

/** The one file of the blob of `field(3)`, once it is packed behind the writer. */
async function fileOf(root = lab.root): Promise<string> {
  const hash = hashOf(field(3));
  const folder = join(root, ".tapelab/blobs", hash.slice(0, 2));
  await expect.poll(() => readdirSync(folder), { timeout: 30_000 }).toEqual([`${hash}.z`]);
  return join(folder, `${hash}.z`);
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a blob", () => {
  it("is one file for equal bytes under two names in two sessions (R21), and in two copies of a tape (S24)", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "one", "a");
    await recorded(ws, "two", "b");
    expect((await listBlobs(ws)).map(({ sha256 }) => sha256)).toEqual([hashOf(field(3))]);
    await exportTape(ws, "one", join(lab.root, "one.tar"));
    const { blobsAdded } = await importArchive(ws, join(lab.root, "one.tar"), { copy: true });
    expect([blobsAdded, (await listBlobs(ws)).length]).toEqual([0, 1]);
    await fileOf();
  });

  it("is not needed by replay, tables, state and verification of tapes: without the folder everything else reads", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    await ws.edit("logo", (e) => e.setAsset("plot/a", "p", new Uint8Array(9_000), { name: "p.bin", media: "a/b" }));
    const [before, state] = [await ws.scopeTable(), ws.state().stateHash];
    await vi.waitFor(async () => {
      for (const { storedBytes } of await listBlobs(ws)) expect(storedBytes).toBeLessThan(5_000); // all are packed
    }, 10_000);
    rmSync(join(lab.root, ".tapelab/blobs"), { recursive: true });
    const again = await openWorkspace(lab.root);
    expect((await again.scopeTable()).toString()).toBe(before.toString());
    expect(again.state().stateHash).toBe(state);
    const [scope] = await collect(again.scopes$({ label: "s" }));
    expect([await scope!.value("x"), ((await scope!.value("big")) as { kind: string }).kind]).toEqual([
      1,
      "unavailable",
    ]);
    expect((await again.examine(undefined, { level: "full" })).flatMap(({ damage }) => damage)).toEqual([]);
    expect(existsSync(join(lab.root, ".tapelab/blobs"))).toBe(false);
  });

  it("is not followed out of the workspace when a link is planted in its place", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    const file = await fileOf();
    const outside = join(lab.root, "outside");
    renameSync(file, outside);
    symlinkSync(outside, file);
    expect(await lookAtBlob(ws, hashOf(field(3)))).toMatchObject({ status: "unavailable" });
    expect(await ws.blobs.verify(hashOf(field(3)))).toBe("damaged");
    expect(await listBlobs(ws)).toEqual([]);
  });
});

describe("fetchBlob", () => {
  it("brings a blob back from another workspace or a folder of blobs, proved, and says when nobody has it", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    const there = await openWorkspace(join(lab.root, "peer"));
    await recorded(there, "run");
    const hash = hashOf(field(3));
    unlinkSync(await fileOf());
    expect(await failure(fetchBlob(ws, hash))).toMatchObject({
      code: "blob-unavailable",
      message: expect.stringMatching(/not known where a copy lies.*--from DIR/),
    });
    for (const from of ["peer", "peer/.tapelab", "peer/.tapelab/blobs"]) {
      expect(await fetchBlob(ws, hash, join(lab.root, from))).toBe(true);
      expect(await fetchBlob(ws, hash)).toBe(false);
      unlinkSync(await fileOf());
    }
    unlinkSync(await fileOf(join(lab.root, "peer")));
    writeFileSync(join(lab.root, "peer/.tapelab/blobs", hash.slice(0, 2), hash), "wrong");
    expect(await failure(fetchBlob(ws, hash, join(lab.root, "peer")))).toMatchObject({ code: "blob-unavailable" });
    expect(await failure(fetchBlob(ws, "../x"))).toMatchObject({ code: "bad-option" });
  });
});

describe("pinBlob", () => {
  it("keeps a blob that nothing names", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    const orphan = ws.blobs.pending(new Uint8Array(9_000));
    ws.blobs.writeNow(orphan);
    const [one] = (await collectBlobs(ws)).candidates;
    await pinBlob(ws, one!.sha256, "figure 3");
    expect((await collectBlobs(ws)).candidates).toEqual([]);
    expect((await listBlobs(ws)).find(({ pin }) => pin !== undefined)).toMatchObject({
      pin: "figure 3",
      sizeBytes: 9_000,
    });
    expect(await failure(pinBlob(ws, one!.sha256, " "))).toMatchObject({ code: "bad-option" });
    expect(await failure(pinBlob(ws, "0".repeat(64), "later"))).toMatchObject({ code: "blob-unavailable" });
  });
});

describe("reindexBlobs", () => {
  it("adds what is missing in the index of blobs, and nothing the second time (R43)", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    const session = await ws.startSession("more");
    session.capture("s", { y: field(5) }, { blob: ["y"] });
    await session.commit("c");
    expect(await reindexBlobs(ws)).toEqual({ scanned: 2, added: 2, skipped: 0 });
    expect(await reindexBlobs(ws)).toEqual({ scanned: 2, added: 0, skipped: 2 });
    const path = join(lab.root, ".tapelab/blobs/index.json");
    const index = JSON.parse(readFileSync(path, "utf8")) as { blobs: Record<string, unknown> };
    delete index.blobs[hashOf(field(3))];
    writeFileSync(path, JSON.stringify(index));
    expect(await reindexBlobs(ws)).toEqual({ scanned: 2, added: 1, skipped: 1 });
    expect(await reindexBlobs(ws)).toEqual({ scanned: 2, added: 0, skipped: 2 });
    expect((await listBlobs(ws)).map(({ name }) => name).sort()).toEqual(["big", "y"]);
    unlinkSync(await fileOf());
    expect(await lookAtBlob(ws, hashOf(field(3)))).toMatchObject({
      status: "unavailable",
      name: "big",
      sizeBytes: 8_000,
    });
    for (const bad of ["", "[]", '{"blobs":7}', '{"blobs":{"x":null}}']) {
      writeFileSync(path, bad);
      expect((await listBlobs(ws)).length).toBe(1);
    }
  });
});

describe("collectBlobs", () => {
  it("removes what a compaction has replaced a day ago, and every commit and blob still reads", async () => {
    const ws = await openWorkspace();
    for (const label of ["one", "two"]) await recorded(ws, label);
    await compactTape(ws, "one");
    const in25Hours = { ...systemEnvironment(), clock: new FixedClock(Date.now() + 25 * 3_600_000) };
    expect((await collectBlobs(ws)).segments).toEqual([]);
    expect((await collectIn(in25Hours, ws, {})).segments).toMatchObject([{ tape: "one", segments: [1] }]);
    const { segments } = await collectIn(in25Hours, ws, { dryRun: false });
    expect(segments).toMatchObject([{ tape: "one", segments: [1] }]);
    const scope = await (await openWorkspace(lab.root)).latestScope({ session: "one", label: "s" });
    expect(await scope.value("big")).toEqual(field(3));
  });

  it("refuses in an archived workspace, and says what is wrong with an option", async () => {
    const ws = await openWorkspace();
    await recorded(ws, "run");
    const bad = [{ windowDays: -1 }, { windowDays: "x" }, { perType: { a: "b" } }, { to: " " }, { now: 1 }] as object[];
    for (const options of bad) expect(await failure(collectBlobs(ws, options))).toMatchObject({ code: "bad-option" });
    Object.defineProperty(ws, "facts", { value: { name: "lab", id: "1", archived: true } });
    for (const work of [collectBlobs(ws, { dryRun: false }), pinBlob(ws, "0".repeat(64), "x"), reindexBlobs(ws)])
      expect(await failure(work)).toMatchObject({ code: "workspace-archived" });
    expect((await collectBlobs(ws)).candidates).toEqual([]);
  });
});
