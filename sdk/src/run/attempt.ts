/** Which attempt of a launch comes next, and whether it may begin: one at a time, of one plan and one program. */
import { setTimeout as sleep } from "node:timers/promises";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { unknownCode } from "./code-id.js";
import { badSpec } from "./failures.js";
import { type Identity, launchTape } from "./identities.js";
import type { LaunchOptions, LaunchTape, LaunchWork, RunHost } from "./launch.js";
import type { AttemptFacts, RunFacts } from "./status.js";

/** Attempts and runs of one launch so far. */
export interface Known {
  readonly attempts: readonly AttemptFacts[];
  readonly runs: readonly RunFacts[];
}

/** Runs of modules end with their launcher, a moment after it. */
const endingMs = 10_000;
const lookMs = 200;

/**
 * What is known of the launch once nothing of it is under way. Rejects with `launch-taken` while an attempt or a run of it
 * is; with `launch-differs` when the id stands for something else. A number that the caller gives begins in any case.
 */
export async function quiet(work: LaunchWork, id: Identity, { attempt }: LaunchOptions): Promise<Known> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const known = await work.host.known(id.value);
    checkSame(work, id, known.attempts);
    if (attempt !== undefined) return known;
    const next = nextAttempt(id, undefined, known.attempts);
    const open = known.attempts.find(({ isWriting, end }) => isWriting && !end);
    if (open) throw busy(id.value, `attempt ${open.attempt} is under way`, next);
    const run = known.runs.find(({ state }) => state === "running");
    if (!run) return known;
    if (waitedMs >= endingMs)
      throw busy(id.value, `run ${run.index} of attempt ${run.attempt} (session ${run.session}) is under way`, next);
    await sleep(lookMs);
  }
}

/** Creates the tape of the attempt. A number whose start was cut off is used up, and the next one is taken. */
export async function claimAttempt(
  host: RunHost,
  id: Identity,
  { attempt: given }: LaunchOptions,
  known: Known,
  startOf: (attempt: number) => Readonly<Record<string, unknown>>,
): Promise<{ readonly attempt: number; readonly tape: LaunchTape; readonly tapeId: string }> {
  for (let attempt = nextAttempt(id, given, known.attempts); ; attempt++) {
    const name = launchTape(id.value, attempt);
    const tape = await host.claim(name, startOf(attempt));
    if (typeof tape === "object") return { attempt, tape, tapeId: name.id };
    if (tape === "taken" || given !== undefined) throw taken(id.value, attempt, undefined);
  }
}

function nextAttempt(id: Identity, given: number | undefined, known: readonly AttemptFacts[]): number {
  const next = Math.max(0, ...known.map(({ attempt }) => attempt)) + 1;
  if (given === undefined) return next;
  if (!Number.isInteger(given) || given < 1)
    throw badSpec(`attempt must be 1 or more; got ${given}`, `The next is ${next}.`);
  const earlier = known.find(({ attempt }) => attempt === given);
  if (earlier) throw taken(id.value, given, earlier.startMs, next);
  return given;
}

/** A launch id stands for one plan, its inputs and one program. */
function checkSame({ plan, programName }: LaunchWork, id: Identity, known: readonly AttemptFacts[]): void {
  for (const { plan: before, inputs, program } of known) {
    const pairs: [string, string | undefined, string | undefined][] = [
      ["plan", before, plan.planId.value],
      ["inputs", inputs, plan.inputsId?.value],
      ["program", program, programName],
    ];
    const other = before === undefined ? undefined : pairs.find(([, was, is]) => was !== is);
    if (!other) continue;
    const [what, was = "none", is = "none"] = other;
    const text = `Launch ${id.value.slice(0, 16)} was started with ${what} ${was.slice(0, 16)}; this one has ${what} ${is.slice(0, 16)}. Nothing was started. Use another key or id, or restore what it was started with.`;
    throw new TapelabError("launch-differs", text, { launch: id.value, what, expected: was, found: is });
  }
}

/** What is allowed, and may not be meant. */
export function remarks({ programName, codeId }: LaunchWork, options: LaunchOptions, known: Known): string[] {
  const { id, key, retry } = options;
  const found: string[] = [];
  if (id !== undefined && key !== undefined)
    found.push(`The launch has the id ${shown(id, 40)}, so its key is not used.`);
  const last = known.attempts.toSorted((a, b) => b.attempt - a.attempt).find(({ code }) => code !== undefined);
  if (last === undefined || last.code === codeId || codeId === unknownCode) return found;
  const left = retry ? " What was completed with that is not executed again; without retry it is." : "";
  return [
    ...found,
    `The code of ${shown(programName, 80)} is another than in attempt ${last.attempt} of this launch.${left}`,
  ];
}

function busy(launch: string, what: string, next: number): TapelabError<"launch-taken"> {
  const name = shown(launch.slice(0, 16), 40);
  const text = `Launch ${name}: ${what}. Nothing was started. Wait for it, or end it: tapelab run cancel ${name}. Attempt ${next} begins beside it when you give its number.`;
  return new TapelabError("launch-taken", text, { launch, attempt: next - 1, next });
}

function taken(
  launch: string,
  attempt: number,
  startMs: number | undefined,
  next = attempt + 1,
): TapelabError<"launch-taken"> {
  const when = startMs === undefined ? "" : ` at ${new Date(startMs).toISOString()}`;
  const text = `Attempt ${attempt} of launch ${launch.slice(0, 16)} was already started${when}. Nothing was started. The next is ${next}.`;
  return new TapelabError("launch-taken", text, { launch, attempt, next });
}
