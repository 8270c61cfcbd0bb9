/** What callers without types give: each call of `tapelab/run` says what it expected. */
import { isTapelabError, openWorkspace } from "tapelab";
import * as api from "tapelab/run";
import { expect, test } from "vitest";
import { useLab } from "../workspace/lab.js";

const lab = useLab();
const fn = () => ({ y: 1 });
const spec = { blocks: [] };
const container = { image: "model", command: ["true"] };

/** Arguments that fit; at the places named here anything else is refused. */
const calls: Record<string, readonly [fitting: readonly unknown[], checked: readonly number[]]> = {
  run: [
    ["ws", "n", {}, fn],
    [0, 1, 2, 3],
  ],
  launch: [
    ["ws", spec, "gone.mjs", {}],
    [0, 1, 2],
  ],
  plan: [
    ["ws", spec, {}],
    [0, 1],
  ],
  launches: [["ws"], [0]],
  runs: [
    ["ws", {}],
    [0, 1],
  ],
  oneRun: [
    ["ws", {}],
    [0, 1],
  ],
  latestRun: [
    ["ws", {}],
    [0, 1],
  ],
  diff: [
    ["ws", "aaaa", "bbbb"],
    [0, 1, 2],
  ],
  align: [
    [[], [], "year"],
    [0, 1, 2],
  ],
  explain: [
    ["ws", "abcd"],
    [0, 1],
  ],
  outputsOf: [
    ["ws", "abcd"],
    [0, 1],
  ],
  restoreArtifact: [
    ["ws", { sha256: "x" }, "x"],
    [0, 1, 2],
  ],
  runContainer: [
    ["ws", "n", container, {}],
    [0, 1, 2, 3],
  ],
  cancelLaunch: [
    ["ws", "l"],
    [0, 1],
  ],
  launchedPlan: [
    ["ws", "l"],
    [0, 1],
  ],
  launchTrace: [
    ["ws", "l"],
    [0, 1],
  ],
  addMount: [
    ["ws", "n", "."],
    [0, 1, 2],
  ],
  listMounts: [["ws"], [0]],
  removeMount: [
    ["ws", "n"],
    [0, 1],
  ],
  recover: [
    ["ws", "k"],
    [0, 1],
  ],
  recoveryOutlook: [
    ["ws", "k"],
    [0, 1],
  ],
  scenario: [
    ["ws", "n", fn],
    [0, 1, 2],
  ],
  useWorkspace: [
    ["ws", fn],
    [0, 1],
  ],
  onRunStart: [
    ["ws", fn],
    [0, 1],
  ],
  onCommit: [
    ["ws", fn],
    [0, 1],
  ],
  float: [[1], [0]],
  consistContainerHash: [
    [{}, []],
    [0, 1],
  ],
};

const refusalOf = async (name: string, given: readonly unknown[]): Promise<unknown> => {
  const call = (api as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[name];
  try {
    return await call?.(...given);
  } catch (error) {
    return error;
  }
};

test("every call refuses what it cannot use and says what was expected, never with an error of the language", async () => {
  const ws = await openWorkspace(lab.root);
  const wrong = [null, true, "", () => 1, Symbol("s")];
  for (const [name, [fitting, checked]] of Object.entries(calls))
    for (const at of checked)
      for (const one of wrong) {
        if (fitting[at] === fn && typeof one === "function") continue;
        const given = fitting.map((value, i) => (i === at ? one : value === "ws" ? ws : value));
        const refusal = await refusalOf(name, given);
        const where = `${name}, argument ${at}: ${String(one)}`;
        expect([where, isTapelabError(refusal) || String(refusal)]).toEqual([where, true]);
      }
});

test("a container says which part of it is no list or object", async () => {
  const ws = await openWorkspace(lab.root);
  const refused = (part: object) => api.runContainer(ws, "n", { ...container, ...part } as never);
  await expect(refused({ command: "python3 model.py" })).rejects.toThrow(
    'a container: option "command": expected a list of texts, as ["python3", "model.py"], found "python3 model.py"',
  );
  await expect(refused({ mounts: ["a:b"] })).rejects.toThrow("expected a list of {host, target, mode}, found a list");
  await expect(refused({ outputs: ["a"] })).rejects.toThrow("expected an object of names and texts, found a list");
  await expect(refused({ comand: ["x"] })).rejects.toThrow('Did you mean "command"?');
  await expect(api.launch(ws, spec, { command: "python3 model.py" } as never)).rejects.toThrow(
    'launch: option "program": expected the path of a module or notebook',
  );
});

test("a launch refuses options that it could not use before anything is started", async () => {
  const ws = await openWorkspace(lab.root);
  const none = ["id", "key", "name", "attempt", "jobs", "retries", "timeoutMs", "only", "policy", "set", "retry"];
  for (const option of [...none, "signal", "printed", "maxRuns"])
    await expect(
      api.launch(ws, spec, "gone.mjs", { [option]: () => 1, ...(option === "printed" && { printed: 5 }) }),
    ).rejects.toThrow(`option "${option}": expected`);
});

test("what run gave may be asked about, and a plain object has a canonical text", async () => {
  const ws = await openWorkspace(lab.root);
  const done = await api.run(ws, "n", { codeId: "1" }, fn);
  expect((await api.explain(ws, done)).run.id).toBe(done.id);
  expect(api.canonicalText({ b: 1, a: [true] } as never)).toBe('{"a":[true],"b":1}');
});
