/** The verbs for runs: plans, launches, single runs, where their artifacts come from, and what is kept of them. */
import type { Verb } from "./verbs.js";
import { RUN_ACTIONS, STATUS } from "./verbs-run-actions.js";

export const RUN_VERBS: readonly Verb[] = [
  {
    name: "run",
    arguments: ["ACTION"],
    summary: "plan and execute families of runs, and see how they stand",
    about:
      "Plans and launches families of runs, and tells how launches and single runs stand. Each action has a help of its own:\n" +
      "tapelab run launch --help.",
    options: {},
    actions: RUN_ACTIONS,
    examples: ["tapelab run launch sweep.yaml --program model.mjs --jobs 4 --key tonight", "tapelab run explain model"],
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
      status: STATUS,
      year: { kind: "whole", value: "Y", help: "runs of this year" },
      iteration: { kind: "whole", value: "N", help: "runs of this iteration" },
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
      "key of an artifact or its id, RUN the name of a run or its id (the newest is meant), UID that of a commit or scope.",
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
