/**
 * The other end of the sockets: one client of one kernel, for the command line. Requests are answered by promises,
 * everything published comes to one listener in the order of its sending.
 */
import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import type { Bundle } from "../link.js";
import { addressOf, type Connection } from "./connection.js";
import { Framing, type WireMessage } from "./frames.js";

export type ClientChannel = "shell" | "control" | "stdin";

export interface ClientListener {
  /** A message of iopub. */
  published(message: WireMessage): void;
  /** The kernel wants a line; answer with `answer`. */
  asked(message: WireMessage): void;
}

const CHANNELS: readonly ClientChannel[] = ["shell", "control", "stdin"];

export class KernelClient {
  readonly #session = randomUUID();
  readonly #framing: Framing;
  readonly #listener: ClientListener;
  readonly #subscriber: Subscriber;
  readonly #dealers: ReadonlyMap<ClientChannel, Dealer>;
  readonly #waiting = new Map<string, (reply: WireMessage) => void>();
  #sent: Promise<void> = Promise.resolve();

  constructor(connection: Connection, listener: ClientListener) {
    this.#framing = new Framing(connection.key);
    this.#listener = listener;
    this.#subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0, reconnectInterval: 20 });
    this.#subscriber.connect(addressOf(connection, "iopub"));
    this.#subscriber.subscribe("");
    void this.#listen("iopub", this.#subscriber);
    // The same identity on shell and stdin is what routes a question for input back to who sent the cell.
    const options = { linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0, reconnectInterval: 20 };
    this.#dealers = new Map(CHANNELS.map((name) => [name, new Dealer({ ...options, routingId: this.#session })]));
    for (const [name, dealer] of this.#dealers) {
      dealer.connect(addressOf(connection, name));
      void this.#listen(name, dealer);
    }
  }

  /** Sends a request. `id` is the parent of all that the kernel publishes for it. */
  request(channel: ClientChannel, type: string, content: Bundle): { id: string; reply: Promise<WireMessage> } {
    const id = randomUUID();
    const reply = new Promise<WireMessage>((resolve) => this.#waiting.set(id, resolve));
    this.#send(channel, id, type, content, {});
    return { id, reply };
  }

  /** Answers a question for input. */
  answer(question: WireMessage, value: string): void {
    this.#send("stdin", randomUUID(), "input_reply", { value }, question.header);
  }

  close(): void {
    this.#subscriber.close();
    for (const dealer of this.#dealers.values()) dealer.close();
  }

  #send(channel: ClientChannel, id: string, type: string, content: Bundle, parent: Bundle): void {
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "",
      date: new Date().toISOString(),
      version: "5.4",
    };
    const frames = this.#framing.encode({ identities: [], header, parent, metadata: {}, content, buffers: [] });
    const dealer = this.#dealers.get(channel)!;
    // zeromq refuses a second `send` while one is under way; one that a closed socket refuses has nobody to tell.
    this.#sent = this.#sent.then(() => (dealer.closed ? undefined : dealer.send(frames))).catch(() => undefined);
  }

  async #listen(from: ClientChannel | "iopub", socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = this.#framing.decode(frames);
      if (typeof message === "string") continue;
      if (from === "iopub") this.#listener.published(message);
      else if (from === "stdin") this.#listener.asked(message);
      else this.#answered(message);
    }
  }

  #answered(message: WireMessage): void {
    const id = String(message.parent.msg_id);
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }
}
