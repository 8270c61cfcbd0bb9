import { homedir } from "node:os";
import { join } from "node:path";

/** Settings of the worker, from the environment: it starts before a workspace is known. */
export interface WireSettings {
  readonly outputLimitBytes: number;
  /** Where history is kept; undefined: in memory. */
  readonly historyFile: string | undefined;
}

const OUTPUT_LIMIT = 16 * 1024 * 1024;

export function readSettings(env: Readonly<Record<string, string | undefined>>): WireSettings {
  const limit = Number(env.TAPELAB_KERNEL__OUTPUT_LIMIT_BYTES);
  const home = env.TAPELAB_HOME || join(homedir(), ".config", "tapelab");
  return {
    outputLimitBytes: Number.isSafeInteger(limit) && limit > 0 ? limit : OUTPUT_LIMIT,
    historyFile: env.TAPELAB_KERNEL__HISTORY === "file" ? join(home, "kernel-history.jsonl") : undefined,
  };
}
