/** `tapelab log`: commits, newest last, one line each. */
import { setTimeout as pause } from "node:timers/promises";
import { nodeDisk } from "../base/disk.js";
import { TapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import { type CommitEntry, KIND } from "../tape/types.js";
import { decodeImage } from "../value/decode.js";
import type { SessionEntry } from "../workspace/session-list.js";
import { bytes, localTime } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { type Cell, type TableLayout, tableLayout } from "./table.js";
import { findSession, nameOf, tellDamage, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

interface Line {
  readonly tape: SessionEntry;
  readonly commit: CommitEntry;
  readonly hash: string | undefined;
}

const LOOK_MS = 200;

export async function log(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [name] = given.positionals;
  const hash = given.text("hash")?.toLowerCase();
  if (hash !== undefined && !/^[0-9a-f]{1,64}$/.test(hash)) throw new UsageError("--hash expects 1 to 64 hex digits.");
  if (given.flag("follow") && name === undefined) throw new UsageError("--follow needs one TAPE.");
  const tapes = name === undefined ? await ws.sessions() : [await findSession(ws, name)];
  const print = linePrinter(output, tapes.length > 1);
  let isDamaged = false;
  const lines: Line[] = [];
  for (const tape of tapes) {
    output.progress(`reading ${nameOf(tape)}`);
    const reader = await openOrTell(tape, output);
    isDamaged ||= reader === undefined || reader.report.damage.length > 0;
    if (!reader) continue;
    try {
      tellDamage(output, reader.report.damage);
      lines.push(...(await matching(reader, tape, reader.commits, given)));
      if (!given.flag("follow")) continue;
      await print(lines);
      await follow(reader, tape, given, output, print);
      return isDamaged ? EXIT.damaged : EXIT.clean;
    } finally {
      await reader.close();
    }
  }
  await print(lines.sort((a, b) => a.commit.wallMs - b.commit.wallMs || a.commit.sequence - b.commit.sequence));
  if (lines.length === 0) output.note("No commit matches.");
  return isDamaged ? EXIT.damaged : EXIT.clean;
}

async function openOrTell(tape: SessionEntry, output: Output): Promise<TapeReader | undefined> {
  try {
    return await TapeReader.open(nodeDisk, tape.dir, { name: nameOf(tape) });
  } catch (error) {
    if (!(error instanceof TapelabError)) throw error;
    output.error(error.message);
    return undefined;
  }
}

/** Cheap filters first: what needs the bytes of a commit is asked last. */
async function matching(
  reader: TapeReader,
  tape: SessionEntry,
  commits: readonly CommitEntry[],
  given: Given,
): Promise<Line[]> {
  const label = given.text("label");
  const since = given.since("since") ?? Number.NEGATIVE_INFINITY;
  const text = given.text("grep")?.toLowerCase();
  const wanted = given.text("hash")?.toLowerCase() ?? "";
  const lines: Line[] = [];
  for (const commit of commits) {
    if (commit.kind === KIND.system && !given.flag("all")) continue;
    if (label !== undefined && commit.label !== label) continue;
    if (commit.wallMs < since) continue;
    if (text !== undefined && !(await holds(reader, commit, text))) continue;
    const hash = await reader.hashOf(commit.sequence);
    if (hash?.startsWith(wanted) ?? wanted === "") lines.push({ tape, commit, hash });
  }
  return lines;
}

async function holds(reader: TapeReader, commit: CommitEntry, text: string): Promise<boolean> {
  if (commit.label.toLowerCase().includes(text)) return true;
  const { meta } = decodeImage(await reader.image(commit), () => undefined);
  return JSON.stringify(meta).toLowerCase().includes(text);
}

async function follow(
  reader: TapeReader,
  tape: SessionEntry,
  given: Given,
  output: Output,
  print: (lines: readonly Line[]) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  while (!reader.isEnded && !stop.signal.aborted && !output.isClosed) {
    // An aborted pause rejects; the loop ends then.
    await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    const { added, retracted } = await reader.refresh();
    if (retracted > 0) output.note(`${retracted} of the commits above were never confirmed and have been withdrawn.`);
    await print(await matching(reader, tape, added, given));
  }
}

function linePrinter(output: Output, showTape: boolean): (lines: readonly Line[]) => Promise<void> {
  let layout: TableLayout | undefined;
  return async (lines) => {
    if (lines.length === 0) return;
    if (output.json) return output.lines(...lines.map((line) => JSON.stringify(lineJson(line))));
    const rows = lines.map((line) => cells(line, showTape));
    if (!layout) {
      const columns = [
        ...(showTape ? [{ title: "tape" }] : []),
        { title: "commit", align: "right" as const },
        { title: "label" },
        { title: "time" },
        { title: "scopes" },
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

function cells({ tape, commit, hash }: Line, showTape: boolean): Cell[] {
  const { sequence, label, wallMs, rows, size } = commit;
  const own = [String(sequence), label, localTime(wallMs), rows, bytes(size), hash?.slice(0, 12) ?? "not proved yet"];
  return showTape ? [nameOf(tape), ...own] : own;
}

function lineJson({ tape, commit, hash }: Line): Record<string, unknown> {
  const { sequence, label, kind, wallMs, rows, size, segment, offset } = commit;
  const uid = `${tape.id}:c${sequence}`;
  const kindName = Object.entries(KIND).find(([, number]) => number === kind)?.[0] ?? "unknown";
  return {
    uid,
    tape: tape.id,
    session: tape.label,
    sequence,
    label,
    kind: kindName,
    time: new Date(wallMs).toISOString(),
    scopes: rows,
    sizeBytes: size,
    segment,
    offset,
    hash,
  };
}
