/** Judges one event leaf by what it says of itself and by the hash chain in front of it. */
import { type ArchivedCommit, type ArchivedEvent, BadBytes, type EventRange, eventMessage } from "tapelab-proto";
import { sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import { chainNext, sameHash } from "../tape/chain.js";
import { decodeImage } from "../value/decode.js";
import { openImage, openShapes } from "./archived-image.js";

/** What is known of H in front of an event. */
export interface ChainPlace {
  /** H(seq - 1), as different places state it. */
  readonly hashes: readonly Uint8Array[];
  /** False behind damage: what the hashes do not fit may be right all the same. */
  readonly isTrusted: boolean;
}

export interface Judgement {
  /** `good`: the hash chain proves it. `unknown`: nothing speaks against it. `bad`: it is not what was written. */
  readonly state: "good" | "unknown" | "bad";
  /** Undefined when the bytes are no event. */
  readonly event: ArchivedEvent | undefined;
  readonly last: number;
  /** What is wrong with it, when it is bad. */
  readonly text: string;
  /** Says its own sequence, and it is another one. */
  readonly isMisplaced: boolean;
  readonly behind: ChainPlace;
}

const NOWHERE: ChainPlace = { hashes: [], isTrusted: false };

export interface JudgeOptions {
  readonly tapeId: string;
  /** Also decodes every value. */
  readonly isDeep: boolean;
}

export function judge(
  leaf: Uint8Array,
  sequence: number,
  range: EventRange,
  place: ChainPlace,
  options: JudgeOptions,
): Judgement {
  const event = opened(leaf);
  if (!event) return bad(undefined, sequence, "cannot be read");
  if (event.runId !== options.tapeId)
    return bad(event, sequence, `is of tape ${shown(event.runId, 40)}, expected ${options.tapeId}`);
  if (event.seq !== sequence)
    return { ...bad(event, sequence, `says that it is event ${event.seq}`), isMisplaced: true };
  const { commit, gap } = event;
  if (commit && gap) return bad(event, sequence, "is a commit and a gap");
  if (commit) return judgeCommit(event, commit, place, options);
  if (!gap) return { state: "unknown", event, last: sequence, text: "", isMisplaced: false, behind: NOWHERE };
  if (gap.first !== sequence || gap.last < sequence || gap.last > range.last)
    return bad(event, sequence, `is a gap of commits ${gap.first}-${gap.last}`);
  return { state: "unknown", event, last: gap.last, text: "", isMisplaced: false, behind: NOWHERE };
}

function judgeCommit(
  event: ArchivedEvent,
  { hash, shapes, image }: ArchivedCommit,
  place: ChainPlace,
  { tapeId, isDeep }: JudgeOptions,
): Judgement {
  const { seq } = event;
  const imageHash = sha256(image);
  const computed = place.hashes.map((before) => chainNext(before, tapeId, seq, image.length, imageHash));
  const behind = { hashes: hash.length > 0 ? [hash, ...computed] : computed, isTrusted: false };
  const text = contentProblem(image, shapes, isDeep);
  if (text !== undefined) return { ...bad(event, seq, text), behind };
  const fits = hash.length > 0 && computed.some((one) => sameHash(one, hash));
  const plain = { event, last: seq, isMisplaced: false };
  if (fits) return { ...plain, state: "good", text: "", behind: { hashes: [hash], isTrusted: true } };
  if (hash.length === 0 || computed.length === 0 || !place.isTrusted)
    return { ...plain, state: "unknown", text: "", behind };
  return { ...bad(event, seq, "does not fit its hash"), behind };
}

/** What is wrong with an image that has the right bytes: only a forger, or a bug, can bring it about. */
function contentProblem(image: Uint8Array, stored: readonly Uint8Array[], isDeep: boolean): string | undefined {
  if (!openImage(image)) return "holds no commit";
  const shapes = openShapes(stored);
  if (!shapes) return "has a damaged shape";
  if (!isDeep) return undefined;
  try {
    const commit = decodeImage(image, (id) => shapes.get(id));
    for (const strip of commit.strips) {
      for (const { name } of strip.columns) for (let row = 0; row < strip.rows; row++) strip.stored(name, row);
      for (let row = 0; row < strip.rows; row++) strip.context(row);
    }
    return undefined;
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return `has a value that cannot be decoded (${error.message})`;
  }
}

function bad(event: ArchivedEvent | undefined, last: number, text: string): Judgement {
  return { state: "bad", event, last, text, isMisplaced: false, behind: NOWHERE };
}

function opened(leaf: Uint8Array): ArchivedEvent | undefined {
  try {
    return eventMessage.decode(leaf);
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // the judgement says so
    throw error;
  }
}
