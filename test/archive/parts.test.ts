import { manifestMessage } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { repackArchive } from "#sdk/archive/repack.js";
import { withArchive } from "#sdk/archive/verify.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage } from "#sdk/value/image.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { codeOf, entriesOf, hastyDisk, Lab, state } from "./lab.js";

async function grow(dir: string, labels: readonly string[], end = false): Promise<void> {
  const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(50), background: false };
  const { writer } = await TapeWriter.resume(dir, deps, { takeOver: true });
  const images = labels.map((label) =>
    encodeImage({ label, kind: 0, wallMs: 1_700_000_000_000, meta: "{}" }, undefined),
  );
  const { error } = writer.append(images);
  if (error) throw error;
  if (end) await writer.end();
  else await writer.close();
}

/** A tape exported as it grew: three parts, each behind the one before, and the whole of it. */
async function threeParts(): Promise<{ lab: Lab; dir: string; id: string; parts: Buffer[]; whole: string }> {
  const lab = new Lab(hastyDisk);
  const { dir, id } = await lab.tape(2, { end: false });
  await lab.export({ dir }, "1.tar");
  await grow(dir, ["d", "e"]);
  await lab.export({ dir }, "2.tar", { since: lab.path("1.tar") });
  lab.write("12.tar", Buffer.concat([lab.read("1.tar"), lab.read("2.tar")]));
  await grow(dir, ["f"], true);
  await lab.export({ dir }, "3.tar", { since: lab.path("12.tar") });
  const whole = JSON.stringify(await state(dir));
  lab.remove({ dir });
  return { lab, dir, id, parts: ["1.tar", "2.tar", "3.tar"].map((name) => lab.read(name)), whole };
}

describe("parts of an archive, one behind the other", () => {
  it("are one archive in any order, with repetitions and a stale one in front", async () => {
    const { lab, dir, parts, whole } = await threeParts();
    const [one, two, three] = parts as [Buffer, Buffer, Buffer];
    for (const order of [
      [one, two, three],
      [three, two, one],
      [two, one, three],
      [one, one, two, three, two],
      [one, Buffer.alloc(10_240), two, Buffer.alloc(512), three, Buffer.alloc(5_120)],
    ]) {
      lab.write("all.tar", Buffer.concat(order));
      expect(await lab.import("all.tar")).toMatchObject({ commitsAdded: 6, notices: [] });
      expect(JSON.stringify(await state(dir))).toBe(whole);
      lab.remove({ dir });
    }
  });

  it("can be imported one after another, and not the other way round", async () => {
    const { lab, dir, whole } = await threeParts();
    const before = lab.listing();
    const refused = lab.import("2.tar");
    await expect(refused).rejects.toMatchObject({ code: "archive-unfinished", details: { lastSequence: 0 } });
    await expect(refused).rejects.toThrow("part 1 of 2 is missing: commits 1-3");
    expect(lab.listing()).toEqual(before);
    for (const [at, added] of [3, 2, 1].entries())
      expect(await lab.import(`${at + 1}.tar`)).toMatchObject({ commitsAdded: added });
    expect(JSON.stringify(await state(dir))).toBe(whole);
  });

  it("name the one that is missing", async () => {
    const { lab, parts } = await threeParts();
    lab.write("13.tar", Buffer.concat([parts[0]!, parts[2]!]));
    await expect(lab.import("13.tar")).rejects.toThrow("part 2 of 3 is missing: commits 4-5");
    const saved = await lab.import("13.tar", { salvage: true });
    expect(saved).toMatchObject({ commitsAdded: 4, gaps: [{ first: 4, last: 5 }] });
  });

  it("stand without one that is cut at the end, at every byte of it", { timeout: 120_000 }, async () => {
    const { lab, dir, parts } = await threeParts();
    const [one, two] = parts as [Buffer, Buffer];
    const proved = entriesOf(two).at(-1)!.end;
    for (let size = 0; size < proved; size += 7) {
      lab.write("cut.tar", Buffer.concat([one, two.subarray(0, size)]));
      expect(await lab.import("cut.tar")).toMatchObject({ commitsAdded: 3, lastSequence: 3 });
      lab.remove({ dir });
    }
  });
});

