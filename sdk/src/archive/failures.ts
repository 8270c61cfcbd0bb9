/** What is wrong with an archive, in words for people: what and where, what it means, what can be done. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";

/** What the caller was about to do, as the end of every text: "Nothing was imported." */
export type Outcome = string;

/** The file cannot be an archive, or a leaf is not what it should be. */
export function damaged(path: string, what: string, first?: number, last?: number): TapelabError<"archive-damaged"> {
  return new TapelabError("archive-damaged", what, { path, firstSequence: first, lastSequence: last });
}

export function ambiguous(archive: string, path: string, what: string): TapelabError<"archive-ambiguous"> {
  return new TapelabError(
    "archive-ambiguous",
    `${shown(archive, 100)} is ambiguous: ${what}. Nothing of it was read. Leave one of them out, or pack it again from its folder.`,
    { path },
  );
}

export function tooLarge(
  archive: string,
  limit: string,
  found: number,
  allowed: number,
): TapelabError<"archive-too-large"> {
  return new TapelabError(
    "archive-too-large",
    `${shown(archive, 100)} has more than is taken: ${limit}, expected at most ${allowed}, found ${found}. Nothing was read from it. If you trust where it came from, raise it: importArchive(workspace, path, { limits: { ${limit}: ${found} } }).`,
    { path: archive, limit, found, allowed },
  );
}
