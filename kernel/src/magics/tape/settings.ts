/** `%tape settings` */
import { type SettingExplanation, tape } from "tapelab";
import { near } from "tapelab/host";
import { line, type Outcome, table } from "../outcome.js";
import { UsageProblem } from "../problem.js";
import type { Request } from "../values.js";

export function settings(request: Request): Outcome {
  const key = request.operand(0);
  const keys = tape.settings.keys();
  if (key !== undefined && !keys.includes(key)) throw unknownKey(request, key, keys);
  const value = (key === undefined ? keys : [key]).map((one) => tape.settings.explain(one));
  if (request.has("json")) return { value, shown: line(JSON.stringify(key === undefined ? value : value[0])) };
  const [one] = value;
  if (key === undefined || one === undefined) {
    const rows = value.map((each) => [each.key, valueText(each.value), each.winner ?? ""]);
    return { value, shown: table(["setting", "value", "from"], rows) };
  }
  return { value, shown: layers(one) };
}

function layers({ key, value, winner, candidates }: SettingExplanation): Outcome["shown"] {
  const rows = candidates.map((one) => [
    one.layer,
    valueText(one.value),
    one.origin,
    one.layer === winner ? "wins" : "",
  ]);
  const title = `${key}: ${valueText(value)} (from ${winner ?? "nowhere"})`;
  return table(["layer", "value", "origin", ""], rows, { title });
}

function valueText(value: unknown): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function unknownKey({ call }: Request, key: string, keys: readonly string[]): UsageProblem {
  const [meant] = near(key, keys);
  const way = meant === undefined ? "Run %tape settings for all." : `Did you mean ${meant}?`;
  return new UsageProblem(
    call.operands[0]?.start ?? call.start,
    `There is no setting ${JSON.stringify(key)}. ${call.command.outcome} ${way}`,
  );
}
