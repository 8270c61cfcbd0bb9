/** One commit of an open tape, decoded with the shapes of its segment. */
import type { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { type DecodedCommit, decodeImage } from "../value/decode.js";
import { openShape } from "../value/shape.js";

/** Rejects with `corrupt-commit` when it cannot be read. */
export async function decodeEntry(reader: TapeReader, entry: CommitEntry): Promise<DecodedCommit> {
  return decodeImage(await reader.image(entry), (id) => {
    const shape = reader.shapeBytes(entry, id);
    return shape && openShape(shape);
  });
}
