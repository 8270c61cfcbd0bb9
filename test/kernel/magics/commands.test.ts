import {
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
import { type Kernel, sleep, startKernel } from "../client.js";

let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-commands-"));
  kernel = await startKernel({ cwd: folder, env: { JPY_SESSION_NAME: join(folder, "a.ipynb") } });
}, 60_000);

afterAll(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a cell that succeeds; what it shows, in order. */
async function shown(code: string): Promise<string[]> {
  const { reply, iopub } = await kernel.execute(code);
  expect(reply.status, JSON.stringify(reply)).toBe("ok");
  return iopub.flatMap(({ type, content }) =>
    type === "display_data" || type === "execute_result" ? [content.data["text/plain"]] : [],
  );
}

async function message(code: string): Promise<string> {
  const { reply } = await kernel.execute(code);
  expect(reply.status).toBe("error");
  return `${reply.ename}: ${reply.evalue}`;
}

describe("completion", () => {
  it("of labels in a folder without a workspace offers nothing and makes nothing", async () => {
    for (let n = 0; n < 3; n++) {
      const { content } = await kernel.request("shell", "complete_request", { code: "%tape load x", cursor_pos: 12 });
      expect(content.matches).toEqual([]);
      await sleep(200);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("%tape start", () => {
  it("makes its workspace in another folder, and comes back", async () => {
    mkdirSync(join(folder, "lab"));
    expect((await shown("%tape start away --workspace lab"))[0]).toContain("in lab/.tapelab");
    await shown("const v = 1;\n%tape capture s v\n%tape end");
    expect(existsSync(join(folder, "lab/.tapelab/tapes"))).toBe(true);
    expect((await shown("%tape start home --workspace ."))[0]).toContain("in .tapelab");
    expect((await shown("%tape status --all"))[0]).not.toContain("away");
  });

  it("takes up a session by its id, and that alone", async () => {
    await shown("%tape capture s v\n%tape finalize first\nconst id = %tape status");
    await shown("%tape start between");
    expect((await shown("%tape start --id {id!.id}".replace("!", "")))[0]).toContain("session home (");
    await shown("%tape capture s v\n%tape commit second");
    expect((await shown("%tape log"))[0]).toMatch(/first[\s\S]*second/);
    expect(await message("%tape start --id {id.id} --meta a=1")).toContain("found --meta as well");
    expect(await message("%tape start --id abc")).toContain('needs the id of a session (32 hex digits); found "abc"');
    expect(await message("%tape start x --every 3")).toContain("--every goes with --auto, which is missing.");
    expect(await message("%tape start x --take-over")).toContain("--take-over goes with --id, which is missing.");
    expect(await message("%tape start")).toContain("%tape start needs a label for the session.");
  });
});

describe("%tape stage", () => {
  it("marks variables until the session ends and drops scopes", async () => {
    await shown("const big = new Float64Array(100).fill(1);");
    expect(await shown("%tape stage --blob big --hash v")).toEqual([
      "blob until the session ends: big; hash until the session ends: v",
    ]);
    await shown("%tape capture m big v\n%tape commit one\n%tape capture m big v");
    expect(await shown("%tape stage --drop 1")).toEqual(["dropped 1 scope, stage holds 0"]);
    await shown("%tape load one --as-scope as marked");
    expect(await shown('[marked.describe("big").storage, marked.describe("v").storage].join()')).toEqual([
      "'blob,hash'",
    ]);
  });
});

describe("%tape meta", () => {
  it("is for the next capture alone, and can be taken back", async () => {
    expect(await shown('%tape meta a=1 b=true c=null d=text e="1"')).toEqual([
      "next capture carries a=1 b=true c=null d=text e=1",
    ]);
    await shown(
      "%tape capture m big\n%tape capture m big\n%tape meta z=1\n%tape meta --clear\n%tape capture m big\n%tape commit metas",
    );
    await shown("%tape show metas");
    const [text] = await shown("const all = %tape show metas\nJSON.stringify(all.map(({ meta }) => meta))");
    expect(text).toBe(`'[{"a":1,"b":true,"c":null,"d":"text","e":"1"},{},{}]'`);
  });
});

describe("%tape log and show", () => {
  it("find commits by label, text and number", async () => {
    await shown('%tape capture m big\n%tape commit noted --meta note="before the kick"');
    expect((await shown("%tape log --grep KICK"))[0]?.split("\n")).toHaveLength(2);
    expect((await shown("%tape log --label nothing"))[0]).toBe("no commit matches");
    expect((await shown("%tape log 1"))[0]).toMatch(/noted +1 .* a\.ipynb \d+ +\d/);
    expect((await shown("%tape show noted --scope 1 "))[0]).toContain("Float64Array[100]");
    expect(await message("%tape show noted --scope 2")).toContain("has 1 scopes; found 2");
    expect(await message("%tape show notde")).toContain("Nearest labels: noted.");
    expect(await message("%tape show noted --var bog")).toContain('Did you mean "big"?');
    expect((await shown("%tape log --tape between"))[0]).toBe("no commit matches");
    expect(await message("%tape log --tape nowhere")).toContain("no-such-session".length > 0 ? "nowhere" : "");
  });

  it("follows in place until the session ends", async () => {
    const { id } = await kernel.execute("%tape log 3 --follow");
    await shown("%tape capture m big\n%tape commit seen-later");
    const isSeen = (): boolean =>
      kernel
        .iopubOf(id)
        .some(({ type, content }) => type === "update_display_data" && /seen-later/.test(content.data["text/plain"]));
    for (let n = 0; n < 50 && !isSeen(); n++) await sleep(100);
    expect(isSeen()).toBe(true);
  });
});

describe("%tape load", () => {
  it("loads a value that is no table, every match, and says what exists", async () => {
    await shown(
      "const name = 'x', cols = { a: [1, 2], b: ['u', 'v'] };\n%tape capture t name cols\n%tape commit table",
    );
    expect((await shown("%tape load table --var name as loaded\nloaded"))[1]).toBe("'x'");
    expect((await shown("%tape load table --var cols as loaded\nloaded.numRows"))[1]).toBe("2");
    expect((await shown("%tape load --scope m --all as loaded\nloaded.numRows > 3"))[1]).toBe("true");
    expect(await message("%tape load tabel")).toContain('commitLabel: "tabel" matches 0 scopes');
    const { reply } = await kernel.execute("  %tape load tabel as x");
    expect(reply.traceback).toEqual([
      expect.stringMatching(/^Cell\[\d+\]:1:3 - TapelabError: No scope matches/),
      "  %tape load tabel as x",
      "  ^",
    ]);
    expect(await message("%tape load")).toContain("needs the label of a commit, --from, --session or --scope.");
    expect(await message("%tape load table --from b.ipynb")).toContain('srcFile: "b.ipynb" matches 0 scopes');
  });
});

describe("%tape export", () => {
  it("writes stage and queue as a tape of its own, not outward through a link, not to a root", async () => {
    await shown("%tape capture m big\n%tape queue q\n%tape capture m big");
    expect((await shown("%tape export --queue rescue"))[0]).toMatch(/^exported 2 commits, 2 scopes to .*rescue/);
    expect(readdirSync(join(folder, "rescue"))).toHaveLength(1);
    symlinkSync(tmpdir(), join(folder, "out"));
    for (const place of ["/", "../elsewhere", "out/x"]) {
      expect(await message(`%tape export --queue ${place}`)).toContain("Nothing was exported.");
    }
  });
});

describe("%tape doctor and quarantine", () => {
  it("name every loss of a damaged tape and leave it as it is", async () => {
    await shown(
      '%tape finalize\n%tape start broken\nconst mark = "to be damaged";\n%tape capture s mark\n%tape commit c\n%tape end',
    );
    const tapes = join(folder, ".tapelab/tapes");
    const dir = readdirSync(tapes).sort().at(-1)!;
    const file = readdirSync(join(tapes, dir))
      .map((name) => join(tapes, dir, name))
      .find((path) => readFileSync(path).includes("to be damaged"))!;
    const bytes = readFileSync(file);
    bytes[bytes.indexOf("to be damaged")] ^= 1;
    writeFileSync(file, bytes);
    const [text] = await shown("%tape doctor");
    expect(text).toMatch(/broken .* 1 commit lost/);
    expect(text).toMatch(/home .* clean/);
    expect((await shown("%tape doctor broken --full"))[0]).toContain('"broken"');
    expect((await shown("%tape quarantine"))[0]).toMatch(/q[0-9a-f]+ .* broken .* open +not yet/);
    expect(await message("%tape quarantine show q7")).toContain('the id "q7"');
  });
});

describe("%tape settings", () => {
  it("shows all, or one with its layers", async () => {
    expect((await shown("%tape settings"))[0]).toContain("session.durability");
    expect((await shown("%tape settings session.durability --json"))[0]).toContain('"winner":"defaults"');
    expect(await message("%tape settings session.durabilty")).toContain("Did you mean session.durability?");
  });
});

describe("an interrupted cell", () => {
  it("captures and queues no more, and keeps the session", async () => {
    await shown("%tape start loop\nlet k = 0;");
    const id = await kernel.startCell(
      "for (;;) {\n  k++;\n  %tape capture s k\n  %tape queue q\n  await new Promise((r) => setTimeout(r, 5));\n}",
    );
    await sleep(500);
    await kernel.interrupt();
    expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    const [before] = await shown("k");
    await sleep(200);
    expect(await shown("k")).toEqual([before]);
    await shown("%tape finalize done");
    expect(await shown("let seen = 0;\nconst ks = %tape load q --scope s --as-scope\nks.vars.k === k")).toEqual([
      "true",
    ]);
  });
});

describe("a restart", () => {
  it("keeps the queued commits", async () => {
    await shown(
      "%tape start restarted\n%tape capture s k\n%tape queue a\n%tape capture s k\n%tape queue b\n%tape capture s k\n%tape queue c",
    );
    await kernel.shutdown(true);
    kernel = await startKernel({ cwd: folder });
    const [text] = await shown("%tape log --tape restarted");
    expect(text?.split("\n").map((line) => line.split(/ +/)[1])).toEqual(["label", "a", "b", "c"]);
  });
});
