import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import * as host from "tapelab/host";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "./sources.js";

/** What `tapelab/host` loads, and nothing else: the kernel's worker thread waits for it. */
const LIGHT = [
  "sdk/dist/base/html.js",
  "sdk/dist/base/text.js",
  "sdk/dist/cli/figures.js",
  "sdk/dist/cli/help.js",
  "sdk/dist/cli/options.js",
  "sdk/dist/cli/program.js",
  "sdk/dist/host.js",
];

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "kernel"], { cwd: root });
}, 300_000);

describe("tapelab/host", () => {
  it("is this list", () => {
    expect(Object.keys(host).sort()).toEqual([
      "UsageError",
      "duration",
      "escapeHtml",
      "givenTo",
      "linesWithoutVerb",
      "localTime",
      "near",
      "oneLine",
      "shown",
      "usageLine",
      "verbHelp",
    ]);
  });

  it("loads its own few files alone, and no library", () => {
    expect(loadedBy(`require("tapelab/host")`)).toEqual(LIGHT);
  });
});

describe("the kernel's worker thread", () => {
  it("loads nothing of the SDK but tapelab/host with the engine and the grammar of magics", () => {
    const parts = [
      "language",
      "wire/start",
      "engine/converter",
      "engine/problems",
      "engine/inspect",
      "magics/worker-side",
    ];
    const loaded = loadedBy(
      parts.map((part) => `require(${JSON.stringify(join(root, "kernel/dist", part))})`).join(";"),
    );
    expect(loaded.filter((file) => file.startsWith("kernel/dist/")).length).toBeGreaterThan(20);
    expect(loaded.filter((file) => /^(sdk|proto)\//.test(file))).toEqual(LIGHT);
  });
});

/** The files that a program has loaded at its end, from the top of the repository. */
function loadedBy(program: string): string[] {
  const text = execFileSync(
    process.execPath,
    ["-e", `${program}; console.log(JSON.stringify(Object.keys(require.cache)))`],
    { cwd: join(root, "sdk"), encoding: "utf8" },
  );
  return (JSON.parse(text) as string[]).map((file) => relative(root, file).replaceAll("\\", "/")).sort();
}
