import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTape, openWorkspace, rewriteTape, type Workspace } from "tapelab";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { encodings } from "#sdk/value/restate.js";
import { compareContent } from "#sdk/workspace/compare-content.js";

let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-rewrite-"));
  ws = await openWorkspace(folder);
  const session = await ws.startSession("mixed", { meta: { sigma: 10 } });
  for (let i = 0; i < 3; i++) session.capture("one", { i, text: `row ${i}`, gone: undefined, none: null });
  await session.commit("small");
  session.capture("plain", { x: 1.5, y: 2 });
  await session.commit("plain");
  for (let i = 0; i < 40; i++)
    session.capture(i % 2 ? "a" : "b", { t: i / 10, x: Float64Array.of(i, i + 1), nan: Number.NaN });
  await session.commit("large");
  await session.edit("param", (edit) => edit.set("param/lr", "value", 0.1));
  session.capture("blob", { big: new Uint8Array(300_000).fill(7), fail: () => 1, when: new Date(5) });
  await session.end();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = async (tape: string) => TapeReader.open(nodeDisk, (await ws.resolve(tape)).dir, { verify: "full" });

test("a rewritten tape says the same with other bytes, and names its source", async () => {
  const old = await ws.resolve("mixed");
  const before = readFileSync(`${old.dir}/seg-00000001.tape`);
  const rows = await (await ws.openTape("mixed")).table({ label: "one" });
  const result = await rewriteTape(ws, "mixed", { to: "1.0-explicit" });
  expect(result).toMatchObject({ source: old.id, isChanged: true, migration: "1.0-explicit", isSourceRemoved: false });
  expect(result.bytesAfter).toBeGreaterThan(result.bytesBefore);
  const entry = await ws.resolve("mixed");
  expect(entry.id).toBe(result.tape);
  expect(entry.facts.copied_from).toMatchObject({ tape: old.id, migration: "1.0-explicit" });
  expect(readFileSync(`${old.dir}/seg-00000001.tape`)).toEqual(before);
  const [a, b] = [await open(old.id), await open(result.tape)];
  expect(b.commits.map(({ sequence, label }) => [sequence, label])).toEqual(
    a.commits.map(({ sequence, label }) => [sequence, label]),
  );
  expect(await b.hashOf(2)).not.toBe(await a.hashOf(2));
  const found = await (await ws.openTape(result.tape)).table({ label: "one" });
  expect(found.toArray().map(String)).toEqual(rows.toArray().map(String));
  expect((await compareContent(a, b, { isSkippingFacts: true })).difference).toBeUndefined();
});

test("rewriting back gives the very images, and a second rewriting changes nothing", async () => {
  const { id } = await ws.resolve("mixed");
  await rewriteTape(ws, id, { to: "1.0-explicit" });
  const again = await rewriteTape(ws, "mixed", { to: "1.0-explicit" });
  expect(again.isChanged).toBe(false);
  const { tape } = await rewriteTape(ws, "mixed", { to: "1.0" });
  const [a, b] = [await open(id), await open(tape)];
  for (const [i, entry] of a.commits.entries()) {
    if (entry.sequence === 1) continue; // names its source
    expect(Buffer.from(await b.image(b.commits[i]!))).toEqual(Buffer.from(await a.image(entry)));
  }
});

test("a migration that changes one value is refused by its place, and nothing is left of it", async () => {
  const { id } = await ws.resolve("mixed");
  const good = encodings.get("1.0-explicit")!;
  const lying = { about: "", strip: (...args: Parameters<typeof good.strip>) => ({ ...good.strip(...args) }) };
  (encodings as Map<string, unknown>).set("lying", {
    ...lying,
    strip: (strip: Parameters<typeof good.strip>[0], ...rest: [never, never]) => {
      const explicit = good.strip(strip, ...rest);
      // A presence form in place of a value: the first row's null becomes something else.
      return strip.rows === 3
        ? { ...explicit, shape: explicit.shape, rows: 3, forms: explicit.forms.map((form) => form ^ 1) }
        : explicit;
    },
  });
  try {
    await expect(rewriteTape(ws, id, { to: "lying" })).rejects.toThrow();
  } finally {
    (encodings as Map<string, unknown>).delete("lying");
  }
  expect((await ws.sessions()).map((entry) => entry.id)).toEqual([id]);
  expect(readdirSync(join(folder, ".tapelab")).includes("staging")).toBe(false);
});

test("damaged commits stay damaged: the same gap, the bytes in quarantine", async () => {
  const { id, dir } = await ws.resolve("mixed");
  const reader = await open(id);
  const { offset } = reader.commits[1]!;
  await reader.close();
  const file = `${dir}/seg-00000001.tape`;
  const bytes = readFileSync(file);
  bytes[offset + 20]! ^= 0xff;
  writeFileSync(file, bytes);
  rmSync(`${dir}/lease.json`, { force: true });
  const { tape } = await rewriteTape(ws, id, { to: "1.0-explicit" });
  const found = await open(tape);
  expect(found.commits.map(({ sequence }) => sequence)).not.toContain(2);
  expect(found.report.damage).toMatchObject([{ firstSequence: 2, lastSequence: 2 }]);
});

test("a dry run changes nothing, and the old tape is removed only with a proved archive of it", async () => {
  const { id } = await ws.resolve("mixed");
  const dry = await rewriteTape(ws, id, { to: "1.0-explicit", dryRun: true });
  expect([dry.isChanged, dry.tape]).toEqual([true, id]);
  expect(await ws.sessions()).toHaveLength(1);
  await expect(rewriteTape(ws, id, { to: "1.0-explicit", dropSource: true })).rejects.toThrow(
    "an archive of the old tape",
  );
  await expect(rewriteTape(ws, id, { to: "2.0" })).rejects.toThrow("one of 1.0, 1.0-explicit");
  const copy = join(folder, "mixed.tar");
  await exportTape(ws, id, copy);
  const { tape } = await rewriteTape(ws, id, { to: "1.0-explicit", dropSource: true, copy });
  expect((await ws.sessions()).map((entry) => entry.id)).toEqual([tape]);
  expect((await ws.resolve(id)).id).toBe(tape);
});
