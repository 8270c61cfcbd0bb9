import { parentPort, workerData } from "node:worker_threads";
import { makeLanguage } from "./language.js";
import type { WorkerSetup } from "./link.js";
import { logLine } from "./wire/log.js";
import { startWire } from "./wire/start.js";

/** The worker thread: speaks Jupyter and TypeScript, and answers while user code blocks the main thread. */
const setup = workerData as WorkerSetup;

if (parentPort) {
  // A mistake of ours costs one message, not the notebook's variables.
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (error: unknown) => logLine(`${event}: ${error instanceof Error ? error.stack : String(error)}`));
  }
  startWire(setup, parentPort, makeLanguage(setup)).catch((error: Error) => {
    logLine(error.message);
    process.exit(1);
  });
}
