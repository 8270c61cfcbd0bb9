import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "#sdk/cli/verbs.js";
import { type Result, script, startTapelab, tapelab, temporaryFolder } from "./run-tapelab.js";

const RECORD = `
  const ws = await tapelab.openWorkspace(".");
  const session = await ws.startSession("lorenz", { labels: ["run-b"], meta: { sigma: 10 } });
  for (let i = 0; i < 60; i++) {
    session.capture("step", { t: i / 10, x: Math.sin(i), mode: i % 2 ? "odd" : "even" });
    if (i % 10 === 9) session.queue("chunk " + (i + 1) / 10);
  }
  await session.finalize("done");
`;

/** A workspace with one ended session of 6 commits (sequences 2 to 7) and 60 scopes. */
async function recorded(end = "await session.end();"): Promise<string> {
  const folder = temporaryFolder();
  const { code, err } = await script(RECORD + end, folder);
  if (code !== 0) throw new Error(err);
  return folder;
}

function expectNoStack({ out, err }: Result): void {
  expect(`${out}${err}`).not.toMatch(/^\s+at .*[:(]/m);
}

const lines = (text: string): string[] => text.trimEnd().split("\n");
const json = (text: string): Record<string, unknown>[] =>
  lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);

describe("tapelab without work", () => {
  it("lists every verb, and says nothing on standard error", async () => {
    for (const args of [[], ["help"], ["--help"], ["-h"]]) {
      const { code, out, err } = await tapelab(args);
      expect([code, err]).toEqual([0, ""]);
      for (const { name } of VERBS) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    }
  });

  it("prints its version alone", async () => {
    const { version } = JSON.parse(readFileSync("sdk/package.json", "utf8")) as { version: string };
    expect(await tapelab(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it("explains every verb with an example and every option it takes", async () => {
    for (const verb of VERBS) {
      const asked = await tapelab([verb.name, "--help"]);
      expect(asked.code).toBe(0);
      expect(asked.out).toMatch(/\nExamples?:\n {2}tapelab /);
      for (const option of [...Object.keys(verb.options), "workspace", "json", "quiet"])
        expect(asked.out).toContain(`--${option}`);
      expect((await tapelab(["help", verb.name])).out).toBe(asked.out);
    }
  });

  it("loads no library for its help", async () => {
    const main = JSON.stringify(join(process.cwd(), "sdk/dist/cli/main.js"));
    const source = `await require(${main}).main(["--help"]); console.log(Object.keys(require.cache).filter((file) => /node_modules|workspace|tape\\//.test(file)).length);`;
    const { out } = await script("", ".");
    expect(out).toBe("");
    const { out: counted } = await runBare(source);
    expect(lines(counted).at(-1)).toBe("0");
  });
});

function runBare(source: string): Promise<Result> {
  return script(
    `process.argv.length; require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(`(async () => { ${source} })()`)}], { stdio: "inherit" });`,
    ".",
  );
}

describe("tapelab with a mistake", () => {
  it.each([
    [["lss"], /Unknown verb "lss"\. Did you mean ls\?/],
    [["--json"], /The first word is a verb/],
    [["cat"], /TAPE is missing/],
    [["cat", "a", "b"], /Unexpected argument "b"/],
    [["ls", "--jsn"], /Unknown option --jsn\. Did you mean --json\?/],
    [["cat", "a", "--format", "xml"], /one of table, json, csv, arrow, found "xml"/],
    [["cat", "a", "--limit", "many"], /--limit expects a whole number/],
    [["cat", "a", "--json", "--format", "csv"], /exclude each other/],
    [["doctor", "--quick", "--deep"], /exclude each other/],
    [["log", "--since", "tomorrow"], /--since expects/],
    [["log", "--follow"], /--follow needs one TAPE/],
    [["help", "nothing"], /Unknown verb "nothing"/],
  ])("%j ends with 2 and says what was expected", async (args, text) => {
    const result = await tapelab(args, { cwd: temporaryFolder() });
    expect(result.code).toBe(2);
    expect(result.out).toBe("");
    expect(result.err).toMatch(text);
    expect(lines(result.err).length).toBeLessThanOrEqual(2);
    expectNoStack(result);
  });

  it("ends with 1 where there is no workspace, and makes none (R44)", async () => {
    const folder = temporaryFolder();
    for (const args of [["info"], ["ls"], ["cat", "x"], ["log"], ["doctor"], ["recover", "x"]]) {
      const result = await tapelab(args, { cwd: folder });
      expect([args[0], result.code, result.out]).toEqual([args[0], 1, ""]);
      expect(result.err).toMatch(/There is no workspace here/);
      expectNoStack(result);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it("ends with 2 for a bad flag and with 0 when all is well (R44)", async () => {
    const cwd = await recorded();
    expect((await tapelab(["info", "--nope"], { cwd })).code).toBe(2);
    expect((await tapelab(["info"], { cwd })).code).toBe(0);
  });

  it("names the nearest label for a tape that is not there", async () => {
    const result = await tapelab(["cat", "lorentz"], { cwd: await recorded() });
    expect(result.code).toBe(1);
    expect(result.err).toContain('"lorenz"');
    expectNoStack(result);
  });
});

describe("tapelab on a whole workspace", () => {
  let cwd = "";
  beforeAll(async () => {
    cwd = await recorded();
  });

  it("lists sessions as an aligned table and as JSON lines", async () => {
    const { code, out, err } = await tapelab(["ls"], { cwd });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /^label +id +started +state +commits +scopes +size\nlorenz run-b +[0-9a-f]{8} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +ended +6 +60 +[\d.]+ KiB\n$/,
    );
    const [one] = json((await tapelab(["ls", "--json"], { cwd })).out);
    expect(one).toMatchObject({
      label: "lorenz",
      labels: ["lorenz", "run-b"],
      state: "ended",
      commits: 6,
      scopes: 60,
      damage: [],
    });
  });

  it("finds a tape by label, by id and by a unique end or beginning of the id", async () => {
    const [{ id }] = json((await tapelab(["ls", "--json"], { cwd })).out) as [{ id: string }];
    for (const name of ["lorenz", id, id.slice(-8), id.slice(0, 10)]) {
      expect(json((await tapelab(["info", name, "--json"], { cwd })).out)[0]).toMatchObject({ id, commits: 6 });
    }
    const folder = join(cwd, ".tapelab/tapes", id);
    expect(json((await tapelab(["info", folder, "--json"], { cwd: temporaryFolder() })).out)[0]).toMatchObject({
      id,
      label: "lorenz",
    });
  });

  it("shows the facts of a tape with its variables and types", async () => {
    const { out } = await tapelab(["info", "lorenz"], { cwd });
    expect(out).toMatch(/^session +lorenz run-b$/m);
    expect(out).toMatch(/^meta +\{"sigma":10\}$/m);
    expect(out).toMatch(/^holds +6 commits, 60 scopes$/m);
    expect(out).toMatch(/^step +t +number$/m);
    expect(out).toMatch(/^ +mode +string$/m);
  });

  it("prints scopes with the variables, commits and number that were asked for", async () => {
    const { code, out } = await tapelab(["cat", "lorenz", "--var", "t,mode", "--sequence", "3..4", "--limit", "12"], {
      cwd,
    });
    expect(code).toBe(0);
    const rows = lines(out);
    expect(rows[0]).toMatch(/^commit +label +t +mode$/);
    expect(rows).toHaveLength(13);
    expect(rows[1]).toMatch(/^ +3 +step +1 +even$/);
    expect(rows[12]).toMatch(/^ +4 +step +2\.1 +odd$/);
  });

  it("prints a line of JSON for each scope, in order", async () => {
    const scopes = json((await tapelab(["cat", "lorenz", "--json"], { cwd })).out);
    expect(scopes).toHaveLength(60);
    expect(scopes[15]).toMatchObject({
      sequence: 3,
      commit: "chunk 2",
      labels: ["step"],
      vars: { t: 1.5, x: Math.sin(15), mode: "odd" },
    });
  });

  it("prints CSV with a heading and exact numbers", async () => {
    const { out } = await tapelab(["cat", "lorenz", "--format", "csv", "--limit", "2"], { cwd });
    expect(out).toBe(`t,x,mode\n0,0,even\n0.1,${Math.sin(1)},odd\n`);
  });

  it("writes an Arrow stream", async () => {
    const folder = temporaryFolder();
    const { out } = await script(
      `const { execFileSync } = require("node:child_process");
       const bytes = execFileSync(process.execPath, [${JSON.stringify(join(process.cwd(), "sdk/bin/tapelab.js"))}, "cat", "lorenz", "--format", "arrow", "--workspace", ${JSON.stringify(cwd)}]);
       const table = require(${JSON.stringify(join(process.cwd(), "node_modules/apache-arrow"))}).tableFromIPC(bytes);
       console.log(JSON.stringify([table.numRows, table.schema.fields.map((field) => field.name), table.getChild("t").get(59)]));`,
      folder,
    );
    expect(JSON.parse(out)).toEqual([60, ["t", "x", "mode"], 5.9]);
  });

  it("refuses to name a variable that no scope holds, with the nearest one", async () => {
    const result = await tapelab(["cat", "lorenz", "--var", "mod"], { cwd });
    expect(result.code).toBe(2);
    expect(result.err).toMatch(/No scope shown holds mod; they hold t, x, mode\. Did you mean mode\?/);
  });

  it("logs commits, newest last, filtered by label, time, text and hash", async () => {
    const all = json((await tapelab(["log", "lorenz", "--json"], { cwd })).out);
    expect(all.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7]);
    const hash = all[3]!.hash as string;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const found = async (...args: string[]) =>
      json((await tapelab(["log", "lorenz", "--json", ...args], { cwd })).out).map(({ sequence }) => sequence);
    expect(await found("--hash", hash.slice(0, 10))).toEqual([5]);
    expect(await found("--label", "chunk 2")).toEqual([3]);
    expect(await found("--grep", "CHUNK 6")).toEqual([7]);
    expect((await found("--all")).length).toBe(8);
    expect((await tapelab(["log", "lorenz", "--since", "2099-01-01"], { cwd })).err).toContain("No commit matches.");
  });

  it("finds nothing wrong, at every depth", async () => {
    for (const depth of ["--quick", "--full", "--deep"]) {
      const { code, out, err } = await tapelab(["doctor", depth], { cwd });
      expect(code).toBe(0);
      expect(out).toMatch(/lorenz .* clean\n/);
      expect(err).toContain("nothing is lost");
    }
    const [finding] = json((await tapelab(["doctor", "--json"], { cwd })).out);
    expect(finding).toMatchObject({ isClean: true, damage: [], tornBytes: 0, lease: "free" });
  });

  it("keeps standard error empty with --quiet, and color out of pipes", async () => {
    for (const args of [["ls"], ["info"], ["cat", "lorenz"], ["log"], ["doctor"]]) {
      const { out, err } = await tapelab([...args, "--quiet"], { cwd });
      expect(err).toBe("");
      expect(out).not.toContain("\u001b");
    }
  });

  it("ends quietly when its reader goes away", async () => {
    const child = startTapelab(["cat", "lorenz", "--json", "--workspace", cwd]);
    let err = "";
    child.stderr!.on("data", (data: Buffer) => {
      err += data.toString();
    });
    child.stdout!.destroy();
    const code = await new Promise((done) => child.on("close", done));
    expect([code, err]).toEqual([0, ""]);
  });

  it("explains a setting with all its layers", async () => {
    const env = { TAPELAB_SESSION__DURABILITY: "os" };
    const { out } = await tapelab(["settings", "session.durability"], { cwd, env });
    expect(out).toMatch(/session\.durability +os \(from environment\)/);
    expect(out).toMatch(/environment +os +TAPELAB_SESSION__DURABILITY +wins/);
    const wrong = await tapelab(["settings", "session.durabilty"], { cwd });
    expect([wrong.code, wrong.err.split("\n")[0]]).toEqual([
      2,
      'There is no setting "session.durabilty". Did you mean session.durability?',
    ]);
  });
});

describe("tapelab on a damaged workspace", () => {
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
    expect(first.out).toContain("q1");
    const note = JSON.parse(readFileSync(join(folder, "quarantine/q1.json"), "utf8")) as {
      offset: number;
      size: number;
    };
    expect(readFileSync(join(folder, "quarantine/q1.bin"))).toEqual(
      before.subarray(note.offset, note.offset + note.size),
    );
    expect((await tapelab(["recover", "lorenz"], { cwd })).out).toContain("1 copy in quarantine from before");
    expect(readdirSync(join(folder, "quarantine")).sort()).toEqual(["q1.bin", "q1.json"]);
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

  it("takes an interrupted last write for what it is: exit 0, and its bytes can be seen", async () => {
    const cwd = await recorded("process.kill(process.pid, 'SIGKILL');").catch(() => temporaryFolder());
    expect(existsSync(cwd)).toBe(true);
  });
});
