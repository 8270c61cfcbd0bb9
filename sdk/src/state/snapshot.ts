/** A snapshot: the fold of one tape at a commit, and images of read models there. Its bytes: SPEC.md, section 15. */
import { snapshotMessage } from "tapelab-proto";
import { hex, unhex } from "../base/sha256.js";
import { FOLD_VERSION, Fold } from "./fold.js";
import { modelHash, type StoredModel } from "./model.js";
import { typedBytes } from "./typed-bytes.js";

export interface Snapshot {
  readonly tapeId: string;
  /** The last commit folded in. */
  readonly sequence: number;
  /** H(sequence), hex. */
  readonly hash: string;
  readonly fold: Fold;
  /** Also those that nobody here knows. */
  readonly models: readonly StoredModel[];
}

const nothing = new Uint8Array(0);

export function encodeSnapshot({ tapeId, sequence, hash, fold, models }: Snapshot): Uint8Array {
  return snapshotMessage.encode({
    schemaVersion: 1,
    runId: tapeId,
    replayCursor: { sequence, hash: unhex(hash), others: [], unknown: nothing },
    state: fold.encode(),
    stateHash: unhex(fold.stateHash()),
    foldVersion: FOLD_VERSION,
    models: inOrder(models).map((model) => ({ ...model, hash: modelHash(model), unknown: nothing })),
    unknown: nothing,
  });
}

/** Equal content gives equal bytes, in whatever order the models came. */
function inOrder(models: readonly StoredModel[]): StoredModel[] {
  return [...models].sort((a, b) => (a.name === b.name ? a.version - b.version : a.name < b.name ? -1 : 1));
}

/**
 * Reads a snapshot and proves all that it can prove by itself: its own hashes, that it is of this tape, and that its
 * fold is ours. Throws `bad-bytes`, saying what is wrong. Whether its commit is on the tape is for the tape to say.
 */
export function decodeSnapshot(bytes: Uint8Array, tapeId: string): Snapshot {
  return typedBytes("snapshot", () => {
    const { schemaVersion, runId, replayCursor, state, stateHash, foldVersion, models, unknown } =
      snapshotMessage.decode(bytes);
    const strange = [unknown, replayCursor?.unknown, ...models.map((model) => model.unknown)];
    if (schemaVersion < 1 || (schemaVersion === 1 && strange.some((one) => one && one.length > 0)))
      throw new RangeError("it has fields that it should not have");
    if (runId !== tapeId) throw new RangeError(`it is of tape ${runId.slice(0, 32)}, expected ${tapeId}`);
    if (replayCursor?.hash.length !== 32) throw new RangeError("it does not say which commit it was taken at");
    if (foldVersion !== FOLD_VERSION)
      throw new RangeError(`its fold is of version ${foldVersion}, ours is ${FOLD_VERSION}`);
    for (const model of models)
      if (hex(modelHash(model)) !== hex(model.hash)) throw new RangeError("the image of a read model is damaged");
    const fold = Fold.decode(state);
    const expected = hex(stateHash);
    if (fold.stateHash() !== expected)
      throw new RangeError(`its state has the hash ${fold.stateHash()}, expected ${expected || "none"}`);
    const { sequence, hash } = replayCursor;
    const stored = models.map(({ name, version, image }) => ({ name, version, image }));
    return { tapeId, sequence, hash: hex(hash), fold, models: stored };
  });
}
