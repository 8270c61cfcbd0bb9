/**
 * The chain over repaired commits that no marker speaks for, as those of a whole lost segment: lengths and image hashes of
 * the run, in `repairs/<12-digit first sequence>.chain`. It proves itself against the tape, and so each commit alone:
 * damage of one repair costs no other.
 */
import { type Io, io } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { readIfSmall } from "../base/small-file.js";
import { foldFrom, isKnown, nearestKnown } from "./hashes.js";
import type { Recovery } from "./recover.js";

/** What an image must be. */
export interface ChainLink {
  readonly length: number;
  readonly imageHash: Uint8Array;
}

const NAME = /^(\d{12})\.chain$/;
const LINK_BYTES = 40;

export function chainName(first: number): string {
  return `${String(first).padStart(12, "0")}.chain`;
}

export function encodeChain(links: readonly ChainLink[]): Uint8Array {
  const bytes = new Uint8Array(links.length * LINK_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [i, { length, imageHash }] of links.entries()) {
    view.setBigUint64(i * LINK_BYTES, BigInt(length), true);
    bytes.set(imageHash, i * LINK_BYTES + 8);
  }
  return bytes;
}

/** The links of every chain in a folder that leads from a hash of the tape to another one, by sequence. */
export function* provedChains(recovery: Recovery, folder: string): Io<Map<number, ChainLink>> {
  const proved = new Map<number, ChainLink>();
  if ((yield* io((ops) => ops.stat(folder)))?.kind !== "directory") return proved;
  for (const name of (yield* io((ops) => ops.readdir(folder))).sort()) {
    const first = Number.parseInt(NAME.exec(name)?.[1] ?? "0", 10);
    const bytes = first > 0 ? yield* readIfSmall(`${folder}/${name}`, limits.archiveEntryBytes) : undefined;
    if (!bytes || bytes.length === 0 || bytes.length % LINK_BYTES !== 0) continue;
    const links = decodeChain(first, bytes);
    if (yield* leadsOn(recovery, links)) for (const [sequence, link] of links) proved.set(sequence, link);
  }
  return proved;
}

function decodeChain(first: number, bytes: Uint8Array): Map<number, ChainLink> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const links = new Map<number, ChainLink>();
  for (let at = 0; at < bytes.length; at += LINK_BYTES) {
    const length = Number(view.getBigUint64(at, true));
    links.set(first + at / LINK_BYTES, { length, imageHash: bytes.slice(at + 8, at + LINK_BYTES) });
  }
  return links;
}

/** Does the chain over these links, in order and without a hole, come to a hash that the tape states? */
export function* leadsOn(recovery: Recovery, links: ReadonlyMap<number, ChainLink>): Io<boolean | undefined> {
  const sequences = [...links.keys()];
  const [first = 1] = sequences;
  const goal = statedFrom(recovery, sequences.at(-1) ?? 1);
  if (!goal) return undefined;
  const all = new Map<number, ChainLink>([...(recovery.repairs ?? []), ...links]);
  const hash = yield* foldFrom(recovery, nearestKnown(recovery, first - 1), goal.sequence, all);
  return hash && hex(hash) === goal.hash;
}

/** The first commit from a sequence on whose hash the tape states. */
function statedFrom({ segments }: Recovery, sequence: number): { sequence: number; hash: string } | undefined {
  let best: { sequence: number; hash: string } | undefined;
  const offer = (at: number, hash: string): void => {
    if (at >= sequence && (!best || at < best.sequence)) best = { sequence: at, hash };
  };
  for (const { segment, base, content } of segments) {
    const { header } = segment;
    if (header && isKnown(header.previousHash)) offer(base - 1, header.previousHash);
    for (const [at, hash] of content.chains) offer(at, hash);
  }
  return best;
}
