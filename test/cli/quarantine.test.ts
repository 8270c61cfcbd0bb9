import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, lines, recorded, tapelab } from "./run-tapelab.js";

/** A workspace whose commit 4 has a flipped bit, and a whole copy beside it. */
async function damaged(): Promise<{ cwd: string; copy: string; folder: string; hash: string }> {
  const cwd = await recorded();
  const log = json((await tapelab(["log", "lorenz", "--all", "--json"], { cwd })).out);
  const entry = log.find((one) => one.sequence === 4)!;
  const copy = join(cwd, "copy");
  mkdirSync(copy);
  cpSync(join(cwd, ".tapelab"), join(copy, ".tapelab"), { recursive: true });
  const folder = join(cwd, ".tapelab/tapes", entry.tape as string);
  const file = join(folder, "seg-00000001.tape");
  const bytes = readFileSync(file);
  bytes[(entry.offset as number) + Math.floor((entry.sizeBytes as number) / 2)]! ^= 0x10;
  writeFileSync(file, bytes);
  return { cwd, copy, folder, hash: log.at(-1)!.hash as string };
}

const idIn = (text: string): string => /quarantine repair (q[0-9a-f]{6}) --from PEER/.exec(text)?.[1] ?? "none";

describe("tapelab quarantine", () => {
  it("names damage before it is put aside, repairs it from a copy, and all is as before", async () => {
    const { cwd, copy, hash } = await damaged();
    const id = idIn((await tapelab(["doctor"], { cwd })).out);
    const listed = await tapelab(["quarantine"], { cwd });
    expect([listed.code, listed.out]).toEqual([
      3,
      expect.stringMatching(new RegExp(`${id} +bad-checksum +lorenz +4 .*open +not yet`)),
    ]);
    const bare = await tapelab(["quarantine", "repair", id], { cwd });
    expect([bare.code, bare.err]).toEqual([1, expect.stringContaining("a copy (another workspace")]);
    const done = await tapelab(["quarantine", "repair", id, "--from", "copy"], { cwd });
    expect([done.code, done.err, done.out]).toEqual([
      0,
      "",
      `${id} is repaired: commit 4 of tape "lorenz" can be read as before.\n`,
    ]);
    for (const args of [
      ["doctor", "--deep"],
      ["quarantine", "show", id],
    ])
      expect([args, (await tapelab(args, { cwd })).code]).toEqual([args, 0]);
    expect(json((await tapelab(["log", "lorenz", "--all", "--json"], { cwd })).out).at(-1)!.hash).toBe(hash);
    const cat = ["cat", "lorenz", "--json"];
    expect((await tapelab(cat, { cwd })).out).toBe((await tapelab(cat, { cwd: copy })).out);
    expect((await tapelab(["quarantine", "repair", id], { cwd })).code).toBe(0);
  });

  it("shows an entry, takes its bytes out, restores from a leaf by hand, and refuses another one", async () => {
    const { cwd, copy } = await damaged();
    await tapelab(["recover", "lorenz"], { cwd });
    const id = idIn((await tapelab(["doctor"], { cwd })).out);
    const shown = await tapelab(["quarantine", "show", id], { cwd });
    expect(shown.code).toBe(3);
    expect(shown.out).toMatch(/expected +crc32 [0-9a-f]{8}/);
    expect(shown.out).toMatch(/affected +commit 4 "chunk 3", 10 scopes/);
    expect((await tapelab(["quarantine", "export", id, "bytes.bin"], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, "bytes.bin")).length).toBe(
      Number(json((await tapelab(["quarantine", "show", id, "--json"], { cwd })).out)[0]!.size),
    );
    expect((await tapelab(["quarantine", "export", id, "bytes.bin"], { cwd })).code).toBe(1);
    await tapelab(["export", "lorenz", join(cwd, "a")], { cwd: copy });
    const leaf = (n: number): string => `a/010_events/00000000000${n}.data.pb`;
    const wrong = await tapelab(["quarantine", "restore", id, leaf(5)], { cwd });
    expect([wrong.code, wrong.err]).toEqual([3, expect.stringMatching(/was not taken: .*\n.*still open/)]);
    expect(existsSync(join(cwd, ".tapelab/repairs"))).toBe(false);
    expect((await tapelab(["quarantine", "restore", id, leaf(4)], { cwd })).code).toBe(0);
    expect((await tapelab(["doctor", "--full"], { cwd })).code).toBe(0);
  });

  it("gives a loss up by name, and says what it does not know", async () => {
    const { cwd } = await damaged();
    const id = idIn((await tapelab(["doctor"], { cwd })).out);
    expect((await tapelab(["quarantine", "skip", id], { cwd })).out).toContain(`${id} is given up`);
    for (const args of [["doctor", "--full"], ["quarantine"]])
      expect([args, (await tapelab(args, { cwd })).code]).toEqual([args, 0]);
    const nothing = await tapelab(["quarantine", "show", "q123456"], { cwd });
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining(`There are: ${id}`)]);
    expect((await tapelab(["quarantine", "repiar", id], { cwd })).err).toContain("Did you mean repair?");
    expect((await tapelab(["quarantine", "show"], { cwd })).code).toBe(2);
  });
});

