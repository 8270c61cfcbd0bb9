/** The names that every cell has without importing them, as an ambient declaration. */

import { join } from "node:path";

/** Names of `display/api`. */
const SHOWN: readonly string[] = ["display", "clearOutput", "comms", "prompt", "input", "cell"];

export function globalsText(): string {
  const api = join(__dirname, "../display/api").replaceAll("\\", "/");
  const names = SHOWN.map((name) => `declare const ${name}: typeof import(${JSON.stringify(api)}).${name};`);
  return [...names, "declare function __magic__(...call: readonly unknown[]): Promise<any>;", ""].join("\n");
}
