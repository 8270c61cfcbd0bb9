/** The sub-commands of `%tape`: words, options, help. What each does is one file in `tape/`. */
import { maintenanceCommands, onTape } from "./maintenance-commands.js";
import { plotCommand } from "./plot-command.js";
import { runCommands } from "./run-commands.js";
import type { Command, OperandSpec, OptionSpec } from "./table.js";

const meta: OptionSpec = {
  name: "meta",
  takes: "pairs",
  value: "K=V",
  isMany: true,
  summary: "what you want to know later: key=value, again for more",
  example: "--meta sigma=10",
};
const everyNth: OptionSpec = {
  name: "every",
  takes: "count",
  value: "N",
  summary: "only the N-th call with this label makes a commit",
  example: "--every 10",
};
const json: OptionSpec = { name: "json", summary: "JSON in place of a table" };

const blob: OptionSpec = {
  name: "blob",
  takes: "variables",
  value: "NAMES",
  isMany: true,
  summary: "store these as blobs: once, by content",
  example: "--blob field,grid",
};
const hash: OptionSpec = {
  name: "hash",
  takes: "variables",
  value: "NAMES",
  isMany: true,
  summary: "store only the hash of these",
  example: "--hash weights",
};

function labelOf(what: string): OperandSpec {
  return { name: "LABEL", what, takes: "label", from: "commit-labels" };
}

function typed(name: string): () => string {
  return () => `import("tapelab").${name}`;
}

