/** One run of a launch before it begins: its inputs, its signature, and the finished run that answers it. */
import { shown } from "../base/text.js";
import type { ArtifactDeps } from "./artifact.js";
import { type Look, lookUp } from "./cache-look.js";
import { type CanonicalMap, canonicalText } from "./canonical.js";
import { bringBack } from "./execute-container.js";
import { badSpec } from "./failures.js";
import { bringInputs } from "./hydrate.js";
import type { InputSource } from "./input.js";
import type { LaunchWork } from "./launch.js";
import type { Plan } from "./plan.js";
import { factsOf, type InputBook, prepareRun } from "./prepare-run.js";
import { programParts } from "./program.js";
import type { RunOptions } from "./run-options.js";
import type { RunStartFacts } from "./run-record.js";

export interface LaunchedLook extends Look {
  readonly facts: RunStartFacts;
}

interface LookedFor {
  readonly session: string;
  readonly values: CanonicalMap;
  readonly book: InputBook;
  /** Nothing is brought to disk. */
  readonly isDry?: boolean;
}

/** Rejects when its inputs cannot be read: that run is failed, and the others are not. */
export async function lookForRun(
  work: LaunchWork,
  { session, values, book, isDry = false }: LookedFor,
): Promise<LaunchedLook> {
  const { host, programName, codeId, codeFiles, program, declared } = work;
  const deps = host.artifacts(session);
  const inputs = { ...declaredInputs(declared.inputs, values), ...filledInputs(work.runOptions.inputs, values) };
  const parts = { ...programParts(program), ...work.runOptions.keyParts };
  const keyParts = Object.keys(parts).length === 0 ? undefined : parts;
  const isContainer = program.kind === "container";
  const options: RunOptions = {
    ...{ ...work.runOptions, inputs, keyParts },
    ...(isDry && { hydrate: "metadata" }),
    ...(isContainer && { validate: "eager" }),
  };
  const code = { id: codeId, files: codeFiles };
  const prepared = await prepareRun(host, deps, { program: programName, config: values, code, options, book });
  const looked = await lookUp(host, prepared, options, { deps, isValued: false });
  const look = { ...looked, warnings: [...prepared.warnings, ...looked.warnings] };
  if (!look.hit && options.hydrate === "inputs-missing") await bringInputs(deps, prepared.inputs);
  const { run_config: _, ...facts } = factsOf(prepared, look, host, session); // a launched run has it as its context
  if (isContainer) {
    const { spec } = program.container;
    if (look.hit && !isDry) await bringBack(deps, spec, { ...look.hit.record, replace: options.replace });
    return { ...look, facts }; // its variables may be secrets
  }
  if (program.kind === "command") return { ...look, facts: { ...facts, run_command: program } };
  return { ...look, facts: { ...facts, run_command: { ...program, ...placesOf(work, deps) } } };
}

/** Where the module of a launch lies, and where it is executed: the same for each run. */
function placesOf(work: LaunchWork, { mounts }: ArtifactDeps): { readonly path: string; readonly cwd: string } {
  const { path, cwd = "." } = work.program as Extract<LaunchWork["program"], { kind: "module" }>;
  const places = known.get(work) ?? { path: mounts.virtualise(path), cwd: mounts.virtualise(cwd) };
  known.set(work, places);
  return places;
}

const known = new WeakMap<LaunchWork, { readonly path: string; readonly cwd: string }>();

/** Inputs that the program names by keys of the context. */
function declaredInputs(keys: readonly string[], values: CanonicalMap): Record<string, InputSource> {
  const found: [string, InputSource][] = [];
  for (const key of keys) {
    const path = values.get(key);
    if (typeof path !== "string") throw badSpec(`The input ${shown(key, 80)} of the context is no path`);
    found.push([key, path]);
  }
  return Object.fromEntries(found);
}

const placeholder = /\{([^{}]+)\}/g;

/** The same inputs for all runs, but for `{key}` in their paths. */
function filledInputs(inputs: RunOptions["inputs"] = {}, values: CanonicalMap): Record<string, InputSource> {
  const fill = (text: string): string =>
    text.replace(placeholder, (whole, key: string) => {
      const value = values.get(key);
      if (value === undefined) return whole;
      return typeof value === "string" ? value : canonicalText(value);
    });
  const filled = Object.entries(inputs).map(([name, source]): [string, InputSource] => {
    const path = pathOf(source);
    if (path === undefined) return [name, source];
    return [name, typeof source === "string" ? fill(path) : { ...source, path: fill(path) }];
  });
  return Object.fromEntries(filled);
}

/** What a user wrote as a path. */
function pathOf(source: InputSource): string | undefined {
  if (typeof source === "string") return source;
  return "path" in source && typeof source.path === "string" ? source.path : undefined;
}

/** Refuses placeholders that no run of the plan can fill, before anything is started. */
export function checkPlaceholders({ inputs = {} }: RunOptions, plan: Plan, fixed: CanonicalMap | undefined): void {
  if (plan.size === 0) return;
  const given = new Set([...(fixed?.keys() ?? []), ...plan.run(0).keys()]);
  for (const [name, source] of Object.entries(inputs)) {
    const missing = [...(pathOf(source) ?? "").matchAll(placeholder)]
      .map(([, key = ""]) => key)
      .find((key) => !given.has(key));
    if (missing === undefined) continue;
    const keys = [...given].join(", ");
    const reason = `Input ${shown(name, 80)} names {${shown(missing, 80)}}, which no run of the plan has (keys: ${shown(keys, 300)})`;
    throw badSpec(reason, "Correct its path.");
  }
}
