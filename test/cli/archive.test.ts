import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, lines, recorded, script, tapelab, temporaryFolder } from "./run-tapelab.js";

/** A workspace with an exported session, and the folder of its tape. */
async function exported(): Promise<{ cwd: string; tape: string; id: string }> {
  const cwd = await recorded();
  const result = await tapelab(["export", "lorenz", "run.tar"], { cwd });
  expect([result.code, result.err]).toEqual([0, ""]);
  const [id = ""] = readdirSync(join(cwd, ".tapelab/tapes"));
  return { cwd, id, tape: join(cwd, ".tapelab/tapes", id) };
}

function temporaryFolderIn(cwd: string): string {
  const folder = join(cwd, "elsewhere");
  mkdirSync(folder);
  return folder;
}

describe("tapelab export", () => {
  it("writes a tar and prints its digest, or a folder", async () => {
    const { cwd, id } = await exported();
    const tar = readFileSync(join(cwd, "run.tar"));
    const again = await tapelab(["export", "lorenz", "again.tar.gz", "--json"], { cwd });
    expect(json(again.out)[0]).toMatchObject({
      kind: "tar",
      sha256: createHash("sha256").update(tar).digest("hex"),
      commits: 8,
      firstSequence: 1,
      lastSequence: 8,
      gaps: [],
    });
    const folder = await tapelab(["export", id.slice(-8), "folder", "--meta"], { cwd });
    expect(folder.out).toMatch(/^Exported 8 commits \(1-8\) of tape "lorenz" to .*folder \([\d.]+ KiB\)\.\n$/);
    expect(readdirSync(join(cwd, "folder"))).toEqual(["001_manifest", "010_events", "099_commit"]);
    expect(readdirSync(join(cwd, "folder/010_events"))).toContain("000000000001.meta.pb");
  });

  it("refuses to write over something, unless it is told to", async () => {
    const { cwd } = await exported();
    const refused = await tapelab(["export", "lorenz", "run.tar"], { cwd });
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/already\. Nothing was exported.*--force/)]);
    expect((await tapelab(["export", "lorenz", "run.tar", "--force"], { cwd })).code).toBe(0);
  });

  it("writes what is new behind an earlier file, and says so when there is nothing", async () => {
    const { cwd, id } = await exported();
    const nothing = await tapelab(["export", "lorenz", "more.tar", "--since", "run.tar"], { cwd });
    expect([nothing.code, nothing.out]).toEqual([0, expect.stringMatching(/Nothing is new .* behind commit 8/)]);
    expect(existsSync(join(cwd, "more.tar"))).toBe(false);
    await script(
      `const ws = await tapelab.openWorkspace("."); const s = await ws.resumeSession("${id}"); s.capture("a", { x: 1 }); await s.commit("late"); await s.end();`,
      cwd,
    );
    for (const since of ["run.tar", "8"]) {
      const more = await tapelab(["export", "lorenz", "more.tar", "--since", since, "--force"], { cwd });
      expect([more.code, more.out]).toEqual([
        0,
        expect.stringMatching(/^Exported \d+ commits? \(9-\d+\) of tape "lorenz"/),
      ]);
    }
    execFileSync("sh", ["-c", "cat run.tar more.tar > all.tar"], { cwd });
    expect((await tapelab(["verify", "all.tar"], { cwd })).code).toBe(0);
    const alone = await tapelab(["info", "more.tar"], { cwd });
    expect(alone.out).toMatch(/archive +tar \(tail, part 2/);
    expect(alone.err).toMatch(/part 1 is missing: commits 1-8/);
  });

  it("packs an archive again in another form, with the same bytes", async () => {
    const { cwd } = await exported();
    expect((await tapelab(["export", "run.tar", "unpacked"], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, "unpacked/notes.txt"), "mine");
    const packed = await tapelab(["export", "unpacked", "packed.tar"], { cwd });
    expect([packed.code, packed.err]).toEqual([0, expect.stringMatching(/notes\.txt/)]);
    expect(readFileSync(join(cwd, "packed.tar")).equals(readFileSync(join(cwd, "run.tar")))).toBe(true);
  });

  it("ends with 3 when commits are lost on the tape, and the archive says which", async () => {
    const { cwd, tape } = await exported();
    const entry = json((await tapelab(["log", "lorenz", "--json"], { cwd })).out)[2]!;
    const file = join(tape, "seg-00000001.tape");
    const bytes = readFileSync(file);
    bytes[(entry.offset as number) + 40]! ^= 1;
    writeFileSync(file, bytes);
    const result = await tapelab(["export", "lorenz", "hurt.tar"], { cwd });
    expect([result.code, result.err]).toEqual([3, expect.stringMatching(/Commit 4 is damaged on the tape/)]);
    const verified = await tapelab(["verify", "hurt.tar", "--json"], { cwd });
    expect([verified.code, json(verified.out)[0]]).toEqual([
      0,
      expect.objectContaining({ gaps: [{ first: 4, last: 4 }], isClean: true }),
    ]);
  });
});

