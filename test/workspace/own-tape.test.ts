import { cpSync, writeFileSync } from "node:fs";
import { openWorkspace } from "tapelab";
import { describe, expect, it } from "vitest";
import { collect, useLab } from "./lab.js";

const lab = useLab();
const other = expect.objectContaining({ code: "other-workspace" });

async function record(path: string, label: string): Promise<string> {
  const ws = await openWorkspace(`${lab.root}/${path}`);
  const session = await ws.startSession(label);
  session.capture("s", { label });
  await session.finalize("c");
  await session.end();
  return session.id;
}

describe("a tape of another workspace", () => {
  it("is refused by readers and writers; the others are read, and the refusal is told", async () => {
    await record("a", "mine");
    const foreign = await record("b", "theirs");
    cpSync(`${lab.root}/b/.tapelab/tapes/${foreign}`, `${lab.root}/a/.tapelab/tapes/${foreign}`, { recursive: true });
    const ws = await openWorkspace(`${lab.root}/a`);
    await expect(ws.openTape(foreign)).rejects.toEqual(other);
    await expect(ws.resumeSession(foreign)).rejects.toEqual(other);
    const events: string[] = [];
    const scopes = await collect(ws.scopes$({}, { onEvent: (event) => events.push(event.kind) }));
    expect(scopes.map(({ vars }) => vars.label)).toEqual(["mine"]);
    expect(events).toEqual(["damaged-tape"]);
  });

  it("cannot be told where the workspace's own file is damaged: reading goes on, recording does not", async () => {
    await record("a", "mine");
    writeFileSync(`${lab.root}/a/.tapelab/workspace.json`, "{");
    const ws = await openWorkspace(`${lab.root}/a`);
    expect(await collect(ws.scopes$())).toHaveLength(1);
    await expect(ws.startSession("more")).rejects.toEqual(expect.objectContaining({ code: "bad-bytes" }));
  });
});
