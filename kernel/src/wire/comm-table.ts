import type { Bundle, CommMessage } from "../link.js";
import type { Answer } from "./channels.js";
import type { WireRequest } from "./outbox.js";

const actions: Readonly<Record<string, CommMessage["action"]>> = {
  comm_open: "open",
  comm_msg: "msg",
  comm_close: "close",
};

/** The open comms, seen by both sides. */
export class CommTable {
  readonly #targets = new Map<string, string>();

  /** Takes a message of either side into account. False: it is about a comm that is not open. */
  note({ action, commId, target }: CommMessage): boolean {
    if (action === "open") this.#targets.set(commId, target ?? "");
    const isKnown = this.#targets.has(commId);
    if (action === "close") this.#targets.delete(commId);
    return isKnown;
  }

  info(target: unknown): Answer {
    const open = [...this.#targets].filter(([, name]) => typeof target !== "string" || target === name);
    const comms = Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }]));
    return { status: "ok", comms };
  }
}

/** What the client says to a comm; undefined: without an id. The buffers are copies that can be handed to main. */
export function readComm({ header, content, metadata, buffers }: WireRequest): CommMessage | undefined {
  const action = actions[header.msg_type];
  if (action === undefined || typeof content.comm_id !== "string") return undefined;
  const target = action === "open" ? { target: String(content.target_name ?? "") } : {};
  const copies = buffers.map((buffer) => new Uint8Array(buffer));
  return { action, commId: content.comm_id, ...target, data: content.data ?? {}, metadata, buffers: copies };
}

/** Type and content of the message that tells the client. */
export function writeComm({ action, commId, target, data }: CommMessage): { type: string; content: Bundle } {
  const content = { comm_id: commId, data: data ?? {} };
  return { type: `comm_${action}`, content: action === "open" ? { ...content, target_name: target ?? "" } : content };
}
