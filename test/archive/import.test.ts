import { appendFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { Tape } from "#sdk/read/tape.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { collect } from "#sdk/workspace/collect.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { TestTape } from "../read/test-tape.js";
import { codeOf, commit, Lab, state, workspaceId } from "./lab.js";

/** Opens the tape again, as the next process would, and adds commits that a plain writer makes. */
async function resumed(dir: string, labels: readonly string[], end: boolean): Promise<void> {
  const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(77), background: false };
  const { writer } = await TapeWriter.resume(dir, deps, { takeOver: true });
  const { encodeImage } = await import("#sdk/value/image.js");
  for (const label of labels) {
    const { error } = writer.append([
      encodeImage({ label, kind: 0, wallMs: 1_700_000_000_000, meta: "{}" }, undefined),
    ]);
    if (error) throw error;
  }
  if (end) await writer.end();
  else await writer.close();
}

describe("import", () => {
  it.each(["run.tar", "run.tar.gz", "run"])("brings a tape back from %s: same hashes, clean, ended", async (name) => {
    const lab = new Lab();
    const tape = await lab.tape(30);
    const before = await state(tape.dir);
    await lab.export(tape, name);
    lab.remove(tape);
    const result = await lab.import(name);
    expect(result).toMatchObject({ tape: tape.id, commitsAdded: 31, commitsKnown: 0, lastSequence: 31, gaps: [] });
    const after = await state(tape.dir);
    expect(after).toEqual(before);
    expect([after.damage, after.notices, after.isEnded]).toEqual([[], [], true]);
    expect(lab.listing().filter((path) => path.startsWith("staging"))).toEqual([]);
  });

  it("lets readers see every scope as before, and the rows of large commits column by column", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3, { rows: 700 });
    const scopes = async (): Promise<unknown[]> => {
      const open = await Tape.open(tape.source());
      const list = (await collect(open.scopes$())).map((scope) => [scope.uid, scope.labels, { ...scope.vars }]);
      const table = await open.table({ variables: ["i", "x"] } as never).catch(() => undefined);
      await open.close();
      return [list, table?.numRows];
    };
    const before = await scopes();
    await lab.export(tape, "run.tar");
    lab.remove(tape);
    await lab.import("run.tar");
    expect(await scopes()).toEqual(before);
    const reader = await TapeReader.open(nodeDisk, tape.dir);
    expect(reader.commits[1]?.strips?.[0]?.rows).toBe(700);
    await reader.close();
  });

  it("adds nothing the second time, and says so (A22)", async () => {
    const lab = new Lab();
    const tape = await lab.tape(5);
    await lab.export(tape, "run.tar");
    lab.remove(tape);
    await lab.import("run.tar");
    const before = lab.listing();
    expect(await lab.import("run.tar")).toMatchObject({ commitsAdded: 0, commitsKnown: 6, gaps: [] });
    expect(lab.listing()).toEqual(before);
  });
});

describe("importing into a tape that is there", () => {
  it("adds to a replica what a later archive has, and then its end", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3, { end: false });
    await lab.export(tape, "one.tar");
    await resumed(tape.dir, ["d", "e"], false);
    await lab.export(tape, "two.tar");
    await resumed(tape.dir, [], true);
    await resumed(tape.dir, ["f"], true);
    await lab.export(tape, "three.tar");
    const whole = await state(tape.dir);
    lab.remove(tape);
    expect(await lab.import("one.tar")).toMatchObject({ commitsAdded: 4 });
    expect(await lab.import("two.tar")).toMatchObject({ commitsAdded: 2, commitsKnown: 4 });
    expect(await lab.import("three.tar")).toMatchObject({ commitsAdded: 1, commitsKnown: 6 });
    expect(await state(tape.dir)).toEqual(whole);
    expect(await lab.import("one.tar")).toMatchObject({ commitsAdded: 0, commitsKnown: 4 });
    await lab.export(tape, "again.tar");
    expect(lab.read("again.tar").equals(lab.read("three.tar"))).toBe(true);
  });

  it("adds an end that came behind the last commit", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3, { end: false });
    await lab.export(tape, "open.tar");
    await resumed(tape.dir, ["d"], true);
    await lab.export(tape, "ended.tar");
    lab.remove(tape);
    await lab.import("open.tar");
    expect((await state(tape.dir)).isEnded).toBe(false);
    await lab.import("ended.tar");
    expect((await state(tape.dir)).isEnded).toBe(true);
    expect(await lab.import("ended.tar")).toMatchObject({ commitsAdded: 0 });
  });

  it("refuses a tape whose commits differ, and names the first one", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3, { end: false });
    renameSync(tape.dir, `${lab.root}/${tape.id}`);
    const other = new TestTape({ disk: nodeDisk, root: lab.dir });
    commit(other, 0);
    commit(other, 7);
    commit(other, 2);
    await other.end();
    await lab.export(other, "other.tar");
    lab.remove(other);
    renameSync(`${lab.root}/${tape.id}`, tape.dir);
    const before = lab.listing();
    const refused = lab.import("other.tar");
    await expect(refused).rejects.toMatchObject({ code: "diverged", details: { sequence: 3 } });
    expect(lab.listing()).toEqual(before);
  });
});

