import { randomUUID } from "node:crypto";
import type { Bundle } from "../link.js";
import type { Framing, Header, WireMessage } from "./frames.js";
import type { Channel, Frames } from "./sockets.js";

export const protocolVersion: string = "5.4";

/** A request that came in, and the channel it came by. */
export interface WireRequest extends WireMessage {
  readonly channel: Channel;
}

export interface Extras {
  readonly metadata?: Bundle;
  readonly buffers?: readonly Uint8Array[];
}

/** Makes headers, signs, and hands messages to the sockets. */
export class Outbox {
  readonly #framing: Framing;
  readonly #send: (name: Channel | "iopub", frames: Frames) => void;
  readonly #session: string;
  readonly #idPrefix = randomUUID();
  #count = 0;

  constructor(session: string, framing: Framing, send: (name: Channel | "iopub", frames: Frames) => void) {
    this.#session = session;
    this.#framing = framing;
    this.#send = send;
  }

  /** Sends to everyone who listens. Without parent: nobody's request caused it. */
  publish(type: string, content: Bundle, parent: Header | undefined, extras: Extras = {}): void {
    this.#post("iopub", [`kernel.${this.#session}.${type}`], type, content, parent, extras);
  }

  status(state: "starting" | "busy" | "idle", parent: Header | undefined): void {
    this.publish("status", { execution_state: state }, parent);
  }

  /** Sends to the client that made the request, on the channel it came by. */
  reply(request: WireRequest, type: string, content: Bundle): void {
    this.#post(request.channel, request.identities, type, content, request.header, {});
  }

  /** Asks the client that made the request for a line of input. */
  askInput(request: WireRequest, content: Bundle): void {
    this.#post("stdin", request.identities, "input_request", content, request.header, {});
  }

  #post(
    name: Channel | "iopub",
    identities: readonly (Uint8Array | string)[],
    type: string,
    content: Bundle,
    parent: Header | undefined,
    { metadata = {}, buffers = [] }: Extras,
  ): void {
    this.#count += 1;
    const header = {
      msg_id: `${this.#idPrefix}_${this.#count}`,
      msg_type: type,
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    this.#send(name, this.#framing.encode({ identities, header, parent: parent ?? {}, metadata, content, buffers }));
  }
}
