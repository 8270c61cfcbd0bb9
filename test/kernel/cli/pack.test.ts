import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { notebook } from "./notebooks.js";
import { temporaryFolder } from "./run-kernel-command.js";

const root = resolve(import.meta.dirname, "../../..");
const elsewhere = temporaryFolder();
const command = join(elsewhere, "node_modules/.bin/tapelab-kernel");

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 240_000 });
}

beforeAll(() => {
  for (const name of ["proto", "sdk", "kernel"])
    run("npm", ["pack", "--silent", "--pack-destination", elsewhere], join(root, name));
  const tarballs = readdirSync(elsewhere).map((name) => `./${name}`);
  expect(tarballs).toHaveLength(3);
  writeFileSync(join(elsewhere, "package.json"), '{ "name": "elsewhere", "private": true }\n');
  // Without install scripts: the native pieces come ready made or are optional.
  const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  run("npm", ["install", ...quiet, ...tarballs], elsewhere);
}, 300_000);

describe("the packed kernel, installed into an empty folder", { timeout: 120_000 }, () => {
  it("holds the command, the two threads and the icons, and no sources", () => {
    const folder = join(elsewhere, "node_modules/tapelab-kernel");
    for (const path of ["dist/main.js", "dist/worker.js", "dist/cli/main.js", "bin/tapelab-kernel.js"])
      expect(existsSync(join(folder, path))).toBe(true);
    expect(readdirSync(join(folder, "logos")).sort()).toEqual(["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
    expect(existsSync(join(folder, "src"))).toBe(false);
  });

  it("passes its own doctor", () => {
    expect(run(command, ["doctor"], elsewhere)).toMatch(/^ok {4}kernel {4}started in/m);
  });

  it("runs a notebook from a folder without package.json, with types of Node, tapelab, rxjs and Arrow", () => {
    const { path } = notebook(
      'import { tape } from "tapelab";\nimport { of } from "rxjs";\nimport { vectorFromArray } from "apache-arrow";',
      'tape.start("packed");\ntape.capture("x", { v: vectorFromArray([1, 2]), b: Buffer.from("x") });\nawait tape.end();',
      "%tape log",
      "of(1, 2).subscribe((n: number) => console.log(n));",
    );
    expect(run(command, ["run", path], elsewhere)).toMatch(/^n\.ipynb: 4 cells ok/);
  });
});
