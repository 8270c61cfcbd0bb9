import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage } from "#sdk/value/image.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";

const root = mkdtempSync(join(tmpdir(), "tapelab-memory-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Bytes in buffers once everything that nobody holds is gone; their memory is given back behind the collection. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((done) => setTimeout(done, 20));
  }
  return process.memoryUsage().arrayBuffers;
}

describe("an open tape", () => {
  it("keeps none of its images in memory, also when every frame of it was read (L8)", async () => {
    const dir = join(root, "0198f0c0ffee7000".padEnd(32, "8"));
    const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(), background: false };
    const writer = TapeWriter.create(dir, "0198f0c0ffee7000".padEnd(32, "9"), deps);
    for (let batch = 0; batch < 16; batch++) {
      const images = Array.from({ length: 10 }, (_, i) =>
        encodeImage(
          { label: "c", kind: 0, wallMs: 1, meta: JSON.stringify({ i, text: "x".repeat(100_000) }) },
          undefined,
        ),
      );
      expect(writer.append(images).error).toBeUndefined();
      writer.durableNow();
    }
    await writer.close();
    const before = await held();
    const reader = await TapeReader.open(nodeDisk, dir, { verify: "full" });
    expect(reader.commits).toHaveLength(160);
    expect((await held()) - before).toBeLessThan(reader.sizeBytes / 2);
    expect(reader.sizeBytes).toBeGreaterThan(15_000_000);
    await reader.close();
  });
});
