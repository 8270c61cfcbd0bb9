import { describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { newFolder, printed, startProgram } from "./child.js";

const queueCommits = (count: number): string =>
  `tape.start("demo"); for (let i = 0; i < ${count}; i++) { tape.capture("s", { i }); tape.queue("c" + i, { maxPending: 1000 }); }`;

async function userCommits(folder: string): Promise<string[]> {
  const tapes = `${folder}/.tapelab/tapes`;
  const [id] = nodeDisk.now.readdir(tapes);
  const reader = await TapeReader.open(nodeDisk, `${tapes}/${id}`);
  expect(reader.report.damage).toEqual([]);
  const labels = reader.commits.filter((entry) => entry.kind !== 8).map((entry) => entry.label);
  await reader.close();
  return labels;
}

describe("a process that ends", () => {
  it("has its queue on disk after SIGTERM and SIGINT, within the deadline (T-19)", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const folder = newFolder();
      const { child, ended } = startProgram(
        folder,
        `${queueCommits(100)} console.log("ready"); setInterval(() => {}, 1000);`,
      );
      await printed(child, "ready");
      const sent = performance.now();
      child.kill(signal);
      const { signal: by } = await ended;
      expect(by).toBe(signal);
      expect(performance.now() - sent).toBeLessThan(5_000);
      expect(await userCommits(folder)).toHaveLength(100);
    }
  });

  it("has its queue on disk after process.exit, after an uncaught exception and after the last line", async () => {
    const ways: [string, number][] = [
      ["process.exit(7);", 7],
      ["setTimeout(() => { throw new Error('boom'); }, 1); await new Promise(() => {});", 1],
      ["", 0],
    ];
    for (const [way, expected] of ways) {
      const folder = newFolder();
      const { code, stderr } = await startProgram(folder, `${queueCommits(3)} ${way}`).ended;
      expect([way, code]).toEqual([way, expected]);
      expect(await userCommits(folder), stderr).toEqual(["c0", "c1", "c2"]);
    }
  });

  it("says how many scopes were never committed, and writes them when told to", async () => {
    const program = (settings: string): string =>
      `tape.start("demo", { settings: ${settings} }); tape.capture("s", {}); tape.capture("s", {});`;
    const lost = newFolder();
    const { stderr } = await startProgram(lost, program("{}")).ended;
    expect(stderr).toMatch(/2 scopes of session .*demo.* were captured and never committed, and are lost/);
    expect(await userCommits(lost)).toEqual([]);
    const kept = newFolder();
    await startProgram(kept, program('{ "session.on_exit": "finalize" }')).ended;
    expect(await userCommits(kept)).toEqual(["interrupted"]);
  });

  it("lets a program handle the signal itself, and still has its queue on disk", async () => {
    const folder = newFolder();
    const own = 'process.on("SIGTERM", () => { console.log("mine"); process.exit(3); });';
    const { child, ended } = startProgram(
      folder,
      `${own} ${queueCommits(5)} console.log("ready"); setInterval(() => {}, 1000);`,
    );
    await printed(child, "ready");
    child.kill("SIGTERM");
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([3, "ready\nmine\n"]);
    expect(await userCommits(folder)).toHaveLength(5);
  });

  it("leaves signals to a host that takes the end over, and says once what is lost", async () => {
    const folder = newFolder();
    const { child, ended } = startProgram(
      folder,
      `const leave = tapelab.takeOverExit(); process.on("SIGINT", () => console.log("still here"));
       process.on("SIGTERM", () => { leave(); process.exit(0); });
       ${queueCommits(5)} tape.capture("left", {}); console.log("ready"); setInterval(() => {}, 1000);`,
    );
    await printed(child, "ready");
    child.kill("SIGINT");
    await printed(child, "still here");
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr.match(/1 scope of session .*demo.* was captured and never committed/g)).toHaveLength(1);
    expect(await userCommits(folder)).toHaveLength(5);
  });

  it("loses what was only queued when it is killed, and nothing else (R12)", async () => {
    const folder = newFolder();
    const text = `${queueCommits(2)} tape.capture("s", {}); await tape.commit("kept"); tape.capture("s", {}); tape.queue("gone", { maxPending: 10 }); console.log("ready"); setInterval(() => {}, 1000);`;
    const { child, ended } = startProgram(folder, text);
    await printed(child, "ready");
    child.kill("SIGKILL");
    await ended;
    expect(await userCommits(folder)).toEqual(["c0", "c1", "kept"]);
  });
});
