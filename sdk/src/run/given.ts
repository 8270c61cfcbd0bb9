/** What the calls of `tapelab/run` are given in front of their options: something else is refused before anything is done. */
import { badOption, foundText } from "../base/options.js";

export type Kind = readonly [expected: string, fits: (value: unknown) => boolean];
const run: Kind = ["a run, or the id of one", (value) => isText(value) || (isObject(value) && isText(value.id))];
const list: Kind = ["a list of runs, as `runs` gives it", Array.isArray];

/** By the name of the argument. */
const kinds: Readonly<Record<string, Kind>> = {
  ws: ["a workspace: await openWorkspace()", (value) => isObject(value) && typeof value.dir === "string"],
  fn: ["a function", (value) => typeof value === "function"],
  name: ["a text", isText],
  path: ["a path", isText],
  spec: ["the path of a YAML or JSON file, or an object", (value) => isText(value) || isObject(value)],
  program: ["the path of a module or notebook, {module}, {command: [program, …]} or {container}", isProgram],
  launch: ["the id of a launch", isText],
  artifact: ["an artifact, as `outputsOf` gives it", (value) => isObject(value) && isText(value.sha256)],
  of: ["the key of an artifact, or an id", isText],
  on: ["what runs are paired by", (value) => isText(value) || (isTextList(value) && value.length > 0)],
  ...{ run, from: run, to: run, a: list, b: list },
  number: ["a number", (value) => typeof value === "number"],
  container: ["an object with environment and volumes", (value) => isObject(value) && isObject(value.volumes)],
  inputs: ["a list of hashes", isTextList],
};

/** Rejects with `bad-option` what is not as its name says. */
export function checkGiven(
  call: string,
  given: Readonly<Record<string, unknown>>,
  outcome: string = "Nothing was read.",
): void {
  for (const [name, value] of Object.entries(given)) {
    const [expected, fits] = kinds[name] as Kind;
    if (!fits(value)) throw badOption(call, name, { expected, found: foundText(value), outcome });
  }
}

/** The same for options, which may be left out. */
export function checkKinds(
  call: string,
  options: object,
  known: Readonly<Record<string, Kind>>,
  outcome: string = "Nothing was started.",
): void {
  for (const [name, value] of Object.entries(options)) {
    const [expected = "", fits] = known[name] ?? [];
    if (fits && value !== undefined && !fits(value))
      throw badOption(call, name, { expected, found: foundText(value), outcome });
  }
}

export function oneOf(...allowed: readonly unknown[]): Kind {
  return [`one of ${allowed.map((one) => JSON.stringify(one)).join(", ")}`, (value) => allowed.includes(value)];
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isProgram(value: unknown): boolean {
  if (!isObject(value)) return isText(value);
  return isText(value.module) || isTextList(value.command) || isObject(value.container);
}
