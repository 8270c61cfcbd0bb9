/**
 * Read models: answers folded from the commits of one tape, in order, each once. Pure: no clock, no disk, no chance; so
 * two programs that fold the same commits get the same image bytes.
 */
import { sha256 } from "../base/sha256.js";
import type { Shape } from "../value/shape.js";

/** What a read model sees of a commit. Everything behind `rows` is read from the image when it is asked for. */
export interface ModelCommit {
  /** `<tape id>:c<sequence>`. */
  readonly uid: string;
  readonly sequence: number;
  /** As on the tape (`KIND`). */
  readonly kind: number;
  readonly label: string;
  readonly wallMs: number;
  /** Scopes. */
  readonly rows: number;
  /** Size of the image. */
  readonly bytes: number;
  readonly meta: Readonly<Record<string, unknown>>;
  /** How many fields it sets or clears. */
  readonly operations: number;
  /** Shapes of its scopes, each once. */
  shapes(): readonly Shape[];
  /** Label of each scope, in order. */
  scopeLabels(): readonly string[];
}

/** Commits that cannot be read, at the place where they are missing. */
export interface ModelGap {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly reason: string;
}

export interface ReadModel<M> {
  /** Under which its image is kept in snapshots, together with `version`. */
  readonly name: string;
  /** Another version's image is not used: the model is folded from the start. */
  readonly version: number;
  init(): M;
  /** The model behind the commit. May change and return the one that was given. */
  apply(model: M, commit: ModelCommit): M;
  /** Left out: gaps change nothing. */
  gap?(model: M, gap: ModelGap): M;
  /** Behind the last commit that is there: has the session ended? Left out: nothing changes. */
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
  head.writeUInt32LE(version, head.length - 4);
  return sha256(head, image);
}
