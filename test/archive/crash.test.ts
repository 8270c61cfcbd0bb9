import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { importArchive } from "#sdk/archive/import.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { BlobStore } from "#sdk/blob/store.js";
import { stateOf } from "#sdk/state/state.js";
import { readsSnapshot, replayArchive } from "#sdk/workspace/archive-state.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { TestTape } from "../read/test-tape.js";
import { imageOf } from "../state/tapes.js";
import { commit, hastyDisk, Lab, state } from "./lab.js";

/** A disk that dies: every operation from the k-th on fails. */
function dyingDisk(k: number): { disk: Disk; count(): number } {
  let operations = 0;
  const later = Object.fromEntries(
    Object.entries(hastyDisk.later).map(([name, operation]) => [
      name,
      async (...args: never[]) => {
        if (++operations > k) throw Object.assign(new Error("EIO: the machine stopped"), { code: "EIO" });
        return (operation as (...args: never[]) => Promise<unknown>)(...args);
      },
    ]),
  );
  return { disk: { ...nodeDisk, later: later as never }, count: () => operations };
}

describe("a machine that stops while an archive is imported", { timeout: 300_000 }, () => {
  it("leaves the tape as it was or whole, at every disk operation, and the next import completes it", async () => {
    const lab = new Lab(hastyDisk);
    const tape = new TestTape({ disk: nodeDisk, root: lab.dir, inlineMaxBytes: 60 });
    for (let i = 0; i < 3; i++) commit(tape, i, 2);
    tape.scope("blob", { large: new Float64Array(100) }).commit("big");
    tape.writer.append([imageOf({ steps: [["part/1", "n", 1]], lamport: 1 })]);
    await tape.writer.close();
    for (const [name, bytes] of tape.blobs) await lab.blobs.write({ bytes, sha256: Buffer.from(name, "hex") });
    await lab.export(tape, "run.tar");
    const whole = await state(tape.dir);
    lab.remove(tape);
    rmSync(`${lab.dir}/blobs`, { recursive: true });
    for (let k = 0; ; k++) {
      const { disk, count } = dyingDisk(k);
      const blobs = new BlobStore(disk, `${lab.dir}/blobs`, systemIds);
      const hooks = { readsSnapshot, replay: replayArchive };
      const target = { dir: lab.dir, workspaceId: () => lab.workspaceId, blobs, ...hooks };
      const work = importArchive({ disk, clock: new FixedClock(), ids: systemIds }, target, lab.path("run.tar"));
      const isDone = await work.then(
        () => true,
        () => false,
      );
      const isThere = lab.listing().includes(`tapes/${tape.id}`);
      if (isThere) expect(await state(tape.dir)).toEqual(whole);
      expect(isDone && !isThere).toBe(false);
      if (!isThere) expect(await lab.import("run.tar")).toMatchObject({ commitsAdded: 6 });
      expect(await state(tape.dir)).toEqual(whole);
      expect((await stateOf(nodeDisk, tape.dir)).snapshotUsed).toBe(6);
      lab.remove(tape);
      rmSync(`${lab.dir}/blobs`, { recursive: true });
      if (isDone && count() <= k) break;
    }
  });
});
