/** `%tape run launch` and `%tape run retry`: one output tells how far it is; the value is how it went. */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { oneLine } from "tapelab/host";
import type { ProgramSource, RunLaunchOptions } from "tapelab/run";
import { counted } from "../../display/arrow-view.js";
import type { RunningCell } from "../../display/cells.js";
import { showLaunch } from "../../display/launch-view.js";
import { runModule } from "../../display/runs.js";
import { writeText } from "../../display/streams.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import type { Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import { indexesIn } from "../takes.js";
import type { Request } from "../values.js";
import { madePlan, planShown } from "./run-plan.js";

const unaskedMax = 10_000;

export function runLaunch(request: Request, context: MagicContext): Promise<Outcome> {
  return launched(request, context, request.has("retry"));
}

export function runRetry(request: Request, context: MagicContext): Promise<Outcome> {
  return launched(request, context, true);
}

async function launched(request: Request, context: MagicContext, retry: boolean): Promise<Outcome> {
  const { cell, host } = context;
  const program = programOf(request, host.folder);
  const made = await madePlan(request, context);
  if (request.has("dry-run") || made.isDryRun) return { value: made, shown: planShown(made) };
  if (made.size > unaskedMax && !request.has("yes")) {
    const { command, start } = request.call;
    const text = `The plan has ${counted(made.size, "run")}. ${command.outcome} Start that many with --yes.`;
    throw new UsageProblem(start, text);
  }
  const print = printer(request, cell);
  const printed = (index: number, line: string): void => print(`[${index}] ${line}`);
  const options = { ...optionsOf(request), retry, printed };
  const spec = resolve(host.folder, request.operand(0) ?? "");
  const launch = await runModule().launch(await workspace(), spec, program, options);
  if (!request.has("quiet")) showLaunch(launch, cell, randomUUID().replaceAll("-", ""), false);
  return { value: await launch.done };
}

/** What programs print stands in the cell. */
export function printer(request: Request, cell: RunningCell | undefined): (line: string) => void {
  return (line) => {
    if (!request.has("quiet")) writeText(cell?.ref.key ?? 0, "stdout", `${oneLine(line, 2_000)}\n`);
  };
}

function programOf(request: Request, folder: string): ProgramSource {
  const module = request.text("program");
  const command = request.operands().slice(1);
  if (module !== undefined && command.length === 0)
    return { module: resolve(folder, module), export: request.text("export") };
  if (module === undefined && command.length > 0) return { command };
  const { start, command: words } = request.call;
  const text = `${request.title} executes one program: --program FILE, or a command behind --. ${words.outcome} Example: ${words.example}.`;
  throw new UsageProblem(start, text);
}

function optionsOf(request: Request): RunLaunchOptions {
  const seconds = request.count("timeout");
  const only = request.list("only").flatMap((part) => indexesIn(part) ?? []);
  const given = {
    maxRuns: request.count("max-runs"),
    id: request.text("launch-id"),
    key: request.text("key"),
    attempt: request.count("attempt"),
    name: request.text("name"),
    jobs: request.count("jobs"),
    policy: request.text("policy"),
    retries: request.count("retries"),
    only: only.length === 0 ? undefined : only,
    cache: request.text("cache"),
    codeId: request.text("code"),
    timeoutMs: seconds === undefined ? undefined : 1_000 * seconds,
    set: setOf(request),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RunLaunchOptions;
}

/** `1.0` is a float and `1` an int, as in a spec file; what is inserted keeps its type. */
function setOf(request: Request): Readonly<Record<string, unknown>> | undefined {
  const { float } = runModule();
  const pairs = request.pairs("set");
  if (pairs === undefined) return undefined;
  const texts = new Map((request.call.options.get("set") ?? []).map((value) => splitPair(request.textOf(value))));
  const typed = Object.entries(pairs).map(([name, value]): [string, unknown] => {
    const isFloat = typeof value === "number" && /[.eE]/.test(texts.get(name) ?? "");
    return [name, isFloat ? float(value) : value];
  });
  return Object.fromEntries(typed);
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}
