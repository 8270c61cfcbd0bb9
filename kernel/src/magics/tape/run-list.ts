/** `%tape run ls` and `%tape run show` */
import { localTime, oneLine } from "tapelab/host";
import type { LaunchStatus } from "tapelab/run";
import { counted } from "../../display/arrow-view.js";
import { runModule } from "../../display/runs.js";
import type { Shown } from "../../display/shown.js";
import { workspace } from "../active.js";
import { joined, line, type Outcome, shortId, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

const rowsMax = 100;

export async function listLaunches(): Promise<Outcome> {
  const found = newestFirst(await runModule().launches(await workspace()));
  if (found.length === 0)
    return { value: found, shown: line("no launch here yet: %tape run launch SPEC --program FILE") };
  const names = ["launch", "attempt#", "state", "planned#", "completed#", "failed#", "program", "started", "problems"];
  const note = found.length > rowsMax ? `the newest ${rowsMax} of ${found.length}` : undefined;
  return { value: found, shown: table(names, found.slice(0, rowsMax).map(rowOf), { note }) };
}

export async function showLaunches(request: Request): Promise<Outcome> {
  const found = await oneLaunch(request);
  return { value: found, shown: joined(...found.map(launchShown)) };
}

/** The attempts of the launch that the first operand names, the newest first. */
export async function oneLaunch(request: Request): Promise<readonly [LaunchStatus, ...LaunchStatus[]]> {
  const wanted = request.operand(0) ?? "";
  const found = newestFirst(await runModule().launches(await workspace())).filter(({ launch }) =>
    launch.startsWith(wanted),
  );
  const [first, ...others] = found;
  if (first !== undefined && others.every(({ launch }) => launch === first.launch)) return [first, ...others];
  const what = `${found.length === 0 ? "No" : "More than one"} launch is called ${JSON.stringify(wanted)}`;
  const { operands, start, command } = request.call;
  throw new UsageProblem(operands[0]?.start ?? start, `${what}. ${command.outcome} See %tape run ls.`);
}

function launchShown({ launch, attempt, state, problems, facts, runs }: LaunchStatus): Shown {
  const told = [state, ...problems].join(" ");
  const ids = [
    `plan ${facts?.plan?.slice(0, 16) ?? "unknown"}`,
    ...(facts?.inputs ? [`inputs ${facts.inputs.slice(0, 16)}`] : []),
  ];
  const counts = facts?.planned === undefined ? "" : `, ${counted(facts.planned, "run")} of ${facts.total}`;
  const title = `launch ${launch}, attempt ${attempt}: ${told}, program ${facts?.program ?? "unknown"}${counts}`;
  const rows = runs.slice(0, rowsMax).map((run) => {
    const { index, session, try: tries, state: how, context, source, error = "" } = run;
    const went = source === undefined ? how : `answered by ${shortId(source)}`;
    return [index, shortId(session), tries, went, oneLine(context, 80), oneLine(error, 120)];
  });
  const left = runs.length > rowsMax ? [`the first ${rowsMax} of ${runs.length}`] : [];
  const note = [`started ${localTime(facts?.startMs)}`, ...ids, ...left].join(", ");
  return table(["index#", "session", "try#", "state", "context", "error"], rows, { title, note });
}

function rowOf({ launch, attempt, state, problems, facts, runs }: LaunchStatus): (string | number)[] {
  const count = (wanted: string): number => runs.filter((run) => run.state === wanted).length;
  const name = launch.length > 16 ? `${launch.slice(0, 12)}…` : launch;
  const { program = "", planned = 0, startMs } = facts ?? {};
  const counts = [planned, count("completed"), count("failed")];
  return [name, attempt, state, ...counts, program, localTime(startMs) ?? "", problems.join(" ")];
}

function newestFirst(all: readonly LaunchStatus[]): LaunchStatus[] {
  return [...all].sort((a, b) => (b.facts?.startMs ?? 0) - (a.facts?.startMs ?? 0) || b.attempt - a.attempt);
}
