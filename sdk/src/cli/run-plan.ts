/** `tapelab run plan`: what a run-space would run, and its identities. Writes nothing. */
import { shown } from "../base/text.js";
import { canonicalText } from "../run/canonical.js";
import { type Plan, type PlanBlock, plan } from "../run/index.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

const previewEdge = 2;
const contextWidth = 60;

export async function runPlan(given: Given, output: Output): Promise<ExitCode> {
  const [spec = ""] = given.positionals;
  const made = await plan(await workspaceOf(given), spec, { maxRuns: given.count("max-runs") });
  if (output.json) await output.value(planValue(made));
  else await printDryRun(made, output);
  return EXIT.clean;
}

export async function printDryRun(plan: Plan, output: Output, answered?: number): Promise<void> {
  await printPlan(plan, output);
  if (answered !== undefined)
    await output.lines(`  cache          ${answered} of ${counted(plan.size, "run")} would be answered`);
  output.note("dry run: nothing was executed.");
}

export async function printPlan(plan: Plan, output: Output): Promise<void> {
  for (const warning of plan.warnings) output.note(warning);
  const { planId, inputsId, combine, maxRuns, size, blocks } = plan;
  await output.lines(output.bold("Run Space Plan"));
  await output.facts([
    ["  plan", `${planId.value} (${planId.scheme})`],
    ["  inputs", inputsId && `${inputsId.value} (${inputsId.scheme})`],
    ["  combine", combine],
    ["  max_runs", String(maxRuns)],
    ["  expanded_runs", String(size)],
  ]);
  await output.lines("  blocks", ...blocks.map((block, i) => `    #${i} ${blockText(block)}`));
  await output.lines("  preview", ...preview(plan).map((text) => `    ${text}`));
}

function blockText({ mode, size, contextKeys, source }: PlanBlock): string {
  const from = source && `  source: ${source.format} ${shown(source.path, 80)} (sha256 ${source.sha256.slice(0, 8)}…)`;
  return `mode=${mode} size=${size} keys=[${shown(contextKeys.join(", "), 120)}]${from ?? ""}`;
}

/** The first and last runs. */
function preview(plan: Plan): string[] {
  if (plan.size === 0) return ["none (0 runs)"];
  const line = (index: number): string => {
    const text = shown(canonicalText(plan.run(index)), 1000);
    return `${index}: ${text.length > contextWidth ? `${text.slice(0, contextWidth - 1)}…` : text}`;
  };
  const isShort = plan.size <= 2 * previewEdge;
  const first = Array.from({ length: isShort ? plan.size : previewEdge }, (_, i) => line(i));
  if (isShort) return first;
  return [...first, "…", ...Array.from({ length: previewEdge }, (_, i) => line(plan.size - previewEdge + i))];
}

export function planValue(plan: Plan): Readonly<Record<string, unknown>> {
  const { planId, inputsId, fingerprints, combine, maxRuns, size, blocks, warnings } = plan;
  return {
    run_space_spec_id: planId.value,
    run_space_spec_id_scheme: planId.scheme,
    ...(inputsId && { run_space_inputs_id: inputsId.value, run_space_inputs_id_scheme: inputsId.scheme }),
    combine,
    max_runs: maxRuns,
    expanded_runs: size,
    blocks: blocks.map(({ contextKeys, ...block }) => ({ ...block, context_keys: contextKeys })),
    fingerprints: fingerprints.map(({ role, uri, sha256, sizeBytes }) => ({
      role,
      uri,
      digest: { sha256 },
      size_bytes: sizeBytes,
    })),
    spec: plan.canonicalSpec,
    warnings,
  };
}
