/** The verbs for tapes that are damaged, or may be. */
import type { OptionTable } from "./options.js";
import type { Verb } from "./verbs.js";

const DEPTH: OptionTable = {
  quick: { kind: "flag", help: "headers, markers and checksums (default)" },
  full: { kind: "flag", help: "and every hash of the chain" },
  deep: { kind: "flag", help: "and every value and every blob that a commit names" },
};

export const DAMAGE_VERBS: readonly Verb[] = [
  {
    name: "doctor",
    arguments: ["[TAPE]"],
    summary: "examine tapes for damage; changes nothing",
    about:
      "Examines one tape or all of them and names every loss. Reads only. An interrupted last write is no loss (exit 0).",
    options: { ...DEPTH, tail: { kind: "flag", help: "show the bytes of an interrupted last write" } },
    examples: ["tapelab doctor", "tapelab doctor lorenz --full", "tapelab doctor lorenz --tail"],
    load: async () => (await import("./doctor.js")).doctor,
  },
  {
    name: "verify",
    arguments: ["[TAPE|PATH]"],
    summary: "prove every byte of tapes or of an archive; changes nothing",
    about:
      "Proves one tape, all tapes or an archive (folder or tar) by every hash, and names every loss. Reads only.\n" +
      "With --deep every value is decoded too; snapshots of an archive are proved by hash, their state is not replayed yet.",
    options: {
      quick: { kind: "flag", help: "headers, markers and checksums; of an archive names and sizes" },
      full: { kind: "flag", help: "and every hash (default)" },
      deep: { kind: "flag", help: "and every value; of a tape every blob that a commit names" },
    },
    examples: ["tapelab verify", "tapelab verify lorenz", "tapelab verify lorenz.tar --deep"],
    load: async () => (await import("./verify.js")).verify,
  },
  {
    name: "recover",
    arguments: ["[TAPE]"],
    summary: "put damaged bytes aside, and fetch good ones from a copy",
    about:
      "Copies every damaged part of a tape to its quarantine folder, with a JSON note each. With --from what was lost is\n" +
      "fetched from a copy, if the tape proves that it is the same; what stays lost can be given up by name. Nothing is\n" +
      "removed: what is damaged stays where it is. Without TAPE: every tape, and a damaged workspace.json.",
    options: {
      from: {
        kind: "text",
        value: "PEER",
        help: "a copy: another workspace, the folder of the tape, or an archive of it",
      },
      "take-over": {
        kind: "flag",
        help: "also when another process holds the tape; its unconfirmed commits will be refused there",
      },
      "accept-gap": { kind: "flag", help: "record on the tape that the damaged commits are given up" },
    },
    examples: [
      "tapelab recover lorenz",
      "tapelab recover lorenz --from /backup/lab",
      "tapelab recover lorenz --accept-gap",
    ],
    writes: true,
    load: async () => (await import("./recover.js")).recover,
  },
  {
    name: "quarantine",
    arguments: ["[list|show|repair|skip|restore|export]", "[ID]", "[FILE]"],
    summary: "look at damaged bytes, repair or give up what was lost",
    about:
      "list: everything that was put aside. show ID: one entry. repair ID --from PEER: fetch the good bytes from a copy;\n" +
      "only what the tape itself proves is taken. skip ID: give the loss up by name. restore ID FILE: the good bytes lie in\n" +
      "FILE (a leaf of an archive, the image of the commit, the content of a blob). export ID FILE: take the kept bytes out.",
    options: {
      from: { kind: "text", value: "PEER", help: "a copy: another workspace, the folder of a tape, or an archive" },
    },
    examples: [
      "tapelab quarantine list",
      "tapelab quarantine show q3fa9c1",
      "tapelab quarantine repair q3fa9c1 --from /backup/lab",
      "tapelab quarantine restore q3fa9c1 000000000012.data.pb",
    ],
    writes: true,
    load: async () => (await import("./quarantine.js")).quarantine,
  },
  {
    name: "export-state",
    arguments: [],
    summary: "rescue what can be read of a damaged workspace",
    about:
      "Writes state.json (the state, and the newest scope of each session label), report.json (what is missing) and an\n" +
      "archive of every tape to a new folder. Works with damaged tapes, missing blobs and on a read-only folder; nothing is\n" +
      "written into the workspace. Ends with 3 when something is missing.",
    options: { out: { kind: "text", value: "DIR", help: "the folder to write to, new or empty" } },
    examples: ["tapelab export-state --out rescued"],
    writes: true,
    load: async () => (await import("./export-state.js")).exportStateVerb,
  },
];
