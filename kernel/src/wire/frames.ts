import { createHmac, timingSafeEqual } from "node:crypto";
import type { Bundle } from "../link.js";

/**
 * Parts of a ZeroMQ message ⇄ Jupyter message: `[identities…, "<IDS|MSG>", HMAC, header, parent, metadata, content,
 * buffers…]`. What is not signed with the connection's key, or was seen before, does not get in.
 */

export interface Header extends Bundle {
  readonly msg_id: string;
  readonly msg_type: string;
}

export interface WireMessage {
  /** Where a reply goes: what the router put in front. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Bundle;
  readonly metadata: Bundle;
  readonly content: Bundle;
  readonly buffers: readonly Uint8Array[];
}

/** What is sent: the header's text may be made once for several messages. */
export interface Outgoing {
  readonly identities: readonly (Uint8Array | string)[];
  readonly header: Bundle;
  readonly parent: Bundle;
  readonly metadata: Bundle;
  readonly content: Bundle;
  readonly buffers: readonly Uint8Array[];
}

const DELIMITER = Buffer.from("<IDS|MSG>");
/** Signatures remembered, so that a message that was overheard cannot be sent again. */
const SEEN_MAX = 65_536;
const TEXT_PARTS = 4;

export class Framing {
  readonly #key: string;
  readonly #seen = new Set<string>();
  readonly #order: string[] = [];
  #next = 0;

  /** An empty key means: unsigned. */
  constructor(key: string) {
    this.#key = key;
  }

  /** The message, or what is wrong with it. */
  decode(parts: readonly Uint8Array[]): WireMessage | string {
    const start = parts.findIndex((part) => DELIMITER.equals(part));
    if (start < 0) return `without delimiter (${parts.length} parts)`;
    const texts = parts.slice(start + 2, start + 2 + TEXT_PARTS);
    if (texts.length < TEXT_PARTS) return `with ${texts.length} of ${TEXT_PARTS} parts`;
    const refusal = this.#refusal(Buffer.from(parts[start + 1] ?? []).toString("latin1"), texts);
    if (refusal !== undefined) return refusal;
    const [header, parent, metadata, content] = texts.map(parseObject);
    if (!header || !parent || !metadata || !content) return "with a part that is not a JSON object";
    if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") return "without id or type";
    const identities = parts.slice(0, start);
    const buffers = parts.slice(start + 2 + TEXT_PARTS);
    return { identities, header: header as Header, parent, metadata, content, buffers };
  }

  encode(message: Outgoing): (Uint8Array | string)[] {
    const { header, parent, metadata, content } = message;
    const texts = [header, parent, metadata, content].map((part) => Buffer.from(toJson(part)));
    const signature = this.#key === "" ? "" : this.#sign(texts).toString("hex");
    return [...message.identities, DELIMITER, signature, ...texts, ...message.buffers];
  }

  #sign(texts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac("sha256", this.#key);
    for (const text of texts) hmac.update(text);
    return hmac.digest();
  }

  #refusal(signature: string, texts: readonly Uint8Array[]): string | undefined {
    if (this.#key === "") return undefined;
    if (!/^[0-9a-f]{64}$/i.test(signature)) return "with a malformed signature";
    const expected = this.#sign(texts);
    if (!timingSafeEqual(Buffer.from(signature, "hex"), expected)) return "with a wrong signature";
    const name = expected.toString("latin1");
    if (this.#seen.has(name)) return "that was received before";
    this.#seen.delete(this.#order[this.#next] ?? "");
    this.#seen.add(name);
    this.#order[this.#next] = name;
    this.#next = (this.#next + 1) % SEEN_MAX;
    return undefined;
  }
}

function parseObject(text: Uint8Array): Bundle | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Bundle) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON that every client can read: values that JSON does not know never stop a message. */
export function toJson(value: Bundle): string {
  return replaceLoneSurrogates(stringify(value));
}

function stringify(value: Bundle): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(plain(value, []));
  }
}

/** A copy without what `JSON.stringify` refuses: bigints become texts, a circle ends with a note. */
function plain(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value) || above.length > 100) return "[Circular]";
  const inner = [...above, value];
  if (Array.isArray(value)) return value.map((item) => plain(item, inner));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, inner)]));
}

/** Half of a surrogate pair is legal JSON, but Python clients cannot encode it again. */
function replaceLoneSurrogates(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === "\\\\" ? found : "\ufffd"));
}
