/** Where two images of a commit differ: the scope and the variable. */
import { isDeepStrictEqual } from "node:util";
import { isTapelabError } from "../errors.js";
import { type DecodedCommit, decodeImage } from "../value/decode.js";
import { openShape } from "../value/shape.js";

/** In words; undefined where it cannot be told. */
export function differingPlace(
  before: Uint8Array,
  after: Uint8Array,
  shapes: readonly Uint8Array[],
): string | undefined {
  const [old, found] = [decoded(before, shapes), decoded(after, shapes)];
  if (!old || !found || old.rows !== found.rows) return undefined;
  for (let n = 0; n < old.rows; n++) {
    const { strip, row } = old.place(n);
    for (const { name } of old.strips[strip]?.columns ?? []) {
      const values = [old, found].map((commit) => commit.strips[strip]?.stored(name, row));
      if (!isDeepStrictEqual(values[0], values[1])) return `scope ${n + 1}, variable "${name}"`;
    }
  }
  return undefined;
}

function decoded(image: Uint8Array, shapes: readonly Uint8Array[]): DecodedCommit | undefined {
  try {
    const opened = new Map(shapes.map((bytes) => openShape(bytes)).map((shape) => [shape.id, shape]));
    return decodeImage(image, (id) => opened.get(id));
  } catch (error) {
    if (isTapelabError(error)) return undefined; // damaged beyond that
    throw error;
  }
}
