/** What a reader gets in place of a value that is not on the tape as a value. */

/** What `value` gives for a variable marked `hash`: the value itself was not kept. */
export interface HashValue {
  readonly kind: "hash";
  readonly hash: string;
  readonly type: string;
}

/** What `value` gives for what could not, or must not, be stored. */
export interface VoidValue {
  readonly kind: "void";
  readonly type: string;
  readonly reason: string;
}

/** What `value` gives for a blob whose bytes are not there (collected, or never synced). */
export interface UnavailableValue {
  readonly kind: "unavailable";
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly name: string;
  readonly media: string;
  readonly type: string;
  /** When and why it was collected, or where it was moved to, if that is known. */
  readonly reason?: string;
}

export type StandIn = HashValue | VoidValue | UnavailableValue;

// A recorded object may look exactly like a stand-in; only those made here are.
const known = new WeakSet<object>();

/** Remembers that the object stands in place of a value. */
export function standIn<T extends StandIn>(value: T): T {
  known.add(value);
  return value;
}

/** Whether `value` gave something in place of the value. */
export function isStandIn(value: unknown): value is StandIn {
  return typeof value === "object" && value !== null && known.has(value);
}
