import { describe, expect, it } from "vitest";
import { json, script, tapelab, temporaryFolder } from "./run-tapelab.js";

describe("tapelab info", () => {
  it("shows the type of a variable whose first values are null", async () => {
    const folder = temporaryFolder();
    const program = `
      const session = await (await tapelab.openWorkspace(".")).startSession("demo");
      const values = [null, undefined, 2.5, "text"];
      for (const loss of values) session.capture("step", { loss, late: null, never: null, n: 1 });
      await session.commit("first");
      session.capture("step", { loss: null, late: new Float64Array(3), never: null, n: 1 });
      await session.end();`;
    expect(await script(program, folder)).toMatchObject({ code: 0 });
    const [shown] = json((await tapelab(["info", "demo", "--json"], { cwd: folder })).out);
    const variables = shown?.variables as { names: { name: string; type: string }[] }[];
    expect(variables[0]?.names.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "loss number",
      "late Float64Array[3]",
      "never null",
      "n number",
    ]);
  });
});
