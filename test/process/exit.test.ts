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

/** Makes an operation of `node:fs` fail or slow, for everybody in the program. */
const full = `require("fs").writeSync = () => { throw Object.assign(new Error("full"), { code: "ENOSPC" }); };`;

describe("a process that cannot write its queue at the end", () => {
  it("says so, and does not end as if all was well", async () => {
    const lost = await startProgram(newFolder(), `${queueCommits(3)} ${full}`).ended;
    expect(lost.stderr).toMatch(/3 queued commits of session "demo" could not be written\. No space left/);
    expect(lost.code).toBe(1);
    const exited = await startProgram(newFolder(), `${queueCommits(3)} ${full} process.exit(0);`).ended;
    expect(exited.code).toBe(1);
  });

  it("keeps an exit code that says something already", async () => {
    const { code, stderr } = await startProgram(newFolder(), `${queueCommits(1)} ${full} process.exit(7);`).ended;
    expect([code, stderr]).toEqual([7, expect.stringContaining("1 queued commit of session")]);
  });

  it("says so of commits that are written and not known to be on the disk", async () => {
    const failing = `require("fs").fdatasyncSync = () => { throw Object.assign(new Error("bad"), { code: "EIO" }); };`;
    const folder = newFolder();
    const { code, stderr } = await startProgram(folder, `${queueCommits(2)} ${failing}`).ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/last commits of session "demo" .* may not survive/)]);
    expect(await userCommits(folder)).toEqual(["c0", "c1"]);
  });

  it("ends well when only scopes are left that nobody committed", async () => {
    expect((await startProgram(newFolder(), 'tape.start("demo"); tape.capture("s", {});').ended).code).toBe(0);
  });
});

describe("session.exit_deadline_ms", () => {
  it("is when a process stops waiting for its disk: what follows is written all the same", async () => {
    const slow = `
      const fs = require("fs"), sync = fs.fdatasyncSync;
      let syncs = 0;
      fs.fdatasyncSync = (fd) => { syncs++; const till = Date.now() + 60; while (Date.now() < till); sync(fd); };
      process.on("exit", () => console.log("syncs", syncs));`;
    for (const [deadlineMs, syncs] of [
      [20, 1],
      [60_000, 3],
    ] as const) {
      const folder = newFolder();
      const program = `const ws = await tapelab.openWorkspace();
        for (const label of ["a", "b", "c"]) {
          const session = await ws.startSession(label, { settings: { "session.exit_deadline_ms": ${deadlineMs} } });
          session.capture("s", { x: 1 });
          session.queue(label);
        } ${slow}`;
      const { stdout, stderr } = await startProgram(folder, program).ended;
      expect([deadlineMs, stdout, stderr.includes("lost")]).toEqual([deadlineMs, `syncs ${syncs}\n`, false]);
      for (const id of nodeDisk.now.readdir(`${folder}/.tapelab/tapes`)) {
        const reader = await TapeReader.open(nodeDisk, `${folder}/.tapelab/tapes/${id}`);
        expect(reader.commits).toHaveLength(2);
        await reader.close();
      }
    }
  });
});