describe("parts that do not belong together", () => {
  it("are refused when they tell two histories", async () => {
    const lab = new Lab(hastyDisk);
    const { dir } = await lab.tape(2, { end: false });
    await lab.export({ dir }, "1.tar");
    const { cpSync, rmSync } = await import("node:fs");
    cpSync(dir, lab.path("saved"), { recursive: true });
    await grow(dir, ["mine"]);
    await lab.export({ dir }, "mine.tar", { since: lab.path("1.tar") });
    rmSync(dir, { recursive: true });
    cpSync(lab.path("saved"), dir, { recursive: true });
    await grow(dir, ["theirs", "more"]);
    await lab.export({ dir }, "theirs.tar", { since: lab.path("1.tar") });
    lab.remove({ dir });
    for (const salvage of [false, true]) {
      lab.write("both.tar", Buffer.concat(["1.tar", "mine.tar", "theirs.tar"].map((name) => lab.read(name))));
      expect(await codeOf(lab.import("both.tar", { salvage }))).toBe("archive-diverged");
    }
    await lab.import("1.tar");
    await lab.import("mine.tar");
    expect(await codeOf(lab.import("theirs.tar"))).toBe("diverged");
  });

  it("are refused when they are of two tapes", async () => {
    const lab = new Lab(hastyDisk);
    await lab.export(await lab.tape(2), "a.tar");
    await lab.export(await lab.tape(2, { number: 2 }), "b.tar");
    lab.write("both.tar", Buffer.concat([lab.read("a.tar"), lab.read("b.tar")]));
    const refused = lab.import("both.tar");
    await expect(refused).rejects.toMatchObject({ code: "archive-damaged" });
    await expect(refused).rejects.toThrow("holds parts of two archives");
  });

  it("without a marker do not count: the one before is taken and the stray one told (X-51)", async () => {
    const { lab, parts } = await threeParts();
    const [one, two] = parts as [Buffer, Buffer];
    const { start, end } = entriesOf(two)[0]!;
    const stray = Buffer.concat([two.subarray(0, start + Math.ceil((end - start) / 512) * 512), Buffer.alloc(1_024)]);
    lab.write("stray.tar", Buffer.concat([one, stray]));
    const { commitsAdded, notices } = await lab.import("stray.tar");
    expect([commitsAdded, notices]).toEqual([3, ["Part 2 of stray.tar has no marker and does not count."]]);
  });
});

describe("parts that are packed as one", () => {
  it("are the leaves of the parts in a whole archive of the next generation; a second time changes no byte", async () => {
    const { lab, dir, parts, whole } = await threeParts();
    lab.write("all.tar", Buffer.concat(parts));
    const deps = { disk: nodeDisk, ids: systemIds };
    const merged = await repackArchive(deps, lab.path("all.tar"), lab.path("one.tar"), {});
    expect(merged).toMatchObject({ parts: 3, generation: 2, commits: 6 });
    const again = await repackArchive(deps, lab.path("one.tar"), lab.path("again.tar"), {});
    expect(again).toMatchObject({ parts: 1, generation: 2, sha256: merged.sha256 });
    await lab.import("one.tar");
    expect(JSON.stringify(await state(dir))).toBe(whole);
    await lab.export({ dir }, "whole.tar");
    const events = (name: string): [string, string][] => {
      const bytes = lab.read(name);
      const found = entriesOf(bytes).filter((entry) => entry.name.startsWith("010"));
      return found.map((entry) => [entry.name, bytes.subarray(entry.start, entry.end).toString("hex")]);
    };
    expect(events("one.tar")).toEqual(events("whole.tar"));
    const manifestOf = (name: string) => {
      const { start, end } = entriesOf(lab.read(name))[0]!;
      return manifestMessage.decode(lab.read(name).subarray(start, end));
    };
    expect(manifestOf("one.tar")).toEqual({ ...manifestOf("whole.tar"), generation: 2 });
    lab.write("both.tar", Buffer.concat([lab.read("one.tar"), ...parts]));
    expect(await lab.import("both.tar")).toMatchObject({ commitsAdded: 0 });
  });

  it("stay as they are when an earlier one is not here", async () => {
    const { lab, parts } = await threeParts();
    lab.write("23.tar", Buffer.concat(parts.slice(1)));
    const packed = await repackArchive(
      { disk: nodeDisk, ids: systemIds },
      lab.path("23.tar"),
      lab.path("tail.tar"),
      {},
    );
    expect(packed).toMatchObject({ parts: 1, generation: 1 });
  });
});

