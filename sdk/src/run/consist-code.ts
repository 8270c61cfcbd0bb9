/**
 * Identities as Consist's code computes them (`consist1code`, `ctr1code`): to find a run of ours among those of a Consist
 * database. Our own runs never have them.
 */
import { byCodePoint, floatText } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { type Canonical, type CanonicalMap, Float, isList, isMap } from "./canonical.js";
import type { ContainerBackend } from "./container.js";
import { checkGiven } from "./given.js";
import { configOf } from "./prepare-run.js";

/** Keys by code point, `", "` and `": "` between, everything but printable ASCII escaped; ints and floats apart. */
export function consistText(value: Canonical): string {
  if (typeof value === "string") return quoted(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? floatText(value.value) : String(value.value);
  if (isList(value)) return `[${value.map(consistText).join(", ")}]`;
  if (!isMap(value)) return String(value);
  const keys = [...value.keys()].sort(byCodePoint);
  return `{${keys.map((key) => `${quoted(key)}: ${consistText(value.get(key) ?? null)}`).join(", ")}}`;
}

/** Hash of a configuration. `fields` are those of its run (`model`, `year`, …); they take the place of a key of their name. */
export function consistConfigHash(
  config: Readonly<Record<string, unknown>>,
  fields?: Readonly<Record<string, unknown>>,
): string {
  const run = fields && new Map<string, Canonical>([["year", null], ["iteration", null], ...configOf(fields)]);
  const map = configOf(config);
  return hashOf(consistText(run ? new Map([...map, ["__consist_run_fields__", run]]) : map));
}

export interface ConsistContainer {
  readonly image_digest: string;
  readonly command: readonly string[];
  /** Null and empty are the same. */
  readonly environment: Readonly<Record<string, string | null>>;
  readonly backend: ContainerBackend;
  readonly working_dir: string | null;
  /** Targets by host path. */
  readonly volumes: Readonly<Record<string, string>>;
}

/** `ctr1code` of a container and the hashes of its inputs. Host paths are part of it. */
export function consistContainerHash(container: ConsistContainer, inputs: readonly string[]): string {
  checkGiven("consistContainerHash", { container, inputs });
  return hashOf(consistContainerText(container, inputs));
}

export function consistContainerText(container: ConsistContainer, inputs: readonly string[]): string {
  const { image_digest, command, backend, working_dir, volumes } = container;
  const config: CanonicalMap = new Map<string, Canonical>([
    ...Object.entries({ image_digest, command, backend, working_dir }),
    ["environment_hash", environmentHash(container)],
    ["extra_args", []],
    ["volumes", Object.entries(volumes).sort(([a], [b]) => byCodePoint(a, b))],
  ]);
  const payload = new Map<string, Canonical>([
    ["config", config],
    ["inputs", [...inputs].sort(byCodePoint)],
  ]);
  return consistText(payload);
}

export interface ConsistInput {
  readonly driver: string;
  /** Of an output: the run that made it, that run's signature where one is known, its key there, and its hash. */
  readonly run?: {
    readonly id: string;
    readonly signature?: string;
    readonly key: string;
    readonly hash: string | null;
  };
  /** Of a file that no run made: its URI and the sha256 of its bytes. */
  readonly file?: { readonly uri: string; readonly sha256: string };
}

/** The input hash of Consist's code: for files the place counts too. */
export function consistInputHash(inputs: readonly ConsistInput[]): string {
  if (inputs.length === 0) return hashOf("empty_inputs");
  const texts = inputs.map(({ driver, run, file }) => {
    if (!run) return `driver:${driver}|container_uri:${file?.uri}|file:${file?.sha256}`;
    const by = run.signature === undefined ? `run:${run.id}` : `sig:${run.signature}`;
    return `driver:${driver}|key:${run.key}|${by}${run.hash === null ? "" : `|hash:${run.hash}`}`;
  });
  return hashOf(texts.sort(byCodePoint).join("|"));
}

/** Its code hash of a function: the file that it stands in, and files that it names; null for one that is missing. */
export function consistCodeHash(module: string, deps: Readonly<Record<string, string | null>>): string {
  const parts = Object.entries(deps).map(([path, sha]) => `dep:${path}:${sha ?? "MISSING"}`);
  return hashOf([...parts, `mod:${module}`].sort(byCodePoint).join("|"));
}

/** What it records of a container beside the signature, in its bytes. */
export function consistManifestText(container: ConsistContainer & { readonly image: string }): string {
  const { image, image_digest, command, backend, working_dir, volumes } = container;
  const manifest = new Map<string, Canonical>([
    ...Object.entries({ image, image_digest, command, working_dir, backend }),
    ["environment_hash", environmentHash(container)],
    ["container_mounts", [...new Set(Object.values(volumes))].sort(byCodePoint)],
  ]);
  return consistText(manifest);
}

function environmentHash({ environment }: ConsistContainer): string {
  const list = Object.entries(environment).map(([name, value]) => [name, value ?? ""] as const);
  const sorted = list.sort(([a], [b]) => byCodePoint(a, b));
  return hashOf(JSON.stringify(sorted));
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function hashOf(text: string): string {
  return hex(sha256(Buffer.from(text, "utf8")));
}
