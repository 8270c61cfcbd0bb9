/** What `tapelab run` can do: each action with its own options and help. */
import type { OptionSpec, OptionTable } from "./options.js";
import type { Verb } from "./verbs.js";

const MAX_RUNS: OptionTable = {
  "max-runs": { kind: "count", value: "N", help: "another cap than the spec's; the plan id stays" },
};

const LAUNCH: OptionTable = {
  program: { kind: "text", value: "FILE", help: "a module that exports (context, run) => outputs, or a notebook" },
  export: { kind: "text", value: "NAME", help: "the export to call (default)" },
  key: { kind: "text", value: "TEXT", help: "the same key and plan give the same launch id" },
  "launch-id": { kind: "text", value: "ID", help: "the launch id, used as it is" },
  attempt: { kind: "whole", value: "N", help: "the number of the attempt (the next one)" },
  name: { kind: "text", value: "NAME", help: "name of the program and of its sessions (that of its file)" },
  jobs: { kind: "count", from: 0, value: "N", help: "runs at once (processors less one); 0: in this process, in turn" },
  policy: {
    kind: "choice",
    choices: ["stop", "stop-now", "continue"],
    value: "P",
    help: "after a failure: stop (default), stop-now or continue",
  },
  retries: { kind: "count", from: 0, value: "N", help: "try a failed run again, so often" },
  only: { kind: "list", value: "3,5-9", help: "only runs with these indexes" },
  cache: {
    kind: "choice",
    choices: ["reuse", "overwrite", "off"],
    value: "MODE",
    help: "reuse (default) finished runs with equal code and context; overwrite and off execute always",
  },
  code: { kind: "text", value: "ID", help: "names the code yourself (default: git, or the files it imports)" },
  timeout: { kind: "count", value: "SECONDS", help: "end longer runs" },
  set: { kind: "list", value: "K=V", help: "a value for every run; those of the plan win" },
  ...MAX_RUNS,
  "dry-run": { kind: "flag", help: "show the plan and execute nothing" },
  yes: { kind: "flag", help: "start more than 10,000 runs" },
};

export const STATUS: OptionSpec = {
  kind: "choice",
  choices: ["completed", "failed", "interrupted", "running"],
  value: "S",
  help: "runs that stand so",
};

export const RUN_ACTIONS: readonly Verb[] = [
  {
    name: "run plan",
    arguments: ["SPEC"],
    summary: "show the size, the identities and some contexts of a run-space (YAML or JSON); write nothing",
    options: MAX_RUNS,
    examples: ["tapelab run plan sweep.yaml"],
    load: async () => (await import("./run-plan.js")).runPlan,
  },
  {
    name: "run launch",
    arguments: ["SPEC", "[-- COMMAND…]"],
    summary: "execute a run-space, each run in a process of its own",
    about:
      "Executes a run-space: each run in a process of its own, recording its own session. A module is called with its values.\n" +
      "A command or a notebook finds them as JSON in the file that TAPELAB_CONTEXT names, its number in TAPELAB_INDEX; the\n" +
      "first tape.start() in it records into the run. Ends with 1 when a run failed, with 2 when the spec cannot be used.",
    options: { ...LAUNCH, retry: { kind: "flag", help: "only runs that no earlier attempt completed" } },
    examples: [
      "tapelab run launch sweep.yaml --program model.mjs --jobs 4 --key tonight",
      "tapelab run launch sweep.yaml -- python3 model.py",
    ],
    writes: true,
    load: async () => (await import("./run-launch.js")).runLaunch,
  },
  {
    name: "run retry",
    arguments: ["SPEC", "[-- COMMAND…]"],
    summary: "launch what no earlier attempt with the same --key or --launch-id completed",
    options: LAUNCH,
    examples: ["tapelab run retry sweep.yaml --program model.mjs --key tonight"],
    writes: true,
    load: async () => (await import("./run-launch.js")).runRetry,
  },
  {
    name: "run cancel",
    arguments: ["LAUNCH"],
    summary: "stop a launch (an id or its beginning), whoever executes it",
    options: {},
    examples: ["tapelab run cancel 3fa9c1d2"],
    writes: true,
    load: async () => (await import("./run-cancel.js")).runCancel,
  },
  {
    name: "run ls",
    arguments: [],
    summary: "list launches and how they stand, newest first",
    options: {},
    examples: ["tapelab run ls"],
    load: async () => (await import("./run-list.js")).listLaunches,
  },
  {
    name: "run show",
    arguments: ["LAUNCH|RUN"],
    summary: "tell how a launch or run stands; the name of a program means its newest run",
    options: {
      plan: { kind: "flag", help: "the plan of a launch" },
      format: { kind: "choice", choices: ["jsonl"], value: "F", help: "jsonl: the records of a launch, one a line" },
    },
    examples: ["tapelab run show 3fa9c1d2", "tapelab run show model"],
    load: async () => (await import("./run-show.js")).runShow,
  },
  {
    name: "run explain",
    arguments: ["RUN"],
    summary: "say why no finished run answered, or which did; a name means its newest run",
    options: {},
    examples: ["tapelab run explain 3fa9c1d2", "tapelab run explain model"],
    load: async () => (await import("./run-explain.js")).runExplain,
  },
  {
    name: "run diff",
    arguments: ["A", "B"],
    summary: "say where two runs (ids or names) differ, and end with 1 when they do",
    options: { all: { kind: "flag", help: "also what both have in common" } },
    examples: ["tapelab run diff 3fa9c1d2 71e0b6aa"],
    load: async () => (await import("./run-diff.js")).runDiff,
  },
  {
    name: "run recover",
    arguments: ["KEY|RUN"],
    summary: "bring an artifact or all outputs of a run back: from a copy, else by executing the fewest runs again",
    options: {
      plan: { kind: "flag", help: "show what would be done, and do nothing" },
      from: { kind: "texts", value: "PEER", help: "a copy: a workspace, an archive, or a folder of files" },
      code: { kind: "choice", choices: ["current"], value: "C", help: "current: with today's code" },
    },
    examples: ["tapelab run recover fit.csv --plan"],
    writes: true,
    load: async () => (await import("./run-recover.js")).runRecover,
  },
  {
    name: "run fix-status",
    arguments: ["RUN"],
    summary: "correct how a run stands: an edit of the workspace, its tape is not changed",
    options: {
      status: { ...STATUS, help: "how the run stands" },
      reason: { kind: "text", value: "TEXT", help: "why" },
      force: { kind: "flag", help: "also from an end back to running" },
    },
    examples: ['tapelab run fix-status 3fa9c1d2 --status interrupted --reason "power cut"'],
    writes: true,
    load: async () => (await import("./run-fix-status.js")).runFixStatus,
  },
  {
    name: "run purge",
    arguments: ["[RUN…]"],
    summary: "delete the files in run directories; tapes stay",
    options: {
      name: { kind: "text", value: "NAME", help: "runs whose session has this name" },
      status: STATUS,
      "dry-run": { kind: "flag", help: "list them and delete nothing" },
    },
    examples: ["tapelab run purge --status failed --dry-run"],
    writes: true,
    load: async () => (await import("./run-purge.js")).runPurge,
  },
  {
    name: "run merge",
    arguments: ["WORKSPACE"],
    summary: "take the runs and launches of another workspace",
    options: {
      "on-conflict": { kind: "choice", choices: ["error", "skip"], value: "C", help: "error (default) or skip" },
    },
    examples: ["tapelab run merge ../cluster --on-conflict skip"],
    writes: true,
    load: async () => (await import("./run-merge.js")).runMerge,
  },
];