describe("tapelab import", () => {
  it("brings a tape back, says so, and adds nothing the second time", async () => {
    const { cwd, tape, id } = await exported();
    renameSync(tape, join(cwd, id));
    const first = await tapelab(["import", "run.tar"], { cwd });
    expect([first.code, first.out]).toEqual([0, `Imported 8 commits of tape ${id}.\n`]);
    const second = await tapelab(["import", "run.tar"], { cwd });
    expect([second.code, second.out]).toEqual([
      0,
      expect.stringMatching(/^0 commits added: tape .* has all 8 commits/),
    ]);
    for (const args of [["doctor", "--deep"], ["verify"], ["verify", "lorenz", "--deep"], ["ls"]])
      expect([args, (await tapelab(args, { cwd })).code]).toEqual([args, 0]);
    expect(json((await tapelab(["cat", "lorenz", "--json"], { cwd })).out)).toHaveLength(60);
  });

  it("says what is wrong with a cut file, and takes what is whole with --salvage, ending with 3", async () => {
    const { cwd, tape } = await exported();
    rmSync(tape, { recursive: true });
    const tar = readFileSync(join(cwd, "run.tar"));
    const at = tar.indexOf("010_events/000000000006.data.pb") + 512 + 30;
    writeFileSync(join(cwd, "cut.tar"), tar.subarray(0, at));
    const refused = await tapelab(["import", "cut.tar"], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /^cut\.tar ends inside 010_events\/000000000006\.data\.pb \(needed [\d,]+ bytes, found 30\)\. Nothing was imported; commits 1-5/,
    );
    expect(readdirSync(join(cwd, ".tapelab/tapes"))).toEqual([]);
    const saved = await tapelab(["import", "cut.tar", "--salvage"], { cwd });
    expect([saved.code, saved.out]).toEqual([3, expect.stringMatching(/^Imported 5 commits/)]);
    expect(lines(saved.err).length).toBeGreaterThan(0);
    expect(json((await tapelab(["cat", "lorenz", "--json"], { cwd })).out).length).toBeGreaterThan(0);
  });

  it("refuses an archive of another workspace and copies it when told to", async () => {
    const { cwd, id } = await exported();
    const other = temporaryFolder();
    const path = join(cwd, "run.tar");
    const nowhere = await tapelab(["import", path], { cwd: other });
    expect([nowhere.code, readdirSync(other)]).toEqual([1, []]);
    const copied = await tapelab(["import", path, "--copy"], { cwd: other });
    expect([copied.code, copied.out]).toEqual([0, expect.stringContaining(`of tape ${id} to the new tape`)]);
    const refused = await tapelab(["import", path], { cwd: other });
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/belongs to workspace .* --copy/)]);
    const facts = json((await tapelab(["info", "lorenz", "--json"], { cwd: other })).out)[0]!;
    expect(facts).toMatchObject({ commits: 6, facts: { copied_from: { tape: id } } });
  });
});

describe("tapelab verify and info", () => {
  it("prove archives and tapes without writing, and end with 3 on damage", async () => {
    const { cwd } = await exported();
    const tar = readFileSync(join(cwd, "run.tar"));
    tar[tar.indexOf("010_events/000000000003.data.pb") + 512 + 60]! ^= 1;
    writeFileSync(join(cwd, "bad.tar"), tar);
    cpSync(join(cwd, ".tapelab"), join(cwd, "before"), { recursive: true });
    const good = await tapelab(["verify", "run.tar"], { cwd });
    expect([good.code, good.out]).toEqual([
      0,
      expect.stringMatching(/nothing is damaged\. Tape .*8 commits \(1-8\); every byte and hash/),
    ]);
    const bad = await tapelab(["verify", "bad.tar"], { cwd });
    expect([bad.code, bad.err]).toEqual([3, expect.stringMatching(/^010_events\/000000000003\.data\.pb /)]);
    expect(json((await tapelab(["verify", "bad.tar", "--json"], { cwd })).out)[0]).toMatchObject({
      isClean: false,
      damage: [{ path: "010_events/000000000003.data.pb", firstSequence: 3 }],
    });
    const about = await tapelab(["info", "bad.tar"], { cwd });
    expect(about.out).toMatch(/session +lorenz run-b/);
    expect(about.out).toMatch(/holds +8 commits \(1-8\)/);
    const cut = tar.subarray(0, tar.indexOf("099_commit"));
    writeFileSync(join(cwd, "cut.tar"), cut);
    const unconfirmed = await tapelab(["info", "cut.tar"], { cwd });
    expect([unconfirmed.code, unconfirmed.err]).toEqual([3, expect.stringMatching(/no marker/)]);
    expect((await tapelab(["verify", "--quick", "bad.tar"], { cwd })).code).toBe(0);
    execFileSync("diff", ["-r", join(cwd, "before"), join(cwd, ".tapelab")]);
  });

  it("prove the folder of a tape wherever it lies", async () => {
    const { cwd, tape, id } = await exported();
    mkdirSync(join(cwd, "backup"));
    renameSync(tape, join(cwd, "backup", id));
    const good = await tapelab(["verify", `backup/${id}`], { cwd: temporaryFolderIn(cwd) });
    expect(good.code).toBe(1); // from elsewhere the path means nothing
    const here = await tapelab(["verify", `backup/${id}`], { cwd });
    expect([here.code, here.out]).toEqual([
      0,
      expect.stringMatching(/nothing is damaged\. Tape .*, 8 commits up to 8/),
    ]);
    const file = join(cwd, "backup", id, "seg-00000001.tape");
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('"sigma"')]! ^= 1;
    writeFileSync(file, bytes);
    expect((await tapelab(["verify", `backup/${id}`, "--json"], { cwd })).code).toBe(3);
  });

  it("refuse options that mean nothing together", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "x"));
    for (const args of [
      ["verify", "--quick", "--deep"],
      ["import", "x", "--full", "--deep"],
      ["export", "a", "b", "--gzip"],
      ["export", "a", "b.tar", "--blobs", "some"],
      ["export", "a"],
      ["export", "a", "b.tar", "--since", "0"],
    ]) {
      const { code, out } = await tapelab(args, { cwd });
      expect([args, code, out]).toEqual([args, 2, ""]);
    }
  });
});
