/** The words of `%tape run`, `runs`, `lineage`, `cache` and `mount`, as the shell has them. What each does is one file in `tape/`. */
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
const run: OperandSpec = { name: "RUN", what: "the id of a run", takes: "text", isNeeded: true, from: "runs" };
const artifact: OperandSpec = {
  ...{ name: "KEY|RUN", what: "an artifact or a run", takes: "text", isNeeded: true, from: "artifacts" },
};
const maxRuns = option("max-runs", "count", ["N", "50"], "another cap than the spec's; the plan id stays");

const launchOptions: readonly OptionSpec[] = [
  option("program", "path", ["FILE", "model.mjs"], "a module that exports (context, run) => outputs, or a notebook"),
  option("export", "text", ["NAME", "main"], "the export to call (default)"),
  option("key", "text", ["TEXT", "tonight"], "the same key and plan give the same launch id"),
  option("launch-id", "text", ["ID", "sweep-1"], "the launch id, used as it is", { from: "launches" }),
  option("attempt", "count", ["N", "2"], "the number of the attempt (the next one)"),
  option("name", "label", ["NAME", "lorenz"], "name of the program and of its sessions (that of its file)"),
  option("jobs", "from0", ["N", "4"], "runs at once (processors less one); 0: in this process, one after the other"),
  choice("policy", "P", ["stop", "stop-now", "continue"], "after a failure: stop (default), stop-now or continue"),
  option("retries", "from0", ["N", "2"], "try a failed run again, so often"),
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
/** What only shows something. */
function shows(
  name: string,
  summary: string,
  operands: readonly OperandSpec[],
  example: string,
  type: string,
): Command {
  const returns = (): string => type;
  return { name, summary, operands, options: [], outcome: "Nothing was shown.", example, returns };
}
const group = (name: string, summary: string, example: string, commands: readonly Command[]): Command => ({
  ...{ name, summary, example, commands, operands: [], options: [], outcome: "The cell did not run." },
});
const statusList = 'readonly import("tapelab/run").LaunchStatus[]';

const runGroup = group(
  "run",
  "plan and execute families of runs, and see how they stand",
  "%tape run launch sweep.yaml --program model.mjs",
  [
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
    shows("ls", "the launches and how they stand, newest first", [], "%tape run ls", statusList),
    shows(
      "show",
      "the attempts of a launch and their runs",
      [{ ...launch, isNeeded: true }],
      "%tape run show 3fa9c1d2",
      statusList,
    ),
    {
      name: "cancel",
      summary: "stop a launch, whoever executes it",
      operands: [{ ...launch, isNeeded: true }],
      options: [],
      outcome: "Nothing was stopped.",
      example: "%tape run cancel 3fa9c1d2",
      returns: () => 'import("tapelab/run").LaunchStatus',
      instead: "cancelLaunch()",
    },
    shows(
      "explain",
      "why no finished run answered, or which one did",
      [run],
      "%tape run explain 3fa9c1d2",
      'import("tapelab/run").Explanation',
    ),
    {
      ...shows(
        "diff",
        "where two runs differ",
        [run, { ...run, name: "OTHER" }],
        "%tape run diff 3fa9c1d2 71e0b4aa",
        'import("tapelab/run").RunDiff',
      ),
      options: [flag("all", "also what both have in common")],
    },
    {
      name: "recover",
      summary: "bring lost contents back, from copies or by executing the fewest runs again",
      operands: [artifact],
      options: [
        flag("plan", "show what would be done, and do nothing"),
        choice("code", "current", ["current"], "execute with today's code, also where it is another one"),
        option("from", "path", ["PEER", "../backup"], "a copy: a workspace, an archive, or a folder of files", {
          isMany: true,
        }),
      ],
      outcome: "Nothing was executed.",
      example: "%tape run recover fit.csv --plan",
      returns: (has) => `import("tapelab/run").${has("plan") ? "Outlook" : "Recovered"}`,
      instead: "recover()",
    },
  ],
);

const filters: readonly OptionSpec[] = [
  option("program", "text", ["NAME", "lorenz"], "runs of this program"),
  option("name", "text", ["NAME", "lorenz"], "runs whose session has this name", { from: "session-labels" }),
  option("tag", "list", ["TAGS", "base"], "runs with all of these tags", { isMany: true }),
  choice("status", "S", ["completed", "failed", "interrupted", "running"], "runs that stand so"),
  option("year", "text", ["Y", "2030"], "runs of this year"),
  option("iteration", "text", ["N", "3"], "runs of this iteration"),
  option("parent", "text", ["ID", "3fa9c1d2"], "parts of this run or scenario", { from: "runs" }),
  option("launch", "text", ["ID", "3fa9c1d2"], "runs of this launch", { from: "launches" }),
  option("facet", "text", ["KEY=VALUE", '"rho>=24"'], "runs with this facet, again for more", { isMany: true }),
  option("limit", "count", ["N", "20"], "at most so many (100)"),
];
const named: readonly OptionSpec[] = [
  option("name", "text", ["NAME", "attractor"], "results of this name"),
  option("tag", "text", ["TAG", "base"], "results with this tag"),
];
const mountName: OperandSpec = { name: "NAME", what: "the name of a mount", takes: "text", isNeeded: true };
const changesMounts: Pick<Command, "options" | "outcome"> = { options: [], outcome: "Nothing was changed." };

export const runCommands: readonly Command[] = [
  runGroup,
  {
    ...shows(
      "runs",
      "find runs by what they are and how they stand",
      [],
      "%tape runs --status failed",
      'readonly import("tapelab/run").RunRecord[]',
    ),
    options: filters,
    instead: "runs()",
  },
  {
    ...shows(
      "lineage",
      "what an artifact, run or commit was made from, and what was made of it",
      [artifact],
      "%tape lineage fit.csv",
      'import("tapelab").Lineage',
    ),
    options: [
      flag("up", "only what it was made from"),
      flag("down", "only what was made of it"),
      option("depth", "count", ["N", "2"], "at most so many steps"),
      choice("format", "F", ["tree", "list", "mermaid"], "tree (default), list or mermaid, which JupyterLab draws"),
    ],
    instead: "lineage()",
  },
  group("cache", "list and forget results that remember kept", "%tape cache ls", [
    {
      ...shows("ls", "results that remember kept, newest first", [], "%tape cache ls", "readonly { key: string }[]"),
      options: named,
    },
    {
      name: "forget",
      summary: "remove results by name, tag or key; they are made anew when they are asked for",
      operands: [],
      options: [...named, option("key", "text", ["KEY", "9f2c"], "the one result with this key")],
      outcome: "Nothing was removed.",
      example: "%tape cache forget --name attractor",
      returns: () => "number",
    },
  ]),
  group("mount", "name folders, so that paths mean the same on another machine", "%tape mount ls", [
    shows("ls", "the mounts and their folders", [], "%tape mount ls", "readonly { name: string; root: string }[]"),
    {
      ...changesMounts,
      name: "add",
      summary: "name a folder: paths below it are recorded as NAME://…",
      operands: [mountName, { name: "FOLDER", what: "the path of a folder", takes: "path", isNeeded: true }],
      example: "%tape mount add inputs data/inputs",
    },
    {
      ...changesMounts,
      name: "rm",
      summary: "forget the name of a folder",
      operands: [mountName],
      example: "%tape mount rm inputs",
    },
  ]),
];
