/** What is said when an artifact cannot be read, stored or restored. */
import { shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { ArtifactFacts } from "./artifact.js";

const reasons: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOSPC: ["the disk is full", "Free space, then run again."],
  EDQUOT: ["the quota is used up", "Free space, then run again."],
  EIO: ["the device failed", "Use another disk, then run again."],
  EROFS: ["the disk is read-only", "Name another folder."],
  EACCES: ["access is denied", "Give yourself access, or name another place."],
  EPERM: ["access is denied", "Give yourself access, or name another place."],
  ENOENT: ["nothing is there", "Check the path."],
  ENOTDIR: ["nothing is there", "Check the path."],
  ELOOP: ["it is a link, which is not followed", "Name the file itself."],
  EINVAL: ["it is no file", "Name a file or directory."],
  EMFILE: ["too many files are open", "Close some, or raise the limit, then run again."],
};

/** What a failure of the disk means, and what to do; undefined for failures of another kind. */
function meaningOf(error: unknown): readonly [what: string, advice: string] | undefined {
  const { code } = error as { code?: unknown };
  if (isTapelabError(error) || typeof code !== "string") return undefined;
  const [what = "the disk refused", advice = "Try again."] = reasons[code] ?? [];
  return [`${what} (${code})`, advice];
}

/** Makes a failure of the disk one that says what was being done; any other failure stays what it is. */
export async function telling<T>(
  doing: string,
  { name, path }: { readonly name: string; readonly path: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const meaning = meaningOf(cause);
    if (!meaning) throw cause;
    const [what, advice] = meaning;
    const text = `${shown(name, 256)} could not be ${doing}: ${what}. No part of it was left behind; what is recorded stays valid. ${advice} The place is ${path}`;
    throw new TapelabError("artifact-failed", text, { name, path, cause: what }, { cause });
  }
}

/** What is read, and what does not happen when it cannot be. */
export interface Reading {
  readonly what: string;
  readonly outcome: string;
}

export const runNotStarted = "The run was not started.";

/** The same for what a run begins with, or reads later. */
export async function readable<T>(reading: Reading, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const own = isTapelabError(cause, "bad-artifact") ? ([cause.message, ""] as const) : undefined;
    const meaning = own ?? meaningOf(cause);
    if (!meaning) throw cause;
    throw cannotRead(reading, path, meaning, cause);
  }
}

export function cannotRead(
  { what, outcome }: Reading,
  path: string,
  [reason, advice]: readonly [string, string],
  cause?: unknown,
): TapelabError<"bad-spec"> {
  const start = `${what} ${shown(path, 500)} cannot be read: ${reason}${reason.endsWith(".") ? "" : "."}`;
  const text = `${start} ${outcome} ${advice}`.trim();
  const about = { origin: path, line: undefined, reason };
  return new TapelabError("bad-spec", text, about, cause === undefined ? {} : { cause });
}

/** Something cannot be an artifact, or not be used as it was asked for. */
export function badArtifact(
  name: string,
  reason: string,
  advice: string,
  outcome = "Nothing was recorded of it.",
): TapelabError<"bad-artifact"> {
  const text = `${shown(name, 300)}: ${reason}. ${outcome} ${advice}`;
  return new TapelabError("bad-artifact", text, { name, reason });
}

export function unavailable({ key, sha256, uri }: ArtifactFacts, why = ""): TapelabError<"artifact-unavailable"> {
  const where = uri === undefined ? "not in the blob store" : `neither in the blob store nor at ${shown(uri, 300)}`;
  const text = `The bytes of artifact ${key} (${sha256.slice(0, 12)}…) are ${where}${why}. What is recorded of it, and cached runs, stay valid. See what brings them back: tapelab run recover ${key} --plan`;
  return new TapelabError("artifact-unavailable", text, { key, sha256 });
}
