import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { type Commit, openWorkspace, type Scope, type Session, type Tape, type Workspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toBundle } from "#kernel/display/bundle.js";
import { foreignElements, hiddenIn, payloads } from "./hostile.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-records-"));
let workspace: Workspace;
let session: Session;
let tape: Tape;
let scopes: Scope[];
let commits: Commit[];

beforeAll(async () => {
  workspace = await openWorkspace(folder);
  session = await workspace.startSession("records");
  // A name with half a surrogate pair cannot be written to a tape.
  const names = payloads.filter((text) => !/\p{Surrogate}/u.test(text));
  const hostile = Object.fromEntries(names.map((text) => [text, text]));
  session.capture("step", { n: 1, x: new Float64Array(9), gone: undefined, nil: null, f: () => 1 });
  session.capture("hostile", { ...hostile, __proto__: 1 }, { meta: { note: "<b>" } });
  await session.commit("first");
  for (let n = 0; n < 30; n++) session.capture("step", { n });
  await session.commit("second");
  tape = await workspace.openTape("records");
  scopes = await lastValueFrom(tape.scopes$().pipe(toArray()));
  commits = await lastValueFrom(tape.commits$().pipe(toArray()));
});
afterAll(async () => {
  await session.end();
  await tape.close();
  rmSync(folder, { recursive: true, force: true });
});

async function shown(value: unknown): Promise<{ html: string; text: string }> {
  const { data } = await toBundle(value);
  return { html: String(data["text/html"]), text: String(data["text/plain"]) };
}

describe("objects of Tapelab", () => {
  it("a scope is its heading and its variables, whatever they are stored as", async () => {
    const { text, html } = await shown(scopes[0]);
    const lines = text.split("\n").map((line) => line.replace(/ {2,}/g, " | "));
    expect(lines[0]).toMatch(
      /^Scope step · test\/kernel\/display\/records-view\.test\.ts|^Scope step · records-view\.test\.ts/,
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        "n | number | 1",
        "x | Float64Array[9] | f64[9]",
        "gone | undefined | undefined",
        "nil | null | null",
      ]),
    );
    expect(lines.at(-1)).toMatch(/:c2:s1, 5 variables$/);
    expect(lines.find((line) => line.startsWith("f |"))).toMatch(/void/);
    expect(html).toContain("<i>undefined</i>");
  });

  it("a list of scopes or commits is a table of the first, and says how many there are", async () => {
    expect((await shown(scopes)).text).toContain("the first 20 of 32 scopes");
    const { text } = await shown(commits);
    expect(text).toMatch(/commit {2}label +kind +scopes/);
    expect(text).toMatch(/2 {2}first .* 2 /);
    expect((await shown([scopes[0], 1])).text).toMatch(/^\[/);
  });

  it("a list of sessions is a table of them, and one of anything else stays a list", async () => {
    const { text } = await shown(await workspace.sessions());
    expect(text).toMatch(/^session +state +kind +tags +started/);
    expect(text).toMatch(/records +recording +session/);
    expect((await shown([{ id: "a", label: "b" }])).text).toMatch(/^\[/);
  });

  it("a list of runs is a table: program, how it went, configuration, outputs", async () => {
    const run = {
      id: "0".repeat(32),
      program: "fit",
      status: "completed",
      signature: "s",
      config: '{"k":1}',
      startedMs: 0,
    };
    const outputs = [{ key: "model" }];
    const { text } = await shown([
      { ...run, outputs, index: 3 },
      { ...run, outputs: [], source: "1".repeat(32) },
    ]);
    expect(text).toMatch(/fit +completed +3 +\{"k":1\} +model +1970/);
    expect(text).toMatch(/fit +cached/);
  });

  it("a commit, a tape, a session and a workspace are tables of facts", async () => {
    expect((await shown(commits[0])).text).toMatch(/^Commit\n[\s\S]*label +first/);
    expect((await shown(tape)).text).toMatch(/^Tape\n[\s\S]*session +records[\s\S]*damage +none/);
    expect((await shown(session)).text).toMatch(/^Session\n[\s\S]*labels +records[\s\S]*state +recording/);
    expect((await shown(workspace)).text).toMatch(/^Workspace\n[\s\S]*folder/);
  });

  it("never let a name or a value become markup, or act on a terminal", async () => {
    for (const value of [scopes[1], [scopes[1]], commits, await workspace.sessions(), await tape.table()]) {
      const { html, text } = await shown(value);
      expect(foreignElements(html)).toEqual([]);
      expect(hiddenIn(html)).toEqual([]);
      expect(hiddenIn(text)).toEqual([]);
    }
  });
});
