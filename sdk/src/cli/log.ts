/** `tapelab log`: commits, newest last, one line each. */
import { setTimeout as pause } from "node:timers/promises";
import { nodeDisk } from "../base/disk.js";
import { TapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import { type CommitEntry, KIND } from "../tape/types.js";
import { mayHaveOperations, type Operation, type OperationCommit, readOperations } from "../value/operations.js";
import { sortDamage } from "../workspace/accepted-gaps.js";
import { decodeEntry } from "../workspace/decode-entry.js";
import type { SessionEntry } from "../workspace/session-list.js";
import { bytes, localTime } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import { jsonText, type Output } from "./output.js";
import { type Cell, type TableLayout, tableLayout } from "./table.js";
import { type Budget, findSession, listBudget, nameOf, tellDamage, tellTrimmed, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

interface Line {
  readonly tape: SessionEntry;
  readonly commit: CommitEntry;
  /** Those of a commit that can be read. */
  readonly operations: readonly Operation[];
  readonly hash: string | undefined;
  readonly isGood: boolean;
}

const LOOK_MS = 200;

export async function log(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [name] = given.positionals;
  const hash = given.text("hash")?.toLowerCase();
  if (hash !== undefined && !/^[0-9a-f]{1,64}$/.test(hash)) throw new UsageError("--hash expects 1 to 64 hex digits.");
  if (given.flag("follow") && name === undefined) throw new UsageError("--follow needs one TAPE.");
  const tapes = name === undefined ? await ws.sessions() : [await findSession(ws, name)];
  const look: Look = { given, output, budget: listBudget(), print: linePrinter(output, tapes.length > 1), losses: 0 };
  const lines: Line[] = [];
  for (const tape of tapes) {
    output.progress(`reading ${nameOf(tape)}`);
    const reader = await openOrTell(tape, look);
    try {
      if (reader) lines.push(...(await firstLook(reader, tape, look)));
      if (reader && given.flag("follow")) await follow(reader, tape, lines.splice(0), look);
    } finally {
      await reader?.close();
    }
  }
  await look.print(lines.sort((a, b) => a.commit.wallMs - b.commit.wallMs || a.commit.sequence - b.commit.sequence));
  if (lines.length === 0 && !given.flag("follow")) output.note("No commit matches.");
  return look.losses > 0 ? EXIT.damaged : EXIT.clean;
}

/** What is asked, where it goes, and what was found to be lost. */
interface Look {
  readonly given: Given;
  readonly output: Output;
  readonly budget: Budget;
  readonly print: (lines: readonly Line[]) => Promise<void>;
  losses: number;
}

async function firstLook(reader: TapeReader, tape: SessionEntry, look: Look): Promise<Line[]> {
  const { open } = await sortDamage(nodeDisk, tape.dir, reader.report.damage);
  tellDamage(look.output, open);
  tellTrimmed(look.output, reader.report);
  look.losses += open.length;
  return matching(reader, tape, reader.commits, look);
}

async function openOrTell(tape: SessionEntry, look: Look): Promise<TapeReader | undefined> {
  try {
    return await TapeReader.open(nodeDisk, tape.dir, { name: nameOf(tape) });
  } catch (error) {
    if (!(error instanceof TapelabError)) throw error;
    look.output.error(error.message);
    look.losses++;
    return undefined;
  }
}

/** Cheap filters first: what needs the bytes of a commit is asked last. */
async function matching(
  reader: TapeReader,
  tape: SessionEntry,
  commits: readonly CommitEntry[],
  look: Look,
): Promise<Line[]> {
  const { given, budget } = look;
  const label = given.text("label");
  const since = given.since("since") ?? Number.NEGATIVE_INFINITY;
  const [kind, actor, entity] = [given.text("kind"), given.text("actor"), given.text("entity")];
  const text = given.text("grep")?.toLowerCase();
  const wanted = given.text("hash")?.toLowerCase() ?? "";
  const lines: Line[] = [];
  for (const commit of commits) {
    if (commit.kind === KIND.system && !given.flag("all") && kind !== "system") continue;
    if (label !== undefined && commit.label !== label) continue;
    if (kind !== undefined && nameOfKind(commit.kind) !== kind) continue;
    if (commit.wallMs < since) continue;
    budget.bytes -= commit.size;
    const isGood = budget.bytes < 0 || (await reader.isGood(commit));
    const { operations, edit } = isGood ? await operationsOf(reader, commit) : none;
    if (actor !== undefined && edit?.actor !== actor) continue;
    if (entity !== undefined && !operations.some((one) => one.entity === entity)) continue;
    if (text !== undefined && !(await holds(reader, commit, isGood, text))) continue;
    const hash = await reader.hashOf(commit.sequence);
    if (!(hash?.startsWith(wanted) ?? wanted === "")) continue;
    if (!isGood) look.losses++;
    lines.push({ tape, commit, operations, hash, isGood });
  }
  return lines;
}

const none: Pick<OperationCommit, "operations" | "edit"> = { operations: [], edit: undefined };

/** Most commits are known to have none without being looked at. */
async function operationsOf(reader: TapeReader, commit: CommitEntry): Promise<typeof none> {
  return mayHaveOperations(commit.kind) ? readOperations(commit.sequence, await reader.image(commit)) : none;
}

async function holds(reader: TapeReader, commit: CommitEntry, isGood: boolean, text: string): Promise<boolean> {
  if (commit.label.toLowerCase().includes(text)) return true;
  if (!isGood) return false;
  const { meta } = await decodeEntry(reader, commit);
  return JSON.stringify(meta).toLowerCase().includes(text);
}

async function follow(reader: TapeReader, tape: SessionEntry, past: readonly Line[], look: Look): Promise<void> {
  await look.print(past);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  while (!reader.isEnded && !stop.signal.aborted && !look.output.isClosed) {
    // An aborted pause rejects; the loop ends then.
    await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    const { added, retracted } = await reader.refresh();
    if (retracted > 0)
      look.output.note(`${retracted} of the commits above were never confirmed and have been withdrawn.`);
    await look.print(await matching(reader, tape, added, look));
  }
}

function linePrinter(output: Output, showTape: boolean): (lines: readonly Line[]) => Promise<void> {
  let layout: TableLayout | undefined;
  let showOperations = false;
  return async (lines) => {
    if (lines.length === 0) return;
    if (output.json) return output.lines(...lines.map((line) => jsonText(lineJson(line))));
    if (!layout) showOperations = lines.some(({ operations }) => operations.length > 0);
    const rows = lines.map((line) => cells(line, showTape, showOperations));
    if (!layout) {
      const columns = [
        ...(showTape ? [{ title: "tape" }] : []),
        { title: "commit", align: "right" as const },
        { title: "label" },
        { title: "time" },
        { title: "scopes" },
        ...(showOperations ? [{ title: "operations" }] : []),
        { title: "size", align: "right" as const },
        { title: "hash" },
      ];
      layout = tableLayout(columns, rows, output.width);
      await output.lines(output.bold(layout.line(columns.map(({ title }) => title))));
    }
    const { line } = layout;
    await output.lines(...rows.map((row) => line(row)));
  };
}

function cells({ tape, commit, operations, hash, isGood }: Line, showTape: boolean, showOperations: boolean): Cell[] {
  const { sequence, label, wallMs, rows, size } = commit;
  const own = [
    String(sequence),
    label,
    localTime(wallMs),
    rows,
    ...(showOperations ? [operations.length] : []),
    bytes(size),
    isGood ? (hash?.slice(0, 12) ?? "not proved yet") : "DAMAGED",
  ];
  return showTape ? [nameOf(tape), ...own] : own;
}

function lineJson({ tape, commit, operations, hash, isGood }: Line): Record<string, unknown> {
  const { sequence, label, kind, wallMs, rows, size, segment, offset } = commit;
  const uid = `${tape.id}:c${sequence}`;
  return {
    uid,
    tape: tape.id,
    session: tape.label,
    sequence,
    label,
    kind: nameOfKind(kind),
    time: new Date(wallMs).toISOString(),
    scopes: rows,
    operations: operations.length,
    sizeBytes: size,
    segment,
    offset,
    hash,
    isGood,
  };
}

function nameOfKind(kind: number): string {
  return Object.entries(KIND).find(([, number]) => number === kind)?.[0] ?? "unknown";
}
