import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMON_OPTIONS, VERBS } from "#sdk/cli/verbs.js";

interface Named {
  readonly where: string;
  readonly verb: string;
  /** What the verb is told to do, or its first argument. */
  readonly action: string;
  readonly options: readonly string[];
}

const command = /(?<![.\w/-])tapelab ([a-z][a-z-]*)((?:(?!tapelab)[^`.)\n])*)/g;
const folder = join(import.meta.dirname, "../../sdk/src");

/** Every `tapelab VERB … --option` in a text of the SDK; comments are no texts. */
function named(): Named[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((where) => {
    const lines = readFileSync(join(folder, where), "utf8").split("\n");
    const code = lines.filter((line) => !/^\s*(\/?\*|\/\/)/.test(line)).join("\n");
    return [...code.matchAll(command)].map(([, verb = "", rest = ""]) => {
      const [action = ""] = rest.trim().split(/[^a-z-]/);
      return { where, verb, action, options: [...rest.matchAll(/ --([a-z][a-z-]*)/g)].map(([, name = ""]) => name) };
    });
  });
}

describe("the commands that texts tell people to type", () => {
  it("exist, with the options that are named (S31)", () => {
    const all = named();
    expect(all.length).toBeGreaterThan(80);
    const missing = all.flatMap(({ where, verb, action, options }) => {
      const found = VERBS.find(({ name }) => name === verb);
      const known = found?.actions?.find(({ name }) => name === `${verb} ${action}`) ?? found;
      if (!known || (found?.actions && action !== "" && known === found))
        return [`${where}: tapelab ${verb} ${action}`];
      const names = new Set([...Object.keys(known.options), ...Object.keys(COMMON_OPTIONS)]);
      return options.filter((name) => !names.has(name)).map((name) => `${where}: tapelab ${verb} --${name}`);
    });
    expect(missing).toEqual([]);
  });
});
