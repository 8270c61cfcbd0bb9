/** The names that every cell has without importing them, as an ambient declaration. */

import { join } from "node:path";

/** Names of `display/api`. */
const SHOWN: readonly string[] = [
  "display",
  "clearOutput",
  "progress",
  "withProgress",
  "comms",
  "prompt",
  "input",
  "cell",
];

export function globalsText(): string {
  const api = join(__dirname, "../display/api").replaceAll("\\", "/");
  const names = SHOWN.map((name) => `declare const ${name}: typeof import(${JSON.stringify(api)}).${name};`);
  return [...names, ...magicsText(), ""].join("\n");
}

/** What magic lines become, and how packages add some. */
function magicsText(): string[] {
  const own = join(__dirname, "../magics/own-magic").replaceAll("\\", "/");
  const call = "line: string, number: number, at: number, mode: string, variables: object";
  return [
    `declare function __magic__<T>(${call}, run: () => Promise<T>): Promise<T>;`,
    `declare function __magic__(${call}, body?: string): Promise<any>;`,
    `declare const magics: { register(magic: import(${JSON.stringify(own)}).OwnMagic): void };`,
  ];
}
