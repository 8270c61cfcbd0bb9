/** What needs no table: pictures in bytes, what stands in place of a value, and errors of ours. */
import { createHash } from "node:crypto";
import { isStandIn, isTapelabError, type StandIn } from "tapelab";
import { escapeHtml, oneLine } from "tapelab/host";
import { sizeText } from "./arrow-view.js";
import type { Shown } from "./shown.js";

const pictureMaxBytes = 1024 * 1024;

/** The bundle of such a value; undefined for everything else. */
export function plainView(value: object): Shown | undefined {
  if (value instanceof Uint8Array) return pictureView(value);
  if (isStandIn(value)) return shown([oneLine(standInText(value), 200)]);
  if (isTapelabError(value)) return shown([`${value.name} ${value.code}`, value.message]);
  return undefined;
}

/** Bytes that are a picture of a kind that cannot hold a program. */
function pictureView(bytes: Uint8Array): Shown | undefined {
  const media = mediaOf(bytes);
  if (media === undefined) return undefined;
  const hash = createHash("sha256").update(bytes).digest("hex");
  const text = `${media}, ${sizeText(bytes.byteLength)}, sha256 ${hash}`;
  if (bytes.byteLength > pictureMaxBytes) return shown([`${text}, too large to be shown`]);
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return shown([text], `<div><img src="data:${media};base64,${data}" alt="${media}" style="max-width:640px"></div>`);
}

function mediaOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  return /^RIFF.{4}WEBP$/s.test(head) ? "image/webp" : undefined;
}

function standInText(value: StandIn): string {
  if (value.kind === "void") return `no value: ${value.type}, ${value.reason}`;
  if (value.kind === "hash") return `only its hash was kept: ${value.type}, ${value.hash}`;
  const { name, media, sizeBytes, sha256 } = value;
  return `blob ${name}, ${media}, ${sizeText(sizeBytes)}, sha256 ${sha256}: its bytes are not here`;
}

/** The first line is the heading when there are more. */
function shown(lines: readonly string[], picture = ""): Shown {
  const [first = "", ...rest] = lines;
  const head = rest.length === 0 ? escapeHtml(first) : `<b>${escapeHtml(first)}</b>`;
  const html = `<div class="tapelab">${picture}<div>${head}</div>${rest.map((line) => `<div>${escapeHtml(line)}</div>`).join("")}</div>`;
  return { data: { "text/html": html, "text/plain": lines.join("\n") }, metadata: {} };
}
