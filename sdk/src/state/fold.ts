/**
 * The state of a workspace as a fold over operations: per field of an entity the last operation wins. Pure, and a
 * function of the set of commits alone: order, batching and repetition of deliveries change nothing.
 */
import type { OperationCommit } from "../value/operations.js";

/** Of everything that goes into `foldHash`. A snapshot of another version is not used. */
export const FOLD_VERSION = 1;

/** One field that has a value and is shown. */
export interface VisibleField {
  readonly entity: string;
  readonly field: string;
  /** Bytes of the value, as recorded. */
  readonly value: Uint8Array;
}

export class Fold {
  /** Folds the commit in; returns how many of its operations mean nothing and have no effect. */
  apply(_tape: string, _commit: OperationCommit): number {
    throw new Error("not built yet");
  }

  /** Folds in everything that the other one holds. */
  merge(_other: Fold): void {
    throw new Error("not built yet");
  }

  /** The fields of an entity that are shown, each a fresh copy; undefined when there are none. No prototype. */
  get(_entity: string): Readonly<Record<string, unknown>> | undefined {
    throw new Error("not built yet");
  }

  /** Entities with a field that is shown, in the order of their UTF-8 bytes. */
  entities(): Iterable<string> {
    throw new Error("not built yet");
  }

  /** Every field that is shown: entities and fields in the order of their UTF-8 bytes. */
  visible(): Iterable<VisibleField> {
    throw new Error("not built yet");
  }

  /** Fields held, cleared and hidden ones included. */
  get cellCount(): number {
    throw new Error("not built yet");
  }

  /** The greatest counter of all commits folded in; 0 for none. */
  get greatestLamport(): number {
    throw new Error("not built yet");
  }

  /** By tape: the last commit with operations that is folded in. */
  get seen(): ReadonlyMap<string, number> {
    throw new Error("not built yet");
  }

  /** sha256 of what is shown, hex. */
  stateHash(): string {
    throw new Error("not built yet");
  }

  /** The same, and cleared and hidden fields, and which operation won each: equal for equal sets of commits. */
  foldHash(): string {
    throw new Error("not built yet");
  }

  encode(): Uint8Array {
    throw new Error("not built yet");
  }

  /** Throws `bad-bytes` on what is no fold. */
  static decode(_bytes: Uint8Array): Fold {
    throw new Error("not built yet");
  }
}
