/** `tapelab run launch`: executes a plan, each run in a process of its own, and says how each one went. */
import { shown } from "../base/text.js";
import {
  type CacheMode,
  type FailurePolicy,
  float,
  type Launch,
  type LaunchProgress,
  type Plan,
  type ProgramSource,
  plan,
  type RunLaunchOptions,
  type RunResult,
} from "../run/index.js";
import { countAnswered, launchPlan } from "../run/start-launch.js";
import type { Workspace } from "../workspace/workspace.js";
import { counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { planValue, printDryRun } from "./run-plan.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

const unaskedMax = 10_000;
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export async function runLaunch(given: Given, output: Output, retry: boolean = given.flag("retry")): Promise<ExitCode> {
  const [spec = ""] = given.positionals;
  const ws = await workspaceOf(given);
  const made = await plan(ws, spec, { maxRuns: given.count("max-runs") });
  if (given.flag("dry-run") || made.isDryRun) return dryRun(ws, made, given, output);
  for (const warning of made.warnings) output.note(warning);
  if (made.size > unaskedMax && !given.flag("yes"))
    throw new UsageError(`The plan has ${counted(made.size, "run")}. Start that many with --yes.`);
  const stop = new AbortController();
  const interrupted = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.failed);
    output.note("Stopping: what runs is ended, and the launch can go on with: tapelab run retry. Again: at once.");
    stop.abort();
  };
  for (const signal of stopSignals) process.on(signal, interrupted);
  try {
    const begun = await launchPlan(ws, made, programOf(given), {
      id: given.text("launch-id"),
      key: given.text("key"),
      attempt: given.count("attempt"),
      origin: "spec file",
      ...sameInDryRun(given),
      jobs: given.count("jobs"),
      policy: given.text("policy") as FailurePolicy | undefined,
      retries: given.count("retries"),
      retry,
      only: indexesOf(given.list("only")),
      timeoutMs: given.count("timeout") && (given.count("timeout") ?? 0) * 1_000,
      signal: stop.signal,
      printed: (index, line) => output.note(`[${index}] ${shown(line, 2_000)}`),
    });
    return await watch(begun, output);
  } finally {
    for (const signal of stopSignals) process.off(signal, interrupted);
  }
}

export function runRetry(given: Given, output: Output): Promise<ExitCode> {
  return runLaunch(given, output, true);
}

/** Nothing is written, and without a program nothing is said of the run cache. */
async function dryRun(ws: Workspace, made: Plan, given: Given, output: Output): Promise<ExitCode> {
  const hasProgram = given.text("program") !== undefined || given.positionals.length > 1;
  const isAsked = hasProgram && made.size <= unaskedMax;
  const answered = isAsked ? await countAnswered(ws, made, programOf(given), sameInDryRun(given)) : undefined;
  if (output.json) await output.value({ ...planValue(made), answered });
  else await printDryRun(made, output, answered);
  return EXIT.clean;
}

/** What decides whether a finished run answers. */
function sameInDryRun(given: Given): RunLaunchOptions {
  return {
    name: given.text("name"),
    set: valuesOf(given.list("set")),
    cache: given.text("cache") as CacheMode | undefined,
    codeId: given.text("code"),
  };
}

