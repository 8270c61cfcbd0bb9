import { parentPort, workerData } from "node:worker_threads";
import { makeLanguage } from "./language.js";
import type { WorkerSetup } from "./link.js";
import { logLine } from "./wire/log.js";
import { startWire } from "./wire/start.js";

/** The worker thread: speaks Jupyter and TypeScript, and answers while user code blocks the main thread. */
const setup = workerData as WorkerSetup;

if (parentPort) {
  startWire(setup, parentPort, makeLanguage(setup)).catch((error: Error) => {
    logLine(error.message);
    process.exit(1);
  });
}
