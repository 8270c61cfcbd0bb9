/** What the magics besides `%tape` do. */
import { duration } from "tapelab/host";
import { previewValue } from "../display/inspect-value.js";
import { typeName } from "../display/questions.js";
import { activeSession } from "./active.js";
import type { MagicContext } from "./context.js";
import { magicRows, pageOf } from "./help.js";
import { readValue } from "./notebook-variables.js";
import { line, type Outcome, table } from "./outcome.js";
import { UsageProblem } from "./problem.js";
import type { Request } from "./values.js";

export function lsmagic(_request: Request, context: MagicContext): Outcome {
  const rows = magicRows(context.table).map(({ name, summary }) => [name, summary]);
  return { value: undefined, shown: table(["magic", "does"], rows, { note: "%tape? and %tape start? tell more" }) };
}

/** `%time EXPRESSION`: the value is the expression's, the time is a remark. */
export async function time(_request: Request, _context: MagicContext, extra: unknown): Promise<Outcome> {
  const stop = stopwatch();
  const value: unknown = await (extra as () => unknown)();
  return { value, shown: line(stop()), isRemark: true };
}

/** `%%time`: from here to the end of the cell, also when it fails. */
export function timeCell(_request: Request, { atEnd }: MagicContext): Outcome {
  const stop = stopwatch();
  atEnd(() => ({ value: undefined, shown: line(stop()) }));
  return { value: undefined };
}

function stopwatch(): () => string {
  const memory = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const grown = (process.memoryUsage.rss() - memory) / 1e6;
    const used = `CPU ${duration((user + system) / 1000)} (user ${duration(user / 1000)}, system ${duration(system / 1000)})`;
    return `wall ${duration(wall)}, ${used}, memory ${grown < 0 ? "-" : "+"}${Math.abs(grown).toFixed(1)} MB`;
  };
}

export function who(_request: Request, context: MagicContext): Outcome {
  const names = namesOf(context);
  return { value: names, shown: line(names.length === 0 ? "no variables" : names.join("  ")) };
}

export function whos(_request: Request, context: MagicContext): Outcome {
  const live = context.host.variables();
  const value = namesOf(context).map((name) => {
    const read = readValue(live, name);
    if (read === undefined) return { name, type: "", size: "", preview: "(no value yet)" };
    return { name, type: typeName(read.value), size: sizeOf(read.value), preview: previewValue(read.value, 60) };
  });
  if (value.length === 0) return { value, shown: line("no variables") };
  const rows = value.map(({ name, type, size, preview }) => [name, type, size, preview]);
  return { value, shown: table(["name", "type", "size", "preview"], rows) };
}

/** The variables by name, without those that the running cell declares further down. */
function namesOf({ host, code }: MagicContext): readonly string[] {
  const live = host.variables();
  const isLater = (name: string): boolean =>
    code?.declares.includes(name) === true && readValue(live, name)?.value === undefined;
  return Object.keys(live)
    .filter((name) => !isLater(name))
    .sort();
}

/** Length, rows × columns, or nothing. */
function sizeOf(value: unknown): string {
  if (typeof value === "string") return String(value.length);
  if (typeof value !== "object" || value === null) return "";
  const { numRows, numCols, size, length } = value as Record<string, unknown>;
  if (typeof numRows === "number" && typeof numCols === "number") return `${numRows} × ${numCols}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return String(length ?? "");
  return value instanceof Map || value instanceof Set ? String(size) : "";
}

export function reset(request: Request, { host, auto }: MagicContext): Outcome {
  const session = activeSession();
  const { staged = 0, queued = 0, isDirty = false } = session?.status() ?? {};
  if (session !== undefined && isDirty && !request.has("force")) {
    throw new UsageProblem(
      request.call.start,
      `%reset: session "${session.label}" holds ${staged} staged scopes and ${queued} queued commits that are not on its tape. Nothing was reset. Run %tape finalize first, or %reset -f.`,
    );
  }
  const count = Object.keys(host.variables()).length;
  auto.set(undefined);
  host.forgetVariables();
  host.post({ type: "reset" });
  return { value: undefined, shown: line(`forgot ${count} ${count === 1 ? "variable" : "variables"}`) };
}

export async function history(request: Request, context: MagicContext): Promise<Outcome> {
  const inputs = await context.history(request.count("number") ?? 20);
  const value = inputs.map(({ source }) => source);
  const data = pageOf(inputs.flatMap(({ count, source }) => [`[${count}]`, source, ""]));
  return { value, shown: { data, metadata: {} } };
}

/** The body as data of one type. */
export function bodyAs(type: string): (_request: Request, _context: MagicContext, extra: unknown) => Outcome {
  return (_request, _context, extra) => {
    const body = String(extra ?? "");
    return { value: undefined, shown: { data: { [type]: body, "text/plain": body }, metadata: {} } };
  };
}
