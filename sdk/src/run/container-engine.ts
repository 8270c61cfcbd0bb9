/** Engines of containers: docker, podman and apptainer as programs of this machine, always with a list of arguments. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import type { Disk } from "../base/disk.js";
import { TapelabError } from "../errors.js";
import type { ArtifactDeps } from "./artifact.js";
import { backends, type ContainerBackend } from "./container.js";
import { hashFile } from "./hash-file.js";

export interface ContainerImage {
  /** What it holds: digest of its repository, else its id; of a .sif file the sha256. */
  readonly digest: string;
  /** What is started: a name that no tag can move. */
  readonly id: string;
}

/** One container to be executed; paths are full. */
export interface ContainerTask {
  /** Of the container: by it the engine is told to end it. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | null>>;
  readonly mounts: readonly { readonly host: string; readonly target: string; readonly mode: "ro" | "rw" }[];
  readonly workingDir?: string | undefined;
  readonly network?: string | undefined;
  readonly args: readonly string[];
}

export interface ContainerEngine {
  /** Undefined: the image is not here, or nothing says what it holds. */
  resolveDigest(image: string): Promise<ContainerImage | undefined>;
  /** Resolves with the exit code when it is over; null when a signal ended the engine. */
  run(task: ContainerTask, said: (bytes: Buffer) => void): Promise<number | null>;
  /** Asks the container to stop; after 5 s it is ended. */
  cancel(name: string): Promise<void>;
}

export type EngineDeps = Pick<ArtifactDeps, "disk" | "now">;

const answerMax = 1 << 20;
const graceMs = 5_000;
/** Variables that the engine's own program reads: they go by argument, or the engine would be another one. */
const enginesOwn =
  /^(?:PATH|HOME|USER|TMPDIR|LANG|LC_\w+|LD_\w+|XDG_\w+|DOCKER_\w+|CONTAINERS?_\w+|\w+_PROXY|\w+_proxy)$/;

/** Throws `no-container-engine` where this backend is not on the PATH, saying which others are. */
export function containerEngine(deps: EngineDeps, backend: ContainerBackend): ContainerEngine {
  const { disk } = deps;
  if (isHere(disk, backend)) return backend === "apptainer" ? new Apptainer(deps) : new OciEngine(backend);
  const others = backends.filter((one) => one !== backend);
  const found = others.filter((one) => isHere(disk, one));
  const rest = others.map((one) => `${one} is ${found.includes(one) ? "" : "not "}here`).join(", ");
  const text = `There is no ${backend} on the PATH of this machine (${rest}). Nothing was started. Install it, or name another backend.`;
  throw new TapelabError("no-container-engine", text, { backend, found });
}

function isHere(disk: Disk, name: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => {
    const path = disk.now.realpath(join(folder, name));
    return path !== undefined && disk.now.stat(path)?.kind === "file";
  });
}

/** Of a run: by it the engine knows its container. */
export function containerName(run: string): string {
  return `tl-${run}`;
}

/** Ends what is left of a container; one that is over already is none. */
export async function killContainer(backend: ContainerBackend, name: string): Promise<void> {
  if (backend !== "apptainer") await answer(backend, ["kill", name]);
}

/** Docker and podman, which take the same words. */
class OciEngine implements ContainerEngine {
  readonly #program: "docker" | "podman";
  readonly #running = new Map<string, ChildProcess>();

  constructor(program: "docker" | "podman") {
    this.#program = program;
  }

