/** The state of a workspace at an earlier point. */
import type { Disk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { Fold } from "../state/fold.js";
import { operationsIn } from "../state/known-state.js";
import { type StateOptions, stateOf } from "../state/state.js";
import { TapeReader } from "../tape/reader.js";
import { mayHaveOperations } from "../value/operations.js";
import type { Environment } from "./environment.js";
import { parseUid } from "./resume-point.js";
import { tapeIds } from "./session-list.js";
import { type State, stateFace } from "./state.js";
import type { Workspace } from "./workspace.js";

/**
 * A point in the past: a commit, by uid or by tape (label or id; left out: the only one with operations) and sequence,
 * with all that was known on that tape then; or a time, by the clocks of those who recorded.
 */
export type StateCursor =
  | { readonly commit: string }
  | { readonly seq: number; readonly tape?: string }
  | { readonly time: number | Date };

const outcome = "Nothing was read.";

export async function stateAt(workspace: Workspace, environment: Environment, cursor: StateCursor): Promise<State> {
  checkOptions("stateAt", cursor ?? null, ["commit", "tape", "seq", "time"], outcome);
  const { disk, notify } = environment;
  const tapesDir = `${workspace.dir}/tapes`;
  const fold = new Fold();
  const add = async (tape: string, at: StateOptions["at"]): Promise<void> =>
    fold.merge((await stateOf(disk, `${tapesDir}/${tape}`, { at })).fold);
  const tapes = await tapeIds({ disk, tapesDir });
  if ("time" in cursor) {
    const time = Number(cursor.time);
    if (!Number.isFinite(time)) throw badCursor("time", "milliseconds since 1970 or a Date", cursor.time);
    for (const tape of tapes) await add(tape, { time });
    return stateFace(fold);
  }
  const { id, sequence } = await placeOf(workspace, cursor);
  await add(id, { sequence });
  for (const [tape, seen] of await seenOn(disk, `${tapesDir}/${id}`, sequence)) {
    if (tapes.includes(tape)) await add(tape, { sequence: seen });
    else notify(`That commit had seen operations of tape ${tape}, which is not here. The state is without them.`);
  }
  return stateFace(fold);
}

async function placeOf(
  workspace: Workspace,
  cursor: Exclude<StateCursor, { readonly time: number | Date }>,
): Promise<{ readonly id: string; readonly sequence: number }> {
  if ("commit" in cursor) {
    const place = typeof cursor.commit === "string" ? parseUid(cursor.commit) : undefined;
    if (place === undefined) throw badCursor("commit", "the uid of a commit (TAPE:cSEQUENCE)", cursor.commit);
    return { id: (await workspace.resolve(place.tape)).id, sequence: place.sequence };
  }
  const { seq, tape } = cursor;
  if (!Number.isSafeInteger(seq) || seq < 0) throw badCursor("seq", "a sequence from 0", seq);
  if (tape !== undefined) return { id: (await workspace.resolve(tape)).id, sequence: seq };
  const [only, ...others] = await workspace.known.run(({ seen }) => [...seen.keys()]);
  if (only !== undefined && others.length === 0) return { id: only, sequence: seq };
  throw badCursor("tape", "the label or id of a tape, as not exactly one has operations", tape);
}

/** What the author of the commit had seen of other tapes. */
async function seenOn(disk: Disk, dir: string, sequence: number): Promise<Map<string, number>> {
  const reader = await TapeReader.open(disk, dir);
  const seen = new Map<string, number>();
  try {
    const entries = reader.commits.filter((one) => one.sequence <= sequence && mayHaveOperations(one.kind));
    for await (const { edit } of operationsIn(reader, entries))
      for (const [tape, at] of edit?.seen ?? []) seen.set(tape, Math.max(at, seen.get(tape) ?? 0));
  } finally {
    await reader.close();
  }
  return seen;
}

function badCursor(option: string, expected: string, found: unknown): Error {
  return badOption("stateAt", option, { expected, found: foundText(found), outcome });
}
