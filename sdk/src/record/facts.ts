/** The facts of a session: what its first commit says about who, where and with what it was recorded. */
import { userInfo } from "node:os";
import type { Ids } from "../base/ids.js";
import type { Source } from "./call-site.js";
import type { GitState } from "./git.js";
import type { Meta } from "./meta.js";

/** What the surroundings of a start say. The session adds its own part (`sessionFacts`). */
export interface StartFacts {
  readonly actor: string;
  readonly host: string;
  readonly workspace: string;
  readonly pid: number;
  readonly node: string;
  readonly tapelab: string;
  readonly script: string | undefined;
  readonly line: number | undefined;
  readonly git_commit: string | undefined;
  readonly git_dirty: boolean | null | undefined;
  readonly attempt: number;
}

export interface StartFactsInput {
  readonly actor: string;
  readonly ids: Ids;
  /** Folder that holds `.tapelab`. */
  readonly root: string;
  readonly git: GitState;
  readonly site: Source;
  /** Of the session resumed from, plus 1; else 1. */
  readonly attempt?: number;
}

/** Version of this package, written into every session. */
export const tapelabVersion = "0.1.0";

export function startFacts({ actor, ids, root, git, site, attempt = 1 }: StartFactsInput): StartFacts {
  return {
    actor,
    host: ids.host(),
    workspace: root,
    pid: ids.pid(),
    node: process.versions.node,
    tapelab: tapelabVersion,
    script: site.srcFile,
    line: site.srcLine,
    git_commit: git.commit,
    git_dirty: git.dirty(),
    attempt,
  };
}

/** Where a session was resumed from. */
export interface ResumedFrom {
  readonly tape: string;
  readonly sequence: number;
  readonly hash: string;
  readonly scope: string;
}

export interface SessionPart {
  readonly id: string;
  readonly kind: "session" | "launch";
  readonly labels: readonly string[];
  /** Wall clock at the start, milliseconds. */
  readonly startMs: number;
  readonly resumedFrom?: ResumedFrom;
  /** User metadata, clean. */
  readonly meta?: Meta;
}

/** The metadata of commit 1. Undefined facts are left out; `git_dirty: null` means that git did not answer. */
export function sessionFacts(start: StartFacts, session: SessionPart): Meta {
  return {
    ...start,
    id: session.id,
    kind: session.kind,
    labels: [...session.labels],
    start_ns: String(BigInt(Math.round(session.startMs * 1_000)) * 1_000n),
    zone_minutes: zoneMinutes(session.startMs),
    resumed_from: session.resumedFrom,
    meta: session.meta,
  };
}

/** `user@host`, the default of the setting `actor`. */
export function defaultActor(ids: Ids): string {
  return `${userName()}@${ids.host()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a user id without a name (containers)
  }
}

/** Offset of local time from UTC at that moment, minutes east. */
function zoneMinutes(ms: number): number {
  const east = -new Date(ms).getTimezoneOffset();
  return Number.isFinite(east) ? east + 0 : 0;
}
