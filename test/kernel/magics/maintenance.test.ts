import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, startKernel } from "../client.js";

let root: string;
let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tapelab-maintenance-"));
  folder = join(root, "project");
  mkdirSync(folder);
  kernel = await startKernel({ cwd: folder, env: { JPY_SESSION_NAME: join(folder, "a.ipynb") } });
  await shown(
    "%tape start lorenz\nconst big = new Float64Array(4000).map((_, n) => Math.sin(n)), mark = 'to be damaged';",
  );
  mkdirSync(join(folder, "below"));
  await shown("process.chdir('below')"); // paths are those of the notebook's folder all the same
  await shown("%tape capture s mark\n%tape commit one\n%tape capture s mark --blob big\n%tape commit two");
}, 60_000);

afterAll(async () => {
  await kernel?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Runs a cell that succeeds; what it shows, in order, without the bars of long work. No script and nothing unescaped is in it. */
async function shown(code: string): Promise<string[]> {
  const { reply, iopub } = await kernel.execute(code);
  expect(reply.status, JSON.stringify(reply)).toBe("ok");
  return iopub.flatMap(({ type, content }) => {
    if (type !== "display_data" && type !== "execute_result") return [];
    expect(content.data["text/html"] ?? "").not.toContain("<script");
    const text = content.data["text/plain"];
    return / \d+ % \d+\/\d+/.test(text) ? [] : [text];
  });
}

/** Runs a cell with a mistake: one text, the line and a caret, no frames. */
async function mistake(code: string): Promise<string> {
  const { reply } = await kernel.execute(code);
  expect([code, reply.status]).toEqual([code, "error"]);
  expect(reply.traceback.slice(-2)[0]).toBe(code);
  expect(reply.traceback.join("\n")).not.toMatch(/^\s+at /m);
  return `${reply.ename}: ${reply.evalue}`;
}

function tapeFolder(label: string): string {
  const tapes = join(folder, ".tapelab/tapes");
  const dir = readdirSync(tapes).find((id) => readFileSync(join(tapes, id, "seg-00000001.tape")).includes(label));
  return join(tapes, dir ?? "");
}

/** Flips one bit where the text stands last. */
function damage(file: string, text: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
}

describe("%tape export", () => {
  it("writes the tape of the active session, and says what is not in it", async () => {
    await shown("%tape capture s mark\n%tape queue q\n%tape capture s mark");
    const [text] = await shown("const done = %tape export lorenz.tar\n%tape export copy --meta --blobs none");
    expect(text).toMatch(/^exported 3 commits \(c1-c3\) of tape "lorenz" to .*copy, [\d.]+ kB\n/);
    expect(text).toContain("not in it: 1 scope on the stage, 1 commit in the queue, which are not on the tape yet.");
    expect(await shown("[done.kind, done.blobs, done.sha256?.length].join()")).toEqual(["'tar,1,64'"]);
    await shown("%tape finalize done");
    expect((await shown("%tape export more.tar --since lorenz.tar"))[0]).toMatch(
      /^exported 2 commits \(c4-c5\)[^\n]*$/,
    );
    expect((await shown("%tape export more.tar.gz --since 5"))[0]).toContain("nothing is new");
    expect((await shown("%tape export lorenz.tar --force --tape lorenz --quiet")).length).toBe(0);
  });

  it("writes below the project alone, or below a folder that --out names", async () => {
    symlinkSync(root, join(folder, "out"));
    symlinkSync(join(root, "nowhere"), join(folder, "dangling"));
    for (const words of ["../x.tar", "/etc/x.tar", "out/x.tar", "dangling", "dangling/x.tar", "."]) {
      const text = await mistake(`%tape export ${words}`);
      expect(text).toMatch(/^UsageError: %tape export .* lies outside of the project\. Nothing was exported\./);
      expect(text).toContain(`Name a path below ${folder}, or a folder elsewhere with --out DIR.`);
    }
    for (const place of [".tapelab/x.tar", ".tapelab/tapes/x", "--out .tapelab x.tar", "--queue .tapelab/tapes"])
      expect(await mistake(`%tape export ${place}`)).toMatch(
        /lies in the workspace's own folder\. Nothing was exported/,
      );
    expect(await mistake("%tape gc --to .tapelab/blobs")).toContain("lies in the workspace's own folder. Nothing");
    expect(await mistake("%tape export --out ../../../etc/x")).toContain(
      `Name a folder below ${folder}, or an absolute`,
    );
    expect(await mistake("%tape export x.tar --out ../../../etc/x")).toContain(`Name a folder below ${folder}`);
    expect(await mistake(`%tape export ../x.tar --out ${root}`)).toContain(`lies outside of ${root}.`);
    expect(existsSync(join(root, "x.tar"))).toBe(false);
    expect((await shown(`%tape export x.tar --out ${root}`))[0]).toContain(`to ${root}/x.tar`);
  });

  it("tells mistakes in one text", async () => {
    expect(await mistake("%tape export")).toContain("needs a PATH, or --queue DIR. Nothing was exported.");
    expect(await mistake("%tape export lorenz.tar")).toMatch(/lorenz\.tar.*Nothing was exported/);
    expect(await mistake("%tape export x --gzip")).toContain("ends in .tar");
    expect(await mistake("%tape export y.tar --tape nobody")).toContain("nobody");
    expect(await mistake("%tape export y.tar --queue z")).toContain("takes a PATH or --queue DIR, not both.");
    expect(await mistake("%tape export no/such/folder/y.tar")).toMatch(
      /there is no folder .*no\/such\/folder\. Nothing was exported\. Make it first/,
    );
    const { reply } = await kernel.execute("%tape export?");
    expect(reply.payload[0].data["text/plain"]).toContain("Usage: %tape export [PATH] [options]");
  });
});

describe("%tape import", () => {
  it("takes an archive back as it was, or as a tape of its own", async () => {
    await shown("%tape end");
    const dir = tapeFolder("lorenz");
    cpSync(dir, join(root, dir.split("/").at(-1)!), { recursive: true });
    rmSync(dir, { recursive: true });
    expect((await shown("%tape import lorenz.tar"))[0]).toMatch(
      /^imported 5 commits and 1 blob of tape [0-9a-f]{32}$|^imported 5 commits of tape/,
    );
    expect((await shown("const back = %tape import lorenz.tar\nback.commitsAdded"))[0]).toBe("0");
    expect((await shown("%tape import lorenz.tar --copy --deep"))[0]).toMatch(/^copied \d commits.* to the new tape/);
    expect((await shown("%tape log 1 --tape lorenz"))[0]).toContain("done");
  });

  it("tells mistakes in one text, and takes nothing of a damaged archive", async () => {
    cpSync(join(folder, "lorenz.tar"), join(folder, "bad.tar"));
    damage(join(folder, "bad.tar"), "to be damaged");
    expect(await mistake("%tape import bad.tar")).toMatch(/damaged.*Nothing was imported/);
    expect(await mistake("%tape import nowhere.tar")).toContain("nowhere.tar. Nothing was read.");
    expect(await mistake("%tape import lorenz.tar --quick --deep")).toContain("--quick and --deep exclude each other.");
  });
});

describe("%tape verify", () => {
  it("proves tapes and archives, and names damage", async () => {
    expect((await shown("%tape verify lorenz --deep"))[0]).toMatch(
      /lorenz .* clean\nchecked .*value and blob of 1 tape: nothing is lost/,
    );
    expect((await shown("%tape verify lorenz.tar"))[0]).toMatch(/^lorenz\.tar: nothing is damaged\. Tape/);
    expect((await shown("%tape verify bad.tar --quick"))[0]).toContain("names and sizes looked at");
    expect((await shown("%tape verify bad.tar"))[0]).toMatch(/^bad\.tar: damaged: 1 finding/);
    expect((await shown("const all = %tape verify\nall.isClean"))[0]).toBe("true");
    expect(await mistake("%tape verify nobody")).toContain("nobody");
  });
});

describe("%tape snapshot, gc, compact and param", () => {
  it("do what the shell does", async () => {
    expect((await shown("%tape param lr 0.5"))[0]).toMatch(/^param lr = 0\.5, commit [0-9a-f]{32}:c\d+/);
    const rate = "const rate = { now: [1, 2] };\nconst ref = %tape param rate {rate}\nref.uid.length > 30";
    expect(await shown(rate)).toEqual(["true"]);
    const [state] = await shown(
      "const ws = await (await import('tapelab')).openWorkspace();\nJSON.stringify((await ws.state()).get('param/rate'))",
    );
    expect(state).toBe(`'{"value":{"now":[1,2]}}'`);
    expect((await shown("%tape snapshot"))[0]).toMatch(/edits +c[23] .*\n(.*\n)*3 snapshots written/);
    expect((await shown("%tape snapshot lorenz"))[0]).toContain('nothing is new on tape "lorenz"');
    expect((await shown("%tape gc"))[0]).toBe("every blob is needed");
    await shown("%tape start gone\n%tape capture s big --blob big\n%tape stage --drop all");
    await shown("const other = big.map((n) => n + 1);\n%tape capture s other --blob other\n%tape end --discard");
    // Blobs are written behind the capture, and stay when it is dropped.
    await expect
      .poll(async () => (await shown("%tape gc"))[0], { timeout: 10_000 })
      .toMatch(
        /… {2}32\.0 kB {2}would be marked; an open session may hold it[\s\S]*nothing was changed; --delete does it/,
      );
    expect((await shown("%tape gc --delete"))[0]).toMatch(/… {2}32\.0 kB {2}marked; an open session may hold it/);
    expect(await mistake("%tape gc --to ../cold")).toContain(`Name a folder below ${folder}`);
    expect((await shown("%tape compact lorenz --dry-run"))[0]).toMatch(
      /^tape "lorenz" (would take|is compact already)/,
    );
    expect(await mistake("%tape compact lorenz --copy x")).toContain(
      "--copy goes with --drop-history, which is missing.",
    );
    expect(await mistake("%tape compact nobody")).toContain("nobody");
  });
});

describe("%tape quarantine", () => {
  it("lists, shows, exports, repairs from a copy and gives up", async () => {
    expect(await shown("%tape quarantine list")).toEqual(["nothing is in quarantine"]);
    const lorenz = join(root, readdirSync(root).find((name) => /^[0-9a-f]{32}$/.test(name))!);
    const dir = join(folder, ".tapelab/tapes", lorenz.split("/").at(-1)!);
    const file = join(dir, readdirSync(dir).find((name) => name.endsWith(".tape")) ?? "");
    damage(file, "to be damaged");
    const [list] = await shown("%tape quarantine");
    const id = /^(q[0-9a-f]+) .* lorenz +c2 .* open/m.exec(list ?? "")?.[1] ?? "";
    expect(id, list).not.toBe("");
    expect((await shown(`%tape quarantine show ${id}`))[0]).toMatch(/state +open[\s\S]*commits +c2/);
    const code = `%tape quarantine show ${id.slice(0, 2)}`;
    for (let n = 0, found: string[] = []; found[0] !== id; n++) {
      expect(n).toBeLessThan(20);
      found = (await kernel.request("shell", "complete_request", { code, cursor_pos: code.length })).content.matches;
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(await mistake(`%tape quarantine export ${id}`)).toContain("export needs ID and FILE. Nothing was changed.");
    expect(await mistake(`%tape quarantine show ${id} more`)).toContain("show takes no further word.");
    expect(await mistake(`%tape quarantine export ${id} ../x`)).toContain("lies outside of the project.");
    expect(await mistake("%tape quarantine show q7")).toContain('the id "q7"');
    expect(await mistake(`%tape quarantine repair ${id}`)).toContain("Nothing was changed.");
    expect(await mistake(`%tape quarantine repair ${id} --from nowhere`)).toContain("nowhere");
    expect(await mistake(`%tape quarantine skip ${id} --from x`)).toContain("--from belongs to quarantine repair.");
    const repaired = await shown(
      `%tape quarantine repair ${id} --from lorenz.tar\nconst entries = %tape quarantine show ${id}\nentries[0].state`,
    );
    expect(repaired).toEqual([`${id} is repaired: c2 of tape "lorenz" can be read as before`, "'repaired'"]);
    expect((await shown(`%tape quarantine export ${id} kept.bin`))[0]).toMatch(/were written to .*kept\.bin$/);
    expect(await mistake(`%tape quarantine export ${id} kept.bin`)).toContain("Nothing was written.");
    damage(file, "to be damaged"); // of another commit
    const lost = /^(q[0-9a-f]+) .* lorenz +c3 .* open/m.exec((await shown("%tape quarantine"))[0] ?? "")?.[1];
    expect((await shown("%tape gc"))[0]).toContain("no blob goes: 1 tape cannot be read as a whole (lorenz).");
    expect((await shown(`%tape quarantine restore ${lost} kept.bin`))[0]).toContain(`${lost} is still open.`);
    expect((await shown(`%tape quarantine skip ${lost}`))[0]).toContain(`${lost} is given up`);
    expect((await shown("%tape verify"))[0]).toContain("nothing is lost");
  });
});
