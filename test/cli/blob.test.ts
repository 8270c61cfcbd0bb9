import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, script, tapelab, temporaryFolder } from "./run-tapelab.js";

const RECORD = `
  const ws = await tapelab.openWorkspace(".");
  const session = await ws.startSession("run");
  const field = (k) => Float64Array.from({ length: 5000 }, (_, i) => (i * k) % 50);
  session.capture("s", { plot: field(1) }, { blob: ["plot"] });
  await session.commit("c");
  session.filters.ignore([{ pattern: "draft", action: "exclude" }]);
  session.capture("s", { draft: field(7), x: 1 }, { blob: ["draft"] });
  await session.commit("d");
  await new Promise((done) => setTimeout(done, 300));
  await session.end();
`;

async function recorded(): Promise<{ cwd: string; orphan: string; named: string }> {
  const cwd = temporaryFolder();
  expect(await script(RECORD, cwd)).toMatchObject({ code: 0 });
  const dry = json((await tapelab(["gc", "--json"], { cwd })).out)[0] as { candidates: { sha256: string }[] };
  const [{ sha256: orphan } = { sha256: "" }] = dry.candidates;
  const all = json((await tapelab(["blob", "ls", "--json"], { cwd })).out).map(({ sha256 }) => String(sha256));
  expect(all.length).toBe(2);
  return { cwd, orphan, named: all.find((one) => one !== orphan) ?? "" };
}

/** As if the mark and the blob were made four days ago, before the machine was last started. */
function age(cwd: string, sha256: string): void {
  const old = new Date(Date.now() - 4 * 86_400_000);
  const note = join(cwd, ".tapelab/blobs/tombstones", sha256);
  const mark = JSON.parse(readFileSync(note, "utf8")) as Record<string, unknown>;
  writeFileSync(note, JSON.stringify({ ...mark, markedMs: old.getTime(), boot: "earlier" }));
  const folder = join(cwd, ".tapelab/blobs", sha256.slice(0, 2));
  for (const path of [note, ...readdirSync(folder).map((file) => join(folder, file))]) utimesSync(path, old, old);
}

describe("tapelab gc", () => {
  it("lists, marks, deletes three days later, and tells", { timeout: 60_000 }, async () => {
    const { cwd, orphan } = await recorded();
    const dry = await tapelab(["gc"], { cwd });
    expect(dry.code).toBe(0);
    expect(dry.out).toContain(orphan.slice(0, 12));
    expect(dry.out).toMatch(/would be marked, goes from \d{4}.*orphan: no commit names it/);
    expect(dry.out).toMatch(
      /1 blob \([\d.]+ \w+ on disk\) is needed by nothing\.\nNothing was changed\. Do it with: tapelab gc --delete/,
    );
    expect((await tapelab(["gc", "--delete"], { cwd })).out).toMatch(/ marked, goes from \d{4}/);
    expect((await tapelab(["gc", "--delete"], { cwd })).out).not.toContain("deleted");
    age(cwd, orphan);
    expect((await tapelab(["gc"], { cwd })).out).toContain("would be deleted");
    const run = await tapelab(["gc", "--delete"], { cwd });
    expect([run.code, run.out]).toEqual([
      0,
      expect.stringMatching(/deleted.*\n(.*\n)*1 blob went; commit [0-9a-f]{32}:c\d+ lists them\./),
    ]);
    expect((await tapelab(["gc", "--delete"], { cwd })).out).toBe("Every blob is needed.\n");
    expect((await tapelab(["log", "edits", "--all"], { cwd })).out).toContain("blobs-collected");
    expect(await tapelab(["verify", "--deep"], { cwd })).toMatchObject({ code: 0 });
  });

  it("moves to a folder with --to; blob fetch brings back", { timeout: 60_000 }, async () => {
    const { cwd, orphan } = await recorded();
    const cold = join(cwd, "cold");
    await tapelab(["gc", "--delete", "--to", cold], { cwd });
    age(cwd, orphan);
    expect((await tapelab(["gc", "--delete", "--to", cold], { cwd })).out).toContain(`1 blob moved to ${cold}`);
    expect((await tapelab(["blob", "fetch", orphan.slice(0, 10)], { cwd })).out).toBe(`Blob ${orphan} is back.\n`);
    expect((await tapelab(["blob", "fetch", orphan], { cwd })).out).toBe(`Blob ${orphan} was here already.\n`);
  });
});

describe("tapelab blob", () => {
  it("lists, pins and reindexes", { timeout: 60_000 }, async () => {
    const { cwd, orphan, named } = await recorded();
    expect((await tapelab(["blob", "reindex"], { cwd })).out).toBe(
      "The tapes name 1 blob: 1 added to the index, 0 known before.\n",
    );
    expect(json((await tapelab(["blob", "reindex", "--json"], { cwd })).out)).toEqual([
      { scanned: 1, added: 0, skipped: 1 },
    ]);
    await tapelab(["blob", "pin", orphan.slice(0, 8), "figure 3"], { cwd });
    expect((await tapelab(["gc"], { cwd })).out).toBe("Every blob is needed.\n");
    const list = await tapelab(["blob", "ls"], { cwd });
    expect(list.out).toMatch(new RegExp(`${named} +39 KiB +[\\d.]+ (B|KiB) +plot +application/octet-stream`));
    expect(list.out).toMatch(/figure 3/);
    expect(list.out).toMatch(/2 blobs, [\d.]+ \w+ on disk\./);
  });

  it("says in one line what is wrong with a call", { timeout: 60_000 }, async () => {
    const { cwd } = await recorded();
    for (const [args, code, text] of [
      [["blob", "lsx"], 2, /not known.*Did you mean ls/],
      [["blob", "fetch"], 2, /HASH is missing/],
      [["blob", "ls", "--from", "x"], 2, /--from belongs to blob fetch/],
      [["blob", "fetch", "000000"], 2, /No blob is known whose hash begins with 000000/],
      [["blob", "fetch", "0".repeat(64), "--from", "nowhere"], 1, /not whole in .*nowhere\. Nothing was fetched/],
    ] as const) {
      const result = await tapelab(args, { cwd });
      expect([result.code, result.err]).toEqual([code, expect.stringMatching(text)]);
    }
  });
});
