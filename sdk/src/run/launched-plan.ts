/** What a launch was, read from its tapes alone: its plan, and its records for tools of others. */
import { nodeDisk } from "../base/disk.js";
import type { Workspace } from "../workspace/workspace.js";
import { badSpec } from "./failures.js";
import { checkGiven } from "./given.js";
import { parseJsonText } from "./json-text.js";
import { mountsOf } from "./mounts.js";
import { makePlan, type Plan } from "./plan.js";
import type { KeptSource } from "./sources.js";
import type { AttemptFacts } from "./status.js";
import { type TracedAttempt, traceLines } from "./trace-records.js";

/**
 * The plan that a launch executed, expanded again from its tape: also when the spec and its sources are gone. Rejects with
 * `bad-spec` where a source was too large to be kept and has changed since.
 *
 * @example
 * const made = await launchedPlan(ws, (await launches(ws))[0].launch);
 */
export async function launchedPlan(ws: Workspace, launch: string): Promise<Plan> {
  checkGiven("launchedPlan", { ws, launch });
  const [attempt] = (await ws.runs.known(launch)).attempts;
  const start = attempt && (await startOf(ws, attempt));
  if (typeof start?.spec !== "string")
    throw badSpec(`No start of the launch ${launch} is on a tape here`, "See: tapelab run ls.");
  const kept = new Map<string, KeptSource>();
  for (const { role, uri, digest } of fingerprintsOf(start)) {
    const bytes = await ws.blobs.read(digest.sha256);
    if (bytes) kept.set(role, { uri, bytes });
  }
  const place = { disk: nodeDisk, folder: ws.root, mounts: mountsOf(nodeDisk, ws), kept };
  const { run_space_max_runs_limit: maxRuns, run_space_inputs_id_scheme: scheme, run_space_inputs_id: inputs } = start;
  const plan = makePlan(place, parseJsonText(start.spec, "spec"), {
    ...(typeof maxRuns === "number" && { maxRuns }),
    ...((scheme === "rsm1" || scheme === "rsm1code") && { inputsScheme: scheme }),
  });
  if (plan.inputsId?.value === inputs) return plan;
  throw badSpec(`A source of launch ${launch} was not kept and has changed since`, "Bring the file back as it was.");
}

/** The records of a launch in Semantiva's names: JSON, one a line, all attempts. */
export async function launchTrace(ws: Workspace, launch: string): Promise<string[]> {
  checkGiven("launchTrace", { ws, launch });
  const { attempts } = await ws.runs.known(launch);
  const runs = (await ws.runs.records()).filter((run) => run.launch === launch);
  const traced: TracedAttempt[] = [];
  for (const facts of attempts) {
    const start = await startOf(ws, facts);
    traced.push({ facts, start, runs: runs.filter(({ attempt }) => attempt === facts.attempt).reverse() });
  }
  return traceLines(traced);
}

async function startOf(ws: Workspace, { tape }: AttemptFacts): Promise<Readonly<Record<string, unknown>>> {
  return (await ws.resolve(tape)).facts;
}

interface StoredFingerprint {
  readonly role: string;
  readonly uri: string;
  readonly digest: { readonly sha256: string };
}

function fingerprintsOf({
  run_space_input_fingerprints: list,
}: Readonly<Record<string, unknown>>): StoredFingerprint[] {
  return Array.isArray(list) ? (list as StoredFingerprint[]) : [];
}
