import { expect, test } from "vitest";
import { nodeArgs } from "#sdk/run/node-args.js";

test("a process that executes a run does not execute the text that its launcher was started with", () => {
  expect(nodeArgs(["--expose-gc", "-e", "launch()", "--enable-source-maps"])).toEqual([
    "--expose-gc",
    "--enable-source-maps",
  ]);
  expect(nodeArgs(["--input-type=module", "-pe", "launch()"])).toEqual([]);
  expect(nodeArgs(["--eval=launch()", "-i", "--import", "./hook.mjs"])).toEqual(["--import", "./hook.mjs"]);
});
