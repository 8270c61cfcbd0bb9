import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { script, tapelab } from "./run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-cli-rewrite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const record = (label: string, x: number) =>
  script(`const { tape } = tapelab; tape.start("${label}"); tape.capture("a", { x: ${x} }); await tape.end();`, folder);

test("rewrites a tape, says what became of both, and lists the new one", async () => {
  await record("run", 1);
  const { code, out } = await tapelab(["rewrite", "run", "--to", "1.0-explicit"], { cwd: folder });
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/is rewritten as [0-9a-f]{8}: 3 commits, .* Both say the same/),
  ]);
  const ids = async (...args: string[]) =>
    (await tapelab(["ls", "--json", ...args], { cwd: folder })).out.trim().split("\n");
  expect([(await ids()).length, (await ids("--all")).length]).toEqual([1, 2]);
  const again = await tapelab(["rewrite", "run", "--to", "1.0-explicit"], { cwd: folder });
  expect([again.code, again.out]).toEqual([0, expect.stringContaining("Nothing to do.")]);
});

test("tells where two tapes first differ, and ends with 1", async () => {
  await record("one", 1);
  await record("two", 1);
  await record("three", 3);
  const same = await tapelab(["diff", "one", "two"], { cwd: folder });
  expect([same.code, same.out]).toEqual([
    1,
    expect.stringContaining("differ first in commit 2: its label, kind and time"),
  ]);
  const { code, out } = await tapelab(["diff", "one", "three", "--json"], { cwd: folder });
  expect([code, JSON.parse(out)]).toMatchObject([1, { isEqual: false, difference: { sequence: 2 } }]);
  const self = await tapelab(["diff", "one", "one"], { cwd: folder });
  expect([self.code, self.out]).toEqual([0, expect.stringContaining("say the same")]);
});