describe("an export since a commit", () => {
  it("by its sequence makes the same bytes as by the file of the whole export that ended there", async () => {
    const lab = new Lab(hastyDisk);
    const { dir } = await lab.tape(3, { end: false });
    await lab.export({ dir }, "1.tar");
    await grow(dir, ["d", "e"], true);
    await lab.export({ dir }, "file.tar", { since: lab.path("1.tar") });
    await lab.export({ dir }, "number.tar", { since: 4 });
    expect(lab.read("number.tar").equals(lab.read("file.tar"))).toBe(true);
    lab.write("all.tar", Buffer.concat([lab.read("1.tar"), lab.read("number.tar")]));
    lab.remove({ dir });
    expect(await lab.import("all.tar")).toMatchObject({ commitsAdded: 6, notices: [] });
    expect((await state(dir)).isEnded).toBe(true);
  });

  it("carries an end that came behind the last commit of the part before", async () => {
    const lab = new Lab(hastyDisk);
    const tape = await lab.tape(2, { end: false });
    await lab.export(tape, "1.tar");
    const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(50), background: false };
    const { writer } = await TapeWriter.resume(tape.dir, deps, { takeOver: true });
    await writer.open();
    await writer.end();
    await lab.export(tape, "2.tar", { since: lab.path("1.tar") });
    lab.write("all.tar", Buffer.concat([lab.read("1.tar"), lab.read("2.tar")]));
    lab.remove(tape);
    const { commitsAdded, notices } = await lab.import("all.tar");
    expect([commitsAdded, notices]).toEqual([
      3,
      ["010_events/000000000003.data.pb differs between parts; one copy counts."],
    ]);
    expect((await state(tape.dir)).isEnded).toBe(true);
    lab.remove(tape);
    await lab.import("1.tar");
    await lab.import("2.tar");
    expect((await state(tape.dir)).isEnded).toBe(true);
  });

  it("writes nothing when nothing is new, and refuses what is not there yet or of another tape", async () => {
    const lab = new Lab(hastyDisk);
    const tape = await lab.tape(3);
    await lab.export(tape, "1.tar");
    expect(await lab.export(tape, "2.tar", { since: lab.path("1.tar") })).toMatchObject({ commits: 0, sizeBytes: 0 });
    expect(await codeOf(lab.export(tape, "2.tar", { since: 9 }))).toBe("bad-option");
    await lab.export(await lab.tape(3, { number: 2 }), "other.tar");
    expect(await codeOf(lab.export(tape, "2.tar", { since: lab.path("other.tar") }))).toBe("bad-option");
  });

  it("says in its manifest which part it is, and what the parts before hold", async () => {
    const { parts } = await threeParts();
    const manifests = parts.map((tar) => {
      const { start, end } = entriesOf(tar)[0]!;
      return manifestMessage.decode(tar.subarray(start, end));
    });
    expect(manifests.map(({ part, profile }) => [part, profile])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
    expect(manifests[2]!.ranges.map(({ first, last, part }) => [first, last, part])).toEqual([
      [1, 3, 1],
      [4, 5, 2],
      [6, 6, 3],
    ]);
  });

  it("proves a hundred parts as one", { timeout: 120_000 }, async () => {
    const lab = new Lab(hastyDisk);
    const { dir } = await lab.tape(1, { end: false });
    await lab.export({ dir }, "all.tar");
    for (let at = 2; at <= 100; at++) {
      await grow(dir, [`c${at}`]);
      await lab.export({ dir }, `${at}.tar`, { since: lab.path("all.tar") });
      lab.write("all.tar", Buffer.concat([lab.read("all.tar"), lab.read(`${at}.tar`)]));
    }
    const found = await withArchive(nodeDisk, lab.path("all.tar"), {}, async ({ findings, events }) => [
      findings,
      events.commits,
    ]);
    expect(found).toEqual([[], 101]);
  });
});
