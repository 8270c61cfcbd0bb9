/** Rows to canonical commit images. */
import type { Shape } from "./shape.js";
import type { PendingBlob, TakenRows } from "./stage.js";

export interface ImageHead {
  label: string;
  kind: number;
  wallMs: number;
  monoNs?: bigint;
  bootId?: Uint8Array;
  /** Canonical JSON text. */
  meta?: string;
}

export interface StripIndex {
  readonly shape: string;
  readonly rows: number;
  readonly forms: Uint8Array;
  /** Of each column's bytes, in the image. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  /** Empty for images of fewer than 256 rows. */
  readonly crcs: readonly number[];
  /** Undefined: labels differ by row (union strip). */
  readonly labels: readonly string[] | undefined;
}

export interface Image {
  /** Starts at a multiple of 8 in its buffer, with at least 256 free bytes in front and 1,024 behind. */
  readonly bytes: Uint8Array;
  readonly crc: number;
  readonly rows: number;
  readonly label: string;
  readonly kind: number;
  readonly wallMs: number;
  /** Every strip has at most 8 rows: no alignment inside. */
  readonly tight: boolean;
  /** In order of first use. */
  readonly shapes: readonly Shape[];
  readonly strips: readonly StripIndex[];
  readonly blobs: readonly PendingBlob[];
  /** Gives the buffer back to the pool. Call it once the bytes are durable; they must not be touched afterwards. */
  release(): void;
}

/** Deterministic: the same content gives the same bytes. */
export function encodeImage(head: ImageHead, taken: TakenRows | undefined): Image {
  throw new Error(`not yet: ${head.label} ${taken?.rows}`);
}
