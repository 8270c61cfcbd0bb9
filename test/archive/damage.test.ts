import { renameSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withArchive } from "#sdk/archive/verify.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { codeOf, entriesOf, hastyDisk, Lab, state } from "./lab.js";

/** Imports the archive with one bit flipped: strictly, then with salvage, and looks at what came of it. */
async function flipped(
  lab: Lab,
  tape: { dir: string },
  tar: Buffer,
  place: { name: string; at: number; isEvent: boolean; isLast: boolean },
  whole: Awaited<ReturnType<typeof state>>,
): Promise<void> {
  const { name, at, isEvent, isLast } = place;
  const before = lab.listing();
  const bytes = Uint8Array.from(tar);
  bytes[at]! ^= 1 << (at % 8);
  lab.write("flipped.tar", bytes);
  const error = (await lab.import("flipped.tar").catch((cause: Error) => cause)) as Error & { code?: string };
  if (error.code !== "archive-damaged") throw new Error(`byte ${at} of ${name}: ${error.code ?? "was not noticed"}`);
  if (name.startsWith("010_")) expect(error.message).toContain(name.slice(0, 23));
  expect(lab.listing()).toEqual(before);
  if (!isEvent) return;
  const saved = await lab.import("flipped.tar", { salvage: true });
  expect(saved.damage.length).toBeGreaterThan(0);
  const { images, damage, hashes } = await state(tape.dir);
  expect(whole.images.filter((image) => images.includes(image))).toEqual(images);
  const lost = whole.images.length - images.length;
  if (lost > 1) throw new Error(`byte ${at} of ${name} costs ${lost} commits`);
  expect(saved.gaps.length).toBe(lost);
  expect(damage.length).toBe(isLast ? 0 : lost); // a tape that ends earlier has no gap
  if (!isLast) expect(hashes.at(-1)).toBe(whole.hashes.at(-1));
  lab.remove(tape);
}

describe("an archive with one byte flipped", { timeout: 300_000 }, () => {
  it("in any leaf is refused by name, and salvage takes all other commits with at most one gap (A5)", async () => {
    const lab = new Lab(hastyDisk);
    const tape = await lab.tape(3, { rows: 3 });
    await lab.export(tape, "run.tar", { meta: true });
    const whole = await state(tape.dir);
    lab.remove(tape);
    const tar = lab.read("run.tar");
    for (const { name, start, end } of entriesOf(tar)) {
      const isEvent = name.startsWith("010_") && name.endsWith(".data.pb");
      const isLast = name.startsWith("010_events/000000000004");
      for (let at = start; at < end; at += 3) await flipped(lab, tape, tar, { name, at, isEvent, isLast }, whole);
    }
  });
});

describe("an archive with leaves missing", () => {
  it("names the event that is missing, a jump, and a manifest of another run (A6)", async () => {
    const lab = new Lab();
    const tape = await lab.tape(4);
    await lab.export(tape, "run");
    rmSync(lab.path("run/010_events/000000000003.data.pb"));
    await expect(lab.import("run")).rejects.toMatchObject({
      code: "archive-damaged",
      details: { path: "010_events/000000000003.data.pb", firstSequence: 3, lastSequence: 3 },
    });
    renameSync(lab.path("run/010_events/000000000004.data.pb"), lab.path("run/010_events/000000000003.data.pb"));
    await expect(lab.import("run")).rejects.toMatchObject({ code: "archive-damaged", details: { firstSequence: 3 } });
    const other = await lab.tape(4, { number: 2 });
    await lab.export(other, "other");
    await lab.export(tape, "third");
    for (const name of ["001_manifest/manifest.pb", "099_commit/commit.pb"])
      lab.write(`third/${name}`, lab.read(`other/${name}`));
    const mixed = lab.import("third");
    await expect(mixed).rejects.toMatchObject({ code: "archive-damaged" });
    await expect(mixed).rejects.toThrow(`is of tape ${tape.id}, expected ${other.id}`);
  });
});

