/** The sub-commands of `%tape` for the life of a tape after recording. What each does is one file in `tape/`. */
import type { Command, OperandSpec, OptionSpec } from "./table.js";

export const onTape: OptionSpec = {
  name: "tape",
  takes: "text",
  value: "LABEL|ID",
  summary: "another tape of the workspace (default: the active session's)",
  example: "--tape lorenz",
  from: "session-labels",
};
const tapeOperand: OperandSpec = {
  name: "TAPE",
  what: "the label or id of a tape",
  takes: "text",
  from: "session-labels",
};
const depth = (quick: string, deep: string, usual: "quick" | "full"): readonly OptionSpec[] => [
  { name: "quick", summary: quick },
  { name: "full", summary: `and every hash${usual === "full" ? " (default)" : ""}` },
  { name: "deep", summary: deep },
];
const flag = (name: string, summary: string): OptionSpec => ({ name, summary });

export const maintenanceCommands: readonly Command[] = [
  {
    name: "export",
    summary: "write a tape to a tar (.tar, .tar.gz) or a folder; or, with --queue, stage and queue elsewhere",
    operands: [{ name: "PATH", what: "the path of a tar or a folder", takes: "path" }],
    options: [
      onTape,
      {
        name: "since",
        takes: "path",
        value: "SEQ|FILE",
        summary: "only what follows this commit of a whole export, or this archive",
        example: "--since 120",
      },
      {
        name: "blobs",
        takes: "choice",
        choices: ["none", "referenced", "all"],
        value: "none|referenced|all",
        summary: "which large values go along (default: referenced)",
        example: "--blobs none",
      },
      flag("meta", "a sidecar beside each commit: label, scopes, time"),
      flag("gzip", "pack the tar (default when PATH ends in .gz or .tgz)"),
      flag("force", "replace what is at PATH"),
      {
        name: "out",
        takes: "path",
        value: "DIR",
        summary: "folder that PATH is in: below the project, or an absolute one that is there",
        example: "--out archives",
      },
      {
        name: "queue",
        takes: "path",
        value: "DIR",
        summary: "folder in which a tape with stage and queue is written, for when the tape's disk fails",
        example: "--queue rescue",
      },
    ],
    outcome: "Nothing was exported.",
    example: "%tape export lorenz.tar --tape lorenz",
    returns: (has) =>
      has("queue")
        ? "{ readonly path: string; readonly commits: number; readonly scopes: number }"
        : 'import("tapelab").ExportResult',
    instead: "exportTape()",
  },
  {
    name: "import",
    summary: "take an archive in: all of it is proved first, then the tape appears",
    operands: [{ name: "PATH", what: "the path of an archive", takes: "path", isNeeded: true }],
    options: [
      flag("salvage", "take every commit that is proved, leave out the rest"),
      flag("copy", "a tape of its own, with a new id: for archives of other workspaces"),
      ...depth("prove names and sizes alone", "and every value", "full"),
    ],
    outcome: "Nothing was imported.",
    example: "%tape import lorenz.tar",
    returns: () => 'import("tapelab").ImportResult',
    instead: "importArchive()",
  },
  {
    name: "doctor",
    summary: "examine tapes for damage; changes nothing",
    operands: [{ name: "TAPE", what: "the label or id of a tape", takes: "text", from: "session-labels" }],
    options: [{ name: "full", summary: "and every hash of the chain" }],
    outcome: "Nothing was examined.",
    example: "%tape doctor lorenz --full",
    returns: () => 'readonly import("tapelab").Examined[]',
  },
  {
    name: "verify",
    summary: "prove every byte of a tape, of all tapes, or of an archive; changes nothing",
    operands: [{ name: "TAPE|PATH", what: "a tape or the path of an archive", takes: "path", from: "session-labels" }],
    options: depth(
      "headers, markers and checksums; of an archive names and sizes",
      "and every value; of a tape every blob",
      "full",
    ),
    outcome: "Nothing was verified.",
    example: "%tape verify lorenz --deep",
    returns: () => 'import("tapelab").Verified | import("tapelab").VerifiedArchive',
    instead: "verifyTapes()",
  },
  {
    name: "gc",
    summary: "collect what nothing needs any more; without --delete a dry run",
    operands: [],
    options: [
      flag("delete", "do it: mark it now, delete it 72 hours later at the earliest"),
      {
        name: "window",
        takes: "count",
        value: "DAYS",
        summary: "blobs of commits younger than this are kept (default 90)",
        example: "--window 30",
      },
      {
        name: "to",
        takes: "path",
        value: "COLD",
        summary: "move blobs to this folder instead of deleting them",
        example: "--to cold",
      },
      flag("force", "also while a tape is damaged, whose lost commits may name blobs"),
    ],
    outcome: "Nothing was changed.",
    example: "%tape gc --window 30",
    returns: () => 'import("tapelab").CollectResult',
    instead: "collectBlobs()",
  },
  {
    name: "quarantine",
    summary: "damaged bytes: list, show ID, repair ID, skip ID, restore ID FILE, export ID FILE",
    operands: [
      {
        name: "ACTION",
        what: "what to do",
        takes: "choice",
        choices: ["list", "show", "repair", "skip", "restore", "export"],
      },
      { name: "ID", what: "the id of what is in quarantine", takes: "text", from: "quarantine" },
      { name: "FILE", what: "a path", takes: "path" },
    ],
    options: [
      {
        name: "from",
        takes: "path",
        value: "PEER",
        summary: "with repair: a copy, which is another workspace, the folder of a tape, or an archive",
        example: "--from ../backup",
      },
    ],
    outcome: "Nothing was changed.",
    example: "%tape quarantine list",
    returns: () => 'readonly import("tapelab").QuarantineEntry[]',
    instead: "listQuarantine()",
  },
  {
    name: "snapshot",
    summary: "write what state and read models come to, so that opening takes no time",
    operands: [tapeOperand],
    options: [],
    outcome: "No snapshot was written.",
    example: "%tape snapshot lorenz",
    returns: () => 'readonly import("tapelab").TakenSnapshot[]',
    instead: "snapshotTape()",
  },
  {
    name: "compact",
    summary: "write a tape anew, packed and in few segments; or drop its beginning",
    operands: [{ ...tapeOperand, isNeeded: true }],
    options: [
      flag("repack", "pack what gets smaller by it (default)"),
      flag("consolidate", "the same bytes, in few segments"),
      {
        name: "drop-history",
        takes: "count",
        value: "SEQ",
        summary: "give up commits 2 to SEQ",
        example: "--drop-history 5000",
      },
      {
        name: "copy",
        takes: "path",
        value: "ARCHIVE",
        summary: "with --drop-history: an archive of the whole tape, which is proved first",
        example: "--copy lorenz.tar",
      },
      flag("without-copy", "with --drop-history: give them up without a copy"),
      flag("dry-run", "say how many bytes there would be, change nothing"),
    ],
    outcome: "Nothing was compacted.",
    example: "%tape compact lorenz --dry-run",
    returns: () => 'import("tapelab").CompactResult',
    instead: "compactTape()",
  },
  {
    name: "param",
    summary: "record a decision: the value of a parameter",
    operands: [
      { name: "NAME", what: "the name of a parameter", takes: "label", isNeeded: true },
      { name: "VALUE", what: "its value", takes: "text", isNeeded: true },
    ],
    options: [],
    outcome: "Nothing was recorded.",
    example: "%tape param lr 0.1",
    returns: () => 'import("tapelab").CommitRef',
    instead: "tape.param()",
  },
];
