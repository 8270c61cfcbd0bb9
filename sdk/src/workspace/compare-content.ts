/** What two tapes say, compared commit by commit, however each of them is encoded, packed or cut into segments. */
import { hex, Sha256, sha256 } from "../base/sha256.js";
import type { TapeReader } from "../tape/reader.js";
import { type ContentPart, contentParts } from "../value/content-digest.js";
import { decodeImage } from "../value/decode.js";
import { readOperations } from "../value/operations.js";
import { openShape } from "../value/shape.js";

/** The first place where two contents differ. */
export interface ContentDifference {
  readonly sequence: number;
  /** `scope 3, variable "x"`, `its metadata`, `missing in the second`, … */
  readonly place: string;
}

export interface ContentComparison {
  /** sha256 over what each tape says, 64 hex digits. */
  readonly digests: readonly [string, string];
  readonly commits: number;
  readonly difference: ContentDifference | undefined;
}

export interface CompareOptions {
  /** What the first tape's image would be after a rewriting that says so; the same one by default. */
  readonly mapped?: (sequence: number, image: Uint8Array) => Uint8Array;
  /** Commit 1 names the session, not what was recorded. */
  readonly isSkippingFacts?: boolean;
}

/** Reads both tapes whole. Damaged commits are missing ones. */
export async function compareContent(
  first: TapeReader,
  second: TapeReader,
  options: CompareOptions = {},
): Promise<ContentComparison> {
  const hashes = [new Sha256(), new Sha256()] as const;
  const [ours, theirs] = [partsOf(first, options), partsOf(second, { ...options, mapped: undefined })];
  let difference: ContentDifference | undefined;
  let commits = 0;
  for (;;) {
    const [a, b] = [await ours.next(), await theirs.next()];
    if (a.done && b.done) break;
    if (!a.done) hashes[0].update(Buffer.from(`${a.value.sequence} ${a.value.digest}\n`));
    if (!b.done) hashes[1].update(Buffer.from(`${b.value.sequence} ${b.value.digest}\n`));
    if (!a.done && a.value.isFirst) commits++;
    difference ??= differing(a.done ? undefined : a.value, b.done ? undefined : b.value);
  }
  const digests = [hex(hashes[0].digest()), hex(hashes[1].digest())] as const;
  return { digests, commits, difference };
}

interface PlacedPart extends ContentPart {
  readonly sequence: number;
  /** Of its commit. */
  readonly isFirst: boolean;
}

async function* partsOf(
  reader: TapeReader,
  { mapped, isSkippingFacts = false }: CompareOptions,
): AsyncGenerator<PlacedPart, void, void> {
  for await (const group of reader.images(reader.commits)) {
    for (const { entry, image: stored } of group) {
      const { sequence } = entry;
      const image = mapped?.(sequence, stored) ?? stored;
      const commit = decodeImage(image, (id) => {
        const shape = reader.shapeBytes(entry, id);
        return shape && openShape(shape);
      });
      let isFirst = true;
      for (const part of contentParts(commit, readOperations(sequence, image))) {
        if (isSkippingFacts && sequence === 1 && /metadata|time/.test(part.place)) continue;
        yield { ...part, sequence, isFirst };
        isFirst = false;
      }
    }
  }
  for (const { after, kind, payload } of await reader.extras()) {
    const digest = hex(sha256(payload));
    yield { place: `a record of kind ${kind} behind it`, digest, sequence: after, isFirst: false };
  }
}

function differing(a: PlacedPart | undefined, b: PlacedPart | undefined): ContentDifference | undefined {
  if (!a || !b) return { sequence: (a ?? b)?.sequence ?? 0, place: `missing in the ${a ? "second" : "first"}` };
  if (a.sequence < b.sequence) return { sequence: a.sequence, place: "missing in the second" };
  if (a.sequence > b.sequence) return { sequence: b.sequence, place: "missing in the first" };
  return a.place === b.place && a.digest === b.digest ? undefined : { sequence: a.sequence, place: a.place };
}
