/** The settings that Tapelab itself knows: key, type, default and what it decides. */
import type { SettingSpec } from "./setting-types.js";

/** Registered keys and the type a program gets for each. */
export interface SettingValues {
  actor: string;
  "cache.keep_days": number;
  "plot.bundle": string;
  "record.call_site": "first" | "each" | "off";
  "record.git": "full" | "head" | "off";
  "record.inline_max_bytes": number;
  "record.redact": readonly string[];
  "record.redact_allow": readonly string[];
  "record.require_clean_git": boolean;
  "record.scope_time": boolean;
  "run.allowed_roots": readonly string[];
  "run.code_paths": readonly string[];
  "run.epoch": number | undefined;
  "run.inputs_scheme": "rsm1" | "rsm1code";
  "run.record_mounts": "full" | "names";
  "run.signature": "sig1" | "sig1code" | "siglp1";
  "run.store_below": number;
  "session.durability": "disk" | "os";
  "session.exit_deadline_ms": number;
  "session.max_queued_bytes": number;
  "session.on_exit": "flush" | "finalize" | "drop";
  "session.queue.max_pending_commits": number;
  "snapshot.auto": boolean;
}

export type SettingKey = keyof SettingValues;

const MiB = 1024 * 1024;

const runSettings = {
  "run.allowed_roots": { type: "list", default: [], text: "Further folders that file: paths and sources may lie in." },
  "run.code_paths": { type: "list", default: [], text: "Tracked files that count as code beside the usual endings." },
  "run.epoch": { type: "integer", text: "Enters every run's signature; another number lets no earlier run answer." },
  "run.inputs_scheme": {
    type: "choice",
    of: ["rsm1", "rsm1code"],
    default: "rsm1",
    text: "How the inputs id of a launch is made.",
  },
  "run.record_mounts": {
    type: "choice",
    of: ["full", "names"],
    default: "full",
    text: "Whether a run notes where its mounts lie, or their names alone.",
  },
  "run.signature": {
    type: "choice",
    of: ["sig1", "sig1code", "siglp1"],
    default: "sig1",
    text: "How signatures of runs are made; those of different schemes never match.",
  },
  "run.store_below": { type: "integer", min: 0, default: 64 * MiB, text: "Larger files of runs stay where they are." },
} as const satisfies Record<string, SettingSpec>;

/** The table of recording.md 11; `actor` is who runs the process. */
export function knownSettings(actor: string): ReadonlyMap<string, SettingSpec> {
  const table: { readonly [K in SettingKey]: SettingSpec } = {
    actor: { type: "string", default: actor, text: "Who records." },
    "cache.keep_days": { type: "integer", min: 0, default: 30, text: "Days an unused entry of `remember` is kept." },
    "plot.bundle": {
      type: "string",
      default: "first",
      text: "What draws plots in notebooks comes with the first plot, with each, from url:ADDRESS, or none.",
    },
    "record.call_site": {
      type: "choice",
      of: ["first", "each", "off"],
      default: "first",
      text: "How often the line of a capture is resolved.",
    },
    "record.git": {
      type: "choice",
      of: ["full", "head", "off"],
      default: "full",
      text: "Commit id and dirty flag, the id alone, or nothing.",
    },
    "record.inline_max_bytes": { type: "integer", min: 0, default: 262_144, text: "Values above it become blobs." },
    "record.redact": { type: "list", default: [], text: "More names whose values are never recorded." },
    "record.redact_allow": { type: "list", default: [], text: "Names that look secret and are not." },
    "record.require_clean_git": { type: "boolean", default: false, text: "Refuse a start from a changed work tree." },
    "record.scope_time": { type: "boolean", default: true, text: "Give every scope a time of its own." },
    ...runSettings,
    "session.durability": {
      type: "choice",
      of: ["disk", "os"],
      default: "disk",
      text: "What a resolved commit survives: power loss, or the process.",
    },
    "session.exit_deadline_ms": { type: "integer", min: 0, default: 5_000, text: "Time for the last flush at exit." },
    "session.max_queued_bytes": {
      type: "integer",
      min: 1,
      max: 192 * MiB,
      default: 64 * MiB,
      text: "What stage and queue may hold in memory.",
    },
    "session.on_exit": {
      type: "choice",
      of: ["flush", "finalize", "drop"],
      default: "flush",
      text: "What happens to queue and stage at exit.",
    },
    "session.queue.max_pending_commits": {
      type: "integer",
      min: 1,
      default: 10,
      text: "Queued commits that trigger a flush.",
    },
    "snapshot.auto": { type: "boolean", default: true, text: "Write snapshots of edited tapes when they are due." },
  };
  return new Map(Object.entries(table));
}
