/**
 * The same image in another encoding of format 1.0 (proto/SPEC.md, 7.1): with everything said that goes without saying,
 * or without it. Values, order and shapes stay; bytes and hashes change.
 */
import { type CommitMessage, encodeCommitHead, type Strip } from "tapelab-proto";
import { limits } from "../base/limits.js";
import { openMessage, placeStrips } from "./decode.js";
import { naturalForm } from "./forms.js";
import type { Shape } from "./shape.js";

/** Encodings that a tape can be rewritten to. */
export const encodings: ReadonlyMap<string, Encoding> = new Map([
  ["1.0", { about: "short: forms and lengths that follow from the values are left out", strip: short }],
  ["1.0-explicit", { about: "every strip states the forms and lengths of its columns", strip: explicit }],
]);

export interface Encoding {
  readonly about: string;
  strip(strip: Strip, shape: Shape, lengths: readonly number[]): Strip;
}

/**
 * The image in that encoding; the same bytes when it is in it, or holds fields that only a later version knows. Throws
 * `corrupt-commit` on bytes that are no image.
 */
export function restate(image: Uint8Array, shapeOf: (id: string) => Shape | undefined, encoding: Encoding): Uint8Array {
  const message = openMessage(image);
  if (message.strips.length === 0 || !isKnown(image, message)) return image;
  const strips = placeStrips(message, shapeOf).map(({ shape, strip, bounds }) => {
    const lengths = shape.columns.map((_, i) => (bounds[2 * i + 1] ?? 0) - (bounds[2 * i] ?? 0));
    return encoding.strip(strip, shape, lengths);
  });
  return Buffer.concat([headOf({ ...message, strips }), message.body]);
}

/** Whether encoding gives the same bytes: then nothing of it is lost when it is encoded in another way. */
function isKnown(image: Uint8Array, message: CommitMessage): boolean {
  return Buffer.compare(Buffer.concat([headOf(message), message.body]), image) === 0;
}

function headOf(message: CommitMessage): Uint8Array {
  const isAligned = message.strips.some(({ rows }) => rows > limits.tightRows);
  return encodeCommitHead(message, message.body.length, isAligned);
}

function explicit(strip: Strip, shape: Shape, lengths: readonly number[]): Strip {
  const forms = strip.forms.length > 0 ? strip.forms : Uint8Array.from(shape.columns, naturalForm);
  return { ...strip, forms, length: [...lengths] };
}

function short(strip: Strip, shape: Shape, lengths: readonly number[]): Strip {
  const isNatural =
    strip.forms.length === 0 || shape.columns.every((column, i) => strip.forms[i] === naturalForm(column));
  const isTight = strip.rows <= limits.tightRows;
  return {
    ...strip,
    forms: isNatural ? new Uint8Array(0) : strip.forms,
    length: isNatural && isTight ? [] : [...lengths],
  };
}
