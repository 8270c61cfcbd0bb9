import { parentPort, workerData } from "node:worker_threads";
import type { ToMain, ToWorker, WorkerSetup } from "./link.js";
import { Channels } from "./wire/channels.js";
import { readConnection } from "./wire/connection.js";
import { Framing } from "./wire/frames.js";
import { kernelInfo } from "./wire/kernel-info.js";
import { logLine } from "./wire/log.js";
import { Outbox, type WireRequest } from "./wire/outbox.js";
import { Sockets } from "./wire/sockets.js";

/** The worker thread: speaks Jupyter, and everything that must answer while user code blocks the main thread. */
async function start(setup: WorkerSetup): Promise<void> {
  const connection = readConnection(setup.connectionFile, logLine);
  const framing = new Framing(connection.key);
  const outbox = new Outbox(setup.session, framing, (name, frames) => sockets.send(name, frames));
  const post = (message: ToMain): void => parentPort?.postMessage(message);
  const shutdown = (request: WireRequest) => {
    const restart = request.content.restart === true;
    post({ type: "shutdown", restart, deadlineMs: 5000 });
    return { status: "ok", restart };
  };
  const info = () => kernelInfo();
  const channels = new Channels(framing, outbox, {
    shell: { kernel_info_request: info, shutdown_request: shutdown },
    control: { kernel_info_request: info, shutdown_request: shutdown },
    execute: () => undefined,
    input: () => undefined,
  });
  const sockets = await Sockets.open(connection, (channel, frames) => channels.receive(channel, frames));
  outbox.status("starting", undefined);
  parentPort?.on("message", async (message: ToWorker) => {
    if (message.type !== "flushed") return;
    await sockets.close();
    process.exit(0);
  });
}

void start(workerData as WorkerSetup);
