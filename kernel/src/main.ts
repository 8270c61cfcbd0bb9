/**
 * The kernel process: `node main.js CONNECTION_FILE`. The worker is started before anything else is loaded, so that the
 * front end gets its first answers while the rest is read.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { sharedBytes, type WorkerSetup } from "./link.js";

const shared = new SharedArrayBuffer(sharedBytes);
const input = new MessageChannel();
const setup: WorkerSetup = {
  connectionFile: process.argv[2] ?? "",
  session: randomUUID(),
  folder: process.cwd(),
  shared,
  inputPort: input.port1,
  parentPid: Number(process.env.JPY_PARENT_PID) || process.ppid,
};
const worker = new Worker(join(__dirname, "worker.js"), { workerData: setup, transferList: [input.port1] });

import("./main-thread.js").then(({ serve }) => {
  serve({ worker, shared, input: input.port2, folder: setup.folder, session: setup.session });
});
