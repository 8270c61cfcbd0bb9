import { readFileSync, writeFileSync } from "node:fs";
import { latestScope, lineage, openWorkspace, scopeTable, setSourceProvider, tape, type Workspace } from "tapelab";
import { afterEach, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { collect, useLab } from "./lab.js";

useLab();
afterEach(() => setSourceProvider(undefined));

async function stage(script: string, output: string, input?: { commitLabel: string; srcFile: string }): Promise<void> {
  const ws = await openWorkspace();
  const source = { srcFile: script, srcLine: 1 };
  setSourceProvider(() => source);
  tape.start(script.replace(/^\d+-(.*)\.ts$/, "$1"));
  const n = input === undefined ? 0 : (await latestScope(ws, input)).bind({ n: "number" }).n;
  tape.capture("out", { n: n + 1 });
  await tape.finalize(output);
  await tape.end();
}

async function pipeline(): Promise<Workspace> {
  await stage("01-prepare.ts", "prepare-output");
  await stage("02-fit.ts", "fit-output", { commitLabel: "prepare-output", srcFile: "01-prepare.ts" });
  await stage("03-report.ts", "summary-output", { commitLabel: "fit-output", srcFile: "02-fit.ts" });
  return openWorkspace();
}

describe("lineage", () => {
  it("R27: gives the stages in order with label, file and time, folded from the inputs", async () => {
    const ws = await pipeline();
    const summary = await latestScope(ws, { commitLabel: "summary-output" });
    const { nodes, edges } = await lineage(ws, summary);
    expect(nodes.map(({ label, srcFile, resolved }) => [label, srcFile, resolved])).toEqual([
      ["prepare-output", "01-prepare.ts", true],
      ["fit-output", "02-fit.ts", true],
      ["summary-output", "03-report.ts", true],
    ]);
    for (const { time, actor } of nodes) expect([typeof time, typeof actor]).toEqual(["number", "string"]);
    expect(edges.map(({ from, to }) => [from, to])).toEqual(
      expect.arrayContaining([
        [nodes[0]?.uid, nodes[1]?.uid],
        [nodes[1]?.uid, nodes[2]?.uid],
      ]),
    );
    expect(nodes[2]?.inputs).toEqual([`${nodes[1]?.uid}:s1`]);
  });

  it("goes down to what was made from a scope, and as deep as asked", async () => {
    const ws = await pipeline();
    const prepared = await latestScope(ws, { commitLabel: "prepare-output" });
    const down = await lineage(ws, prepared, { direction: "down" });
    expect(down.nodes.map(({ label }) => label)).toEqual(["prepare-output", "fit-output", "summary-output"]);
    const near = await lineage(ws, prepared.uid, { direction: "down", depth: 1 });
    expect(near.nodes.map(({ label }) => label)).toEqual(["prepare-output", "fit-output"]);
    expect((await lineage(ws, prepared, { depth: 0 })).nodes).toHaveLength(1);
  });

  it("shows what is not here as a node that is not resolved", async () => {
    const ws = await openWorkspace();
    tape.start("a");
    const gone = `${"0".repeat(32)}:c2:s1`;
    tape.current().addInput(gone);
    tape.capture("s", { x: 1 });
    await tape.finalize("out");
    const { nodes } = await lineage(ws, await latestScope(ws));
    expect(nodes.map(({ uid, resolved }) => [uid.slice(-3), resolved])).toEqual([
      [":c2", false],
      [":c2", true],
    ]);
  });

  it("rejects what is no uid", async () => {
    await pipeline();
    await expect(lineage(await openWorkspace(), "summary")).rejects.toEqual(
      expect.objectContaining({ code: "bad-option" }),
    );
  });
});

describe("inputs", () => {
  async function inputs(): Promise<unknown> {
    const [commit] = await collect((await openWorkspace()).commits$({ commitLabel: "next" }));
    return (await commit?.meta())?.inputs;
  }

  it("are noted for the next commit only, once each, in order of first use", async () => {
    await stage("01-prepare.ts", "one");
    await stage("01-prepare.ts", "two");
    const ws = await openWorkspace();
    tape.start("next");
    const two = await latestScope(ws, { commitLabel: "two" });
    const one = await latestScope(ws, { commitLabel: "one" });
    two.bind({ n: "number" });
    tape.capture("s", { x: 1 });
    await tape.commit("next");
    expect(await inputs()).toEqual([two.uid, one.uid]);
    tape.capture("s", { x: 2 });
    await tape.commit("later");
    const [later] = await collect(ws.commits$({ commitLabel: "later" }));
    expect((await later?.meta())?.inputs).toBeUndefined();
  });

  it("are not noted with track false, nor without an active session", async () => {
    await stage("01-prepare.ts", "one");
    const ws = await openWorkspace();
    await latestScope(ws);
    tape.start("next");
    const scope = await latestScope(ws, { commitLabel: "one" }, { track: false });
    scope.bind({ n: "number" });
    tape.capture("s", { x: 1 });
    await tape.commit("next");
    expect(await inputs()).toBeUndefined();
  });
});

describe("stages", () => {
  it("are listed without the commits that cannot be read", async () => {
    const ws = await pipeline();
    const dir = `${ws.dir}/tapes/${(await ws.resolve("fit")).id}`;
    const reader = await TapeReader.open(nodeDisk, dir);
    const { offset, size } = reader.commits[1]!;
    await reader.close();
    const path = `${dir}/seg-00000001.tape`;
    const bytes = readFileSync(path);
    bytes[offset + size - 1]! ^= 1;
    writeFileSync(path, bytes);
    expect((await ws.stages()).map(({ commitLabel }) => commitLabel)).toEqual(["summary-output", "prepare-output"]);
  });

  it("list the newest commit of each, and which are outdated", async () => {
    const ws = await pipeline();
    expect((await ws.stages()).map(({ commitLabel, stale }) => [commitLabel, stale])).toEqual([
      ["summary-output", false],
      ["fit-output", false],
      ["prepare-output", false],
    ]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await stage("01-prepare.ts", "prepare-output");
    const stale = (await ws.stages()).filter((one) => one.stale).map(({ commitLabel }) => commitLabel);
    expect(stale).toEqual(["fit-output"]);
  });
});

describe("history", () => {
  it("is the chain of sessions that went on from one another, each with its cut", async () => {
    const ws = await openWorkspace();
    const first = await ws.startSession("run");
    for (let step = 0; step < 4; step++) {
      first.capture("step", { step });
      await first.commit("c");
    }
    const scope = await latestScope(ws, { sequence: { to: 3 } });
    expect(scope.vars).toEqual({ step: 1 });
    const second = await ws.startSession("run", { resumeFrom: scope });
    second.capture("step", { step: 2 });
    await second.finalize("c");
    const chain = await ws.history(second.id);
    expect(chain.map(({ id, cut }) => [id, cut?.scope])).toEqual([
      [second.id, undefined],
      [first.id, scope.uid],
    ]);
    expect((await ws.resolve(second.id)).facts).toMatchObject({
      attempt: 2,
      resumed_from: { tape: first.id, sequence: 3, scope: scope.uid, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const scopes = await collect(ws.scopes$({ session: second.id, withHistory: true }));
    expect(scopes.map(({ vars }) => vars.step)).toEqual([0, 1, 2]);
    expect(await collect(ws.scopes$({ session: first.id }))).toHaveLength(4);
  });

  it("does not cross workspaces", async () => {
    const ws = await openWorkspace();
    await (await ws.startSession("a")).end();
    await expect(ws.startSession("b", { resumeFrom: `${"1".repeat(32)}:c2:s1` })).rejects.toEqual(
      expect.objectContaining({ code: "other-workspace" }),
    );
    await expect(ws.startSession("b", { resumeFrom: "nonsense" })).rejects.toEqual(
      expect.objectContaining({ code: "bad-option" }),
    );
  });
});

describe("what is no workspace and no scope", () => {
  it("is refused with the call that was meant", async () => {
    const refused = (text: string) =>
      expect.objectContaining({ code: "bad-option", message: expect.stringContaining(text) });
    await expect(latestScope("./lab" as never)).rejects.toThrow(
      refused("latestScope: expected a workspace, found a value of type string"),
    );
    await expect(scopeTable(undefined as never)).rejects.toThrow(
      refused("scopeTable: expected a workspace, found nothing"),
    );
    await expect(lineage(await openWorkspace(), undefined as never)).rejects.toThrow(
      refused("expected a scope, a commit, a run, an artifact or the uid of one"),
    );
  });
});