export const tapeCommands: readonly Command[] = [
  {
    name: "start",
    summary: "start a session: one recording, one tape",
    operands: [
      { name: "LABEL", what: "a label for the session", takes: "label", isMany: true, from: "session-labels" },
    ],
    options: [
      {
        name: "id",
        takes: "id",
        value: "ID",
        summary: "resume this session in place of a new one",
        example: "--id ID",
      },
      { name: "take-over", summary: "with --id: also when another process holds the tape" },
      meta,
      {
        name: "workspace",
        takes: "path",
        value: "DIR",
        summary: "folder that holds, or will hold, .tapelab",
        example: "--workspace ../lab",
      },
      {
        name: "threshold",
        takes: "count",
        value: "N",
        summary: "queued commits at which the queue is written (default 10)",
        example: "--threshold 10",
      },
      {
        name: "durability",
        takes: "choice",
        choices: ["disk", "os"],
        value: "disk|os",
        summary: "what a commit survives: power loss, or the end of the process",
        example: "--durability disk",
      },
      {
        name: "auto",
        takes: "label",
        value: "LABEL",
        isOptional: true,
        summary: "capture after each cell what it declared or assigned (label: cell)",
        example: "--auto=cell",
      },
      {
        name: "every",
        takes: "count",
        value: "N",
        summary: "with --auto: commit every N cells",
        example: "--every 5",
      },
    ],
    outcome: "No session was started.",
    example: "%tape start lorenz --meta sigma=10",
    returns: typed("Session"),
  },
  {
    name: "capture",
    summary: "copy variables as one scope onto the stage",
    operands: [
      { name: "NAME", what: "a name for the scope", takes: "label", isNeeded: true, from: "scope-labels" },
      { name: "NAMES", what: "names of variables", takes: "variables", isMany: true },
    ],
    options: [
      meta,
      blob,
      hash,
      {
        name: "label",
        takes: "label",
        value: "L",
        isMany: true,
        summary: "a further label of the scope, again for more",
        example: "--label warmup",
        from: "scope-labels",
      },
    ],
    outcome: "Nothing was captured.",
    example: "%tape capture step t x y",
    returns: () => "number",
    isCell: true,
    instead: "tape.capture()",
  },
  {
    name: "stage",
    summary: "show what is staged; mark variables; drop scopes",
    operands: [],
    options: [
      { ...blob, summary: "store these as blobs until the session ends" },
      { ...hash, summary: "store only the hash of these until the session ends" },
      { ...blob, name: "inline", summary: "store these in the commit until the session ends", example: "--inline x,y" },
      {
        name: "drop",
        takes: "drop",
        value: "N|all",
        summary: "take the newest N scopes, or all, off the stage",
        example: "--drop 1",
      },
    ],
    outcome: "Nothing was changed.",
    example: "%tape stage --blob field",
    returns: () => "readonly { readonly labels: readonly string[]; readonly names: readonly string[] }[]",
    instead: "tape.stage",
  },
  {
    name: "meta",
    summary: "metadata for the next capture alone",
    operands: [{ name: "K=V", what: "key=value", takes: "pairs", isMany: true }],
    options: [{ name: "clear", summary: "forget what was given so far" }],
    outcome: "Nothing was changed.",
    example: '%tape meta sigma=10 note="before the kick"',
    instead: "tape.meta()",
  },
  {
    name: "commit",
    summary: "write the queue, then the stage as one commit",
    operands: [labelOf("a label for the commit")],
    options: [meta, { name: "allow-empty", summary: "write a commit without scopes, as a pure label" }],
    outcome: "Nothing was committed.",
    example: "%tape commit checkpoint",
    returns: () => 'import("tapelab").CommitRef | null',
    isCell: true,
    instead: "tape.commit()",
  },
  {
    name: "queue",
    summary: "make the stage a commit that waits in memory",
    operands: [labelOf("a label for the commit")],
    options: [everyNth],
    outcome: "Nothing was queued.",
    example: "%tape queue chunk --every 10",
    returns: () => 'import("tapelab").QueueReceipt | null',
    isCell: true,
    instead: "tape.queue()",
  },
  {
    name: "finalize",
    summary: "commit what is staged and write everything; the session stays",
    operands: [labelOf("a label for the last commit")],
    options: [],
    outcome: "Nothing was finalized.",
    example: "%tape finalize prepare-output",
    returns: typed("FinalizeResult"),
    instead: "tape.finalize()",
  },
  {
    name: "end",
    summary: "finalize and end the session",
    operands: [labelOf("a label for the last commit")],
    options: [{ name: "discard", summary: "drop what is staged and queued" }],
    outcome: "The session was not ended.",
    example: "%tape end done",
    instead: "tape.end()",
  },
  {
    name: "status",
    summary: "the active session: stage, queue, last commit, durability",
    operands: [],
    options: [{ name: "all", summary: "all sessions of the workspace" }, json],
    outcome: "Nothing was shown.",
    example: "%tape status",
    returns: (has) =>
      has("all") ? 'readonly import("tapelab").SessionEntry[]' : 'import("tapelab").SessionStatus | undefined',
    instead: "tape.status()",
  },
  {
    name: "log",
    summary: "the newest commits, newest last",
    operands: [{ name: "N", what: "a number of commits", takes: "count" }],
    options: [
      {
        name: "label",
        takes: "text",
        value: "L",
        summary: "only commits with this label",
        example: "--label done",
        from: "commit-labels",
      },
      {
        name: "grep",
        takes: "text",
        value: "TEXT",
        summary: "only commits whose label or metadata holds this text",
        example: "--grep sigma",
      },
      { name: "follow", summary: "stay, and show what is written from now on" },
      onTape,
    ],
    outcome: "Nothing was shown.",
    example: "%tape log 5 --label done",
    returns: () => 'readonly import("tapelab").Commit[]',
  },
  {
    name: "show",
    summary: "the scopes of one commit, or a plot again from its present state",
    operands: [
      {
        name: "SEQ|LABEL|UID|PLOT",
        what: "the number, label or uid of a commit or scope, or the id of a plot",
        takes: "text",
        isNeeded: true,
        from: "commit-labels",
      },
    ],
    options: [
      {
        name: "var",
        takes: "list",
        value: "NAMES",
        isMany: true,
        summary: "only these variables: x,y,z",
        example: "--var x,y",
      },
      {
        name: "scope",
        takes: "count",
        value: "N",
        summary: "only the N-th scope: every variable with type and value",
        example: "--scope 1",
      },
      onTape,
    ],
    outcome: "Nothing was shown.",
    example: "%tape show done --var t,x",
    returns: () => "any",
  },
  plotCommand,
  {
    name: "load",
    summary: "the newest scope that matches, as a table in a variable",
    operands: [{ name: "LABEL", what: "the label of a commit", takes: "text", from: "commit-labels" }],
    options: [
      {
        name: "from",
        takes: "text",
        value: "FILE",
        summary: "recorded by this notebook or script: the end of its path",
        example: "--from 01-prepare.ipynb",
        from: "files",
      },
      {
        name: "session",
        takes: "text",
        value: "L",
        summary: "only this session: label, id or active",
        example: "--session lorenz",
        from: "session-labels",
      },
      {
        name: "scope",
        takes: "text",
        value: "L",
        summary: "only scopes with this label",
        example: "--scope step",
        from: "scope-labels",
      },
      { name: "var", takes: "text", value: "V", summary: "this variable alone", example: "--var ppm" },
      { name: "as-scope", summary: "the scope itself in place of a table" },
      { name: "all", summary: "every scope that matches, one row each" },
    ],
    outcome: "Nothing was loaded.",
    example: "%tape load prepare-output --from 01-prepare.ipynb as df",
    hasAs: true,
    returns: (has) => {
      if (has("var") && !has("all")) return "any";
      return has("as-scope") ? 'import("tapelab").Scope' : 'import("apache-arrow").Table';
    },
  },
  ...maintenanceCommands,
  ...runCommands,
  {
    name: "settings",
    summary: "settings and where each value comes from",
    operands: [{ name: "KEY", what: "the key of a setting", takes: "text", from: "settings" }],
    options: [json],
    outcome: "Nothing was shown.",
    example: "%tape settings session.durability",
    returns: () => 'readonly import("tapelab").SettingExplanation[]',
  },
];
