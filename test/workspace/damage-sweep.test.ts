/** Damage any single byte of any file of a workspace: at most one commit is affected, it is named, and a copy repairs it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reset, type Workspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Disk, runNow } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { badImages } from "#sdk/tape/examine.js";
import { readQuarantine } from "#sdk/tape/quarantine.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { fetchCommits } from "#sdk/workspace/fetch-commits.js";
import { openRepairSource } from "#sdk/workspace/repair-source.js";
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
});

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
        // Bytes that are damaged already and repaired count no more.
        const isMended = (at: number): boolean =>
          name.endsWith(".tape") && notes.some(({ offset, size }) => offset - 64 <= at && at < offset + size + 8);
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
            // With a whole directory only the images are read, unless everything is to be proved.
            const isTold = verify === "crc" || found.remarks > before.remarks || DERIVED.test(name) || isMended(at);
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
