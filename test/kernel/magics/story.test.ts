import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Kernel, startKernel } from "../client.js";

let folder: string;
let kernel: Kernel;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-magics-"));
  kernel = await startKernel({ cwd: folder, env: { JPY_SESSION_NAME: join(folder, "01-lorenz.ipynb") } });
}, 60_000);

afterAll(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a cell that succeeds; everything that it shows as text, in order. */
async function shown(code: string): Promise<string[]> {
  const { reply, iopub } = await kernel.execute(code);
  expect(reply.status, JSON.stringify(reply)).toBe("ok");
  return iopub.flatMap(({ type, content }) =>
    ["display_data", "update_display_data", "execute_result"].includes(type) ? [content.data["text/plain"]] : [],
  );
}

describe("the plain story of a recording", () => {
  it("starts a session, says where it is", async () => {
    const [text] = await shown("%tape start lorenz --meta sigma=10 rho=28 --threshold 3");
    expect(text).toMatch(/^session lorenz \(…[0-9a-f]{8}\) in \.tapelab, threshold 3$/);
  });

  it("captures in a loop and queues", async () => {
    const texts = await shown(`import { tape } from "tapelab";
let x = 1, t = 0;
for (let i = 0; i < 7; i++) {
  t = i / 10; x = x * 1.5;
  tape.capture("step", { t, x });
  %tape queue chunk-{i}
}`);
    expect(texts.slice(0, 3)).toEqual(["queued 1 of 3", "queued 2 of 3", "queued 3, flushed 3 commits"]);
    expect(texts.at(-1)).toBe("… 2 more, the last: queued 1 of 3");
  });

  it("captures variables by name, with void ones named", async () => {
    const texts = await shown("const f = () => 1;\n%tape capture state t x f\n%tape capture all");
    expect(texts[0]).toBe("scope state: 3 variables, stage holds 1; without value: f (function)");
    expect(texts[1]).toBe("scope all: 2 variables, stage holds 2");
  });

  it("finalizes, tells the status, lists the log", async () => {
    expect(await shown("%tape finalize done")).toEqual([
      "finalized: tail commit of 2 scopes, 2 commits flushed, durable. Session stays active.",
    ]);
    const [status] = await shown("%tape status");
    for (const text of [/session +lorenz/, /stage +0 scopes/, /queue +0 of 3/, /finalized +yes/, /durability +disk/])
      expect(status).toMatch(text);
    const [log] = await shown("%tape log 2");
    expect(log?.split("\n")).toHaveLength(3);
    expect(log).toMatch(/c9 +done +2 .* 01-lorenz\.ipynb 3 /);
  });

  it("loads what was recorded as a typed table", async () => {
    const texts = await shown("%tape load done --scope state --var x as df\ndf");
    expect(texts[0]).toMatch(/^loaded done, x, from 01-lorenz.ipynb, cell 3, commit c9/);
    expect(await shown("%tape load chunk-0 --from 01-lorenz.ipynb as df2\ndf2.numRows")).toEqual([
      expect.stringMatching(/^loaded chunk-0 from 01-lorenz.ipynb, cell 2, commit c2\n/),
      "1",
    ]);
    const { reply } = await kernel.execute("df2.nowhere");
    expect(reply.evalue).toContain("does not exist on type 'Table<any>'");
  });

  it("ends the session", async () => {
    expect(await shown("%tape end")).toEqual(["session lorenz ended: 8 commits on its tape"]);
    expect(await shown("%tape status")).toEqual(["no session is active. Run %tape start LABEL to start one."]);
  });
});
