/** `%tape run plan` */
import { resolve } from "node:path";
import { oneLine } from "tapelab/host";
import type { Plan } from "tapelab/run";
import { counted } from "../../display/arrow-view.js";
import { runModule } from "../../display/runs.js";
import type { Shown } from "../../display/shown.js";
import { workspace } from "../active.js";
import type { MagicContext } from "../context.js";
import { joined, type Outcome, table } from "../outcome.js";
import type { Request } from "../values.js";
import { lines } from "./lines.js";

const previewEdge = 2;

export async function runPlan(request: Request, context: MagicContext): Promise<Outcome> {
  const value = await madePlan(request, context);
  return { value, shown: planShown(value) };
}

export async function madePlan(request: Request, { host }: MagicContext): Promise<Plan> {
  const path = resolve(host.folder, request.operand(0) ?? "");
  return runModule().plan(await workspace(), path, { maxRuns: request.count("max-runs") });
}

/** What would run. */
export function planShown(plan: Plan): Shown {
  const { planId, inputsId, combine, maxRuns, size, blocks, warnings } = plan;
  const rows = blocks.map(({ mode, size, contextKeys, source }, n) => {
    const from = source && `${source.format} ${source.path} (sha256 ${source.sha256.slice(0, 8)}…)`;
    return [`#${n}`, mode, size, contextKeys.join(", "), from];
  });
  const ids = [`plan ${planId.value.slice(0, 16)}…`, ...(inputsId ? [`inputs ${inputsId.value.slice(0, 16)}…`] : [])];
  const shown = table(["block", "mode", "runs#", "keys", "source"], rows, {
    title: `${counted(size, "run")} of at most ${maxRuns.toLocaleString("en-US")}, combine ${combine}`,
    note: `${ids.join(", ")}; nothing was executed`,
  });
  return joined(...(warnings.length === 0 ? [] : [lines(...warnings)]), shown, lines(...preview(plan)));
}

/** The first and last runs. */
function preview(plan: Plan): string[] {
  const { canonicalText } = runModule();
  const text = (index: number): string => `${index}: ${oneLine(canonicalText(plan.run(index)), 100)}`;
  const all = Array.from({ length: Math.min(plan.size, 2 * previewEdge) }, (_, n) => n);
  if (plan.size <= 2 * previewEdge) return all.map(text);
  const last = all.slice(previewEdge).map((n) => plan.size - 2 * previewEdge + n);
  return [...all.slice(0, previewEdge).map(text), "…", ...last.map(text)];
}
