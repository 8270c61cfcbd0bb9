/** What a scope knows of the commit it belongs to. */

import { lineFace, showAs } from "../base/console.js";
import { shown } from "../base/text.js";
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

/** The facts of a commit; none is made before it is asked for. */
export function commitFacts(tape: TapeFacts, entry: CommitEntry): CommitFacts {
  return new EntryFacts(tape, entry);
}

class EntryFacts implements CommitFacts {
  readonly #tape: TapeFacts;
  readonly #entry: CommitEntry;

  constructor(tape: TapeFacts, entry: CommitEntry) {
    this.#tape = tape;
    this.#entry = entry;
  }

  get uid(): string {
    return `${this.#tape.id}:c${this.#entry.sequence}`;
  }
  get sequence(): number {
    return this.#entry.sequence;
  }
  get label(): string {
    return this.#entry.label;
  }
  get kind(): CommitKind {
    return kindNames.get(this.#entry.kind) ?? "UNKNOWN";
  }
  get time(): number {
    return this.#entry.wallMs;
  }
  get timeNs(): bigint {
    return nanoseconds(this.#entry.wallMs);
  }
  get session(): SessionInfo {
    return this.#tape.session;
  }
}

/** How displays name a commit: `Commit c12 "checkpoint"`. */
export function commitName({ sequence, label }: CommitFacts): string {
  return label === "" ? `Commit c${sequence}` : `Commit c${sequence} "${shown(label, 80)}"`;
}

showAs(
  EntryFacts.prototype,
  lineFace<EntryFacts>(commitName, ({ kind, time }) => ({ kind, time: new Date(time) })),
);
