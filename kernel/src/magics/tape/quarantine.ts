/** `%tape quarantine` */
import { resolve } from "node:path";
import {
  exportQuarantine,
  findQuarantine,
  listQuarantine,
  type QuarantineEntry,
  type QuarantineOutcome,
  repairQuarantine,
  restoreQuarantine,
  skipQuarantine,
  type Workspace,
} from "tapelab";
import { counted, sizeText } from "../../display/arrow-view.js";
import type { Shown } from "../../display/shown.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { joined, type Outcome, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { writableFile } from "../writable-place.js";
import { lines, span } from "./lines.js";

/** What each needs behind its name. */
const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ["list", []],
  ["show", ["ID"]],
  ["repair", ["ID"]],
  ["skip", ["ID"]],
  ["restore", ["ID", "FILE"]],
  ["export", ["ID", "FILE"]],
]);

export async function quarantine(request: Request, { host }: MagicContext): Promise<Outcome> {
  const [action = "list", id = "", file = ""] = request.operands();
  checkForm(request, action);
  const ws = await workspace();
  const at = (path: string): string => resolve(host.folder, path);
  switch (action) {
    case "show":
      return show(await findQuarantine(ws, id));
    case "repair": {
      const from = request.text("from");
      return told(await repairQuarantine(ws, id, from === undefined ? undefined : at(from)));
    }
    case "skip":
      return told({ entry: await skipQuarantine(ws, id), repaired: [], refused: [] });
    case "restore":
      return told(await restoreQuarantine(ws, id, at(file)));
    case "export": {
      const path = writableFile(request, 2, { notebook: host.folder, project: ws.root });
      const entry = await exportQuarantine(ws, id, path);
      return { value: [entry], shown: lines(`${sizeText(entry.size)} of ${id} were written to ${path}`) };
    }
    default:
      return list(ws);
  }
}

function checkForm(request: Request, action: string): void {
  const { call, title } = request;
  const names = needed.get(action) ?? [];
  const form = [title, action, ...names].join(" ");
  const problem = (at: number | undefined, what: string): UsageProblem =>
    new UsageProblem(at ?? call.start, `${title} ${what} ${call.command.outcome} Write ${form}.`);
  const count = Math.max(0, call.operands.length - 1);
  if (count < names.length) throw problem(undefined, `${action} needs ${names.join(" and ")}.`);
  if (count > names.length) throw problem(call.operands[names.length + 1]?.start, `${action} takes no further word.`);
  if (request.has("from") && action !== "repair")
    throw problem(call.options.get("from")?.[0]?.start, "--from belongs to quarantine repair.");
}

async function list(ws: Workspace): Promise<Outcome> {
  const value = await listQuarantine(ws);
  if (value.length === 0) return { value, shown: lines("nothing is in quarantine") };
  const rows = value.map((one) => [
    one.id,
    one.reason,
    one.session ? nameOf(one) : `blob ${one.tape.slice(0, 12)}…`,
    commitsOf(one),
    sizeText(one.size),
    one.state,
    one.keptAt === "" ? "not yet" : one.keptAt.replace("T", " ").slice(0, 19),
  ]);
  const open = value.filter(({ state }) => state === "open").length;
  const note = open === 0 ? "none is open" : `${open} open. Fetch good copies: %tape quarantine repair ID --from PEER`;
  return { value, shown: table(["id", "reason", "tape", "commits", "size", "state", "kept (UTC)"], rows, { note }) };
}

function told({ entry, repaired, refused }: QuarantineOutcome): Outcome {
  const reasons = refused.map(({ sequence, reason }) => `c${sequence} was not taken: ${reason}`);
  return { value: [entry], shown: lines(outcomeText(entry, repaired.length), ...reasons) };
}

function outcomeText(entry: QuarantineEntry, repaired: number): string {
  const { id, state, session } = entry;
  const what = session ? `${commitsOf(entry)} of tape "${nameOf(entry)}"` : "the blob";
  if (state === "repaired") return `${id} is repaired: ${what} can be read as before`;
  if (state === "skipped") return `${id} is given up: its commits stay absent and are no longer counted as a loss`;
  const some = repaired > 0 ? `${counted(repaired, "commit")} came back; the rest is` : "It is";
  return `${id} is still open. ${some} not in that copy, or not whole there. Try another copy`;
}

function show(entry: QuarantineEntry): Outcome {
  const { session, segment, offset, size, lost } = entry;
  const affected = lost.map(({ sequence, label, scopes }) =>
    session ? `c${sequence} "${label}", ${counted(scopes, "scope")}` : `c${sequence} of tape ${label}`,
  );
  const facts: readonly (readonly [string, string])[] = [
    ["state", entry.state],
    ["reason", entry.reason],
    ["tape", session ? `${nameOf(entry)} (${session.id})` : "none: it is a blob"],
    ["commits", session ? commitsOf(entry) : String(lost.length)],
    ["place", size > 0 && session ? `segment ${segment}, bytes ${offset}-${offset + size}` : ""],
    ["affected", affected.join("; ")],
    ["source", entry.source],
    ["kept", entry.keptAt],
  ];
  const shown = facts.filter(([, text]) => text !== "");
  const long = [entry.text, entry.expected && `expected ${entry.expected}`, entry.found && `found ${entry.found}`];
  const more: Shown = lines(...long.filter((text) => text !== ""), ...(entry.path ? [`copy ${entry.path}`] : []));
  return { value: [entry], shown: joined(table(["fact", "value"], shown, { title: entry.id }), more) };
}

function nameOf({ session, tape }: QuarantineEntry): string {
  return session?.label || session?.id || tape;
}

function commitsOf({ session, firstSequence, lastSequence }: QuarantineEntry): string {
  return session ? span(firstSequence, lastSequence) : "";
}
