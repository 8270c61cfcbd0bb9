/** Where a new session goes on from: a scope of an older one, and what its tape says about it. */
import { type Disk, type Io, runNow } from "../base/disk.js";
import { badOption, foundText } from "../base/options.js";
import { hex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import type { Scope } from "../read/scope.js";
import type { ResumedFrom } from "../record/facts.js";
import { chainAt, entryPath, readImage } from "../tape/hashes.js";
import { type Recovery, recoverTape } from "../tape/recover.js";
import { withFile } from "../tape/segment.js";
import { decodeImage } from "../value/decode.js";

export interface ResumePoint {
  readonly from: ResumedFrom;
  /** 1 + the attempt of the session resumed from. */
  readonly attempt: number;
}

/** A scope's place: `<tape id>:c<sequence>:s<n>`. */
export interface ScopeUid {
  readonly tape: string;
  readonly sequence: number;
  /** From 1; undefined for a commit's uid. */
  readonly scope: number | undefined;
}

/** Takes a uid apart; undefined when it is none. */
export function parseUid(uid: string): ScopeUid | undefined {
  const match = /^([0-9a-f]{32}):c([1-9]\d{0,15})(?::s([1-9]\d{0,15}))?$/.exec(uid);
  if (match === null) return undefined;
  return {
    tape: match[1] ?? "",
    sequence: Number(match[2]),
    scope: match[3] === undefined ? undefined : Number(match[3]),
  };
}

/** Looks the scope up on its tape, which is not touched. The scope must be of this workspace. */
export function resumePoint(disk: Disk, tapesDir: string, from: Scope | string): ResumePoint {
  const uid: unknown = typeof from === "string" ? from : from?.uid;
  const place = typeof uid === "string" ? parseUid(uid) : undefined;
  if (typeof uid !== "string" || place?.scope === undefined) {
    const found = foundText(uid ?? from);
    throw badOption("start", "resumeFrom", {
      expected: "a scope or its uid",
      found,
      outcome: "No session was started.",
    });
  }
  const dir = `${tapesDir}/${place.tape}`;
  if (disk.now.stat(dir)?.kind !== "directory") throw elsewhere(place.tape);
  const { hash, attempt } = runNow(disk, look(dir, place.sequence));
  return { from: { tape: place.tape, sequence: place.sequence, hash: hash ?? "", scope: uid }, attempt: attempt + 1 };
}

function* look(dir: string, sequence: number): Io<{ hash: string | undefined; attempt: number }> {
  const recovery = yield* recoverTape(dir);
  const hash = yield* chainAt(recovery, sequence);
  const attempt = (yield* factsOf(recovery)).attempt;
  return { hash: hash && hex(hash), attempt: typeof attempt === "number" ? attempt : 1 };
}

/** The session facts: metadata of commit 1. */
function* factsOf(recovery: Recovery): Io<Readonly<Record<string, unknown>>> {
  const [entry] = recovery.entries;
  if (entry?.sequence !== 1) return {};
  const image = yield* withFile(entryPath(recovery.dir, entry), (file) => readImage(file, entry));
  return image === undefined ? {} : decodeImage(image, () => undefined).meta;
}

function elsewhere(tape: string): TapelabError<"other-workspace"> {
  return new TapelabError(
    "other-workspace",
    `resumeFrom: the tape ${tape} is not in this workspace. No session was started. Import it first, or start in its own workspace.`,
    { expected: "a tape of this workspace", found: tape },
  );
}