async function watch(begun: Launch, output: Output): Promise<ExitCode> {
  const { id, attempt, planned } = begun;
  output.note(`launch ${id.value}, attempt ${attempt}: ${counted(planned, "run")}`);
  begun.progress$.subscribe((progress) => output.progress(progressText(progress)));
  begun.runs$.subscribe((run) => {
    if (output.json) void output.value(run);
    else if (run.status === "failed") output.error(runText(run));
    else if (!output.hasProgress) output.note(runText(run));
  });
  const rest = `Do what is missing: tapelab run retry SPEC --launch-id ${shown(id.value, 200)}, the rest as before`;
  const cutOff = (code: number): void => {
    if (code !== EXIT.clean) return; // that tells enough
    output.error(`The launch was cut off: its program ended this process, or waits for what never comes. ${rest}`);
    process.exitCode = EXIT.failed;
  };
  process.once("exit", cutOff);
  const { status, summary, runs } = await begun.done;
  process.off("exit", cutOff);
  if (output.json) {
    await output.value({ run_space_launch_id: id.value, run_space_attempt: attempt, status, summary });
  } else {
    const parts = Object.entries(summary).filter(([name, count]) => name !== "planned" && count > 0);
    const text = parts.map(([name, count]) => `${count} ${name}`).join(", ");
    const what = summary.planned === 0 ? "nothing to run" : `${text} of ${counted(summary.planned, "run")}`;
    await output.lines(`${status}: ${what} (launch ${id.value}, attempt ${attempt})`);
    const failed = runs.find((run) => run.status === "failed");
    if (failed) output.note(`Look at one: tapelab run show ${failed.session}`);
    if (status !== "completed") output.note(rest);
  }
  return status === "completed" ? EXIT.clean : EXIT.failed;
}

function runText({ index, context, status, error, durationMs, source }: RunResult): string {
  const values = shown(
    JSON.stringify(context, (_, one) => (typeof one === "bigint" ? String(one) : one)),
    80,
  );
  const why = error === undefined ? "" : `: ${error}`;
  if (source !== undefined) return `run ${index} ${values} answered by ${shortId(source)}`;
  return `run ${index} ${values} ${status} after ${(durationMs / 1_000).toFixed(1)} s${why}`;
}

const barWidth = 24;

function progressText(progress: LaunchProgress): string {
  const { planned, completed, cached, failed, running, etaMs, ratePerSecond: rate } = progress;
  const full = planned === 0 ? barWidth : Math.floor((barWidth * (completed + cached)) / planned);
  const bar = `[${"#".repeat(full)}${".".repeat(barWidth - full)}]`;
  const left = etaMs === undefined ? "" : `, about ${Math.ceil(etaMs / 1_000)} s left`;
  const speed = rate === undefined ? "" : `, ${Number(rate.toPrecision(2))}/s`;
  const bad = failed > 0 ? `, ${failed} failed` : "";
  return `${bar} ${completed + cached} of ${planned} runs done${bad}, ${running} running${left}${speed}`;
}

function programOf(given: Given): ProgramSource {
  const module = given.text("program");
  const command = given.positionals.slice(1);
  if (module !== undefined && command.length === 0) return { module, export: given.text("export") };
  if (module === undefined && command.length > 0) return { command };
  throw new UsageError("A launch executes one program: --program FILE, or a command behind -- .");
}

/** `3,5-9` as indexes. */
function indexesOf(list: readonly string[] | undefined): number[] | undefined {
  return list?.flatMap((part) => {
    const [, from = "", to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part) ?? [];
    if (from === "" || Number(to) < Number(from))
      throw new UsageError(`--only expects indexes such as 3,5-9, found ${JSON.stringify(part)}.`);
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
}

/** `k=v` as values: what reads as JSON is that, everything else is text. */
function valuesOf(list: readonly string[] | undefined): Record<string, unknown> | undefined {
  const pairs = list?.map((part): [string, unknown] => {
    const at = part.indexOf("=");
    if (at < 1) throw new UsageError(`--set expects NAME=VALUE, found ${JSON.stringify(part)}.`);
    const [name, text] = [part.slice(0, at), part.slice(at + 1)];
    return [name, setValue(text)];
  });
  return pairs && Object.fromEntries(pairs);
}

function setValue(text: string): unknown {
  if (/^(?:true|false|null)$/.test(text)) return JSON.parse(text);
  if (/^-?\d+$/.test(text)) return BigInt(text);
  return text !== "" && Number.isFinite(Number(text)) ? float(Number(text)) : text;
}
