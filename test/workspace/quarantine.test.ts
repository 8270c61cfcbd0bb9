import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  exportTape,
  findQuarantine,
  importArchive,
  listQuarantine,
  openWorkspace,
  repairQuarantine,
  repairTape,
  reset,
  restoreQuarantine,
  skipQuarantine,
  type Workspace,
} from "tapelab";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { damagedBlobs } from "#sdk/workspace/damaged-blobs.js";
import { encodeFacts } from "#sdk/workspace/workspace-file.js";

let folder: string;
let copy: string;
let ws: Workspace;
let dir: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-quarantine-"));
  copy = join(folder, "copy");
  ws = await openWorkspace(join(folder, "lab"));
  const session = await ws.startSession("demo");
  for (let n = 0; n < 4; n++) {
    session.capture("step", { n, text: `value ${n}`, ...(n % 2 === 0 && { big: "b".repeat(300_000) }) });
    await session.commit(`c${n}`);
  }
  await session.end();
  dir = join(ws.dir, "tapes", session.id);
  cpSync(join(folder, "lab"), copy, { recursive: true });
});

afterEach(async () => {
  await reset({ dirty: "discard" });
  rmSync(folder, { recursive: true, force: true });
});

function flip(text: string, tape = dir): void {
  const path = join(tape, "seg-00000001.tape");
  const bytes = readFileSync(path);
  bytes[bytes.indexOf(text)]! ^= 1;
  writeFileSync(path, bytes);
}

describe("an entry of quarantine", () => {
  it("of a commit says what was lost, and takes its image by hand", async () => {
    flip("value 1");
    const [listed] = await listQuarantine(ws);
    expect(listed).toMatchObject({
      reason: "bad-checksum",
      state: "open",
      firstSequence: 3,
      keptAt: "",
      path: undefined,
    });
    const reader = await TapeReader.open(nodeDisk, dir.replace("/lab/", "/copy/"));
    const image = await reader.image(reader.commits.find(({ sequence }) => sequence === 3)!);
    await reader.close();
    writeFileSync(join(folder, "image"), image);
    writeFileSync(join(folder, "none"), "nothing of the kind");
    const wrong = await restoreQuarantine(ws, listed!.id, join(folder, "none"));
    expect(wrong).toMatchObject({ entry: { state: "open" }, refused: [{ sequence: 3 }] });
    const kept = await findQuarantine(ws, listed!.id);
    expect(kept).toMatchObject({
      expected: listed!.expected,
      lost: [{ sequence: 3, label: "c1", scopes: 1 }],
      source: "disk",
    });
    expect(kept.found).toMatch(/^crc32 [0-9a-f]{8}$/);
    expect((await restoreQuarantine(ws, listed!.id, join(folder, "image"))).entry.state).toBe("repaired");
    expect((await ws.examine("demo", { level: "full" }))[0]).toMatchObject({ damage: [], commits: 4 });
  });

  it("of a blob names the commits, keeps the wrong bytes and takes the right ones from a copy or an archive", async () => {
    const all = (): string[] => readdirSync(join(ws.dir, "blobs"), { recursive: true, encoding: "utf8" });
    const forms = await vi.waitFor(() => {
      const found = all().filter((name) => /[0-9a-f]{64}/.test(name));
      expect(found).toEqual([expect.stringMatching(/\.z$/)]); // packed behind the writer
      return found;
    });
    await exportTape(ws, "demo", join(folder, "a.tar"));
    for (const from of [copy, join(folder, "a.tar")]) {
      for (const form of forms) rmSync(join(ws.dir, "blobs", form), { force: true });
      for (const form of forms) writeFileSync(join(ws.dir, "blobs", form), "wrong");
      const [blob] = await damagedBlobs(ws, await ws.sessions());
      expect(blob).toMatchObject({ state: "damaged", commits: [{ sequence: 2 }, { sequence: 4 }] });
      expect(blob!.text).toMatch(
        /named by commit 2 of tape "demo", commit 4 of tape "demo".*tapelab quarantine repair q/,
      );
      const { entry } = await repairQuarantine(ws, blob!.id, from);
      expect(entry).toMatchObject({ state: "repaired", reason: "bad-blob", session: undefined });
      const kept = readdirSync(join(ws.dir, "quarantine")).filter((name) => name.includes(".bin"));
      expect(kept.map((name) => readFileSync(join(ws.dir, "quarantine", name), "utf8"))).toEqual(
        forms.map(() => "wrong"),
      );
      expect(await damagedBlobs(ws, await ws.sessions())).toEqual([]);
    }
    await expect(skipQuarantine(ws, (await listQuarantine(ws))[0]!.id)).resolves.toMatchObject({ state: "repaired" });
  });

  it("of a replica is given up on the session `edits`; the replica stays as it is", async () => {
    await exportTape(ws, "demo", join(folder, "a.tar"));
    rmSync(dir, { recursive: true });
    await importArchive(ws, join(folder, "a.tar"));
    flip("value 2");
    const before = readdirSync(dir).sort();
    const [open] = await listQuarantine(ws);
    expect(await skipQuarantine(ws, open!.id)).toMatchObject({ state: "skipped" });
    expect(readdirSync(dir).sort()).toEqual([...before, "quarantine"].sort());
    expect((await ws.sessions()).map(({ label }) => label)).toEqual(["edits", "demo"]);
    expect((await ws.examine("demo"))[0]?.damage).toEqual([]);
    expect((await repairTape(ws, "demo", { from: copy })).repaired).toEqual([4]);
    expect((await findQuarantine(ws, open!.id)).state).toBe("repaired");
  });
});

