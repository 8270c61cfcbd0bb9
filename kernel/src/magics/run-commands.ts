/** The words of `%tape run`, as the shell has them. What each does is one file in `tape/`. */
import type { Command, OperandSpec, OptionSpec, Takes } from "./table.js";

const flag = (name: string, summary: string): OptionSpec => ({ name, summary });
/** `--jobs N`: what the value is called, an example of it, and what it is for. */
function option(
  name: string,
  takes: Takes,
  [value, sample]: readonly [string, string],
  summary: string,
  more: Partial<OptionSpec> = {},
): OptionSpec {
  return { name, takes, value, summary, example: `--${name} ${sample}`, ...more };
}
const choice = (name: string, value: string, choices: readonly string[], summary: string): OptionSpec =>
  option(name, "choice", [value, choices[0] ?? ""], summary, { choices });

const spec: OperandSpec = { name: "SPEC", what: "a run-space: a YAML or JSON file", takes: "path", isNeeded: true };
const command: OperandSpec = { name: "-- COMMAND", what: "a command and its words", takes: "text", isMany: true };
const launch: OperandSpec = { name: "LAUNCH", what: "the id of a launch", takes: "text", from: "launches" };
const maxRuns = option("max-runs", "count", ["N", "50"], "another cap than the spec's; the plan id stays");

const launchOptions: readonly OptionSpec[] = [
  option("program", "path", ["FILE", "model.mjs"], "a module that exports (context, run) => outputs, or a notebook"),
  option("export", "text", ["NAME", "main"], "the export to call (default)"),
  option("key", "text", ["TEXT", "tonight"], "the same key and plan give the same launch id"),
  option("launch-id", "text", ["ID", "sweep-1"], "the launch id, used as it is", { from: "launches" }),
  option("attempt", "count", ["N", "2"], "the number of the attempt (the next one)"),
  option("name", "label", ["NAME", "lorenz"], "name of the program and of its sessions (that of its file)"),
  option("jobs", "count", ["N", "4"], "runs at once (processors less one)"),
  choice("policy", "P", ["stop", "stop-now", "continue"], "after a failure: stop (default), stop-now or continue"),
  option("retries", "count", ["N", "2"], "try a failed run again, so often"),
  option("only", "indexes", ["3,5-9", "3,5-9"], "only runs with these indexes", { isMany: true }),
  choice(
    "cache",
    "MODE",
    ["reuse", "overwrite", "off"],
    "reuse (default) finished runs with equal code and context; overwrite and off execute always",
  ),
  option("code", "text", ["ID", "v2"], "names the code yourself (default: git, or the files it imports)"),
  option("timeout", "count", ["SECONDS", "60"], "end longer runs"),
  option("set", "pairs", ["K=V", "dt=0.01"], "a value for every run; those of the plan win", { isMany: true }),
  maxRuns,
  flag("dry-run", "show the plan and execute nothing"),
  flag("yes", "start more than 10,000 runs"),
];

const launched: Pick<Command, "operands" | "outcome" | "returns" | "instead"> = {
  operands: [spec, command],
  outcome: "Nothing was started.",
  returns: (has) => (has("dry-run") ? 'import("tapelab/run").Plan' : 'import("tapelab/run").LaunchResult'),
  instead: "launch()",
};
const statuses: Pick<Command, "outcome" | "returns" | "instead"> = {
  outcome: "Nothing was shown.",
  returns: () => 'readonly import("tapelab/run").LaunchStatus[]',
  instead: "launches()",
};

export const runCommand: Command = {
  name: "run",
  summary: "plan and execute families of runs, and see how they stand",
  operands: [],
  options: [],
  outcome: "The cell did not run.",
  example: "%tape run launch sweep.yaml --program model.mjs",
  commands: [
    {
      name: "plan",
      summary: "what a run-space would run, and its identities; writes nothing",
      operands: [spec],
      options: [maxRuns],
      outcome: "Nothing was planned.",
      example: "%tape run plan sweep.yaml",
      returns: () => 'import("tapelab/run").Plan',
      instead: "plan()",
    },
    {
      ...launched,
      name: "launch",
      summary: "execute a run-space: each run in a process of its own, recording its own session",
      options: [...launchOptions, flag("retry", "only runs that no earlier attempt completed")],
      example: "%tape run launch sweep.yaml --program model.mjs --jobs 4",
    },
    {
      ...launched,
      name: "retry",
      summary: "launch what no earlier attempt completed",
      options: launchOptions,
      example: "%tape run retry sweep.yaml --program model.mjs --key tonight",
    },
    {
      ...statuses,
      name: "ls",
      summary: "the launches and how they stand, newest first",
      operands: [],
      options: [],
      example: "%tape run ls",
    },
    {
      ...statuses,
      name: "show",
      summary: "the attempts of a launch and their runs",
      operands: [{ ...launch, isNeeded: true }],
      options: [],
      example: "%tape run show 3fa9c1d2",
    },
  ],
};
