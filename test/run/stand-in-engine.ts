/** Installs container engines that play their word on this machine; see stand-in-engine.mjs. */
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerBackend } from "#sdk/run/container.js";

export function installEngines(dir: string, ...names: ContainerBackend[]): void {
  for (const name of names) {
    copyFileSync(join(import.meta.dirname, "stand-in-engine.mjs"), join(dir, `${name}.mjs`));
    writeFileSync(join(dir, name), `#!/bin/sh\nexec "${process.execPath}" "${dir}/${name}.mjs" "$@"\n`);
    chmodSync(join(dir, name), 0o755);
  }
}

export function setImages(dir: string, images: Readonly<Record<string, object>>): void {
  writeFileSync(join(dir, "images.json"), JSON.stringify(images));
}

/** The arguments of every call so far. */
export function engineCalls(dir: string): string[][] {
  const file = join(dir, "calls.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { argv: string[] }).argv);
}
