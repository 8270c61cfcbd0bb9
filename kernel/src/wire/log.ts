import { writeSync } from "node:fs";

const LINE_MAX = 4_000;

/**
 * Writes one line to the process's real stderr, where the server's log is. Not through `process.stderr`: in a worker
 * that goes through the main thread, which may be blocked.
 */
export function logLine(text: string): void {
  // Control characters would forge lines or colors in a log.
  const line = text.replace(/\p{Cc}/gu, " ").slice(0, LINE_MAX);
  try {
    writeSync(2, `[tapelab kernel] ${line}\n`);
  } catch {
    return; // nobody reads the log: the kernel goes on without
  }
}
