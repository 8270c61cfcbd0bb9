import { isTapelabError } from "tapelab";
import { eventMessage, manifestMessage, markerMessage } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { parsePath } from "#sdk/archive/names.js";
import { openSource } from "#sdk/archive/open-source.js";
import { takeEvents } from "#sdk/archive/take-events.js";
import { readHeader, readPax } from "#sdk/archive/tar-header.js";
import { damageOf, withArchive } from "#sdk/archive/verify.js";
import { sha256 } from "#sdk/base/sha256.js";
import { replayArchive } from "#sdk/workspace/archive-state.js";
import { seedsOf, times } from "../helpers/effort.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { entriesOf, Lab } from "./lab.js";
import { header, paxRecord, tarOf } from "./tars.js";

type Mutation = (bytes: Buffer, rng: Rng, others: readonly Buffer[]) => Buffer;

const place = (bytes: Buffer, rng: Rng): number => rng.below(Math.max(1, bytes.length));

const damage: readonly Mutation[] = [
  (bytes, rng) => {
    bytes[place(bytes, rng)]! ^= 1 << rng.below(8);
    return bytes;
  },
  (bytes, rng) => {
    const at = place(bytes, rng);
    bytes.subarray(at, at + rng.pick([1, 8, 512, 2_000])).fill(rng.pick([0, 0xff, 0x80]));
    return bytes;
  },
  (bytes, rng) => bytes.subarray(0, place(bytes, rng)),
  (bytes, rng) => Buffer.concat([bytes, rng.bytes(rng.below(600))]),
  (bytes, rng, others) => Buffer.concat([bytes, rng.pick(others)]),
  (bytes, rng, others) => {
    const from = rng.pick(others);
    const source = Math.floor(place(from, rng) / 512) * 512;
    const target = Math.floor(place(bytes, rng) / 512) * 512;
    bytes.set(from.subarray(source, source + Math.min(rng.pick([512, 1_024, 2_048]), bytes.length - target)), target);
    return bytes;
  },
  (bytes, rng) => {
    const at = Math.floor(place(bytes, rng) / 512) * 512;
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + rng.pick([512, 1_024, 100]))]);
  },
  (bytes, rng) => {
    const at = Math.floor(place(bytes, rng) / 512) * 512;
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - rng.pick([512, 1_024, 512 * 4])))]);
  },
];

/** Changes leaves and makes manifest and marker fit again: what only a forger does. */
function forged(tar: Buffer, rng: Rng): Buffer {
  const entries = entriesOf(tar).map(({ name, start, end }) => ({ name, data: Buffer.from(tar.subarray(start, end)) }));
  const events = entries.filter(({ name }) => name.startsWith("010_") && name.endsWith(".data.pb"));
  const victim = rng.pick(events);
  if (rng.chance(0.5)) victim.data[rng.below(victim.data.length)] = rng.pick([0, 1, 0x7f, 0x80, 0xff]);
  else {
    const event = eventMessage.decode(victim.data);
    const gap = {
      first: event.seq,
      last: event.seq + rng.below(3),
      reason: "x",
      quarantine: rng.below(3),
      unknown: event.unknown,
    };
    const changed = rng.pick([
      { ...event, seq: rng.below(9) },
      { ...event, commit: undefined, gap },
      { ...event, commit: undefined },
      { ...event, extra: [{ kind: rng.below(12), payload: rng.bytes(9), unknown: event.unknown }] },
      { ...event, commit: event.commit && { ...event.commit, hash: rng.bytes(32) } },
      { ...event, commit: event.commit && { ...event.commit, shapes: [rng.bytes(20)] } },
    ]);
    victim.data = Buffer.from(eventMessage.encode(changed));
  }
  const manifestEntry = entries[0]!;
  const manifest = manifestMessage.decode(manifestEntry.data);
  const [range] = manifest.ranges;
  const leaves = events.map(({ data }) => data);
  const lengths = leaves.map((leaf) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(leaf.length));
    return Buffer.concat([length, leaf]);
  });
  const bytes = leaves.reduce((sum, leaf) => sum + leaf.length, 0);
  const ranges = [
    { ...range!, bytes, sha256: sha256(Buffer.concat(lengths)), last: range!.last + (rng.chance(0.1) ? 1 : 0) },
  ];
  manifestEntry.data = Buffer.from(manifestMessage.encode({ ...manifest, ranges }));
  const marker = markerMessage.decode(entries.at(-1)!.data);
  const manifestSha256 = sha256(manifestEntry.data);
  entries.at(-1)!.data = Buffer.from(
    markerMessage.encode({ ...marker, manifestSha256, lastDurableSequence: ranges[0]!.last }),
  );
  return tarOf(entries.filter(({ name }) => !name.endsWith(".crc") || rng.chance(0.5)));
}

