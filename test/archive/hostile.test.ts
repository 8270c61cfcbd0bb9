import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { withArchive } from "#sdk/archive/verify.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { codeOf, entriesOf, hastyDisk, Lab } from "./lab.js";
import { type Entry, pax, paxRecord, tarOf } from "./tars.js";

const lab = new Lab(hastyDisk);
let good: Entry[] = [];

beforeAll(async () => {
  const tape = await lab.tape(3);
  await lab.export(tape, "run.tar");
  lab.remove(tape);
  const tar = lab.read("run.tar");
  good = entriesOf(tar).map(({ name, start, end }) => ({ name, data: tar.subarray(start, end) }));
});

/** The archive with entries put in at a place. */
function withEntries(at: number, ...added: Entry[]): Buffer {
  return tarOf([...good.slice(0, at), ...added, ...good.slice(at)]);
}

const event = (): Entry => good.find(({ name }) => name.endsWith("3.data.pb"))!;
const binary = (byte: number): Uint8Array => Uint8Array.of(byte, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

/** Attacks of security.md, input 1, and the classes of public reports about tar readers. */
const refused: Readonly<Record<string, () => Buffer>> = {
  "a path that leads out (..)": () => withEntries(2, { name: "../../x", data: Buffer.from("x") }),
  "a path that leads out in the middle": () => withEntries(2, { name: "010_events/../../x", data: Buffer.from("x") }),
  "an absolute path": () => withEntries(2, { name: "/etc/x", data: Buffer.from("x") }),
  "a drive path": () => withEntries(2, { name: "C:\\x", data: Buffer.from("x") }),
  "a path that leads out with backslashes": () =>
    withEntries(2, { name: "010_events\\..\\..\\x", data: Buffer.from("x") }),
  "a symbolic link": () => withEntries(2, { name: "010_events/link", type: "2", link: "/etc/passwd" }),
  "a hard link": () => withEntries(2, { name: "010_events/link", type: "1", link: "001_manifest/manifest.pb" }),
  "two links, one through the other": () =>
    withEntries(2, { name: "a", type: "2", link: "." }, { name: "a/b", type: "2", link: "../.." }),
  "a character device": () => withEntries(2, { name: "dev", type: "3" }),
  "a block device": () => withEntries(2, { name: "dev", type: "4" }),
  "a FIFO": () => withEntries(2, { name: "fifo", type: "6" }),
  "a contiguous file": () => withEntries(2, { name: "c", type: "7", data: Buffer.from("x") }),
  "a sparse file of GNU": () => withEntries(2, { name: "s", type: "S", data: Buffer.alloc(512) }),
  "a GNU long name": () => withEntries(2, { name: "././@LongLink", type: "L", data: Buffer.from("x\0") }),
  "a global pax header": () => withEntries(2, { name: "g", type: "g", data: Buffer.from(paxRecord("path", "x")) }),
  "an entry of the old format": () => withEntries(2, { name: "old", type: "\0" }),
  "a name twice in a part": () => withEntries(4, event()),
  "a directory with a size": () => withEntries(2, { name: "010_events/", type: "5", size: 512 }),
  "a wrong checksum": () => withEntries(2, { name: "x", isChecksumWrong: true }),
  "an unknown format": () => withEntries(2, { name: "x", magic: "tsura\u000000" }),
  "a negative size": () => withEntries(2, { name: "x", rawSize: binary(0xff) }),
  "a binary size": () => withEntries(2, { name: "x", rawSize: binary(0x80) }),
  "a size that is no number": () => withEntries(2, { name: "x", rawSize: Buffer.from("0000000009x ") }),
  "a control character in a name": () => withEntries(2, { name: "x\u001b[31m" }),
  "a NUL in a pax path": () => withEntries(2, pax(paxRecord("path", "a\0b")), { name: "x" }),
  "a pax path that leads out": () => withEntries(2, pax(paxRecord("path", "../x")), { name: "x" }),
  "a pax header with a link": () => withEntries(2, pax(paxRecord("linkpath", "/etc")), { name: "x" }),
  "a sparse map in pax": () => withEntries(2, pax(paxRecord("GNU.sparse.major", "1")), { name: "x" }),
  "a pax header with two paths": () =>
    withEntries(2, pax(paxRecord("path", "a"), paxRecord("path", "b")), { name: "x" }),
  "a pax header that lies about its lengths": () =>
    withEntries(2, { ...pax(), data: Buffer.from("99 path=x\n") }, { name: "x" }),
  "a pax size that is no number": () => withEntries(2, pax(paxRecord("size", "-1")), { name: "x" }),
  "a pax header on a pax header": () =>
    withEntries(2, pax(paxRecord("path", "a")), pax(paxRecord("path", "b")), { name: "x" }),
  "a pax header of 5 KiB": () => withEntries(2, pax(paxRecord("path", "a".repeat(5_000))), { name: "x" }),
  "an empty name": () => withEntries(2, { name: "", data: Buffer.from("x") }),
  "text that is not UTF-8": () => {
    const tar = withEntries(2, { name: "abc", data: Buffer.from("x") });
    const at = tar.indexOf("abc\0");
    tar[at] = 0xff;
    const sum = tar.subarray(at, at + 512).reduce((a, b, i) => a + (i >= 148 && i < 156 ? 32 : b), 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148);
    return tar;
  },
};

describe("a hostile tar", () => {
  it.each(Object.keys(refused))("with %s is refused at once, and nothing is written (A12)", async (name) => {
    lab.write("hostile.tar", refused[name]!());
    const before = [lab.listing(), readdirSync(lab.root)];
    const start = process.hrtime.bigint();
    expect(await codeOf(lab.import("hostile.tar"))).toBe("archive-damaged");
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1_000); // no hang
    expect([lab.listing(), readdirSync(lab.root)]).toEqual(before);
  });

  it("names the entry and the rule (X-01)", async () => {
    lab.write("hostile.tar", refused["a path that leads out (..)"]!());
    await expect(lab.import("hostile.tar")).rejects.toThrow(
      /leads out of the archive \(\.\.\): "\.\.\/\.\.\/x" \(byte \d+\)\. Nothing/,
    );
  });

  it("that claims much is refused before anything is made for it", async () => {
    lab.write("large.tar", tarOf([...good.slice(0, 3), { name: "010_events/000000000099.data.pb", size: 2 ** 32 }]));
    expect(await codeOf(lab.import("large.tar"))).toBe("archive-too-large");
    lab.write("many.tar", tarOf(good));
    expect(await codeOf(lab.import("many.tar", { limits: { archiveLeaves: 3 } }))).toBe("archive-too-large");
    expect(await codeOf(lab.import("many.tar", { limits: { archiveBytes: 1_000 } }))).toBe("archive-too-large");
    expect(await codeOf(lab.import("many.tar", { limits: { archiveEntryBytes: 100 } }))).toBe("archive-too-large");
  });

  it("that unpacks to a hundred times its size is refused while it is unpacked", async () => {
    const bomb = tarOf([...good, { name: "zeros", data: Buffer.alloc(30 << 20) }]);
    lab.write("bomb.tar.gz", gzipSync(bomb));
    const error = (await lab.import("bomb.tar.gz").catch((cause: Error) => cause)) as Error & { details: object };
    expect(error).toMatchObject({ code: "archive-too-large", details: { limit: "gzipRatio", allowed: 100 } });
  });

  it("that is cut or changed inside its gzip is refused", async () => {
    const packed = gzipSync(tarOf(good));
    lab.write("cut.tar.gz", packed.subarray(0, packed.length >> 1));
    expect(await codeOf(lab.import("cut.tar.gz"))).toMatch(/archive-unfinished|archive-damaged/);
    packed[packed.length >> 1]! ^= 0xff;
    lab.write("bad.tar.gz", packed);
    expect(await codeOf(lab.import("bad.tar.gz"))).toMatch(/archive-unfinished|archive-damaged/);
  });

  it("whose manifest claims endless commits is refused at once", async () => {
    const { manifestMessage, markerMessage } = await import("tapelab-proto");
    const { sha256 } = await import("#sdk/base/sha256.js");
    const manifest = manifestMessage.decode(good[0]!.data!);
    const [range] = manifest.ranges;
    const claimed = Array.from({ length: 200_000 }, (_, i) => ({
      ...range!,
      first: i * 4_096 + 1,
      last: (i + 1) * 4_096,
    }));
    const data = manifestMessage.encode({ ...manifest, ranges: claimed });
    const marker = {
      ...markerMessage.decode(good.at(-1)!.data!),
      ...{ manifestSha256: sha256(data), lastRange: 200_000, lastDurableSequence: 200_000 * 4_096 },
    };
    const entries = [
      { ...good[0]!, data },
      ...good.slice(1, -1),
      { ...good.at(-1)!, data: markerMessage.encode(marker) },
    ];
    lab.write("endless.tar", tarOf(entries));
    const start = process.hrtime.bigint();
    expect(await codeOf(lab.import("endless.tar"))).toBe("archive-damaged");
    expect(await codeOf(lab.import("endless.tar", { level: "quick" }))).toBe("archive-damaged");
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(20_000);
  });

  it("on a device that gives nothing ends within its time", async () => {
    const stuck: Disk = { ...nodeDisk, later: { ...nodeDisk.later, read: () => new Promise<number>(() => undefined) } };
    const path = lab.write("slow.tar", tarOf(good));
    const start = process.hrtime.bigint();
    const waiting = withArchive(stuck, path, { limits: { archiveIdleMs: 200 } }, async () => "read");
    expect(await codeOf(waiting)).toBe("archive-damaged");
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(10_000);
  });
});