describe("importing what does not belong here", () => {
  it("refuses an archive of another workspace, and makes a copy that names its source when told to", async () => {
    const lab = new Lab();
    const tape = await lab.tape(4);
    await lab.export(tape, "run.tar");
    const there = new Lab();
    there.workspaceId = "f".repeat(32);
    const before = there.listing();
    expect(await codeOf(there.import(lab.path("run.tar")))).toBe("other-workspace");
    expect(there.listing()).toEqual(before);
    const copied = await there.import(lab.path("run.tar"), { copy: true });
    expect(copied).toMatchObject({ copiedFrom: tape.id, commitsAdded: 5 });
    expect(copied.tape).not.toBe(tape.id);
    const dir = `${there.dir}/tapes/${copied.tape}`;
    const { damage, images } = await state(dir);
    expect([damage, images.slice(1)]).toEqual([[], (await state(tape.dir)).images.slice(1)]);
    const open = await Tape.open({ id: copied.tape, label: "", open: (o) => TapeReader.open(nodeDisk, dir, o) });
    const reader = await TapeReader.open(nodeDisk, tape.dir);
    const hash = await reader.hashOf(5);
    expect(open.session.facts.copied_from).toEqual({ tape: tape.id, workspace: workspaceId, sequence: 5, hash });
    expect(open.session.label).toBe("demo");
    await reader.close();
    await open.close();
  });

  it("refuses a tape that somebody has open for writing, when there is something to add", async () => {
    const lab = new Lab();
    const tape = await lab.tape(2, { end: false });
    await lab.export(tape, "one.tar");
    await resumed(tape.dir, ["d"], false);
    await lab.export(tape, "two.tar");
    lab.remove(tape);
    await lab.import("one.tar");
    const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(5), background: false };
    const { writer } = await TapeWriter.resume(tape.dir, deps, { takeOver: true });
    await writer.open();
    expect(await codeOf(lab.import("two.tar"))).toBe("tape-busy");
    expect(await lab.import("one.tar")).toMatchObject({ commitsAdded: 0 });
    await writer.close();
  });
});

describe("importing beside the commits", () => {
  it("carries blobs, and proves each by its name", async () => {
    const lab = new Lab();
    const tape = new TestTape({ disk: nodeDisk, root: lab.dir, inlineMaxBytes: 100 });
    tape.scope("a", { large: new Float64Array(1_000).fill(7) });
    tape.commit("big");
    await tape.end();
    const [[name, bytes]] = [...tape.blobs] as [[string, Uint8Array]];
    await lab.export(tape, "missing.tar");
    expect(await lab.export(tape, "missing2.tar")).toMatchObject({ blobs: 0, missingBlobs: [name] });
    await lab.blobs.write({ bytes, sha256: Buffer.from(name, "hex") });
    expect(await lab.export(tape, "run.tar")).toMatchObject({ blobs: 1, missingBlobs: [] });
    expect(await lab.export(tape, "none.tar", { blobs: "none" })).toMatchObject({ blobs: 0, missingBlobs: [name] });
    const there = new Lab();
    expect(await there.import(lab.path("none.tar"))).toMatchObject({ blobsAdded: 0, commitsAdded: 2 });
    expect(await there.import(lab.path("run.tar"))).toMatchObject({ blobsAdded: 1, commitsAdded: 0 });
    expect(await there.blobs.verify(name)).toBe("good");
    await there.export(tape, "again.tar");
    expect(there.read("again.tar").equals(lab.read("run.tar"))).toBe(true);
  });

  it("leaves a tape that other writers can go on with", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3, { end: false });
    await lab.export(tape, "run.tar");
    lab.remove(tape);
    await lab.import("run.tar");
    await resumed(tape.dir, ["more"], true);
    const { damage, hashes } = await state(tape.dir);
    expect([damage, hashes.length]).toEqual([[], 6]);
  });

  it("refuses what is no archive, an empty file and zeros (X-53), and changes nothing", async () => {
    const lab = new Lab();
    writeFileSync(lab.path("notes.txt"), "hello");
    writeFileSync(lab.path("empty.tar"), "");
    writeFileSync(lab.path("zeros.tar"), Buffer.alloc(1_024));
    const before = lab.listing();
    for (const name of ["notes.txt", "empty.tar", "zeros.tar", "w"])
      expect([name, await codeOf(lab.import(name))]).toEqual([name, "archive-damaged"]);
    expect(await codeOf(lab.import("nowhere.tar"))).toBe("bad-option");
    expect(lab.listing()).toEqual(before);
  });

  it("keeps the record of a kind that it does not know, and fields of later versions, through export and import (A7)", async () => {
    const lab = new Lab();
    const { encodeFrame } = await import("#sdk/tape/frame.js");
    const { frameSalt } = await import("#sdk/tape/layout.js");
    const payload = Buffer.from("0805fa3e03616263", "hex");
    const tape = new TestTape({ disk: nodeDisk, root: lab.dir });
    commit(tape, 0);
    // What a later version might write between two commits.
    appendFileSync(`${tape.dir}/seg-00000001.tape`, encodeFrame(77, payload, frameSalt(tape.id, 1)));
    commit(tape, 1);
    await tape.writer.durable(3);
    await tape.writer.close();
    await resumed(tape.dir, ["d"], true);
    await lab.export(tape, "run.tar");
    const whole = await state(tape.dir);
    lab.remove(tape);
    await lab.import("run.tar");
    await lab.export(tape, "again.tar");
    expect(lab.read("again.tar").equals(lab.read("run.tar"))).toBe(true);
    expect(await state(tape.dir)).toEqual({ ...whole, notices: [] });
    const written = readdirSync(tape.dir).filter((name) => name.endsWith(".tape"));
    expect(written.some((name) => readFileSync(`${tape.dir}/${name}`).includes(payload))).toBe(true);
  });
});
