import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Result, script, tapelab } from "./run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-edits-"));
const run = (...args: string[]): Promise<Result> => tapelab(args, { cwd: folder });
const rows = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  const { err, code } = await script(
    `const { tape } = tapelab;
     tape.settings.set("actor", "ada@lab");
     tape.start("run");
     tape.capture("step", { t: 1 });
     await tape.commit("chunk");
     await tape.param("lr", 0.1);
     tape.settings.set("actor", "bob@lab");
     await tape.edit("rename", (e) => {
       e.set("contact/a.b", "name", "Jane");
       e.setAsset("contact/a.b", "photo", Buffer.from("pixels"), { name: "p.png", mediaType: "image/png" });
     });
     await tape.edit("gone", (e) => { e.clear("contact/a.b", "name"); e.set("param/lr", "value", [1, 2]); });
     await tape.finalize("done");
     await tape.end();
     const plain = await (await tapelab.openWorkspace()).startSession("plain");
     plain.capture("step", { t: 1 });
     await plain.finalize("done");
     await plain.end();`,
    folder,
  );
  expect(err).toMatch(/^tapelab: A new workspace was made in \S+\n$/);
  expect(code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("tapelab log", () => {
  it("counts the operations of each commit, where there are any", async () => {
    const { out } = await run("log", "run");
    expect(out.split("\n")[0]).toMatch(/scopes +operations +size/);
    expect((await run("log", "plain")).out.split("\n")[0]).toMatch(/scopes +size/);
    const lines = rows((await run("log", "run", "--json")).out);
    expect(lines.map(({ label, operations }) => [label, operations])).toEqual([
      ["chunk", 0],
      ["param/lr", 1],
      ["rename", 2],
      ["gone", 2],
    ]);
  });

  it("finds commits by entity, actor and kind", async () => {
    const labels = async (...args: string[]) =>
      rows((await run("log", "--json", ...args)).out).map(({ label }) => label);
    expect(await labels("--entity", "param/lr")).toEqual(["param/lr", "gone"]);
    expect(await labels("--actor", "bob@lab")).toEqual(["rename", "gone"]);
    expect(await labels("run", "--kind", "record")).toEqual(["chunk"]);
    expect((await run("log", "--kind", "edit")).code).toBe(2);
  });
});

describe("tapelab info", () => {
  it("says what the operations of a tape come to, and where its snapshot stands", async () => {
    expect((await run("info", "run")).out).toMatch(
      /edits +2 entities, 3 fields, state [0-9a-f]{12}, snapshot at commit \d/,
    );
    expect((await run("info", "plain")).out).not.toMatch(/^edits /m);
    const { state } = JSON.parse((await run("info", "run", "--json")).out) as { state: object };
    expect(state).toMatchObject({ entities: 2, fields: 3, stateHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe("tapelab show", () => {
  it("shows operations, who made them, and the hash", async () => {
    const found = rows((await run("log", "run", "--json")).out).find(({ label }) => label === "rename");
    const { out, code } = await run("show", String(found?.uid));
    expect(code).toBe(0);
    expect(out).toMatch(/kind +USER_EDIT/);
    expect(out).toMatch(/by +bob@lab/);
    expect(out).toMatch(/contact\/a\.b +name +Jane/);
    expect(out).toMatch(/contact\/a\.b +photo +p\.png \(blob [0-9a-f]{8}… 6 B\)/);
    expect(out).toContain(String(found?.hash));
    const [json] = rows((await run("show", String(found?.uid), "--json")).out);
    expect(json).toMatchObject({ label: "rename", lamport: 2, operations: [{ field: "name", value: "Jane" }, {}] });
  });

  it("shows the scopes of a commit", async () => {
    const [chunk] = rows((await run("log", "run", "--json")).out);
    expect((await run("show", String(chunk?.uid))).out).toMatch(/step +1/);
  });

  it("says what is wrong with a uid that names nothing", async () => {
    expect((await run("show", "abc")).code).toBe(2);
    const [chunk] = rows((await run("log", "run", "--json")).out);
    const { err, code } = await run("show", `${String(chunk?.tape)}:c99`);
    expect([code, err]).toEqual([1, expect.stringMatching(/no readable commit .*c99; the last one/)]);
  });
});

describe("tapelab blame", () => {
  it("lists every operation on an entity or a field, and marks the one that counts", async () => {
    const { out } = await run("blame", "param/lr");
    const [, first, second] = out.trimEnd().split("\n");
    expect(first).toMatch(/^ +value +0\.1 +ada@lab .* run c3$/);
    expect(second).toMatch(/^\* +value +\[1, 2\] /);
    const lines = rows((await run("blame", "contact/a.b.name", "--json")).out);
    expect(lines.map(({ isWinner, value, isCleared }) => [isWinner, value, isCleared])).toEqual([
      [false, "Jane", undefined],
      [true, undefined, true],
    ]);
    expect((await run("blame", "a/b")).err).toContain("No operation names a/b");
  });
});

describe("tapelab snapshot", () => {
  it("writes one of a tape that only records, once; and of all tapes", async () => {
    expect((await run("snapshot", "plain")).out).toMatch(
      /^Snapshot of tape "plain" at commit \d, state [0-9a-f]{12}: /,
    );
    expect((await run("snapshot", "plain")).out).toMatch(/^Nothing is new on tape "plain"/);
    expect((await run("snapshot")).out).toBe("0 snapshots written.\n");
    expect((await run("snapshot", "nobody")).code).toBe(1);
  });
});
