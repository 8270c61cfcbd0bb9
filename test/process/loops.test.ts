import { describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { times } from "../helpers/effort.js";
import { newFolder, printed, startProgram } from "./child.js";

async function openTape(folder: string, verify: "crc" | "full" = "crc"): Promise<TapeReader> {
  const tapes = `${folder}/.tapelab/tapes`;
  return TapeReader.open(nodeDisk, `${tapes}/${nodeDisk.now.readdir(tapes)[0]}`, { verify });
}

describe("a loop that never awaits", () => {
  const captures = times(2_000_000);

  it(`records ${captures} scopes in commits of 1,000 with bounded memory (R13)`, { timeout: 300_000 }, async () => {
    const folder = newFolder();
    const program = `
      tape.start("long");
      const before = process.memoryUsage().rss;
      for (let i = 0; i < ${captures}; i++) {
        tape.capture("s", { i, x: i * 0.5, y: -i, ok: i % 3 === 0 });
        if (i % 1000 === 999) tape.queue("chunk");
      }
      await tape.finalize();
      console.log((process.resourceUsage().maxRSS * 1024 - before) >> 20);`;
    const { stdout, stderr, code } = await startProgram(folder, program).ended;
    expect([code, stderr.includes("lost")]).toEqual([0, false]);
    const reader = await openTape(folder);
    expect(reader.commits.filter((entry) => entry.kind !== 8)).toHaveLength(Math.floor(captures / 1000));
    expect(reader.report.damage).toEqual([]);
    await reader.close();
    // 64 MiB of images that are not durable, as much of shared buffers, and what the engine keeps before it collects.
    expect(Number(stdout)).toBeLessThan(256);
  });

  it("keeps every commit whose receipt said written, killed at any moment (T-22)", { timeout: 120_000 }, async () => {
    for (const waitMs of [50, 200, 400]) {
      const folder = newFolder();
      const program = `
        tape.start("busy");
        const block = new Float64Array(20000);
        const say = (text) => require("node:fs").writeSync(1, text + "\\n");
        for (let i = 0; ; i++) {
          block[i % 20000] = i;
          tape.capture("s", { i, block });
          const receipt = tape.queue("q" + i, { maxPending: 5 });
          if (receipt.written) say("written " + i);
        }`;
      const { child, ended } = startProgram(folder, program);
      await printed(child, "written");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      child.kill("SIGKILL");
      const { stdout } = await ended;
      const last = Number(stdout.trim().split("\n").at(-1)?.split(" ")[1]);
      const reader = await openTape(folder);
      const labels = new Set(reader.commits.map((entry) => entry.label));
      for (let i = 0; i <= last; i++) expect(labels.has(`q${i}`)).toBe(true);
      expect(reader.report.damage).toEqual([]);
      await reader.close();
    }
  });
});

describe("two processes on one tape", () => {
  it("never both have a commit acknowledged: each acknowledged one is in the history, once", {
    timeout: 120_000,
  }, async () => {
    const folder = newFolder();
    const first = startProgram(
      folder,
      `const session = tape.start("shared");
       const say = (text) => require("node:fs").writeSync(1, text + "\\n");
       say("id " + session.id);
       for (let i = 0; ; i++) { tape.capture("s", { i }); const ref = await tape.commit("first"); say("ack " + ref.sequence + " " + ref.hash); }`,
    );
    await printed(first.child, "ack 5 ");
    const tapes = `${folder}/.tapelab/tapes`;
    const id = nodeDisk.now.readdir(tapes)[0];
    const second = startProgram(
      folder,
      `const ws = await tapelab.openWorkspace();
       const busy = await ws.resumeSession("${id}").catch((error) => error.code);
       const say = (text) => require("node:fs").writeSync(1, text + "\\n");
       say("busy " + busy);
       const session = await ws.resumeSession("${id}", { takeOver: true });
       for (let i = 0; i < 20; i++) { session.capture("s", { i }); const ref = await session.commit("second"); say("ack " + ref.sequence + " " + ref.hash); }
       await session.end();`,
    );
    const [one, two] = await Promise.all([first.ended, second.ended]);
    expect(two.stdout, two.stderr).toContain("busy tape-busy");
    expect(one.stderr).toContain("Another writer took over");
    const acks = [one, two].flatMap(({ stdout }) =>
      stdout
        .split("\n")
        .filter((line) => line.startsWith("ack"))
        .map((line) => line.split(" ")),
    );
    const reader = await openTape(folder, "full");
    expect(reader.report.damage).toEqual([]);
    expect(new Set(acks.map(([, sequence]) => sequence)).size).toBe(acks.length);
    for (const [, sequence, hash] of acks) expect(await reader.hashOf(Number(sequence))).toBe(hash);
    await reader.close();
  });
});
