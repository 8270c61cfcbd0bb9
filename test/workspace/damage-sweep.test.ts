/** Damage any single byte of any file of a workspace: at most one commit is affected, it is named, and a copy repairs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reset, type Workspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Disk, nodeDisk, runNow } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { badImages } from "#sdk/tape/examine.js";
import { readQuarantine } from "#sdk/tape/quarantine.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { damagedBlobs } from "#sdk/workspace/damaged-blobs.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";
import { examineFiles } from "#sdk/workspace/examine-files.js";
import { fetchCommits } from "#sdk/workspace/fetch-commits.js";
import { repairBlob } from "#sdk/workspace/repair.js";
import { openRepairSource } from "#sdk/workspace/repair-source.js";
import { restoreWorkspaceFile } from "#sdk/workspace/restore-workspace-file.js";
import { times } from "../helpers/effort.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { filesBelow, richWorkspace } from "./rich-workspace.js";

let folder: string;
let ws: Workspace;
let files: Map<string, Buffer>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-sweep-"));
  ws = await richWorkspace(folder);
  files = filesBelow(ws.dir);
}, 120_000);

afterAll(async () => {
  await reset({ dirty: "discard" });
  rmSync(folder, { recursive: true, force: true });
});

interface Facts {
  readonly images: ReadonlyMap<number, string>;
  readonly hash: string | undefined;
  readonly lost: readonly number[];
  readonly remarks: number;
}

async function facts(disk: Disk, dir: string, verify: "crc" | "full"): Promise<Facts> {
  const reader = await TapeReader.open(disk, dir, { verify });
  const hidden = verify === "crc" ? await badImages(reader, {}) : [];
  const damage = [...reader.report.damage, ...hidden];
  const images = new Map<number, string>();
  for (const entry of reader.commits)
    if (await reader.isGood(entry))
      images.set(entry.sequence, Buffer.from(await reader.image(entry)).toString("base64"));
  const hash = await reader.hashOf(reader.lastSequence);
  await reader.close();
  const lost = damage.flatMap(({ firstSequence: first, lastSequence: last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
  return { images, hash, lost, remarks: reader.report.notices.length + damage.length };
}

/** All single bytes at high effort, else some of each file: its ends, and a fixed choice in between. */
function places(size: number, share: number, rng: Rng): number[] {
  const count = times(share);
  if (count >= size) return Array.from({ length: size }, (_, at) => at);
  return [0, size - 1, ...Array.from({ length: count }, () => rng.below(size))];
}

const CHANGES: readonly ((byte: number) => number)[] = [(byte) => byte ^ 0x10, () => 0, (byte) => byte ^ 0xff];

/** Files that hold nothing of their own: damage of them changes no answer. */
const DERIVED = /\/(lease\.json|snapshots\/.*|quarantine\/.*)$/;

