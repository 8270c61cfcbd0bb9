import { describe, expect, it } from "vitest";
import { script, tapelab, temporaryFolder } from "./run-tapelab.js";

const program = `
  const session = await (await tapelab.openWorkspace(".")).startSession("demo");
  for (let i = 0; i < 200; i++) {
    session.capture("step", { i, x: i / 7, name: "row " + (i % 4) });
    await session.commit();
  }
  await session.end();`;

describe("tapelab compact", { timeout: 60_000 }, () => {
  it("says what it would do, does it, and has nothing to do the second time", async () => {
    const folder = temporaryFolder();
    expect(await script(program, folder)).toMatchObject({ code: 0 });
    const before = (await tapelab(["cat", "demo", "--format", "csv"], { cwd: folder })).out;
    const dry = await tapelab(["compact", "demo", "--dry-run"], { cwd: folder });
    expect([dry.code, dry.out]).toEqual([
      0,
      expect.stringMatching(/would take .* before, .* after. Nothing was changed/),
    ]);
    const done = await tapelab(["compact", "demo"], { cwd: folder });
    expect([done.code, done.out]).toEqual([
      0,
      expect.stringMatching(/generation 2.*201 commits|generation 2.*20\d commits/),
    ]);
    expect((await tapelab(["cat", "demo", "--format", "csv"], { cwd: folder })).out).toBe(before);
    const again = await tapelab(["compact", "demo"], { cwd: folder });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("Nothing to do")]);
    const result: unknown = JSON.parse(
      (await tapelab(["compact", "demo", "--grace", "0", "--json"], { cwd: folder })).out,
    );
    expect(result).toMatchObject({ isChanged: false, removed: { kept: "none", segments: [1] } });
    expect((await tapelab(["doctor", "demo", "--full"], { cwd: folder })).code).toBe(0);
  });

  it("trims with a copy alone, says so everywhere, and ends with 0", async () => {
    const folder = temporaryFolder();
    expect(await script(program, folder)).toMatchObject({ code: 0 });
    const refused = await tapelab(["compact", "demo", "--drop-history", "100"], { cwd: folder });
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--copy FILE")]);
    expect((await tapelab(["export", "demo", "copy.tar"], { cwd: folder })).code).toBe(0);
    const done = await tapelab(["compact", "demo", "--drop-history", "100", "--copy", "copy.tar"], { cwd: folder });
    expect([done.code, done.out]).toEqual([0, expect.stringContaining("Commits 2-100 were trimmed")]);
    for (const verb of [["info"], ["doctor"], ["doctor", "--full"], ["verify"], ["log"]]) {
      const [name = "", ...options] = verb;
      const { code, out, err } = await tapelab([name, "demo", ...options], { cwd: folder });
      expect([verb, code, (out + err).includes("2-100")]).toEqual([verb, 0, true]);
    }
  });

  it("refuses options that exclude each other", async () => {
    const folder = temporaryFolder();
    for (const options of [["--repack", "--consolidate"], ["--copy", "a.tar"], ["--without-copy"]])
      expect((await tapelab(["compact", "demo", ...options], { cwd: folder })).code).toBe(2);
  });
});