/** Opens, proves and takes events; every answer is a result or a typed error. Images that come out were written. */
async function check(
  bytes: Buffer,
  written: ReadonlySet<string>,
  isForged: boolean,
  { isSalvage, level }: { isSalvage: boolean; level: "full" | "deep" },
): Promise<string> {
  const disk = new MemoryDisk();
  disk.put("/a.tar", bytes);
  try {
    return await withArchive(disk, "/a.tar", { isSalvage, level, replay: replayArchive }, async (proved) => {
      if (!isSalvage && damageOf(proved, "")) return "damaged";
      let next = 0;
      for await (const taken of takeEvents(proved.archive, proved.events, 1)) {
        if (taken.first < next) throw new Error(`event ${taken.first} comes after ${next}`);
        next = taken.last + 1;
        const image = taken.kind === "event" ? taken.event.commit?.image : undefined;
        if (image && !isForged && !written.has(Buffer.from(image).toString("latin1")))
          throw new Error(`commit ${taken.first} was taken with bytes that nobody wrote`);
      }
      return "taken";
    });
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return error.code;
  }
}

describe("fuzzed archives", { timeout: 900_000 }, () => {
  it("give a result or a typed error, and never a commit that nobody wrote", async () => {
    const lab = new Lab();
    const tars: Buffer[] = [];
    const written = new Set<string>();
    for (const [number, commits] of [3, 1, 5, 3].entries()) {
      const isEdited = number === 3;
      const tape = isEdited ? await lab.edited(commits, 4) : await lab.tape(commits, { number: number + 1, rows: 2 });
      await lab.export(tape, `${number}.tar`, { meta: number === 1 });
      const tar = lab.read(`${number}.tar`);
      tars.push(tar);
      for (const { name, start, end } of entriesOf(tar)) {
        if (!name.startsWith("010_") || !name.endsWith(".data.pb")) continue;
        written.add(Buffer.from(eventMessage.decode(tar.subarray(start, end)).commit!.image).toString("latin1"));
      }
    }
    const answers = new Map<string, number>();
    for (const seed of seedsOf(100_000)) {
      const rng = new Rng(seed);
      const isForged = rng.chance(0.3);
      let bytes = Buffer.from(rng.pick(tars));
      if (isForged) bytes = forged(bytes, rng);
      else for (let left = 1 + rng.below(3); left > 0; left--) bytes = Buffer.from(rng.pick(damage)(bytes, rng, tars));
      try {
        const options = { isSalvage: rng.chance(0.5), level: rng.chance(0.2) ? "deep" : "full" } as const;
        const answer = await check(bytes, written, isForged, options);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      } catch (error) {
        throw new Error(`seed ${seed}: TAPELAB_SEED=${seed} npx vitest run test/archive/fuzz.test.ts`, {
          cause: error,
        });
      }
    }
    for (const answer of ["taken", "damaged"]) expect(answers.get(answer) ?? 0).toBeGreaterThan(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("fuzzed headers and names", { timeout: 300_000 }, () => {
  it("are taken or refused, never thrown at", () => {
    const rng = new Rng(20_261_121);
    const block = header({ name: "010_events/000000000001.data.pb", size: 77 });
    let taken = 0;
    for (let round = 0; round < times(1_000_000); round++) {
      const bytes = Buffer.from(block);
      for (let left = rng.below(3); left > 0; left--)
        bytes[rng.pick([rng.below(512), 124 + rng.below(40)])] = rng.below(256);
      const isSummed = rng.chance(0.5);
      if (isSummed) {
        bytes.fill(0x20, 148, 156);
        const sum = bytes.reduce((total, byte) => total + byte, 0);
        bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
      }
      const found = readHeader(bytes);
      if ("refusal" in found) continue;
      taken++;
      if (!Number.isSafeInteger(found.size) || found.size < 0) throw new Error(`Round ${round}: size ${found.size}`);
    }
    expect(taken).toBeGreaterThan(0);
  });

  it("of pax records and paths are linear and total", () => {
    const rng = new Rng(7);
    const record = Buffer.from(paxRecord("path", "010_events/000000000001.data.pb") + paxRecord("size", "12"));
    for (let round = 0; round < times(100_000); round++) {
      const bytes = Buffer.from(record);
      for (let left = 1 + rng.below(3); left > 0; left--) bytes[rng.below(bytes.length)] = rng.below(256);
      readPax(bytes);
      parsePath(bytes.toString("latin1").slice(8, 40));
    }
    const long = "0".repeat(1 << 20);
    const start = process.hrtime.bigint();
    for (const path of [
      `010_${long}`,
      `010_events/${long}`,
      `010_events/${long}.data.pb`,
      `030_blobs/${"a".repeat(1 << 20)}`,
    ])
      expect(parsePath(path)).toBeUndefined();
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1_000);
  });
});

describe("names", () => {
  it("say field, index and hash by number alone, whatever the labels are (A10)", () => {
    expect(parsePath("010_foo/000000000001.data.pb")).toMatchObject({ field: 10, kind: "leaf", index: 1 });
    expect(parsePath("010_events/00000000000042.crc")).toMatchObject({ field: 10, kind: "crc", index: 42 });
    expect(parsePath(`030_x/${"ab".repeat(32)}.data.bin`)).toMatchObject({ kind: "blob", sha256: "ab".repeat(32) });
    expect(parsePath("055_later/x.pb")).toMatchObject({ field: 55, kind: "opaque" });
    for (const path of [
      "010_events/1.data.pb",
      "010_events/000000000000.data.pb",
      "010_events/000000000001.data.bin",
      "010_events/99999999999999999999.data.pb",
      "000_x/x.pb",
      "1_x/x.pb",
      "010_Events/000000000001.data.pb",
      "010_events/000000000001.data.pb\n",
      "x/010_events/000000000001.data.pb",
      "001_manifest/000000000001.data.pb",
      `030_blobs/${"AB".repeat(32)}.data.bin`,
      "010_events//000000000001.data.pb",
    ])
      expect([path, parsePath(path)]).toEqual([path, undefined]);
  });
});

describe("a folder of an archive", () => {
  it("may have other labels and longer indexes (A10)", async () => {
    const lab = new Lab();
    const tape = await lab.tape(2);
    await lab.export(tape, "run.tar");
    const tar = lab.read("run.tar");
    for (const { name, start, end } of entriesOf(tar)) {
      const renamed = name.replace("010_events", "010_foo").replace(/\/(0{9})/, "/00$1");
      lab.write(`folder/${renamed}`, tar.subarray(start, end));
    }
    lab.remove(tape);
    expect(await lab.import("folder")).toMatchObject({ commitsAdded: 3, notices: [] });
    expect((await openSource(lab.disk, lab.path("folder"))).kind).toBe("folder");
  });
});
