/** The verbs for runs: plans, launches, single runs, where their artifacts come from, and what is kept of them. */
import type { OptionTable } from "./options.js";
import type { Verb } from "./verbs.js";

const LAUNCH: OptionTable = {
  program: { kind: "text", value: "FILE", help: "a module that exports (context, run) => outputs, or a notebook" },
  export: { kind: "text", value: "NAME", help: "the export to call (default)" },
  key: { kind: "text", value: "TEXT", help: "the same key and plan give the same launch id" },
  "launch-id": { kind: "text", value: "ID", help: "the launch id, used as it is" },
  attempt: { kind: "text", value: "N", help: "the number of the attempt (the next one)" },
  name: { kind: "text", value: "NAME", help: "name of the program and of its sessions (that of its file)" },
  jobs: {
    kind: "text",
    value: "N",
    help: "runs at once (processors less one); 0: in this process, one after the other",
  },
  policy: {
    kind: "choice",
    choices: ["stop", "stop-now", "continue"],
    value: "P",
    help: "after a failure: stop (default), stop-now or continue",
  },
  retries: { kind: "count", value: "N", help: "try a failed run again, so often" },
  retry: { kind: "flag", help: "only runs that no earlier attempt completed" },
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
  "max-runs": { kind: "count", value: "N", help: "another cap than the spec's; the plan id stays" },
  "dry-run": { kind: "flag", help: "show the plan and execute nothing" },
  yes: { kind: "flag", help: "start more than 10,000 runs" },
};

/** What the actions on single runs take besides. */
const ONE: OptionTable = {
  all: { kind: "flag", help: "diff: also what both runs have in common" },
  status: {
    kind: "choice",
    choices: ["completed", "failed", "interrupted", "running"],
    value: "S",
    help: "fix-status: how the run stands",
  },
  reason: { kind: "text", value: "TEXT", help: "fix-status: why" },
  force: { kind: "flag", help: "fix-status: also from an end back to running" },
  "on-conflict": { kind: "choice", choices: ["error", "skip"], value: "C", help: "merge: error (default) or skip" },
  plan: { kind: "flag", help: "recover: show what would be done, and do nothing; show: the plan of a launch" },
  from: { kind: "texts", value: "PEER", help: "recover: a copy: a workspace, an archive, or a folder of files" },
  format: {
    kind: "choice",
    choices: ["jsonl"],
    value: "F",
    help: "show: jsonl gives the records of a launch, one a line",
  },
};