const note = {
  firstSequence: 3,
  lastSequence: 3,
  segment: 1,
  offset: 0,
  size: 5,
  sha256: "0".repeat(64),
  code: "x",
  text: "y",
};
const notes: Record<string, unknown> = {
  "no JSON": "{",
  "a list": [],
  nothing: null,
  "a number": 7,
  "no numbers": { ...note, firstSequence: "3" },
  "a negative place": { ...note, offset: -1 },
  "beyond all numbers": { ...note, lastSequence: 1e300 },
  "an endless range": { ...note, lastSequence: Number.MAX_SAFE_INTEGER },
  "a range backwards": { ...note, lastSequence: 1 },
  "another segment": { ...note, segment: 99, size: 1e9 },
  "keys of prototypes": JSON.parse('{"__proto__":{"firstSequence":1},"constructor":1}'),
  "a long text": { ...note, text: "\u001b[2J".repeat(5_000) },
  "a name that leads out": { ...note, file: "../../../../etc/passwd", id: "../x" },
  "a wrong hash": { ...note, sha256: "../../x" },
  "absurd losses": { ...note, lost: Array.from({ length: 5_000 }, () => ({ sequence: 1, label: "l", scopes: -1 })) },
};

describe("hostile files in quarantine", () => {
  it("are read as far as they make sense, and stop nothing", async () => {
    flip("value 1");
    mkdirSync(join(dir, "quarantine"));
    for (const [i, content] of Object.values(notes).entries())
      writeFileSync(
        join(dir, `quarantine/q${i}.json`),
        typeof content === "string" ? content : JSON.stringify(content),
      );
    writeFileSync(join(dir, "quarantine/qff.json"), Buffer.alloc(100_000, 0x20));
    symlinkSync("/etc/passwd", join(dir, "quarantine/qee.json"));
    mkdirSync(join(dir, "quarantine/qdd.json"));
    execFileSync("mkfifo", [join(dir, "quarantine/qcc.json")]);
    writeFileSync(join(dir, "quarantine/q0g.json"), "{}");
    const listed = await listQuarantine(ws);
    expect(
      listed.every(
        ({ id, file, text }) => /^q[0-9a-f]{6}$/.test(id) && /^q[0-9a-f]+$/.test(file) && text.length <= 2_000,
      ),
    ).toBe(true);
    expect(listed.length).toBeLessThan(12);
    expect(({} as Record<string, unknown>).firstSequence).toBeUndefined();
    expect((await repairTape(ws, "demo", { from: copy })).repaired).toEqual([3]);
  });
});

describe("a workspace that is archived", () => {
  it("is read, and neither repaired nor given up", async () => {
    flip("value 1");
    const path = join(ws.dir, "workspace.json");
    writeFileSync(path, encodeFacts({ ...ws.facts!, archived: true }));
    const [open] = await listQuarantine(ws);
    await expect(repairTape(ws, "demo", { from: copy })).rejects.toMatchObject({ code: "workspace-archived" });
    await expect(skipQuarantine(ws, open!.id)).rejects.toMatchObject({ code: "workspace-archived" });
    expect(readdirSync(dir)).not.toContain("quarantine");
  });
});

describe("hostile files in repairs", () => {
  it("that are no repairs are passed over, and none is written through a link", async () => {
    flip("value 1");
    const outside = join(folder, "outside");
    mkdirSync(outside);
    symlinkSync(outside, join(dir, "repairs"));
    await expect(repairTape(ws, "demo", { from: copy })).rejects.toMatchObject({ code: "write-failed" });
    expect(readdirSync(outside)).toEqual([]);
    rmSync(join(dir, "repairs"));
    mkdirSync(join(dir, "repairs"));
    const name = join(dir, "repairs/000000000003.data.pb");
    const damages: (() => void)[] = [
      () => symlinkSync("/etc/passwd", name),
      () => mkdirSync(name),
      () => execFileSync("mkfifo", [name]),
      () => writeFileSync(name, ""),
      () => writeFileSync(name, Buffer.alloc(1_000, 0xff)),
      () => {
        writeFileSync(name, "");
        truncateSync(name, 300 * 2 ** 20);
      },
      () => writeFileSync(join(dir, "repairs/999999999999.data.pb"), Buffer.alloc(64)),
      () => writeFileSync(join(dir, "repairs/000000000001.chain"), Buffer.alloc(400, 9)),
      () => writeFileSync(join(dir, "repairs/3.data.pb"), "x"),
    ];
    for (const damage of damages) {
      damage();
      const [looked] = await ws.examine("demo", { level: "full" });
      expect(looked).toMatchObject({ commits: 3, damage: [{ firstSequence: 3, lastSequence: 3 }], problem: undefined });
      rmSync(name, { recursive: true, force: true });
    }
    expect((await repairTape(ws, "demo", { from: copy })).repaired).toEqual([3]);
    expect((await ws.examine("demo", { level: "full" }))[0]).toMatchObject({ commits: 4, damage: [] });
  });
});
