import type { Bundle } from "../link.js";
import type { Framing } from "./frames.js";
import { logLine } from "./log.js";
import type { Outbox, WireRequest } from "./outbox.js";
import type { Channel } from "./sockets.js";

/** Content of the reply; undefined: the type has no reply. */
export type Answer = Bundle | undefined;
export type Handler = (request: WireRequest) => Answer | Promise<Answer>;
export type Handlers = Readonly<Record<string, Handler>>;

export interface Tables {
  readonly shell: Handlers;
  readonly control: Handlers;
  /** Cells: queued, and wrapped in busy and idle when their turn comes. */
  readonly execute: (request: WireRequest) => void;
  /** Answers to input requests: no reply, no status. */
  readonly input: (request: WireRequest) => void;
}

/**
 * From received frames to handlers: one table per channel. Every request gets busy, exactly one reply where its type
 * has one, and idle, whatever its handler does.
 */
export class Channels {
  readonly #framing: Framing;
  readonly #outbox: Outbox;
  readonly #tables: Tables;
  readonly #unknown = new Set<string>();

  constructor(framing: Framing, outbox: Outbox, tables: Tables) {
    this.#framing = framing;
    this.#outbox = outbox;
    this.#tables = tables;
  }

  /** Never throws: what cannot be read is dropped with one line in the log. */
  receive(channel: Channel, frames: readonly Uint8Array[]): void {
    const message = this.#framing.decode(frames);
    if (typeof message === "string") {
      logLine(`dropped a message on ${channel} ${message}`);
      return;
    }
    const request: WireRequest = { ...message, channel };
    const type = message.header.msg_type;
    if (channel === "stdin") {
      if (type === "input_reply") this.#tables.input(request);
    } else if (type === "execute_request" && channel === "shell") {
      this.#tables.execute(request);
    } else {
      void this.#answer(request, type);
    }
  }

  async #answer(request: WireRequest, type: string): Promise<void> {
    const table = request.channel === "control" ? this.#tables.control : this.#tables.shell;
    const handler = Object.hasOwn(table, type) ? table[type] : undefined;
    this.#outbox.status("busy", request.header);
    if (handler === undefined) {
      this.#reportUnknown(request.channel, type);
    } else {
      const answer = await attempt(handler, request, type);
      if (answer !== undefined) this.#outbox.reply(request, replyType(type), answer);
    }
    this.#outbox.status("idle", request.header);
  }

  #reportUnknown(channel: Channel, type: string): void {
    if (this.#unknown.has(type) || this.#unknown.size > 100) return;
    this.#unknown.add(type);
    logLine(`there is no message type ${JSON.stringify(type)} on ${channel}; it gets no reply`);
  }
}

async function attempt(handler: Handler, request: WireRequest, type: string): Promise<Answer> {
  try {
    return await handler(request);
  } catch (error) {
    logLine(`${type} failed: ${error instanceof Error ? error.stack : String(error)}`);
    if (!type.endsWith("_request")) return undefined;
    return errorContent(error instanceof Error ? error : new Error(String(error)));
  }
}

/** What a reply says of a mistake of ours. */
export function errorContent({ name, message }: Error): Bundle {
  return { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}

function replyType(type: string): string {
  return type.replace(/_request$/, "_reply");
}