describe("damage of any single byte of a tape's folder", { timeout: 3_600_000 }, () => {
  it("loses at most one commit, says which, and a copy brings the same hash and bytes back", async () => {
    const rng = new Rng(7);
    let cases = 0;
    let losses = 0;
    for (const id of new Set([...files.keys()].flatMap((path) => /^tapes\/([0-9a-f]{32})\//.exec(path)?.[1] ?? []))) {
      const dir = `/w/tapes/${id}`;
      const own = [...files].filter(([path]) => path.startsWith(`tapes/${id}/`));
      const disk = new MemoryDisk();
      for (const [path, bytes] of own) disk.put(`/w/${path}`, bytes);
      const before = await facts(disk, dir, "full");
      const source = await openRepairSource({ disk: disk.copy(), ids: systemIds }, dir);
      expect(before.lost).toEqual([]);
      const notes = runNow(disk, readQuarantine(dir));
      for (const [name, bytes] of own) {
        const path = `/w/${name}`;
        // Bytes that are damaged already and repaired, and what belongs to the same hole, count no more.
        const isMended = (at: number): boolean =>
          name.endsWith(".tape") && notes.some(({ offset, size }) => offset - 600 <= at && at < offset + size + 8);
        for (const at of places(bytes.length, Math.ceil(bytes.length / 250), rng)) {
          const changed = new Uint8Array(bytes);
          changed[at] = CHANGES[cases++ % CHANGES.length]!(changed[at]!);
          if (changed[at] === bytes[at]) continue;
          const what = `${name} byte ${at}: ${bytes[at]} became ${changed[at]}`;
          const broken = disk.copy();
          broken.put(path, changed);
          for (const verify of ["crc", "full"] as const) {
            const found = await facts(broken, dir, verify);
            for (const [sequence, image] of found.images)
              if (before.images.get(sequence) !== image) throw new Error(`${what}: commit ${sequence} is another one`);
            const absent = [...before.images.keys()].filter((sequence) => !found.images.has(sequence));
            expect([what, verify, absent.length <= 1, absent]).toEqual([what, verify, true, found.lost]);
            // The head of a repair, as its version, may change and the commit is proved all the same.
            const isHarmless = name.includes("/repairs/") && absent.length === 0;
            // With a whole directory only the images are read, unless everything is to be proved.
            const isTold =
              verify === "crc" || found.remarks > before.remarks || DERIVED.test(name) || isMended(at) || isHarmless;
            expect([what, verify, isTold]).toEqual([what, verify, true]);
            if (absent.length === 0) expect([what, found.hash]).toEqual([what, before.hash]);
            else losses++;
          }
          await fetchCommits({ disk: broken, ids: systemIds }, dir, { first: 1, last: 1e9 }, (n) => source.leaf(id, n));
          const after = await facts(broken, dir, "full");
          expect([what, after.hash, after.lost]).toEqual([what, before.hash, []]);
          expect(after.images).toEqual(before.images);
        }
      }
    }
    expect(losses).toBeGreaterThan(20);
    console.log(`${cases} damaged bytes, ${losses} losses`);
  });
});

describe("damage of any single byte of the other files of a workspace", { timeout: 3_600_000 }, () => {
  it("stops no reading, touches no commit, is told where it matters, and a copy repairs it", async () => {
    const rng = new Rng(8);
    let cases = 0;
    const copy = await openRepairSource({ disk: nodeDisk, ids: systemIds }, join(folder, "copy"));
    const newest = async (): Promise<unknown> => {
      const { uid, vars } = await ws.latestScope({ session: "live", label: "again" }, { track: false });
      return [uid, vars];
    };
    const before = await newest();
    const sessions = await ws.sessions();
    expect(await examineFiles(ws, true)).toEqual([]);
    for (const [name, bytes] of [...files].filter(([path]) => !path.startsWith("tapes/"))) {
      const path = join(ws.dir, name);
      for (const at of places(bytes.length, 6, rng)) {
        const changed = Buffer.from(bytes);
        changed[at] = CHANGES[cases++ % CHANGES.length]!(changed[at]!);
        const what = `${name} byte ${at}: ${bytes[at]} became ${changed[at]}`;
        if (changed[at] === bytes[at]) continue;
        put(path, changed);
        expect([what, await newest()]).toEqual([what, before]);
        const blobs = await damagedBlobs(ws, sessions);
        const told = [...(await examineFiles(ws, true)), ...blobs];
        const hash = /^blobs\/..\/([0-9a-f]{64})/.exec(name)?.[1]; // some bits of a packed blob mean nothing
        if (hash && (await ws.blobs.verify(hash)) !== "good") expect([what, told.length > 0]).toEqual([what, true]);
        for (const blob of blobs) {
          expect([what, blob.commits.length]).toEqual([what, 1]);
          expect([what, await repairBlob(ws, blob, copy)]).toEqual([what, true]);
        }
        expect([what, await damagedBlobs(ws, sessions)]).toEqual([what, []]);
        if (name === "workspace.json") {
          // A name is for people, and an older file has no check: what stands there is taken as it is.
          const isNameAlone = told.length === 0;
          const done = await restoreWorkspaceFile(systemEnvironment(), ws.dir, copy.facts());
          expect([what, done === undefined]).toEqual([what, isNameAlone]);
          expect([what, ws.facts?.id, ws.facts?.archived]).toEqual([what, JSON.parse(bytes.toString()).id, false]);
          if (!isNameAlone) expect([what, readFileSync(path).equals(bytes)]).toEqual([what, true]);
        }
        put(path, bytes);
      }
    }
    await copy.close();
    expect(cases).toBeGreaterThan(30);
  });
});

/** Blobs are read-only files. */
function put(path: string, bytes: Uint8Array): void {
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
}
