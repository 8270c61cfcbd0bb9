import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

const levels = ["quick", "full", "deep"] as const;

/** How deep a command looks: one of three flags; without one every hash. */
export function chosenDepth(request: Request): (typeof levels)[number] {
  const [first = "full", second] = levels.filter((level) => request.has(level));
  if (second !== undefined) throw excluding(request, first, second);
  return first;
}

export function excluding({ call, title }: Request, one: string, other: string): UsageProblem {
  return new UsageProblem(
    call.start,
    `${title}: --${one} and --${other} exclude each other. ${call.command.outcome} Give one of them.`,
  );
}