  async resolveDigest(image: string): Promise<ContainerImage | undefined> {
    const { code, said } = await answer(this.#program, ["image", "inspect", image]);
    if (code !== 0) return undefined;
    const [facts] = JSON.parse(said) as { Id?: string; RepoDigests?: readonly string[] }[];
    if (!facts?.Id) return undefined;
    const [, digest] = facts.RepoDigests?.[0]?.split("@") ?? [];
    const id = facts.Id.includes(":") ? facts.Id : `sha256:${facts.Id}`;
    return { digest: digest ?? id, id: facts.Id };
  }

  async run(task: ContainerTask, said: (bytes: Buffer) => void): Promise<number | null> {
    const { argv, env } = this.#start(task);
    const kill = (): void => void spawnSync(this.#program, ["kill", task.name], { stdio: "ignore", timeout: graceMs });
    process.on("exit", kill); // whoever leaves in a hurry leaves no container
    try {
      const child = started(this.#program, argv, env);
      this.#running.set(task.name, child);
      return await ended(child, said);
    } finally {
      process.off("exit", kill);
      this.#running.delete(task.name);
    }
  }

  async cancel(name: string): Promise<void> {
    const child = this.#running.get(name);
    const { code } = await answer(this.#program, ["stop", "-t", String(graceMs / 1_000), name]);
    if (code !== 0) await answer(this.#program, ["kill", name]);
    // Stopped before it had a name: only the program that would have started it is there.
    const timer = setTimeout(() => child?.kill("SIGKILL"), graceMs);
    child?.once("exit", () => clearTimeout(timer));
    if (!child) clearTimeout(timer);
  }

  #start(task: ContainerTask): { argv: string[]; env: NodeJS.ProcessEnv } {
    const { name, image, command, mounts, workingDir, network = "none", args } = task;
    const env = { ...process.env };
    const variables = Object.entries(task.env).flatMap(([key, value]) => {
      if (value !== null && enginesOwn.test(key)) return ["-e", `${key}=${value}`];
      if (value === null) delete env[key];
      else env[key] = value;
      return value === null && this.#program === "podman" ? ["--unsetenv", key] : ["-e", key];
    });
    const argv = [
      ...["run", "--rm", "--name", name, "--network", network],
      ...mounts.flatMap(({ host, target, mode }) => ["-v", `${host}:${target}:${mode}`]),
      ...(workingDir === undefined ? [] : ["-w", workingDir]),
      ...variables,
      ...args,
      ...[image, ...command],
    ];
    return { argv, env };
  }
}

class Apptainer implements ContainerEngine {
  readonly #deps: EngineDeps;
  readonly #running = new Map<string, ChildProcess>();

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  async resolveDigest(image: string): Promise<ContainerImage | undefined> {
    if (image.includes("://") || this.#deps.disk.now.stat(image)?.kind !== "file") return undefined;
    const { sha256 } = await hashFile(this.#deps, image);
    return { digest: `sha256:${sha256}`, id: image };
  }

  async run(task: ContainerTask, said: (bytes: Buffer) => void): Promise<number | null> {
    const { name, image, command, mounts, workingDir, args } = task;
    const env = { ...process.env };
    for (const [key, value] of Object.entries(task.env)) if (value !== null) env[`APPTAINERENV_${key}`] = value;
    const argv = [
      ...[command.length > 0 ? "exec" : "run", "--cleanenv"],
      ...mounts.flatMap(({ host, target, mode }) => ["--bind", `${host}:${target}:${mode}`]),
      ...(workingDir === undefined ? [] : ["--pwd", workingDir]),
      ...args,
      ...[image, ...command],
    ];
    const child = started("apptainer", argv, env);
    this.#running.set(name, child);
    return ended(child, said).finally(() => this.#running.delete(name));
  }

  async cancel(name: string): Promise<void> {
    const child = this.#running.get(name);
    child?.kill("SIGTERM");
    const timer = setTimeout(() => child?.kill("SIGKILL"), graceMs);
    await new Promise((resolve) => (child ? child.once("close", resolve) : resolve(undefined)));
    clearTimeout(timer);
  }
}

function started(program: string, argv: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, argv, { env, stdio: ["ignore", "pipe", "pipe"] });
}

function ended(child: ChildProcess, said: (bytes: Buffer) => void): Promise<number | null> {
  child.stdout?.on("data", said);
  child.stderr?.on("data", said);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
}

/** What the program of an engine says to a short question. */
async function answer(program: string, argv: readonly string[]): Promise<{ code: number | null; said: string }> {
  // A group of its own: what ends this process and its group does not end it.
  const child = spawn(program, argv, { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const parts: Buffer[] = [];
  let size = 0;
  const code = await ended(child, (bytes) => {
    size += bytes.length;
    if (size <= answerMax) parts.push(bytes);
  });
  return { code, said: Buffer.concat(parts).toString("utf8") };
}
