/** What a scope knows of the commit it belongs to. */
import { type CommitEntry, KIND } from "../tape/types.js";
import type { TapeFacts } from "./commit-rows.js";
import { nanoseconds } from "./selection.js";
import type { SessionInfo } from "./session-info.js";

export type CommitKind =
  | "RECORD"
  | "USER_EDIT"
  | "JOB_OUTPUT"
  | "IMPORT"
  | "MERGE_RESOLUTION"
  | "UNDO"
  | "REDO"
  | "TEMPLATE_INIT"
  | "SYSTEM"
  | "UNKNOWN";

export interface CommitFacts {
  /** `<tape id>:c<sequence>`. Stable through rewrite, sync and archive. */
  readonly uid: string;
  readonly sequence: number;
  readonly label: string;
  readonly kind: CommitKind;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly timeNs: bigint;
  readonly session: SessionInfo;
}

const kindNames: ReadonlyMap<number, CommitKind> = new Map([
  [KIND.record, "RECORD"],
  [KIND.userEdit, "USER_EDIT"],
  [KIND.jobOutput, "JOB_OUTPUT"],
  [KIND.import, "IMPORT"],
  [KIND.mergeResolution, "MERGE_RESOLUTION"],
  [KIND.undo, "UNDO"],
  [KIND.redo, "REDO"],
  [KIND.templateInit, "TEMPLATE_INIT"],
  [KIND.system, "SYSTEM"],
]);

export function commitFacts(tape: TapeFacts, entry: CommitEntry): CommitFacts {
  return {
    uid: `${tape.id}:c${entry.sequence}`,
    sequence: entry.sequence,
    label: entry.label,
    kind: kindNames.get(entry.kind) ?? "UNKNOWN",
    time: entry.wallMs,
    get timeNs() {
      return nanoseconds(entry.wallMs);
    },
    session: tape.session,
  };
}
