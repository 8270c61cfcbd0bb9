/**
 * Runs that execute a container: `ctr1` is the code id of such a run, so that image, command, environment, mounts and
 * options decide whether a finished one answers. What has no digest is executed each time.
 */
import { posix } from "node:path";
import { nodeDisk, runNow } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { removeIfThere, writeNew } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { secretTest } from "../record/meta.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import type { Artifact, ArtifactDeps } from "./artifact.js";
import { placeOf } from "./artifact-place.js";
import { canonicalOf, canonicalText } from "./canonical.js";
import {
  type ContainerIdentity,
  type ContainerSpec,
  checkContainer,
  containerSignature,
  engineArgs,
} from "./container.js";
import { type ContainerEngine, type ContainerImage, containerEngine } from "./container-engine.js";
import { hashInput } from "./hash-inputs.js";
import type { RunHost } from "./launch.js";
import { restore } from "./restore.js";
import type { RunOptions } from "./run-options.js";
import { inputHash } from "./signature.js";
import { type RunDone, run } from "./start-run.js";

/** The key of what a container printed. */
export const containerLog = "container.log";
const logMax = 64 << 20;
const contextTarget = "/tapelab/context.json";
const lastTextMax = 300;

/** A container that can be started: its engine, and what its image holds as far as that is known. */
export interface PreparedContainer {
  readonly spec: ContainerSpec;
  readonly engine: ContainerEngine;
  readonly image: ContainerImage | undefined;
  readonly identity: ContainerIdentity;
  /** Undefined: nothing says what the image holds, so no run of it answers another. */
  readonly codeId: string | undefined;
}

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
  const host = ws.runs;
  const made = await prepareContainer(host.artifacts(host.newId()), spec);
  const { cache = "reuse" } = options;
  const codeId = made.codeId ?? `ctr1:unknown:${host.newId()}`;
  const isKept = made.codeId !== undefined || cache === "readonly";
  const how = { ...options, codeId, validate: "eager", cache: isKept ? cache : "off" } as const;
  const done = await run(ws, name, how, (active) => executeContainer(host, made, active));
  if (done.cached) await bringBack(host.artifacts(done.id), spec, done, options.replace);
  if (made.codeId !== undefined) return done;
  const warning = `Nothing says what the image ${shown(spec.image, 120)} holds, so it is executed each time. Pull or build it here first.`;
  return { ...done, warnings: [...done.warnings, warning] };
}

/** Rejects with `bad-spec` or `no-container-engine`: nothing was started. */
export async function prepareContainer(deps: ArtifactDeps, spec: ContainerSpec): Promise<PreparedContainer> {
  checkContainer(spec);
  const { backend = "docker", command = [], env = {}, workingDir } = spec;
  const engine = containerEngine(deps, backend);
  const image = await engine.resolveDigest(spec.image);
  const mounts: ContainerIdentity["mounts"][number][] = [];
  for (const { host, target, mode = "ro" } of spec.mounts ?? []) {
    const content = mode === "ro" ? await hashInput(deps, target, { path: host, hidden: true }) : undefined;
    mounts.push({ target, mode, ...(content !== undefined && { content }) });
  }
  const digest = image?.digest ?? "";
  const options = { backend, args: engineArgs(spec), ...(workingDir !== undefined && { workingDir }) };
  const identity = { digest, command, env, mounts, ...options };
  // Inputs count beside the code id, as for any run.
  const codeId = image && `ctr1:${containerSignature(identity, inputHash([]))}`;
  return { spec, engine, image, identity, codeId };
}