describe("a tar of another program", () => {
  it("may have directories, a pax path and size, and names that begin with ./", async () => {
    const entries: Entry[] = [
      { name: "./", type: "5" },
      { name: "./010_events/", type: "5" },
    ];
    for (const entry of good) {
      const { name, data = new Uint8Array(0) } = entry;
      if (name.endsWith(".crc")) continue;
      entries.push(pax(paxRecord("path", name), paxRecord("size", String(data.length))), {
        ...entry,
        name: "short",
        size: 0,
      });
    }
    lab.write("other.tar", tarOf(entries));
    const there = new Lab(hastyDisk);
    expect(await there.import(lab.path("other.tar"))).toMatchObject({ commitsAdded: 4 });
    lab.write("dots.tar", tarOf(good.map((entry) => ({ ...entry, name: `./${entry.name}` }))));
    expect(await there.import(lab.path("dots.tar"))).toMatchObject({ commitsAdded: 0 });
  });

  it("may have other files beside the leaves, which are named and left alone (A11)", async () => {
    lab.write(
      "more.tar",
      withEntries(2, { name: "notes.txt", data: Buffer.from("hello") }, { name: "010_events/1.data.pb" }),
    );
    const there = new Lab(hastyDisk);
    const { notices } = await there.import(lab.path("more.tar"));
    expect(notices).toEqual(["2 files are none of the archive and ignored: notes.txt, 010_events/1.data.pb."]);
  });

  it("is ambiguous with two folders of one number, or two leaves of one index", async () => {
    const { data } = event();
    for (const name of ["010_foo/000000000009.data.pb", "010_events/00000000000003.data.pb"]) {
      lab.write("twice.tar", withEntries(2, { name, data: data! }));
      expect([name, await codeOf(lab.import("twice.tar"))]).toEqual([name, "archive-ambiguous"]);
    }
  });
});

describe("a hostile folder", () => {
  it("with links, pipes and folders in place of leaves is read without following any", async () => {
    for (const { name, data } of good) lab.write(`folder/${name}`, data!);
    const outside = lab.write("outside.pb", event().data!);
    const path = lab.path("folder/010_events/000000000003.data.pb");
    const { rmSync } = await import("node:fs");
    rmSync(path);
    symlinkSync(outside, path);
    await expect(lab.import("folder")).rejects.toMatchObject({
      code: "archive-damaged",
      details: { firstSequence: 3 },
    });
    rmSync(path);
    mkdirSync(path);
    expect(await codeOf(lab.import("folder"))).toBe("archive-damaged");
    rmSync(path, { recursive: true });
    writeFileSync(path, event().data!);
    const there = new Lab(hastyDisk);
    expect(await there.import(lab.path("folder"))).toMatchObject({ commitsAdded: 4 });
  });
});
