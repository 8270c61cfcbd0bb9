/** `%tape capture` and `%%tape capture` */
import type { CaptureOptions, Session } from "tapelab";
import { neededSession } from "../active.js";
import type { MagicContext } from "../context.js";
import { namedVariables } from "../named.js";
import { allVariables, cellVariables, levelOf, type Variables, voidNames } from "../notebook-variables.js";
import { line, type Outcome } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

export function capture(request: Request, context: MagicContext): Outcome {
  const session = neededSession(request);
  const named = namedVariables(request.call);
  const variables =
    named.length > 0 ? givenVariables(request, context) : allVariables(context.host.variables(), context.code);
  return take(request, session, variables);
}

/** The body runs; then what it declared or assigned is captured. */
export function captureCell(request: Request, context: MagicContext): Outcome {
  const session = neededSession(request);
  const label = request.operand(0) ?? "";
  const options = optionsOf(request);
  atEndOfCell(request, context, (variables) => take(request, session, variables, label, options));
  return { value: undefined };
}

/** Does the work with what the body left, unless it failed. */
export function atEndOfCell(
  { call }: Request,
  { code, host, atEnd }: MagicContext,
  work: (variables: Variables) => Outcome | Promise<Outcome>,
): void {
  const isQuiet = call.options.has("quiet");
  atEnd(async (isOk) => {
    if (!isOk || code === undefined) return undefined;
    const outcome = await work(cellVariables(host.variables(), code));
    return isQuiet ? undefined : outcome;
  });
}

/** Captures, and says what was captured. */
export function take(
  request: Request,
  session: Session,
  { values, levels }: Variables,
  label: string = request.operand(0) ?? "",
  options: CaptureOptions = optionsOf(request),
): Outcome {
  const count = Object.keys(values).length;
  if (count === 0) {
    throw new UsageProblem(
      request.call.start,
      `${request.title} found no variable to capture. ${request.call.command.outcome} Name some: %tape capture ${label} x y.`,
    );
  }
  const number = session.capture(label, values, { ...options, levels });
  const voids = voidNames(values);
  const without = voids.length === 0 ? "" : `; without value: ${voids.join(", ")}`;
  const variables = `${count} ${count === 1 ? "variable" : "variables"}`;
  return {
    value: number,
    shown: line(`scope ${label}: ${variables}, stage holds ${session.stage.size}${without}`),
  };
}

function givenVariables(request: Request, { code }: MagicContext): Variables {
  const values: Record<string, unknown> = {};
  const levels: Record<string, "cell" | "global"> = {};
  for (const { text, at } of namedVariables(request.call)) {
    const value = request.variable(text, at);
    Object.defineProperty(values, text, { value, enumerable: true, configurable: true, writable: true });
    levels[text] = levelOf(text, code);
  }
  return { values, levels };
}

function optionsOf(request: Request): CaptureOptions {
  const meta = request.pairs("meta");
  return {
    labels: request.texts("label"),
    ...(meta && { meta }),
    ...(request.has("blob") && { blob: request.list("blob") }),
    ...(request.has("hash") && { hash: request.list("hash") }),
  };
}
