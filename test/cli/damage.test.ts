import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, lines, recorded, script, startScript, tapelab, temporaryFolder } from "./run-tapelab.js";

/** Turns one bit over in the middle of a commit. */
async function flipped(sequence: number): Promise<{ cwd: string; folder: string }> {
  const cwd = await recorded();
  const entry = json((await tapelab(["log", "lorenz", "--json"], { cwd })).out).find(
    (one) => one.sequence === sequence,
  )!;
  const folder = join(cwd, ".tapelab/tapes", entry.tape as string);
  const file = join(folder, "seg-00000001.tape");
  const bytes = readFileSync(file);
  bytes[(entry.offset as number) + Math.floor((entry.sizeBytes as number) / 2)]! ^= 0x10;
  writeFileSync(file, bytes);
  return { cwd, folder };
}

describe("tapelab on a damaged workspace", () => {
  it("shows everything else, names the loss and ends with 3", async () => {
    const { cwd } = await flipped(4);
    const scopes = await tapelab(["cat", "lorenz", "--json"], { cwd });
    expect(scopes.code).toBe(3);
    expect(json(scopes.out).map(({ sequence }) => sequence)).not.toContain(4);
    expect(json(scopes.out)).toHaveLength(50);
    expect(scopes.err).toMatch(/Commit 4 of tape "lorenz" is damaged on disk/);
    for (const args of [
      ["ls"],
      ["info"],
      ["info", "lorenz"],
      ["log"],
      ["doctor"],
      ["doctor", "--full"],
      ["doctor", "--deep"],
    ]) {
      expect([args, (await tapelab(args, { cwd })).code]).toEqual([args, 3]);
    }
    const [finding] = json((await tapelab(["doctor", "--json"], { cwd })).out);
    expect(finding).toMatchObject({
      isClean: false,
      damage: [{ code: "corrupt-commit", firstSequence: 4, lastSequence: 4 }],
    });
  });

  it("is not disturbed by damage that was not asked for", async () => {
    const { cwd } = await flipped(4);
    const { code, err } = await tapelab(["cat", "lorenz", "--sequence", "5.."], { cwd });
    expect([code, err]).toEqual([0, ""]);
  });

  it("keeps the damaged bytes once, with a note, and changes nothing else", async () => {
    const { cwd, folder } = await flipped(4);
    const before = readFileSync(join(folder, "seg-00000001.tape"));
    const first = await tapelab(["recover", "lorenz"], { cwd });
    expect(first.code).toBe(3);
    const id = /quarantine repair (q[0-9a-f]{6}) --from PEER/.exec(first.err)?.[1] ?? "";
    expect(first.out).toContain(id);
    const note = JSON.parse(readFileSync(join(folder, `quarantine/${id}.json`), "utf8")) as {
      offset: number;
      size: number;
    };
    expect(readFileSync(join(folder, `quarantine/${id}.bin`))).toEqual(
      before.subarray(note.offset, note.offset + note.size),
    );
    expect((await tapelab(["recover", "lorenz"], { cwd })).out).toContain("1 copy in quarantine from before");
    expect(readdirSync(join(folder, "quarantine")).sort()).toEqual([`${id}.bin`, `${id}.json`]);
    expect(readFileSync(join(folder, "seg-00000001.tape"))).toEqual(before);
  });

  it("counts a loss no longer once it was given up by name", async () => {
    const { cwd } = await flipped(4);
    const accepted = await tapelab(["recover", "lorenz", "--accept-gap"], { cwd });
    expect(accepted.code).toBe(0);
    for (const args of [["doctor", "--full"], ["ls"], ["cat", "lorenz", "--quiet"], ["recover", "lorenz"]]) {
      const { code, err } = await tapelab(args, { cwd });
      expect([args, code, err]).toEqual([args, 0, expect.any(String)]);
    }
    const doctor = await tapelab(["doctor"], { cwd });
    expect(doctor.out).toMatch(/given up by name/);
    expect(doctor.out).toMatch(/ended/);
    expect(json((await tapelab(["cat", "lorenz", "--json"], { cwd })).out)).toHaveLength(50);
  });
});

describe("tapelab on odd tapes", () => {
  it("takes an interrupted last write for what it is: exit 0, and its bytes can be seen", async () => {
    const cwd = await recorded();
    const end = json((await tapelab(["log", "lorenz", "--all", "--json"], { cwd })).out).at(-1)!;
    const file = join(cwd, ".tapelab/tapes", end.tape as string, "seg-00000001.tape");
    writeFileSync(file, readFileSync(file).subarray(0, (end.offset as number) + 20));
    for (const args of [["doctor"], ["doctor", "--full"], ["ls"], ["cat", "lorenz"], ["recover", "lorenz"]]) {
      expect([args, (await tapelab(args, { cwd })).code]).toEqual([args, 0]);
    }
    const doctor = await tapelab(["doctor", "lorenz", "--tail"], { cwd });
    expect(doctor.out).toMatch(/last write interrupted/);
    expect(doctor.out).toMatch(/The last write to tape "lorenz" was interrupted \(\d+ bytes after commit 7\)/);
    expect(doctor.out).toMatch(/\n {2}[0-9a-f]{8} {2}54 4c 46 31 /); // the frame's magic, TLF1
  });

  it("lists a tape that cannot be read at all beside the others", async () => {
    const { cwd, folder } = await flipped(4);
    writeFileSync(join(folder, "seg-00000001.tape"), Buffer.alloc(5000, 7));
    await script(
      'const ws = await tapelab.openWorkspace("."); const s = await ws.startSession("other"); s.capture("a", { x: 1 }); await s.end();',
      cwd,
    );
    const { code, out } = await tapelab(["ls"], { cwd });
    expect(code).toBe(3);
    expect(out).toMatch(/^other +[0-9a-f]{8} .* ended +1 +1 /m);
    expect(lines(out)).toHaveLength(3);
  });
});

