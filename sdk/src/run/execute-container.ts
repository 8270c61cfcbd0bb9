/** Executing a container as a run: what it printed and the files that it made are outputs of the run. */
import { posix } from "node:path";
import { nodeDisk, runNow } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { removeIfThere, writeNew } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { secretTest } from "../record/meta.js";
import type { ActiveRun } from "./active-run.js";
import type { ArtifactDeps, ArtifactFacts } from "./artifact.js";
import { placeOf } from "./artifact-place.js";
import { canonicalOf, canonicalText } from "./canonical.js";
import {
  type ContainerIdentity,
  type ContainerSpec,
  checkContainer,
  containerSignature,
  engineArgs,
} from "./container.js";
import { type ContainerImage, containerEngine, containerName } from "./container-engine.js";
import { hashInput } from "./hash-inputs.js";
import type { RunHost } from "./launch.js";
import { restore } from "./restore.js";
import { inputHash } from "./signature.js";

/** The key of what a container printed. */
export const containerLog = "container.log";
const logMax = 64 << 20;
const contextTarget = "/tapelab/context.json";
const lastTextMax = 300;

/** A container that can be started, and what its image holds as far as that is known. */
export interface PreparedContainer {
  readonly spec: ContainerSpec;
  readonly image: ContainerImage | undefined;
  readonly identity: ContainerIdentity;
  /** Undefined: nothing says what the image holds, so no run of it answers another. */
  readonly codeId: string | undefined;
}

/** Rejects with `bad-spec` or `no-container-engine`: nothing was started. */
export async function prepareContainer(deps: ArtifactDeps, spec: ContainerSpec): Promise<PreparedContainer> {
  checkContainer(spec);
  const { backend = "docker", command = [], env = {}, workingDir } = spec;
  const image = await containerEngine(deps, backend).resolveDigest(spec.image);
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
  return { spec, image, identity, codeId };
}

/**
 * Executes it as a run under way: its log and outputs are outputs of the run. Throws `container-failed`. When the run is
 * given up, or this process is asked to end, the container is stopped first.
 */
export async function executeContainer(
  host: RunHost,
  { spec, image, identity }: PreparedContainer,
  active: ActiveRun,
  givenUp?: Promise<never>,
): Promise<void> {
  const deps = host.artifacts(active.id);
  const engine = containerEngine(deps, identity.backend);
  const name = containerName(active.id);
  await active.session.note("run_container", recorded(spec, identity));
  const context = `${active.dir}/${posix.basename(contextTarget)}`;
  runNow(nodeDisk, removeIfThere(context));
  runNow(nodeDisk, writeNew(context, Buffer.from(canonicalText(canonicalOf(active.config))), 0o644));
  const { env = {}, workingDir, network, args = [] } = spec;
  const log = new Log();
  const cancel = (): Promise<void> => engine.cancel(name);
  const leave = (signal: NodeJS.Signals): void => void cancel().finally(() => process.kill(process.pid, signal));
  process.once("SIGTERM", leave);
  let isGivenUp = false;
  givenUp?.catch(() => {
    isGivenUp = true;
    return cancel();
  });
  try {
    const code = await engine.run(
      {
        ...{ name, image: image?.id ?? spec.image, command: identity.command, workingDir, network, args },
        env: { ...env, TAPELAB_CONTEXT: contextTarget, TAPELAB_RUN: active.id },
        mounts: [...mountsOf(deps, spec), { host: context, target: contextTarget, mode: "ro" }],
      },
      (bytes) => log.add(bytes),
    );
    if (isGivenUp) await givenUp;
    await active.output(containerLog, log.bytes(), { media: "text/plain" });
    if (code !== 0) throw failed(spec, code, log);
  } finally {
    process.off("SIGTERM", leave);
  }
  for (const [key, path] of Object.entries(spec.outputs ?? {})) await active.output(key, placeOf(deps, path));
}

/** Outputs of the run that answers a container, to where this one names them. */
export async function bringBack(
  deps: ArtifactDeps,
  { outputs: paths = {} }: ContainerSpec,
  { id, outputs, replace }: { id: string; outputs: readonly ArtifactFacts[]; replace: boolean | undefined },
): Promise<void> {
  for (const [name, path] of Object.entries(paths)) {
    const found = outputs.find(({ key }) => key === name);
    if (found) await restore(deps, found, placeOf(deps, path), { replace, run: id });
  }
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
