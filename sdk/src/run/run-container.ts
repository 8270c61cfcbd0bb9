/**
 * Runs that execute a container: `ctr1` is the code id of such a run, so that image, command, environment, mounts and
 * options decide whether a finished one answers. What has no digest is executed each time.
 */
import { shown } from "../base/text.js";
import type { Workspace } from "../workspace/workspace.js";
import { runNotStarted } from "./artifact-failures.js";
import type { ContainerSpec } from "./container.js";
import { bringBack, executeContainer, prepareContainer } from "./execute-container.js";
import { checkGiven } from "./given.js";
import { checkRunOptions, type RunOptions } from "./run-options.js";
import { type RunDone, run } from "./start-run.js";

export type ContainerRunOptions = Omit<RunOptions, "codeId" | "code" | "extraDeps">;

/**
 * Executes a container as a run, or has a finished run of the same image, command, environment, mounts and options answer
 * it: its outputs are then verified and brought to where the container would have written them. The configuration is in the
 * file that `TAPELAB_CONTEXT` names in the container.
 *
 * @example
 * const spec = { image: "model:3", command: ["model", "--years", "50"], mounts: [{ host: "out", target: "/out", mode: "rw" }] };
 * const { outputs } = await runContainer(ws, "model", { ...spec, outputs: { yearly: "out/yearly.csv" } });
 */
export async function runContainer(
  ws: Workspace,
  name: string,
  spec: ContainerSpec,
  options: ContainerRunOptions = {},
): Promise<RunDone<unknown>> {
  checkGiven("runContainer", { ws }, runNotStarted);
  checkRunOptions("runContainer", options);
  const host = ws.runs;
  const made = await prepareContainer(host.artifacts(host.newId()), spec);
  const { cache = "reuse" } = options;
  const codeId = made.codeId ?? `ctr1:unknown:${host.newId()}`;
  const isKept = made.codeId !== undefined || cache === "readonly";
  const how = { ...options, codeId, validate: "eager", cache: isKept ? cache : "off" } as const;
  const place = cache === "readonly" ? host.temporary() : host;
  const done = await run(ws, name, how, (active) => executeContainer(place, made, active));
  const { id, source = id, outputs, cached } = done;
  const found = { id: source, outputs: Object.values(outputs), replace: options.replace };
  if (cached) await bringBack(host.artifacts(id), spec, found);
  if (made.codeId !== undefined) return done;
  const warning = `Nothing says what the image ${shown(spec.image, 120)} holds, so it is executed each time. Pull or build it here first.`;
  return { ...done, warnings: [...done.warnings, warning] };
}