/** Executes it as a run under way: its log and outputs are outputs of the run. Throws `container-failed`. */
export async function executeContainer(
  host: RunHost,
  { spec, engine, image, identity }: PreparedContainer,
  active: ActiveRun,
  signal?: AbortSignal,
): Promise<void> {
  const deps = host.artifacts(active.id);
  const name = `tl-${active.id}`;
  await active.session.note("run_container", recorded(spec, identity));
  const context = `${active.dir}/${posix.basename(contextTarget)}`;
  runNow(nodeDisk, removeIfThere(context));
  runNow(nodeDisk, writeNew(context, Buffer.from(canonicalText(canonicalOf(active.config))), 0o644));
  const { command = [], env = {}, workingDir, network, args = [] } = spec;
  const log = new Log();
  const cancel = (): void => void engine.cancel(name);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const code = await engine.run(
      {
        ...{ name, image: image?.id ?? spec.image, command, workingDir, network, args },
        env: { ...env, TAPELAB_CONTEXT: contextTarget, TAPELAB_RUN: active.id },
        mounts: [...mountsOf(deps, spec), { host: context, target: contextTarget, mode: "ro" }],
      },
      (bytes) => log.add(bytes),
    );
    await active.output(containerLog, log.bytes(), { media: "text/plain" });
    if (code !== 0) throw failed(spec, code, log);
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
  for (const [key, path] of Object.entries(spec.outputs ?? {})) await active.output(key, placeOf(deps, path));
}

function mountsOf(
  deps: ArtifactDeps,
  { mounts = [] }: ContainerSpec,
): { host: string; target: string; mode: "ro" | "rw" }[] {
  return mounts.map(({ host, target, mode = "ro" }) => {
    const place = placeOf(deps, host);
    if (mode === "rw" && !nodeDisk.now.realpath(place)) nodeDisk.now.mkdir(place);
    return { host: place, target, mode };
  });
}

/** Outputs of the run that answered, to where this one names them. */
async function bringBack(
  deps: ArtifactDeps,
  { outputs: paths = {} }: ContainerSpec,
  { outputs, source, id }: RunDone<unknown>,
  replace = false,
): Promise<void> {
  for (const [key, path] of Object.entries(paths)) {
    const found: Artifact | undefined = outputs[key];
    if (found) await restore(deps, found, placeOf(deps, path), { replace, run: source ?? id });
  }
}

/** What the tape says of the container. Of a variable whose name looks like a secret's it has the hash alone. */
function recorded({ image, env = {} }: ContainerSpec, identity: ContainerIdentity): Readonly<Record<string, unknown>> {
  const isSecret = secretTest();
  const variables = Object.entries(env).map(([name, value]) => {
    const isHidden = value !== null && isSecret(name);
    return [name, isHidden ? { sha256: hex(sha256(Buffer.from(value, "utf8"))) } : value] as const;
  });
  return { image, ...identity, env: variables };
}

/** What a container printed, up to a size. */
class Log {
  readonly #parts: Buffer[] = [];
  #size = 0;

  add(bytes: Buffer): void {
    const room = logMax - this.#size;
    this.#size += bytes.length;
    if (room > 0) this.#parts.push(bytes.subarray(0, room));
  }

  bytes(): Uint8Array {
    const left = this.#size > logMax ? [Buffer.from(`\n(${this.#size - logMax} bytes more were printed)\n`)] : [];
    return Buffer.concat([...this.#parts, ...left]);
  }

  /** Its end, on one line. */
  last(): string {
    return Buffer.concat(this.#parts.slice(-5))
      .toString("utf8")
      .trim()
      .slice(-lastTextMax)
      .replace(/\s*\n\s*/g, " | ");
  }
}

function failed(
  { image, backend = "docker" }: ContainerSpec,
  code: number | null,
  log: Log,
): TapelabError<"container-failed"> {
  const how = code === null ? `${backend} was ended by a signal` : `it ended with code ${code}`;
  const said = log.last() === "" ? "It printed nothing." : `Its last words: ${shown(log.last(), lastTextMax)}`;
  const text = `The container of ${shown(image, 120)} failed: ${how}. ${said} What it printed is the output ${containerLog} of the run.`;
  return new TapelabError("container-failed", text, { image, code });
}