export const RUN_VERBS: readonly Verb[] = [
  {
    name: "run",
    arguments: ["plan|launch|ls|show|…", "[SPEC|LAUNCH|RUN]", "[OTHER]", "[-- COMMAND…]"],
    summary: "plan and execute families of runs, and see how they stand",
    about:
      "plan shows what a run-space (YAML or JSON) would run, and its identities; it writes nothing. launch executes it: each\n" +
      "run in a process of its own, recording its own session. retry is a launch of what no earlier attempt completed;\n" +
      "cancel stops one. ls and show tell how launches and runs stand. explain RUN says why no finished run answered;\n" +
      "show and explain take the name of a program for its newest run. diff A B says where two runs differ. fix-status RUN\n" +
      "corrects how a run stands; purge deletes the files in run directories; merge OTHER takes the runs of another\n" +
      "workspace. recover KEY (of an artifact, or a RUN) brings lost contents back: from a copy, else by executing the\n" +
      "fewest runs again; --code current takes today's code for that.\n" +
      "A module is called with its values. A command or a notebook finds them as JSON in the file that TAPELAB_CONTEXT\n" +
      "names, its number in TAPELAB_INDEX; the first tape.start() in it records into the run.\n" +
      "Ends with 1 when a run failed, with 2 when the spec cannot be used.",
    options: { ...LAUNCH, ...ONE },
    examples: [
      "tapelab run plan sweep.yaml",
      "tapelab run launch sweep.yaml --program model.mjs --jobs 4 --key tonight",
      "tapelab run retry sweep.yaml --program model.mjs --key tonight",
      "tapelab run launch sweep.yaml -- python3 model.py",
      "tapelab run explain 3fa9c1d2",
    ],
    writes: true,
    load: async () => (await import("./run.js")).run,
  },
  {
    name: "runs",
    arguments: [],
    summary: "find runs by what they are and how they stand",
    about:
      "Lists runs, newest first. Values match whatever their case; --facet and --config take KEY=VALUE, KEY>=N or KEY<=N,\n" +
      "where KEY is a path such as solver.order.",
    options: {
      program: { kind: "text", value: "NAME", help: "runs of this program" },
      name: { kind: "text", value: "NAME", help: "runs whose session has this name" },
      tag: { kind: "list", value: "TAGS", help: "runs with all of these tags" },
      status: {
        kind: "choice",
        choices: ["completed", "failed", "interrupted", "running"],
        value: "S",
        help: "runs that stand so",
      },
      year: { kind: "text", value: "Y", help: "runs of this year" },
      iteration: { kind: "text", value: "N", help: "runs of this iteration" },
      parent: { kind: "text", value: "ID", help: "parts of this run or scenario" },
      launch: { kind: "text", value: "ID", help: "runs of this launch" },
      facet: { kind: "texts", value: "KEY=VALUE", help: "runs with this facet; may be given several times" },
      config: { kind: "texts", value: "KEY=VALUE", help: "runs with this value in their configuration" },
      limit: { kind: "count", value: "N", help: "at most so many (100)" },
    },
    examples: ["tapelab runs --program lorenz --status failed", 'tapelab runs --config "rho>=24" --json'],
    load: async () => (await import("./runs.js")).listRuns,
  },
  {
    name: "lineage",
    arguments: ["KEY|RUN|UID"],
    summary: "what an artifact, run or commit was made from, and what was made of it",
    about:
      "Shows commits, runs and artifacts around one as one graph: up to its sources, down to what was made of it. KEY is the\n" +
      "key of an artifact (the newest is meant) or its id, UID that of a commit or scope.",
    options: {
      up: { kind: "flag", help: "only what it was made from" },
      down: { kind: "flag", help: "only what was made of it" },
      depth: { kind: "count", value: "N", help: "at most so many steps" },
      format: {
        kind: "choice",
        choices: ["tree", "list", "mermaid"],
        value: "F",
        help: "tree (default), list or mermaid",
      },
    },
    examples: ["tapelab lineage fit.csv", "tapelab lineage 3fa9c1d2 --up --format mermaid"],
    load: async () => (await import("./lineage.js")).lineageVerb,
  },
  {
    name: "cache",
    arguments: ["ls|forget"],
    summary: "list and forget results that remember kept",
    about:
      "ls lists the results of remember, newest first. forget removes those with a name, tag or key; they are made anew when\n" +
      "they are asked for. Runs are not touched: whether a finished run answers is up to tapelab run launch --cache.",
    options: {
      name: { kind: "text", value: "NAME", help: "results of this name" },
      tag: { kind: "text", value: "TAG", help: "results with this tag" },
      key: { kind: "text", value: "KEY", help: "forget: the one result with this key" },
    },
    examples: ["tapelab cache ls", "tapelab cache forget --name attractor"],
    writes: true,
    load: async () => (await import("./cache.js")).cache,
  },
  {
    name: "mount",
    arguments: ["[ls|add|rm]", "[NAME]", "[PATH]"],
    summary: "name folders, so that paths mean the same on another machine",
    about:
      "A path below a mount is recorded as NAME://…; where the folder lies is a setting of the workspace. ls shows the\n" +
      "mounts and what names them; add NAME PATH and rm NAME change the workspace's own settings file.",
    options: {},
    examples: ["tapelab mount ls", "tapelab mount add inputs /data/inputs"],
    writes: true,
    load: async () => (await import("./mount.js")).mount,
  },
];
