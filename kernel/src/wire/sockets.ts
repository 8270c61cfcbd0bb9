import { Publisher, Router } from "zeromq";
import { addressOf, type Connection, type SocketName } from "./connection.js";
import { logLine } from "./log.js";

/** Channels that carry Jupyter messages from the client. */
export type Channel = "shell" | "control" | "stdin";
export type Frames = (Uint8Array | string)[];
export type Receive = (channel: Channel, frames: readonly Uint8Array[]) => void;

const LINGER_MS = 200;
const MESSAGE_MAX = 256 * 1024 * 1024;
const CHANNELS: readonly Channel[] = ["shell", "control", "stdin"];

/** The five sockets of a kernel, bound. They are closed by the thread that opened them, before it ends. */
export class Sockets {
  readonly #senders = new Map<SocketName, Sender>();
  readonly #hb: Router;

  private constructor(routers: ReadonlyMap<Channel, Router>, iopub: Publisher, hb: Router) {
    for (const [name, socket] of routers) this.#senders.set(name, new Sender(socket));
    this.#senders.set("iopub", new Sender(iopub));
    this.#hb = hb;
  }

  static async open(connection: Connection, receive: Receive): Promise<Sockets> {
    const limits = { linger: LINGER_MS, sendHighWaterMark: 0 };
    const routers = new Map(
      CHANNELS.map((name) => [
        name,
        new Router({ ...limits, receiveHighWaterMark: 0, maxMessageSize: MESSAGE_MAX, handover: true }),
      ]),
    );
    const iopub = new Publisher(limits);
    const hb = new Router(limits);
    await iopub.bind(addressOf(connection, "iopub"));
    await hb.bind(addressOf(connection, "hb"));
    void echo(hb);
    for (const [name, socket] of routers) await socket.bind(addressOf(connection, name));
    // A client may be there before the kernel: its first request must find the sockets in the caller's hands.
    setImmediate(() => {
      for (const [name, socket] of routers) void listen(name, socket, receive);
    });
    return new Sockets(routers, iopub, hb);
  }

  send(name: Channel | "iopub", frames: Frames): void {
    this.#senders.get(name)?.send(frames);
  }

  /** Resolves when everything handed to `send` so far has left for ZeroMQ. */
  async drain(): Promise<void> {
    await Promise.all([...this.#senders.values()].map((sender) => sender.drain()));
  }

  async close(): Promise<void> {
    await this.drain();
    for (const sender of this.#senders.values()) sender.close();
    this.#hb.close();
  }
}

/** Sends one message after the other: zeromq refuses a second `send` while one is under way. */
class Sender {
  readonly #socket: Router | Publisher;
  #waiting: Frames[] = [];
  #done: Promise<void> = Promise.resolve();
  #isSending = false;

  constructor(socket: Router | Publisher) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    this.#waiting.push(frames);
    if (!this.#isSending) this.#done = this.#work();
  }

  drain(): Promise<void> {
    return this.#done;
  }

  close(): void {
    this.#waiting = [];
    this.#socket.close();
  }

  async #work(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) await this.#sendOne(frames);
    }
    this.#isSending = false;
  }

  async #sendOne(frames: Frames): Promise<void> {
    try {
      await this.#socket.send(frames);
    } catch (error) {
      logLine(`a message could not be sent: ${(error as Error).message}`);
    }
  }
}

async function listen(channel: Channel, socket: Router, receive: Receive): Promise<void> {
  for await (const frames of socket) {
    try {
      receive(channel, frames);
    } catch (error) {
      logLine(`a message on ${channel} failed: ${(error as Error).stack}`);
    }
  }
}

async function echo(socket: Router): Promise<void> {
  for await (const frames of socket) {
    try {
      await socket.send(frames);
    } catch (error) {
      logLine(`the heartbeat could not answer: ${(error as Error).message}`);
    }
  }
}