describe("an archive that is cut", { timeout: 300_000 }, () => {
  it("at every byte changes nothing, names the leaf, and salvage gives a prefix (A13, S10, X-53)", {
    timeout: 300_000,
  }, async () => {
    const lab = new Lab(hastyDisk);
    const tape = await lab.tape(3, { rows: 2 });
    await lab.export(tape, "run.tar");
    const whole = await state(tape.dir);
    lab.remove(tape);
    const before = lab.listing();
    const tar = lab.read("run.tar");
    const entries = entriesOf(tar);
    const proved = entries.at(-1)!.end;
    for (let size = 0; size < tar.length; size++) {
      lab.write("cut.tar", tar.subarray(0, size));
      if (size >= proved) {
        // Everything that the manifest promises is there; only zeros behind it are not.
        expect(await lab.import("cut.tar")).toMatchObject({ commitsAdded: 4 });
        lab.remove(tape);
        continue;
      }
      const error = await lab.import("cut.tar").catch((cause: { code: string; message: string }) => cause);
      if (!("code" in error)) throw new Error(`cut at ${size} was imported`);
      expect(["archive-unfinished", "archive-damaged"]).toContain(error.code);
      const torn = entries.find(({ start, end }) => start <= size && size < end);
      if (torn) expect(error.message).toContain(`ends inside ${torn.name}`);
      expect(lab.listing()).toEqual(before);
      if (size % 13 !== 0) continue;
      const saved = await lab.import("cut.tar", { salvage: true }).catch((cause: { code: string }) => cause);
      if ("code" in saved) continue;
      const { images } = await state(tape.dir);
      expect(images).toEqual(whole.images.slice(0, images.length));
      const complete = entries.filter(({ name, end }) => name.endsWith("data.pb") && end <= size).length;
      expect(images.length).toBe(complete);
      lab.remove(tape);
    }
  });

  it("says how far it is complete and what to do", async () => {
    const lab = new Lab();
    const tape = await lab.tape(20);
    await lab.export(tape, "run.tar");
    const tar = lab.read("run.tar");
    const { start } = entriesOf(tar).find(({ name }) => name === "010_events/000000000017.data.pb")!;
    lab.write("run.tar", tar.subarray(0, start + 188));
    const error = (await lab.import("run.tar").catch((cause: Error) => cause)) as Error;
    expect(error.message).toMatch(
      /^run\.tar ends inside 010_events\/000000000017\.data\.pb \(needed [\d,]+ bytes, found 188\)\. Nothing was imported; commits 1-16 seem complete\. Take what is proved with: tapelab import .*run\.tar --salvage\.$/,
    );
  });
});

describe("a damaged tape", () => {
  it("leaves what it still had, and its gap comes back when it is exported again", async () => {
    const lab = new Lab();
    const tape = await lab.tape(9);
    const reader = await TapeReader.open(nodeDisk, tape.dir);
    const entry = reader.commits.find(({ sequence }) => sequence === 5)!;
    await reader.close();
    const segment = `${tape.dir}/seg-00000001.tape`;
    const bytes = lab.read(segment);
    bytes[entry.offset + (entry.size >> 1)]! ^= 4;
    lab.write(segment, bytes);
    const exported = await lab.export(tape, "run.tar");
    expect(exported).toMatchObject({ commits: 9, gaps: [{ first: 5, last: 5 }] });
    const whole = await state(tape.dir);
    lab.remove(tape);
    expect(await lab.import("run.tar")).toMatchObject({ commitsAdded: 9, gaps: [{ first: 5, last: 5 }], damage: [] });
    const back = await state(tape.dir);
    expect(back.images).toEqual(whole.images);
    expect([back.hashes.at(-1), back.hashes[7]]).toEqual([whole.hashes.at(-1), whole.hashes[7]]);
    expect(back.damage).toMatchObject([{ firstSequence: 5, lastSequence: 5 }]);
    await lab.export(tape, "again.tar");
    expect(lab.read("again.tar").equals(lab.read("run.tar"))).toBe(true);
  });
});

describe("verification", () => {
  it("reads only, and looks deeper when told to", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3);
    await lab.export(tape, "run.tar");
    const before = lab.listing();
    for (const level of ["quick", "full", "deep"] as const) {
      const found = await withArchive(nodeDisk, lab.path("run.tar"), { level }, async (proved) => proved);
      expect([level, found.findings, found.events.commits]).toEqual([level, [], 4]);
    }
    const tar = lab.read("run.tar");
    const { start } = entriesOf(tar).find(({ name }) => name === "010_events/000000000002.data.pb")!;
    tar[start + 90]! ^= 1;
    lab.write("bad.tar", tar);
    const findings = async (level: "quick" | "full"): Promise<number> =>
      withArchive(nodeDisk, lab.path("bad.tar"), { level }, async (proved) => proved.findings.length);
    expect([await findings("quick"), await findings("full")]).toEqual([0, 1]);
    expect(lab.listing()).toEqual(before);
    lab.remove(tape);
    const nothing = lab.listing();
    expect(await codeOf(lab.import("bad.tar", { level: "quick" }))).toBe("archive-damaged");
    expect(lab.listing()).toEqual(nothing);
  });
});
