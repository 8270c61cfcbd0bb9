/**
 * Identities as Consist's code computes them (`consist1code`, `ctr1code`): to find a run of ours among those of a Consist
 * database. Our own runs never have them.
 */
import { byCodePoint, floatText } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { type Canonical, type CanonicalMap, Float, isList, isMap } from "./canonical.js";
import type { ContainerBackend } from "./container.js";
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
