/** `%tape stage` and `%tape meta` */
import { sizeText } from "../../display/arrow-view.js";
import { neededSession } from "../active.js";
import { line, type Outcome, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";
import { pairOf } from "../words.js";

const sticky = { sticky: true };

export function stage(request: Request): Outcome {
  const session = neededSession(request);
  const said: string[] = [];
  for (const mark of ["blob", "hash", "inline"] as const) {
    const names = request.list(mark);
    if (names.length > 0) {
      session.stage[mark](...names, sticky);
      said.push(`${mark} until the session ends: ${names.join(", ")}`);
    }
  }
  const drop = request.text("drop");
  if (drop !== undefined) {
    const dropped = session.stage.drop(drop === "all" ? "all" : dropCount(request, Number(drop), session.stage.size));
    said.push(`dropped ${dropped} ${dropped === 1 ? "scope" : "scopes"}, stage holds ${session.stage.size}`);
  }
  const { scopes } = session.stage;
  if (said.length > 0) return { value: scopes, shown: line(said.join("; ")) };
  if (scopes.length === 0) return { value: scopes, shown: line("the stage is empty") };
  const rows = scopes.map(({ labels, names }) => [labels.join(", "), names.length, names.join(", ")]);
  const { staged, stagedBytes } = session.status();
  const note = `${staged} ${staged === 1 ? "scope" : "scopes"}, stage and queue hold ${sizeText(stagedBytes)}`;
  return { value: scopes, shown: table(["scope", "variables#", "names"], shortened(rows), { note }) };
}

const systemKeys = ["labels", "srcFile", "srcLine", "cellId", "cellLine", "time", "thread", "level"];

export function meta(request: Request): Outcome {
  const session = neededSession(request);
  const { operands, start, command } = request.call;
  for (const value of operands) {
    const { key = "" } = pairOf(value) ?? {};
    if (!systemKeys.includes(key)) continue;
    throw new UsageProblem(
      value.start,
      `The key "${key}" is one of the system's. ${command.outcome} Choose another name; the system records its own.`,
    );
  }
  const pairs = request.pairsOf(operands);
  const isCleared = request.has("clear");
  if (!isCleared && operands.length === 0)
    throw new UsageProblem(start, `${request.title} needs key=value. ${command.outcome} Example: ${command.example}.`);
  if (isCleared) session.stage.clearMeta();
  if (operands.length === 0) return { value: undefined, shown: line("next capture carries nothing more") };
  session.stage.meta(pairs);
  const text = Object.entries(pairs).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return { value: undefined, shown: line(`next capture carries ${text.join(" ")}`) };
}

function dropCount({ call, title }: Request, count: number, size: number): number {
  if (count <= size) return count;
  const [value] = call.options.get("drop") ?? [];
  throw new UsageProblem(
    value?.start ?? call.start,
    `${title} --drop: the stage holds ${size}, found ${count}. ${call.command.outcome} Write --drop all to empty it.`,
  );
}

/** A long stage: its first and last scopes. */
function shortened<T>(rows: readonly T[]): readonly T[] {
  return rows.length <= 20 ? rows : [...rows.slice(0, 10), ...rows.slice(-10)];
}
