/** `tapelab quarantine`: what was put aside, and what may be done with each entry. */
import {
  exportQuarantine,
  type QuarantineOutcome,
  repairQuarantine,
  restoreQuarantine,
  skipQuarantine,
} from "../workspace/quarantine.js";
import { findQuarantine, listQuarantine, type QuarantineEntry } from "../workspace/quarantine-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { bytes, counted } from "./figures.js";
import { didYouMean, type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

/** What each needs behind its name. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  list: [],
  show: ["ID"],
  repair: ["ID"],
  skip: ["ID"],
  restore: ["ID", "FILE"],
  export: ["ID", "FILE"],
};

export async function quarantine(given: Given, output: Output): Promise<ExitCode> {
  const [action = "list", ...rest] = given.positionals;
  const needed = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!needed)
    throw new UsageError(`quarantine has no ${JSON.stringify(action)}.${didYouMean(action, Object.keys(ACTIONS))}`);
  if (rest.length !== needed.length)
    throw new UsageError(`quarantine ${action} expects ${needed.join(" and ") || "nothing more"}.`);
  if (given.text("from") !== undefined && action !== "repair")
    throw new UsageError("--from belongs to quarantine repair.");
  const ws = await workspaceOf(given);
  return action === "list" ? list(ws, output) : one(ws, action, rest, given, output);
}

async function list(ws: Workspace, output: Output): Promise<ExitCode> {
  const entries = await listQuarantine(ws);
  if (output.json) for (const entry of entries) await output.value(entry);
  else if (entries.length === 0) output.note("Nothing is in quarantine.");
  else {
    const titles = ["id", "reason", "tape", "commits", "size", "state", "kept (UTC)"];
    await output.table(
      titles.map((title) => (title === "size" ? { title, align: "right" } : { title })),
      entries.map((entry) => [
        entry.id,
        entry.reason,
        entry.session ? nameOf(entry.session) : `blob ${entry.tape.slice(0, 12)}…`,
        commitsOf(entry),
        bytes(entry.size),
        entry.state,
        entry.keptAt === "" ? "not yet" : entry.keptAt.replace("T", " ").slice(0, 19),
      ]),
    );
    const open = entries.filter(({ state }) => state === "open").length;
    if (open > 0)
      output.note(
        `\n${counted(open, "entry").replace("entrys", "entries")} open. Fetch good copies: tapelab quarantine repair ID --from PEER`,
      );
  }
  return entries.some(({ state }) => state === "open") ? EXIT.damaged : EXIT.clean;
}

async function one(
  ws: Workspace,
  action: string,
  [id = "", file = ""]: readonly string[],
  given: Given,
  output: Output,
): Promise<ExitCode> {
  switch (action) {
    case "repair":
      return told(output, await repairQuarantine(ws, id, given.text("from")));
    case "restore":
      return told(output, await restoreQuarantine(ws, id, file));
    case "skip":
      return told(output, { entry: await skipQuarantine(ws, id), repaired: [], refused: [] });
    case "export": {
      const entry = await exportQuarantine(ws, id, file);
      if (output.json) await output.value({ ...entry, file });
      else await output.lines(`${bytes(entry.size)} of ${id} were written to ${file}.`);
      return EXIT.clean;
    }
    default:
      return show(output, await findQuarantine(ws, id));
  }
}

async function told(output: Output, outcome: QuarantineOutcome): Promise<ExitCode> {
  const { entry, repaired, refused } = outcome;
  for (const { sequence, reason } of refused) output.error(`Commit ${sequence} was not taken: ${reason}.`);
  if (output.json) await output.value(outcome);
  else if (entry.state === "repaired") {
    const word = entry.firstSequence === entry.lastSequence ? "commit" : "commits";
    const what = entry.session ? `${word} ${commitsOf(entry)} of tape "${nameOf(entry.session)}"` : "the blob";
    await output.lines(`${entry.id} is repaired: ${what} can be read as before.`);
  } else if (entry.state === "skipped")
    await output.lines(`${entry.id} is given up: its commits stay absent, and are no longer counted as a loss.`);
  else {
    const some = repaired.length > 0 ? `${counted(repaired.length, "commit")} came back; the rest is` : "It is";
    output.error(`${entry.id} is still open. ${some} not in that copy, or not whole there. Try another copy.`);
  }
  return entry.state === "open" ? EXIT.damaged : EXIT.clean;
}

async function show(output: Output, entry: QuarantineEntry): Promise<ExitCode> {
  if (output.json) await output.value(entry);
  else {
    const { session, segment, offset, size, lost } = entry;
    const scopes = lost.map(({ sequence, label, scopes }) =>
      session ? `commit ${sequence} "${label}", ${counted(scopes, "scope")}` : `commit ${sequence} of tape ${label}`,
    );
    const rows: [string, string][] = [
      ["state", entry.state],
      ["what", entry.text],
      ["reason", entry.reason],
      ["tape", session ? `${nameOf(session)} (${session.id})` : "none: it is a blob"],
      ["commits", session ? commitsOf(entry) : String(lost.length)],
      ["place", size > 0 && session ? `segment ${segment}, bytes ${offset}-${offset + size}` : ""],
      ["expected", entry.expected],
      ["found", entry.found],
      ["affected", scopes.join("; ")],
      ["source", entry.source],
      ["kept", entry.keptAt],
      ["copy", entry.path ?? ""],
    ];
    await output.table(
      [{ title: "" }, { title: "" }],
      rows.filter(([, text]) => text !== ""),
    );
  }
  return entry.state === "open" ? EXIT.damaged : EXIT.clean;
}

function commitsOf({ session, firstSequence: first, lastSequence: last }: QuarantineEntry): string {
  if (!session) return "";
  return first === last ? String(first) : `${first}-${last}`;
}
