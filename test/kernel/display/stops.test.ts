import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, sleep, startKernel } from "../client.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-stops-")));
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel({ cwd: root, env: { TAPELAB_WORKSPACE: root } });
  await kernel.execute('import { tape } from "tapelab"; tape.start("stops"); var run = 0;');
}, 60_000);
afterAll(async () => {
  await kernel.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Runs the cell until it is under way, and interrupts it. */
async function interrupted(code: string): Promise<void> {
  const id = await kernel.startCell(`console.log("begun"); ${code}`);
  await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "what it prints");
  await sleep(150);
  await kernel.interrupt();
  expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
}

/** A loop that records without a pause: it can only be stopped from outside, in the middle of whatever it does. */
const recordingLoop = `for (let i = 0; ; i++) {
  tape.capture("step", { run, i, twice: 2 * i, text: "t" + i, list: [i, i], typed: Float64Array.of(i, -i) });
  if (i % 100 === 99) tape.queue("chunk");
}`;

describe("a loop that records and is stopped", () => {
  it("leaves every scope on the tape once, whole and in order", async () => {
    for (let run = 0; run < 8; run++) {
      await interrupted(`run = ${run}; ${recordingLoop}`);
      expect((await kernel.execute('tape.capture("between", { run })')).reply.status).toBe("ok");
    }
    expect((await kernel.execute('await tape.finalize("done")')).reply.status).toBe("ok");
    const tape = await (await openWorkspace(root)).openTape("stops");
    const next = new Map<number, number>();
    const wrong: unknown[] = [];
    await tape.scopes$({ label: "step" }).forEach(({ vars, uid }) => {
      const { run, i, twice, text, list, typed } = vars as Record<string, number> & {
        list: number[];
        typed: Float64Array;
      };
      const isWhole = twice === 2 * (i ?? 0) && text === (`t${i}` as never) && list[1] === i && typed[1] === -(i ?? 0);
      if (!isWhole || i !== (next.get(run ?? -1) ?? 0)) wrong.push(uid);
      next.set(run ?? -1, (i ?? 0) + 1);
    });
    expect([wrong, next.size, tape.report.damage]).toEqual([[], 8, []]);
    await tape.close();
  });
});

describe("a loop beside commits that are under way", () => {
  const loops = [
    'tape.capture("s", { a: 1 }); void tape.commit("x"); await 1; for (;;);',
    'tape.capture("s", { a: 1 }); void tape.commit("x"); for (;;);',
    'tape.capture("s", { a: 1 }); await tape.commit("x"); for (;;);',
    'tape.capture("s", { a: 1 }); tape.commit("x").then(() => { for (;;); }); await new Promise(() => {});',
    'tape.capture("s", { a: 1 }); tape.queue("x"); void tape.flush(); await 1; for (;;);',
  ];

  it("never keeps a later commit from becoming durable", async () => {
    for (const code of [...loops, ...loops]) {
      await interrupted(code);
      const { reply, result } = await kernel.execute(
        'tape.capture("after", { a: 1 }); typeof (await tape.commit("after"))?.sequence',
        { timeoutMs: 8_000 },
      );
      expect([code, reply.status, result]).toEqual([code, "ok", "'number'"]);
    }
  });
});

describe("a cell that is interrupted while it waits for a commit", () => {
  it("does not go on when the commit is there", async () => {
    const code =
      'var wentOn = false; tape.capture("s", { a: 1 }); const ref = tape.commit("x"); await ref; wentOn = true; for (;;);';
    // Whether the interrupt comes before the commit or after it is chance: in both cases the kernel is free afterwards.
    for (let n = 0; n < 5; n++) {
      const id = await kernel.startCell(code);
      await kernel.until(({ type, parent }) => type === "execute_input" && parent.msg_id === id, "execute_input");
      await kernel.interrupt();
      expect((await kernel.ended(id)).reply.status).not.toBe("ok");
      expect((await kernel.execute("1 + 1", { timeoutMs: 8_000 })).result).toBe("2");
    }
  });
});