describe("tapelab recover --from", () => {
  it("repairs every tape, a damaged workspace.json included", async () => {
    const { cwd, copy, hash } = await damaged();
    const file = join(cwd, ".tapelab/workspace.json");
    const whole = readFileSync(file, "utf8");
    writeFileSync(
      file,
      whole.replace(/"id":"(.)/, (_, digit: string) => `"id":"${digit === "0" ? "1" : "0"}`),
    );
    expect((await tapelab(["cat", "lorenz", "--sequence", "5.."], { cwd })).code).toBe(0);
    expect((await tapelab(["verify"], { cwd })).err).toContain("tapelab recover");
    const done = await tapelab(["recover", "--from", "copy"], { cwd });
    expect([done.code, done.err]).toEqual([0, ""]);
    expect(done.out).toContain("workspace.json was damaged and was written anew from the copy");
    expect(done.out).toMatch(/1 commit of tape "lorenz" is whole again\. The tape is as it was: its hash is /);
    const again = await tapelab(["recover", "lorenz", "--from", "copy"], { cwd });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('Nothing was taken for tape "lorenz".')]);
    expect(readFileSync(file, "utf8")).toBe(whole);
    expect((await tapelab(["verify", "--deep"], { cwd })).code).toBe(0);
    const log = json((await tapelab(["log", "lorenz", "--all", "--json"], { cwd })).out);
    expect(log.at(-1)!.hash).toBe(hash);
    expect(lines((await tapelab(["cat", "lorenz", "--json"], { cwd })).out)).toHaveLength(60);
    expect(copy).not.toBe(cwd);
  });
});

describe("tapelab export-state", () => {
  it("writes what is whole and ends with 3 when something is missing", async () => {
    const { cwd, copy } = await damaged();
    const bad = await tapelab(["export-state", "--out", "out"], { cwd });
    expect([bad.code, bad.err]).toEqual([3, expect.stringContaining("Commit 4 of tape")]);
    expect(bad.out).toMatch(/Wrote state.json, report.json and 1 archive of 1 tape to out/);
    expect((await tapelab(["export-state", "--out", join(cwd, "whole")], { cwd: copy })).code).toBe(0);
    expect((await tapelab(["export-state"], { cwd })).code).toBe(2);
    expect(
      (
        await tapelab(
          ["verify", `out/${/tapes.[0-9a-f]{32}\.tar/.exec(readFileSync(join(cwd, "out/report.json"), "utf8"))![0]}`],
          { cwd },
        )
      ).code,
    ).toBe(0);
  });
});
