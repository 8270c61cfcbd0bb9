import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportState, importArchive, openWorkspace, reset, type Workspace } from "tapelab";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { crc32 } from "#sdk/base/crc.js";

let folder: string;
let ws: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-export-state-"));
  ws = await openWorkspace(join(folder, "lab"));
  for (const label of ["prep", "fit"]) {
    const session = await ws.startSession(label);
    for (let n = 0; n < 3; n++) {
      session.capture("row", { n, label, list: [n, Number.NaN], big: label === "fit" ? "x".repeat(300_000) : "small" });
      await session.commit(`${label}${n}`);
    }
    await session.edit("params", (e) => {
      e.set("param/lr", label, label.length);
      e.set(`param/${label}`, "value", { b: 1, a: [2n] });
    });
    await session.end();
  }
});

afterEach(async () => {
  await reset({ dirty: "discard" });
  rmSync(folder, { recursive: true, force: true });
});

function files(dir: string, at = ""): string[] {
  return readdirSync(join(dir, at), { withFileTypes: true }).flatMap((one) => {
    const path = join(at, one.name);
    const stat = statSync(join(dir, path));
    return one.isDirectory() ? files(dir, path) : [`${path} ${stat.size} ${stat.mtimeMs}`];
  });
}

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, "out", name), "utf8")) as Record<string, unknown>;

describe("exportState", () => {
  it("writes the state, the newest scopes and an archive of every tape, the same bytes each time", async () => {
    const report = await exportState(ws, join(folder, "out"));
    expect(report).toMatchObject({ isComplete: true, unavailableBlobs: [] });
    expect(read("state.json")).toMatchObject({
      entities: { "param/lr": { prep: 4, fit: 3 }, "param/prep": { value: { b: 1 } } },
      latestScopes: { prep: { vars: { n: 2, label: "prep" } }, fit: { vars: { big: { storage: "blob" } } } },
      stateHash: (await ws.state()).stateHash,
    });
    const first = readFileSync(join(folder, "out/state.json"), "utf8");
    rmSync(join(folder, "out"), { recursive: true });
    await exportState(ws, join(folder, "out"));
    expect(readFileSync(join(folder, "out/state.json"), "utf8")).toBe(first);
    const back = await openWorkspace(join(folder, "back"));
    for (const { archive } of report.tapes)
      expect((await importArchive(back, join(folder, "out", archive!), { copy: true })).gaps).toEqual([]);
  });

  it("reads two damaged tapes on a read-only folder without catalog, a broken workspace.json and a missing blob (S29)", async () => {
    for (const { dir, label } of await ws.sessions()) {
      const path = join(dir, "seg-00000001.tape");
      const bytes = readFileSync(path);
      const at = bytes.indexOf(Buffer.from(`${label}1`));
      bytes[at]! ^= 1;
      writeFileSync(path, bytes);
    }
    let listed = "";
    const blobs = await vi.waitFor(
      () => {
        const found = files(join(ws.dir, "blobs"));
        const isStill = found.join() === listed;
        listed = found.join();
        expect(isStill && found.length === 1 && found[0]!.includes(".z ")).toBe(true); // packed behind the writer
        return found.map((name) => name.split(" ")[0]!);
      },
      { timeout: 10_000, interval: 400 },
    );
    for (const name of blobs) unlinkSync(join(ws.dir, "blobs", name));
    writeFileSync(join(ws.dir, "workspace.json"), "{");
    chmodSync(ws.dir, 0o500);
    const before = files(ws.dir);
    const report = await exportState(ws, join(folder, "out"));
    chmodSync(ws.dir, 0o700);
    expect(files(ws.dir)).toEqual(before);
    expect(report.isComplete).toBe(false);
    expect(report.workspace.problem).toMatch(/names the workspace is damaged/);
    expect(
      report.tapes.map(({ gaps, lastGoodSequence, lastSequence }) => [gaps.length, lastGoodSequence < lastSequence]),
    ).toEqual([
      [1, true],
      [1, true],
    ]);
    expect(report.tapes.every(({ archive }) => archive !== undefined)).toBe(true);
    expect(report.unavailableBlobs).toHaveLength(1);
    expect(read("state.json")).toMatchObject({ entities: { "param/lr": { prep: 4, fit: 3 } } });
    expect(read("report.json")).toMatchObject({ isComplete: false });
  });

  it("takes what it can of a workspace and a tape of later versions", async () => {
    writeFileSync(join(ws.dir, "workspace.json"), '{"format":9}');
    const [{ dir }] = (await ws.sessions()) as [{ dir: string }];
    const path = join(dir, "seg-00000001.tape");
    const header = readFileSync(path);
    const copy = Buffer.from(header);
    for (const at of [0, 512]) {
      copy.writeUInt16LE(2, at + 8);
      copy.writeUInt32LE(crc32(copy.subarray(at, at + 508)) >>> 0, at + 508);
    }
    writeFileSync(path, copy);
    const report = await exportState(ws, join(folder, "out"));
    expect(report.workspace.problem).toContain("uses format 9");
    expect(report.tapes.filter(({ problems }) => problems.length > 0).map(({ id }) => id)).toEqual([dir.slice(-32)]);
    expect(report.isComplete).toBe(false);
    expect(read("state.json")).toMatchObject({ entities: { "param/lr": { prep: 4 } } });
  });

  it("refuses a folder that holds something, and one inside the workspace", async () => {
    await expect(exportState(ws, join(ws.dir, "out"))).rejects.toMatchObject({ code: "bad-option" });
    await expect(exportState(ws, folder)).rejects.toMatchObject({ code: "bad-option" });
  });
});
