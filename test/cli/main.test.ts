import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "#sdk/cli/verbs.js";
import { json, lines, type Result, recorded, script, startTapelab, tapelab, temporaryFolder } from "./run-tapelab.js";

function expectNoStack({ out, err }: Result): void {
  expect(`${out}${err}`).not.toMatch(/^\s+at .*[:(]/m);
}

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
    for (const asked of ["--version", "-v", "version"])
      expect(await tapelab([asked])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it("explains every verb with an example and every option it takes", async () => {
    for (const verb of VERBS.flatMap((one) => [one, ...(one.actions ?? [])])) {
      const words = verb.name.split(" ");
      const asked = await tapelab([...words, "--help"]);
      expect([verb.name, asked.code]).toEqual([verb.name, 0]);
      expect(asked.out).toMatch(new RegExp(`\\nExamples?:\\n {2}tapelab ${verb.name}`));
      for (const option of [...Object.keys(verb.options), "workspace", "json", "quiet"])
        expect(asked.out).toContain(`--${option}`);
      for (const action of verb.actions ?? []) expect(asked.out).toMatch(new RegExp(`^ {2}${action.name} .*$`, "m"));
      expect((await tapelab(["help", ...words])).out).toBe(asked.out);
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
    [["run", "lunch"], /run has no action "lunch"\. Did you mean launch\?/],
    [["run", "show", "x", "--policy", "stop"], /Unknown option --policy/],
    [["run", "launch", "gone.json", "--", "node", "--help"], /spec file not found/],
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

  it("says of a refusal of the system what it leaves as it is, and what to do", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, ".tapelab"));
    writeFileSync(join(cwd, ".tapelab/blobs"), "");
    const result = await tapelab(["gc", "--delete"], { cwd });
    expect(result.code).toBe(1);
    expect(result.err).toMatch(/The system refused: .*blobs'\. What is recorded stays as it is\. Look at that place/);
    expectNoStack(result);
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
});

describe("tapelab cat", () => {
  let cwd = "";
  beforeAll(async () => {
    cwd = await recorded();
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

  it("says which filter found nothing", async () => {
    const { code, out, err } = await tapelab(["cat", "lorenz", "--label", "stepp", "--sequence", "2..3"], { cwd });
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/No scope matches label: "stepp", .* label: "stepp" matches 0 scopes; sequence: .* matches 20/);
  });

  it("refuses to name a variable that no scope holds, with the nearest one", async () => {
    const result = await tapelab(["cat", "lorenz", "--var", "mod"], { cwd });
    expect(result.code).toBe(2);
    expect(result.out).toBe("");
    expect(result.err).toMatch(/No scope shown holds mod; they hold t, x, mode\. Did you mean mode\?/);
  });
});

describe("tapelab log, doctor and settings", () => {
  let cwd = "";
  beforeAll(async () => {
    cwd = await recorded();
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
