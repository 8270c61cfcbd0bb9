/** What a shell user can type: every verb with its options, its help and the module that is loaded when it runs. */
import type { Given, OptionTable } from "./options.js";
import type { Output } from "./output.js";
import type { VerbFacts } from "./program.js";
import { DAMAGE_VERBS } from "./verbs-damage.js";
import { RUN_VERBS } from "./verbs-run.js";

/** The exit codes of every verb. */
export const EXIT = { clean: 0, failed: 1, usage: 2, damaged: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type RunVerb = (given: Given, output: Output) => Promise<ExitCode>;

export interface Verb extends VerbFacts {
  /** True when stopping in the middle would leave work half done: a closed pipe then silences it only. */
  readonly writes?: boolean;
  /** What it does; a verb with actions does nothing itself. */
  load?(): Promise<RunVerb>;
}

/** Options that every verb takes. */
export const COMMON_OPTIONS: OptionTable = {
  workspace: {
    kind: "text",
    value: "DIR",
    help: "the workspace (default: TAPELAB_WORKSPACE, else the nearest .tapelab upwards)",
  },
  json: { kind: "flag", help: "JSON for machines instead of tables" },
  quiet: { kind: "flag", help: "results and errors only: no notes, no progress" },
  help: { kind: "flag", help: "this text" },
};

const FOLLOW: OptionTable = {
  follow: { kind: "flag", help: "stay and show what is written from now on (stop with Ctrl-C)" },
};

export const VERBS: readonly Verb[] = [
  {
    name: "demo",
    arguments: ["[DIR]"],
    summary: "record, damage and read back a small tape, with pictures",
    about:
      "Records a Lorenz run of 100,000 scopes and a three-stage pipeline over the Mauna Loa CO₂ record, reads both back,\n" +
      "damages a copy and shows what recovery says. DIR is made if needed (default: a fresh temporary folder).",
    options: {},
    examples: ["tapelab demo", "tapelab demo ./try-it"],
    writes: true,
    load: async () => (await import("./demo.js")).demo,
  },
  {
    name: "ls",
    arguments: [],
    summary: "list the sessions of the workspace",
    about: "Lists the sessions of the workspace, newest first: state, commits, scopes, size and damage.",
    options: { all: { kind: "flag", help: "also the tapes of launches, and those that were rewritten" } },
    examples: ["tapelab ls", "tapelab ls --json | jq .label"],
    load: async () => (await import("./ls.js")).ls,
  },
  {
    name: "info",
    arguments: ["[TAPE|PATH]"],
    summary: "facts of a workspace, a tape or an archive",
    about:
      "Shows the facts of a tape (label, id or folder), of an archive (folder or tar, also a damaged one) or, without an\n" +
      "argument, of the workspace.",
    options: {},
    examples: ["tapelab info", "tapelab info lorenz", "tapelab info lorenz.tar", "tapelab info backup/tapes/0190f3c2…"],
    load: async () => (await import("./info.js")).info,
  },
  {
    name: "cat",
    arguments: ["TAPE"],
    summary: "print the scopes of a tape",
    about: "Prints the scopes of a tape in order. TAPE is a label (its newest session) or an id.",
    options: {
      label: { kind: "text", value: "L", mayBeEmpty: true, help: "only scopes with this label" },
      var: { kind: "list", value: "NAMES", help: "only these variables (x,y,z)" },
      sequence: { kind: "range", value: "A..B", help: "only commits with these sequence numbers" },
      format: {
        kind: "choice",
        value: "F",
        choices: ["table", "json", "csv", "arrow"],
        help: "table, json (a line each), csv or arrow (IPC stream)",
      },
      limit: { kind: "count", value: "N", help: "stop after N scopes" },
      ...FOLLOW,
    },
    examples: [
      "tapelab cat lorenz --var t,x --limit 5",
      "tapelab cat lorenz --format arrow > run.arrow",
      "tapelab cat lorenz --follow",
    ],
    load: async () => (await import("./cat.js")).cat,
  },
  {
    name: "log",
    arguments: ["[TAPE]"],
    summary: "list the commits of a tape or of all tapes",
    about: "Lists commits, newest last, one line each. Without TAPE: those of every session of the workspace.",
    options: {
      entity: { kind: "text", value: "E", help: "commits with operations on this entity" },
      actor: { kind: "text", value: "A", help: "edits by this actor" },
      kind: {
        kind: "choice",
        value: "K",
        choices: [
          "record",
          "userEdit",
          "jobOutput",
          "import",
          "mergeResolution",
          "undo",
          "redo",
          "templateInit",
          "system",
        ],
        help: "commits of this kind",
      },
      label: { kind: "text", value: "L", mayBeEmpty: true, help: "only commits with this label" },
      since: { kind: "since", value: "T", help: "only commits since then: 2h, 3d or a date" },
      grep: { kind: "text", value: "TEXT", help: "only commits whose label or metadata holds this text" },
      hash: { kind: "text", value: "HEX", help: "only the commit whose hash begins so" },
      all: { kind: "flag", help: "commits of the system as well (session_start, …)" },
      ...FOLLOW,
    },
    examples: ["tapelab log lorenz", "tapelab log --since 2h", "tapelab log demo --hash 3fa9"],
    load: async () => (await import("./log.js")).log,
  },
  ...DAMAGE_VERBS,
  {
    name: "export",
    arguments: ["TAPE", "PATH"],
    summary: "write a tape to a folder or a tar",
    about:
      "Writes a tape to PATH: a tar when it ends in .tar, .tar.gz or .tgz, else a folder. The same content gives the same\n" +
      "bytes, wherever it is written. With --since only what follows goes out, as a part that can be appended to the earlier\n" +
      "file (cat one.tar two.tar > both.tar). TAPE may be an archive: it is packed again in the form of PATH.",
    options: {
      since: {
        kind: "text",
        value: "SEQ|FILE",
        help: "only what follows this commit of a whole export, or this archive",
      },
      blobs: {
        kind: "choice",
        value: "B",
        choices: ["none", "referenced", "all"],
        help: "large values: none, referenced (default) or all of the workspace",
      },
      meta: { kind: "flag", help: "a .meta.pb beside each commit: label, scopes, time" },
      gzip: { kind: "flag", help: "pack the tar (default when PATH ends in .gz or .tgz)" },
      force: { kind: "flag", help: "replace what is at PATH" },
    },
    examples: [
      "tapelab export lorenz lorenz.tar",
      "tapelab export lorenz lorenz-folder --meta",
      "tapelab export lorenz more.tar --since lorenz.tar",
    ],
    writes: true,
    load: async () => (await import("./export.js")).exportVerb,
  },
  {
    name: "import",
    arguments: ["PATH"],
    summary: "take an archive into the workspace",
    about:
      "Proves an archive (folder or tar), then takes its tape in as a whole, or changes nothing. A tape of this workspace\n" +
      "comes back under its own id; commits that are there already are compared. Ends with 3 when something was left out.",
    options: {
      salvage: { kind: "flag", help: "take every commit that is proved, and leave out the rest" },
      copy: { kind: "flag", help: "make a new tape of it, also of an archive of another workspace" },
      quick: { kind: "flag", help: "prove names and sizes alone" },
      full: { kind: "flag", help: "prove every byte and hash (default)" },
      deep: { kind: "flag", help: "and decode every value" },
    },
    examples: ["tapelab import lorenz.tar", "tapelab import broken.tar --salvage", "tapelab import theirs.tar --copy"],
    writes: true,
    load: async () => (await import("./import.js")).importVerb,
  },
  ...RUN_VERBS,
  {
    name: "compact",
    arguments: ["TAPE"],
    summary: "write a tape anew, packed and in few segments; or drop its beginning",
    about:
      "Writes the whole history of a tape anew and proves it from the disk before it counts: every commit keeps its number,\n" +
      "hash and bytes, and readers go on. Segments that were replaced are deleted 24 hours later, by the next compact or gc.\n" +
      "Refuses while the tape is open for writing; a second run changes nothing. --drop-history gives commits 2 to SEQ up for\n" +
      "good: it asks for an archive of the whole tape, and keeps the state at SEQ as a pinned blob.\n" +
      "--redact NAME takes what was recorded under a name off the tape (a secret, say) and deletes the old segments at once.",
    options: {
      repack: { kind: "flag", help: "pack what gets smaller by it (default)" },
      consolidate: { kind: "flag", help: "the same bytes, in few segments" },
      "drop-history": { kind: "count", value: "SEQ", help: "give up commits 2 to SEQ" },
      copy: {
        kind: "text",
        value: "ARCHIVE",
        help: "with --drop-history: an archive of the whole tape, which is proved first",
      },
      "without-copy": { kind: "flag", help: "with --drop-history: give them up without a copy" },
      redact: { kind: "text", value: "NAME", help: "void every value under this name; hashes change" },
      grace: { kind: "text", value: "H", help: "delete old segments H hours after they were replaced (default 24)" },
      "dry-run": { kind: "flag", help: "say how many bytes there would be, change nothing" },
    },
    examples: [
      "tapelab compact lorenz",
      "tapelab compact lorenz --dry-run",
      "tapelab compact lorenz --drop-history 5000 --copy lorenz.tar",
    ],
    writes: true,
    load: async () => (await import("./compact.js")).compact,
  },
  {
    name: "rewrite",
    arguments: ["TAPE"],
    summary: "write a tape anew in another encoding, proved to say the same",
    about:
      "Writes a tape as a new one in another encoding, compares both value by value from the disk, and only then puts the\n" +
      "new one in place; labels lead to it. The old tape is not touched, unless it is dropped with an archive of it at hand.",
    options: {
      to: { kind: "text", value: "FORMAT", help: "1.0 (short) or 1.0-explicit (every form and length is stated)" },
      "drop-source": { kind: "flag", help: "remove the old tape afterwards; needs --copy" },
      copy: { kind: "text", value: "FILE", help: "an archive of the old tape, which is proved before that is removed" },
      "dry-run": { kind: "flag", help: "change nothing, say how many bytes there would be" },
    },
    examples: ["tapelab rewrite lorenz --to 1.0-explicit", "tapelab rewrite lorenz --to 1.0 --dry-run"],
    writes: true,
    load: async () => (await import("./rewrite.js")).rewrite,
  },
  {
    name: "diff",
    arguments: ["A", "B"],
    summary: "whether two tapes say the same, and where they first differ",
    about:
      "Compares what two tapes say, commit by commit and value by value, however each of them is encoded, packed or cut into\n" +
      "segments. The facts of the session (commit 1) are left out. Ends with 1 when they differ.",
    options: { content: { kind: "flag", help: "compare values (default)" } },
    examples: ["tapelab diff lorenz 0190f3c2", "tapelab diff run-a run-b --json"],
    load: async () => (await import("./diff.js")).diff,
  },
  {
    name: "gc",
    arguments: [],
    summary: "collect what nothing needs any more; without --delete a dry run",
    about:
      "Lists blobs (large values beside the tapes) that no commit names, or only commits older than the window; idle results\n" +
      "of remember; and what writes that were cut off left behind. With --delete they are marked, and deleted by a run 72\n" +
      "hours later at the earliest; a SYSTEM commit lists what went. Tapes are never touched: the value reads as unavailable.\n" +
      "The newest 100 commits of a tape, the present state, pins and open sessions keep their blobs whatever their age.\n" +
      "With --ghost outputs of runs go too, whatever their age, where executing the runs again brings them back; published\n" +
      "ones (tag keep) and what anything else names stay. Give the same options again when the 72 hours are over.",
    options: {
      delete: { kind: "flag", help: "do it" },
      ghost: { kind: "flag", help: "also outputs that tapelab run recover makes again" },
      before: { kind: "since", value: "DATE", help: "with --ghost: of runs that ended before then (3d, 2026-01-31)" },
      "keep-tag": { kind: "list", value: "TAGS", help: "with --ghost: artifacts and runs with one of these tags stay" },
      window: { kind: "count", value: "DAYS", help: "blobs of commits younger than this are kept (default 90)" },
      to: { kind: "text", value: "COLD", help: "move blobs to this folder instead of deleting them" },
      force: {
        kind: "flag",
        help: "also while a tape is damaged, whose lost commits may name blobs; with --ghost also what no run makes again",
      },
    },
    examples: [
      "tapelab gc",
      "tapelab gc --delete --window 30 --to /archive/blobs",
      "tapelab gc --ghost --before 30d --keep-tag paper",
    ],
    writes: true,
    load: async () => (await import("./gc.js")).gc,
  },
  {
    name: "blob",
    arguments: ["[ls|fetch|pin|reindex]", "[HASH]", "[REASON]"],
    summary: "list, fetch and pin large values",
    about:
      "ls lists the blobs of the workspace. fetch HASH brings one back from where gc moved it, or from another copy of the\n" +
      "workspace. pin HASH REASON keeps one from every collection. reindex folds names and sizes from the tapes again.",
    options: {
      from: { kind: "text", value: "DIR", help: "fetch from this workspace or folder of blobs" },
    },
    examples: [
      "tapelab blob ls",
      "tapelab blob fetch 9f3c41a2 --from ../lab-copy",
      'tapelab blob pin 9f3c41a2 "figure 3 of the paper"',
      "tapelab blob reindex",
    ],
    writes: true,
    load: async () => (await import("./blob.js")).blob,
  },
  {
    name: "show",
    arguments: ["UID"],
    summary: "show one commit: facts, operations, scopes",
    about: "Shows one commit, named by its uid (TAPE:cSEQUENCE, as log --json prints it): facts, operations, scopes.",
    options: {},
    examples: ["tapelab show 0196c2f4a1b27c3d8e9f00112233aabb:c12"],
    load: async () => (await import("./show.js")).show,
  },
  {
    name: "blame",
    arguments: ["ENTITY[.FIELD]"],
    summary: "who set a field, when, and which operation counts",
    about:
      "Lists every operation on an entity, or one field of it, over all tapes in their order; * marks those that count.",
    options: {},
    examples: ["tapelab blame param/lr", "tapelab blame contact/abc.name"],
    load: async () => (await import("./blame.js")).blame,
  },
  {
    name: "snapshot",
    arguments: ["[TAPE]"],
    summary: "save the state of a tape, for a fast start",
    about:
      "Writes what the operations and read models of a tape come to beside it (default: of every tape with something new).\n" +
      "Tapes that are edited get snapshots by themselves. They only save time: delete them whenever you like.",
    options: {},
    examples: ["tapelab snapshot", "tapelab snapshot lorenz"],
    writes: true,
    load: async () => (await import("./snapshot.js")).snapshot,
  },
  {
    name: "settings",
    arguments: ["[KEY]"],
    summary: "show settings and where each value comes from",
    about: "Lists all settings or explains one: every layer that sets it, low to high, and which one wins.",
    options: {},
    examples: ["tapelab settings", "tapelab settings session.durability"],
    load: async () => (await import("./settings.js")).settings,
  },
];
