/** Container runs: what is executed, and the signature `ctr1` that says when two are the same. */
import { byCodePoint } from "../base/canonical-json.js";
import { checkOptions } from "../base/options.js";
import { hex, sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { type Canonical, canonicalText } from "./canonical.js";
import { badSpec } from "./failures.js";
import { checkKinds, isObject, isText, isTextList, type Kind } from "./given.js";

export type ContainerBackend = "docker" | "podman" | "apptainer";
export const backends: readonly ContainerBackend[] = ["docker", "podman", "apptainer"];

export interface ContainerMount {
  /** Path or URI of a file or directory; `workspace://` is the run's own folder. Made when `rw` finds nothing there. */
  readonly host: string;
  /** Full path in the container. */
  readonly target: string;
  /** Default `ro`: its content is part of the signature. */
  readonly mode?: "ro" | "rw";
}

/** A container as users describe it. */
export interface ContainerSpec {
  /** Name of an image; for apptainer the path of a .sif file. */
  readonly image: string;
  /** Program and arguments, no shell. Default: what the image says. */
  readonly command?: readonly string[];
  /** Null: not set, whatever the image says. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly mounts?: readonly ContainerMount[];
  readonly workingDir?: string;
  /** Default `docker`. */
  readonly backend?: ContainerBackend;
  /** Name of a network of docker or podman. Default `none`. Apptainer has the network of the machine. */
  readonly network?: string;
  /** Further options of the engine. */
  readonly args?: readonly string[];
  /** Results by key: paths or URIs on this machine, below a mount that is `rw`. */
  readonly outputs?: Readonly<Record<string, string>>;
}

const texts: Kind = ['a list of texts, as ["python3", "model.py"]', isTextList];
const text: Kind = ["a text", isText];
const named: Kind = ["an object of names and texts", isObject];
const places: Kind = ["a list of {host, target, mode}", (value) => Array.isArray(value) && value.every(isObject)];
const shapes: Readonly<Record<keyof ContainerSpec, Kind>> = {
  ...{ image: text, backend: text, workingDir: text, network: text },
  ...{ command: texts, args: texts, env: named, outputs: named, mounts: places },
};

/** What enters `ctr1`: host paths do not. */
export interface ContainerIdentity extends Pick<ContainerSpec, "env" | "workingDir"> {
  readonly digest: string;
  readonly command: readonly string[];
  readonly mounts: readonly { readonly target: string; readonly mode: "ro" | "rw"; readonly content?: string }[];
  readonly backend: ContainerBackend;
  readonly args: readonly string[];
}

/** `ctr1`: digest and command, then the hashes of environment, mounts, inputs and options. */
export function containerSignature(identity: ContainerIdentity, inputs: string): string {
  const { digest, command, env = {}, mounts, backend, args, workingDir = null } = identity;
  const variables = Object.entries(env).sort(([a], [b]) => byCodePoint(a, b));
  const places = [...mounts]
    .sort((a, b) => byCodePoint(a.target, b.target))
    .map(({ target, mode, content }): Canonical => {
      const place: [string, Canonical][] = [
        ["target", target],
        ["mode", mode],
      ];
      return new Map(content === undefined ? place : [...place, ["content", content]]);
    });
  const options = new Map<string, Canonical>([
    ["args", args],
    ["backend", backend],
    ["working_dir", workingDir],
  ]);
  return hashOf(
    [
      digest,
      canonicalText(command),
      hashOf(canonicalText(variables)),
      hashOf(canonicalText(places)),
      inputs,
      hashOf(canonicalText(options)),
    ].join(""),
  );
}

/** Options of the engine that can make the result another one. */
export function engineArgs({ args = [], network }: ContainerSpec): readonly string[] {
  return network === undefined ? args : [...args, "--network", network];
}

/** Throws `bad-spec` for what no engine can take, or would read as something else. */
export function checkContainer(spec: ContainerSpec): void {
  checkOptions("a container", spec ?? null, Object.keys(shapes), "Nothing was started.");
  checkKinds("a container", spec, shapes);
  const { image, command = [], env = {}, mounts = [], workingDir, backend = "docker", args = [] } = spec;
  const texts = [image, ...command, ...args, ...mounts.flatMap(({ host, target }) => [host, target])];
  if (typeof image !== "string" || image === "" || image.startsWith("-"))
    throw refused(`its image is ${shown(JSON.stringify(image) ?? "undefined", 80)}`, "Name an image.");
  if (!backends.includes(backend))
    throw refused(`its backend is ${shown(JSON.stringify(backend), 80)}`, `Name one of ${backends.join(", ")}.`);
  if (texts.some((text) => typeof text !== "string" || text.includes("\0")))
    throw refused("command, args and mounts hold something else than texts without NUL", "Write texts.");
  for (const [name, value] of Object.entries(env)) {
    if (!/^[^=\0\s]+$/.test(name)) throw refused(`${shown(JSON.stringify(name), 80)} is no name of a variable`);
    if (value !== null && (typeof value !== "string" || value.includes("\0")))
      throw refused(`the variable ${shown(name, 80)} is no text`, "Write a text, or null for one that is not set.");
  }
  for (const { host, target, mode = "ro" } of mounts) {
    const what = `the mount ${shown(`${host}:${target}:${mode}`, 300)}`;
    if (mode !== "ro" && mode !== "rw") throw refused(`${what} has no mode`, "Modes are ro and rw.");
    if (`${host.replace("://", "")}${target}`.includes(":"))
      throw refused(`${what} has a colon in a path`, "Engines take none: rename it.");
    if (!target.startsWith("/")) throw refused(`${what} does not name a full path in the container`);
  }
  if (new Set(mounts.map(({ target }) => target)).size < mounts.length)
    throw refused("two mounts have the same target");
  if (workingDir !== undefined && !workingDir.startsWith("/")) throw refused("its working directory is no full path");
}

function refused(what: string, advice?: string): ReturnType<typeof badSpec> {
  return badSpec(`The container cannot be started: ${what}`, advice ?? "Correct it.");
}

function hashOf(text: string): string {
  return hex(sha256(Buffer.from(text, "utf8")));
}
