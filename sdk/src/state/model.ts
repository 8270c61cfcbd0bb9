/**
 * Read models: answers folded from the commits of one tape, in order, each once. Pure: no clock, no disk, no chance; so
 * two programs that fold the same commits get the same image bytes.
 */
import { sha256 } from "../base/sha256.js";

/** What a read model sees of a commit. */
export interface ModelCommit {
  /** `<tape id>:c<sequence>`. */
  readonly uid: string;
  readonly sequence: number;
  /** As on the tape: 0 RECORD … 8 SYSTEM. */
  readonly kind: number;
  readonly label: string;
  readonly wallMs: number;
  /** How many scopes. */
  readonly scopes: number;
  /** Size of the image. */
  readonly bytes: number;
  /** User metadata. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** What Tapelab recorded itself, under its stored names. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** How many fields it sets or clears. */
  readonly operations: number;
  /** sha256 of each value that lies beside the tape, hex. */
  readonly blobs: readonly string[];
  /** By label: uid of its last scope here. Looks into the scopes. */
  lastScopes(): ReadonlyMap<string, string>;
  /** Names of variables that could not be stored. Looks into the scopes. */
  voids(): readonly string[];
}

/** Commits that cannot be read. */
export interface ModelGap {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly reason: string;
}

/**
 * A question to a tape. Write your own and ask it with `project`.
 *
 * @example
 * const edits: ReadModel<number> = {
 *   name: "edits", version: 1, init: () => 0, apply: (count, commit) => count + commit.operations,
 *   encode: (count) => Buffer.from(String(count)), decode: (image) => Number(Buffer.from(image).toString()),
 * };
 */
export interface ReadModel<M> {
  /** Under which its image is kept in snapshots, together with `version`. */
  readonly name: string;
  /** Images of another version are not used: the model is folded from the start. */
  readonly version: number;
  init(): M;
  /** The model behind the commit: the one given, changed, or a new one. */
  apply(model: M, commit: ModelCommit): M;
  /** Left out: gaps change nothing. */
  gap?(model: M, gap: ModelGap): M;
  /** Behind the last commit there is. Left out: the end of the session changes nothing. */
  end?(model: M, isEnded: boolean): M;
  encode(model: M): Uint8Array;
  /** Throws on bytes that are no image of it; the model is then folded from the start. */
  decode(image: Uint8Array): M;
}

/** A read model's image, as snapshots carry it. */
export interface StoredModel {
  readonly name: string;
  readonly version: number;
  readonly image: Uint8Array;
}

/** sha256 of name, NUL, version (u32) and image: 32 bytes. */
export function modelHash({ name, version, image }: StoredModel): Uint8Array {
  const head = Buffer.from(`${name}\0....`, "utf8");
  head.writeUInt32LE(version >>> 0, head.length - 4);
  return sha256(head, image);
}
