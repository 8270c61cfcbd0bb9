import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { times } from "../helpers/effort.js";
import { newFolder, printed, startProgram } from "./child.js";

const bin = fileURLToPath(new URL("../../sdk/bin/tapelab.js", import.meta.url));

/** Records without end: immediate commits, queued ones, small and large; prints each sequence once it is acknowledged. */
const endless = `
  const session = tape.start("victim");
  const say = (text) => require("node:fs").writeSync(1, text + "\\n");
  say("started");
  for (let i = 0; ; i++) {
    const size = i % 7 === 0 ? 2000 : 1 + (i % 3);
    for (let k = 0; k < size; k++) tape.capture("s", { i, k, x: Math.random() });
    if (i % 3 === 0) { const ref = await tape.commit("now"); say("disk " + ref.sequence + " " + ref.hash); }
    else if (i % 3 === 1) { const receipt = tape.queue("q" + i, { maxPending: 3 }); if (receipt.written) { const ref = await tape.commit("x", { durability: "os", allowEmpty: true }); say("os " + ref.sequence + " " + ref.hash); } }
    else { const ref = await tape.commit("os", { durability: "os" }); say("os " + ref.sequence + " " + ref.hash); }
  }`;

const kills = times(50);

describe("a writer that is killed with -9", () => {
  it(`has every acknowledged commit on its tape, with its hash, ${kills} times; doctor finds nothing lost`, {
    timeout: 600_000,
  }, async () => {
    let acknowledged = 0;
    for (let round = 0; round < kills; round++) {
      const folder = newFolder();
      const { child, ended } = startProgram(folder, endless);
      await printed(child, "disk");
      await new Promise((resolve) => setTimeout(resolve, (round * 37) % 120));
      child.kill("SIGKILL");
      const { stdout } = await ended;
      const tapes = `${folder}/.tapelab/tapes`;
      const reader = await TapeReader.open(nodeDisk, `${tapes}/${nodeDisk.now.readdir(tapes)[0]}`, { verify: "full" });
      expect(reader.report.damage).toEqual([]);
      const told = stdout
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split(" "));
      const sequences = new Set(reader.commits.map((entry) => entry.sequence));
      for (const [, sequence] of told) expect(sequences.has(Number(sequence))).toBe(true);
      const last = told.at(-1);
      if (last) expect(await reader.hashOf(Number(last[1]))).toBe(last[2]);
      acknowledged += told.length;
      await reader.close();
      if (round % 10 === 0) {
        const out = execFileSync(process.execPath, [bin, "doctor", "victim", "--json", "--workspace", folder], {
          encoding: "utf8",
        });
        expect(out).toContain("victim"); // exit code 0: a torn tail is no loss
      }
    }
    expect(acknowledged).toBeGreaterThanOrEqual(kills);
  });
});
