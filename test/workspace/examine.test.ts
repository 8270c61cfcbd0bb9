import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-examine-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("ws.examine", () => {
  it("counts what is on each tape and names every loss, without writing", async () => {
    const ws = await openWorkspace(folder);
    const good = await ws.startSession("good");
    const bad = await ws.startSession("bad");
    for (const session of [good, bad]) {
      for (let n = 0; n < 3; n++) {
        session.capture("s", { n, text: "to be damaged" });
        await session.commit(`c${n}`);
      }
      await session.end();
    }
    const dir = join(ws.dir, "tapes", bad.id);
    const segment = join(dir, readdirSync(dir).find((name) => name.endsWith(".tape") || name.startsWith("0"))!);
    const bytes = readFileSync(segment);
    const at = bytes.lastIndexOf("to be damaged");
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(segment, bytes);
    const found = await ws.examine();
    const byLabel = new Map(found.map((one) => [one.session.label, one]));
    expect(byLabel.get("good")).toMatchObject({ commits: 3, scopes: 3, damage: [], problem: undefined });
    expect(byLabel.get("bad")?.damage).toHaveLength(1);
    expect((await ws.examine("bad", { level: "full" }))[0]?.damage[0]?.text).toContain('"bad"');
    expect(await ws.quarantine()).toEqual([]);
    expect(readFileSync(segment).equals(bytes)).toBe(true);
  });
});