describe("tapelab recover beside a writer", () => {
  const HOLD = `
    const ws = await tapelab.openWorkspace(".");
    const session = await ws.startSession("held");
    session.capture("a", { x: 1 });
    await session.commit("one");
    console.log("ready");
    process.stdin.once("data", async () => {
      session.capture("a", { x: 2 });
      console.log(await session.commit("two").then(() => "committed", (error) => error.code));
      process.exit(0);
    });`;

  it("refuses while the writer is alive, and fences it when told to take over", async () => {
    const cwd = temporaryFolder();
    const writer = startScript(HOLD, cwd);
    await writer.says("ready");
    expect(json((await tapelab(["ls", "--json"], { cwd })).out)[0]).toMatchObject({
      label: "held",
      state: "recording",
    });
    const refused = await tapelab(["recover", "held"], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/Tape "held" is open for writing by pid \d+ on host .* Nothing was copied/);
    const taken = await tapelab(["recover", "held", "--take-over"], { cwd });
    expect([taken.code, taken.out]).toEqual([0, expect.stringContaining("was taken over")]);
    writer.tell("go");
    expect(await writer.ended()).toMatch(/fenced/);
    expect(json((await tapelab(["cat", "held", "--json"], { cwd })).out)[0]).toMatchObject({ commit: "one" });
  });
});

describe("tapelab --follow", () => {
  it("shows what another process commits, once and in order, and ends with the session", async () => {
    const cwd = temporaryFolder();
    const writer = startScript(
      `const ws = await tapelab.openWorkspace(".");
       const session = await ws.startSession("live");
       session.capture("n", { n: 0 });
       await session.commit("c0");
       console.log("ready");
       process.stdin.once("data", async () => {
         for (let n = 1; n < 20; n++) { session.capture("n", { n }); await session.commit("c" + n); }
         await session.end();
         process.exit(0);
       });`,
      cwd,
    );
    await writer.says("ready");
    const scopes = tapelab(["cat", "live", "--follow", "--json"], { cwd });
    const commits = tapelab(["log", "live", "--follow", "--json"], { cwd });
    await new Promise((resolve) => setTimeout(resolve, 800));
    writer.tell("go");
    await writer.ended();
    const seen = json((await scopes).out).map(({ vars }) => (vars as { n: number }).n);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(json((await commits).out).map(({ label }) => label)).toEqual(seen.map((n) => `c${n}`));
  });
});

describe("tapelab and hostile names", () => {
  it("shows controls, line ends and writing direction marks as escapes everywhere", async () => {
    const cwd = temporaryFolder();
    // 25 names: C0, DEL, C1, line ends, overrides, isolates, marks, lone surrogates, and text that only looks like one.
    const controls = [
      1, 7, 8, 9, 10, 13, 27, 0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e,
      0x2066, 0x2069,
    ];
    const bad = [
      ...controls.map((code, at) => `n${at}${String.fromCharCode(code)}[31mtxt`),
      "\\u001b[31m",
      "'; rm -rf /",
      "=cmd|' /C calc'!A0",
    ];
    expect(bad).toHaveLength(25);
    const { code, err } = await script(
      `const names = ${JSON.stringify(bad)};
       const ws = await tapelab.openWorkspace(".");
       const all = Object.fromEntries(names.map((name) => [name, name]));
       for (const name of names.slice(6, 12)) {
         const session = await ws.startSession(name, { labels: [name + "2"], meta: all });
         for (const label of names) session.capture(label, { ...all, list: names, map: new Map(Object.entries(all)) }, { units: all });
         await session.commit(name);
         await session.end();
       }`,
      cwd,
    );
    expect([code, err.includes("Error")]).toEqual([0, false]);
    const [{ id }] = json((await tapelab(["ls", "--json"], { cwd })).out) as [{ id: string }];
    const runs = [
      ["ls"],
      ["info"],
      ["info", id],
      ["cat", id],
      ["cat", id, "--json"],
      ["log"],
      ["log", "--json"],
      ["doctor"],
      ["cat", bad[0]!],
      ["cat", `${bad[0]}x`],
      [bad[0]!],
    ];
    for (const args of runs) {
      const { out, err: remarks } = await tapelab(args, { cwd });
      expect([args, /[^\P{Cc}\n]|[\u202a-\u202e]/u.test(out + remarks)]).toEqual([args, false]);
    }
    expect(lines((await tapelab(["ls"], { cwd })).out)).toHaveLength(7);
  });
});

describe("a start that was cut off", () => {
  it("is listed as empty, explained by doctor, and no damage", async () => {
    const cwd = temporaryFolder();
    const dir = join(cwd, ".tapelab/tapes", "0".repeat(32));
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "seg-00000001.tape"), "");
    const listed = await tapelab(["ls", "--json"], { cwd });
    expect([listed.code, json(listed.out)[0]?.state]).toEqual([0, "empty"]);
    const doctor = await tapelab(["doctor"], { cwd });
    expect(doctor.code).toBe(0);
    expect(doctor.out).toMatch(/was never begun: its start was cut off\. Nothing that was confirmed is missing/);
    expect(doctor.err).toContain("nothing is lost");
    for (const verb of ["info", "log", "cat"])
      expect((await tapelab([verb, "0".repeat(32)], { cwd })).code, verb).toBe(0);
  });
});
