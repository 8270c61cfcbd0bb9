import type { MessagePort } from "node:worker_threads";
import type { MagicSpec, WorkerSetup } from "../link.js";
import type { Compiler } from "./cell-run.js";
import { Channels } from "./channels.js";
import { CommTable } from "./comm-table.js";
import { readConnection } from "./connection.js";
import { Framing } from "./frames.js";
import { fromMain } from "./from-main.js";
import { handlersOf, type Language } from "./handlers.js";
import { History } from "./history.js";
import { Interrupts } from "./interrupts.js";
import { logLine } from "./log.js";
import { MainLink } from "./main-link.js";
import { Outbox } from "./outbox.js";
import { Output } from "./output.js";
import { watchParent } from "./parent-watch.js";
import { Parents } from "./parents.js";
import { ExecuteQueue } from "./queue.js";
import { readSettings } from "./settings.js";
import { Shutdown } from "./shutdown.js";
import { Sockets } from "./sockets.js";
import { Stdin } from "./stdin.js";
import { hearStopSignals } from "./stop-signals.js";

/** The front end asks what the kernel is before anything else: it is answered before TypeScript is loaded. */
const QUIET_MS = 120;
const SOON_MS = 10;

/** TypeScript, magics and the way to stop the main thread: what the wire does not know itself. */
export interface KernelLanguage extends Language, Compiler {
  /** Reads what is needed for the first cell: takes long, and nothing is answered meanwhile. */
  load(): void;
  /** Stops the JavaScript that runs on the main thread at this moment; resolves when it has. */
  terminateMain(): Promise<void>;
  addMagic(spec: MagicSpec): void;
  /** The notebook's names are forgotten. */
  forget(): void;
}

/** Makes the language when the link to main is there; it loads what it needs by itself. */
export type MakeLanguage = (main: MainLink, counter: { readonly value: number }) => KernelLanguage;

/**
 * Opens the five sockets and answers on them until a shutdown. Enters: frames and messages of the main thread. Leaves:
 * the same, the other way. Everything of one request is sent in order, `idle` last.
 */
export async function startWire(setup: WorkerSetup, port: MessagePort, makeLanguage: MakeLanguage): Promise<void> {
  const connection = readConnection(setup.connectionFile, logLine);
  const settings = readSettings(process.env);
  const framing = new Framing(connection.key);
  const outbox = new Outbox(setup.session, framing, (name, frames) => sockets.send(name, frames));
  const main = new MainLink(port, setup.shared);
  const parents = new Parents();
  const output = outputOf(outbox, parents, main, settings.outputLimitBytes);
  const stdin = new Stdin(outbox, setup.inputPort, setup.shared);
  const counter = { value: 1 };
  const history = new History(settings.historyFile);
  const comms = new CommTable();
  const language = makeLanguage(main, counter);
  const mainIsFree = async (): Promise<void> => {
    await main.ready;
    await interrupts.settled();
  };
  const queue = new ExecuteQueue({ outbox, output, parents, history, main, counter, mainIsFree, compiler: language });
  const terminate = (): Promise<void> => language.terminateMain();
  const interrupts = new Interrupts({ main, stdin, terminate, current: () => queue.current });
  const shutdown = new Shutdown({ main, queue, interrupts, output, sockets: () => sockets });
  const services = { connection, outbox, output, history, comms, parents, main, stdin, queue, interrupts, shutdown };
  const channels = new Channels(framing, outbox, handlersOf({ ...services, language, counter }));
  const receive = fromMain(services, {
    flushed: ({ lines }) => shutdown.flushed(lines),
    signal: ({ name }) => (name === "SIGINT" ? void interrupts.ask() : shutdown.begin(false)),
    magic: ({ spec }) => language.addMagic(spec),
    reset: () => language.forget(),
    history: ({ id, count }) => main.post({ type: "history", id, inputs: history.newest(count) }),
  });
  const loadSoon = once(() => setTimeout(() => language.load(), SOON_MS));
  const sockets = await Sockets.open(connection, (channel, frames) => {
    channels.receive(channel, frames);
    loadSoon();
  });
  setTimeout(loadSoon, QUIET_MS);
  port.on("message", receive);
  outbox.status("starting", undefined);
  watchParent(setup.parentPid, () => shutdown.begin(false));
  hearStopSignals(() => shutdown.begin(false));
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

function outputOf(outbox: Outbox, parents: Parents, main: MainLink, limitBytes: number): Output {
  const stream = (key: number, name: string, text: string): void =>
    outbox.publish("stream", { name, text }, parents.find(key)?.header);
  return new Output({ stream, sent: (bytes) => main.sent(bytes) }, limitBytes);
}
