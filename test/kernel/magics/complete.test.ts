import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeMagic, inspectMagic } from "#kernel/magics/complete.js";
import { isMagicCellComplete } from "#kernel/magics/is-complete.js";
import { MagicTable } from "#kernel/magics/table.js";

const table = new MagicTable();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-complete-"));
  mkdirSync(join(folder, "lab"));
  writeFileSync(join(folder, "lab.txt"), "");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Completes at the `|`; the replaced text and what is offered. */
async function complete(text: string): Promise<{ replaced: string; texts: string[] } | undefined> {
  const offset = text.indexOf("|");
  const source = text.replace("|", "");
  const found = await completeMagic(source, offset, {
    table,
    folder,
    variables: () => ["sigma", "step", "x"],
    workspace: async () => ({
      "commit-labels": ["prepare-output", "a b"],
      "scope-labels": ["step"],
      "session-labels": ["lorenz"],
      files: ["01-prepare.ipynb"],
      recorded: ["t", "theta", "x"],
      settings: ["session.durability"],
      quarantine: ["q3fa9c1"],
    }),
  });
  if (found === undefined) return undefined;
  expect(found.end).toBe(offset);
  return { replaced: source.slice(found.start, found.end), texts: found.entries.map((entry) => entry.text) };
}

describe("completeMagic", () => {
  it("completes the names of magics, cell magics on the first line alone", async () => {
    expect(await complete("%ta|")).toEqual({ replaced: "%ta", texts: ["%tape"] });
    expect(await complete("%%t|")).toEqual({ replaced: "%%t", texts: ["%%tape", "%%time"] });
    expect((await complete("%|"))?.texts).toContain("%%html");
    expect((await complete("const a = 1\n%|"))?.texts).not.toContain("%%html");
    expect((await complete("x = %ta|"))?.texts).toEqual(["%tape"]);
  });

  it("completes sub-commands with an exact range, below text that is not ASCII", async () => {
    expect(await complete('const é = "😀";\n%tape st| ')).toEqual({
      replaced: "st",
      texts: ["start", "stage", "status"],
    });
    expect((await complete("%%tape |"))?.texts).toEqual(["capture", "commit", "queue"]);
  });

  it("offers options that were not given yet", async () => {
    expect((await complete("%tape start x --id 1 --t|"))?.texts).toEqual(["--take-over", "--threshold"]);
    expect((await complete("%tape start x --threshold 3 --t|"))?.texts).toEqual(["--take-over"]);
    expect((await complete("%tape start x --meta a=1 --m|"))?.texts).toEqual(["--meta"]);
  });

  it("offers variables for names, behind commas and in braces", async () => {
    expect((await complete("%tape capture step s|"))?.texts).toEqual(["sigma", "step"]);
    expect(await complete("%tape capture step --blob x,s|")).toEqual({ replaced: "s", texts: ["sigma", "step"] });
    expect(await complete("%tape start run-{s|")).toEqual({ replaced: "s", texts: ["sigma", "step"] });
  });

  it("offers choices, labels, files and sessions", async () => {
    expect((await complete("%tape start x --durability |"))?.texts).toEqual(["disk", "os"]);
    expect(await complete("%tape start x --durability=d|")).toEqual({ replaced: "d", texts: ["disk"] });
    expect((await complete("%tape load p|"))?.texts).toEqual(["prepare-output"]);
    expect((await complete("%tape load a|"))?.texts).toEqual(['"a b"']);
    expect(await complete('%tape load "a |')).toEqual({ replaced: '"a ', texts: ['"a b"'] });
    expect((await complete("%tape load x --from |"))?.texts).toEqual(["01-prepare.ipynb"]);
    expect((await complete("%tape load x --session |"))?.texts).toEqual(["lorenz"]);
    expect((await complete("%tape plot th|"))?.texts).toEqual(["theta"]);
    expect((await complete("%tape plot x:t y:x,th|"))?.texts).toEqual(["theta"]);
    expect((await complete("%tape plot x --x t|"))?.texts).toEqual(["t", "theta"]);
    expect((await complete("%tape plot x --kind h|"))?.texts).toEqual(["histogram", "heatmap"]);
    expect((await complete("%tape settings ses|"))?.texts).toEqual(["session.durability"]);
  });

  it("offers paths for PATH", async () => {
    expect(await complete("%tape start x --workspace la|")).toEqual({ replaced: "la", texts: ["lab/", "lab.txt"] });
    expect((await complete("%tape start x --workspace nowhere/|"))?.texts).toEqual([]);
  });

  it("leaves everything else to TypeScript", async () => {
    expect(await complete("%tape status\nMath.hyp|")).toBeUndefined();
    expect(await complete("`\n%ta|\n`")).toBeUndefined();
    expect(await complete("const a = (1\n%ta|\n)")).toBeUndefined();
    expect(await complete("%%html\n%ta|")).toBeUndefined();
    expect(await complete("%time Math.hy|")).toBeUndefined();
    expect(await complete("|%tape")).toBeUndefined();
  });

  it("offers what maintenance works on: paths, tapes, entries of quarantine", async () => {
    expect((await complete("%tape import l|"))?.texts).toEqual(["lab/", "lab.txt"]);
    expect((await complete("%tape verify l|"))?.texts).toEqual(["lorenz", "lab/", "lab.txt"]);
    expect((await complete("%tape verify lab/|"))?.texts).toEqual([]);
    expect((await complete("%tape compact l|"))?.texts).toEqual(["lorenz"]);
    expect((await complete("%tape quarantine re|"))?.texts).toEqual(["repair", "restore"]);
    expect((await complete("%tape quarantine repair q|"))?.texts).toEqual(["q3fa9c1"]);
    expect((await complete("%tape quarantine restore q3fa9c1 lab.|"))?.texts).toEqual(["lab.txt"]);
    expect((await complete("%tape export x.tar --blobs r|"))?.texts).toEqual(["referenced"]);
    expect((await complete("%tape gc --t|"))?.texts).toEqual(["--to"]);
    expect((await complete("%tape gc --to l|"))?.texts).toEqual(["lab/", "lab.txt"]);
  });

  it("never throws, whatever the line holds", async () => {
    for (const line of ['%tape "x|', "%tape capture {|", "%tape }|", "%tape \u0007|", "%tape load --from=|"])
      await complete(line);
  });
});

describe("inspectMagic", () => {
  it("explains the magic and the sub-command under the cursor", () => {
    expect(inspectMagic("%tape start x", 2, table)?.["text/plain"]).toContain("Usage: %tape COMMAND");
    expect(inspectMagic("%tape start x", 9, table)?.["text/plain"]).toContain("Usage: %tape start [LABEL…] [options]");
    expect(inspectMagic("const a = 1", 9, table)).toBeUndefined();
    expect(inspectMagic("%time Math.sqrt", 12, table)).toBeUndefined();
  });
});

describe("isMagicCellComplete", () => {
  it("wants an empty line behind a cell magic", () => {
    expect(isMagicCellComplete("%%tape capture s\nconst a = 1", table)?.status).toBe("incomplete");
    expect(isMagicCellComplete("%%tape capture s\nconst a = 1\n", table)?.status).toBe("complete");
    expect(isMagicCellComplete("%tape status", table)).toBeUndefined();
  });
});
