/**
 * Tapes of released formats open for ever. The files here were written by the version in their name and are never made
 * again; a new version adds a file.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TapeReader } from "#sdk/tape/reader.js";
import { decodeImage } from "#sdk/value/decode.js";
import { openShape } from "#sdk/value/shape.js";
import { testSession } from "../record/session-deps.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { goldenScopes } from "./scopes.js";

const tapeId = "019b7ca98c8870008000000000000001";
const dir = `/golden/${tapeId}`;
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function goldenDisk(): MemoryDisk {
  const disk = new MemoryDisk();
  disk.now.mkdir(dir);
  const segment = disk.now.createExcl(`${dir}/seg-00000001.tape`);
  disk.now.append(segment, readFileSync(file("v1.tape")));
  disk.now.close(segment);
  return disk;
}

describe("a tape of format 1.0", () => {
  it("opens whole, with the hashes it was written with", async () => {
    const expected = JSON.parse(readFileSync(file("v1.json"), "utf8"));
    const reader = await TapeReader.open(goldenDisk(), dir, { verify: "full" });
    expect(reader.report).toEqual({ notices: [], damage: [], tornBytes: 0 });
    expect([reader.isEnded, reader.segmentCount]).toEqual([true, 1]);
    const commits = await Promise.all(
      reader.commits.map(async ({ sequence, label, kind, rows, wallMs }) => {
        return { sequence, label, kind, rows, wallMs, hash: await reader.hashOf(sequence) };
      }),
    );
    expect(commits).toEqual(expected.commits);
  });

  it("gives every value back", async () => {
    const reader = await TapeReader.open(goldenDisk(), dir);
    const read: unknown[] = [];
    for (const entry of reader.commits.filter(({ kind }) => kind === 0)) {
      const decoded = decodeImage(await reader.image(entry), (id) => {
        const bytes = reader.shapeBytes(entry, id);
        return bytes && openShape(bytes);
      });
      for (let n = 0; n < decoded.rows; n++) {
        const { strip, row } = decoded.place(n);
        const { columns } = decoded.strips[strip]!;
        read.push(Object.fromEntries(columns.map(({ name }) => [name, decoded.strips[strip]!.column(name)!.get(row)])));
      }
    }
    expect(read).toEqual(goldenScopes().flatMap(({ scopes }) => scopes));
  });

  it("is still what the same program writes: the format has not changed without a new number", async () => {
    const test = testSession();
    for (const { label, scopes } of goldenScopes()) {
      for (const [i, scope] of scopes.entries()) test.session.capture("s", scope, { time: 1.7e12 + i });
      await test.session.commit(label);
    }
    await test.session.end();
    const again = await TapeReader.open(test.disk, test.dir);
    const old = await TapeReader.open(goldenDisk(), dir);
    const images = async (reader: TapeReader): Promise<string[]> => {
      const all: string[] = [];
      for (const entry of reader.commits.filter(({ kind }) => kind === 0)) {
        all.push(Buffer.from(await reader.image(entry)).toString("hex"));
      }
      return all;
    };
    expect(await images(again)).toEqual(await images(old));
  });
});
