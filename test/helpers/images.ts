/** Hand-made commit images: real messages with real shapes, but without the capture code in front of them. */
import { encodeCommitHead } from "tapelab-proto";
import { crc32 } from "#sdk/base/crc.js";
import { unhex } from "#sdk/base/sha256.js";
import type { Image, StripIndex } from "#sdk/value/image.js";
import { makeShape, type Shape } from "#sdk/value/shape.js";

export interface TestImageOptions {
  readonly label: string;
  /** One strip of this many rows of one f64 column; 0: no strip. */
  readonly rows?: number;
  readonly kind?: number;
  readonly wallMs?: number;
  /** Canonical JSON text; also a way to make an image larger. */
  readonly meta?: string;
  /** Which of several shapes. */
  readonly shape?: number;
}

const none = new Uint8Array(0);
const frontRoom = 256;
const backRoom = 1_024;

const shapes = new Map<number, Shape>();

/** The n-th of endless many shapes. */
export function testShape(n: number): Shape {
  let shape = shapes.get(n);
  if (!shape) {
    shape = makeShape([{ name: `x${n}`, type: 1, dims: [], unit: "", storage: 0, level: 0, tag: "" }]);
    shapes.set(n, shape);
  }
  return shape;
}

/** An image as the value folder would make it. Its bytes turn to garbage once it is released. */
export function testImage(options: TestImageOptions): Image {
  const { label, rows = 1, kind = 0, wallMs = 1_767_323_045_000, meta = "", shape: n = 0 } = options;
  const shape = testShape(n);
  const isTight = rows <= 8;
  const values = Float64Array.from({ length: rows }, (_, i) => label.length + i / 7);
  const body = new Uint8Array(values.buffer);
  const strips = rows > 0 ? [{ shape: unhex(shape.id), rows, forms: none, length: [body.length] }] : [];
  const head = encodeCommitHead(
    {
      label,
      kind,
      wallMs,
      monoNs: 0n,
      bootId: none,
      meta: Buffer.from(meta),
      strips,
      order: none,
      operations: [],
      blobs: [],
    },
    body.length,
    !isTight,
  );
  const size = head.length + body.length;
  const buffer = new Uint8Array(frontRoom + Math.ceil(size / 8) * 8 + backRoom);
  const bytes = buffer.subarray(frontRoom, frontRoom + size);
  bytes.set(head);
  bytes.set(body, head.length);
  const strip: StripIndex = {
    shape: shape.id,
    rows,
    forms: none,
    offsets: [head.length],
    lengths: [body.length],
    crcs: rows >= 256 ? [crc32(body)] : [],
    labels: [],
  };
  return {
    bytes,
    crc: crc32(bytes),
    rows,
    label,
    kind,
    wallMs,
    tight: isTight,
    shapes: rows > 0 ? [shape] : [],
    strips: rows > 0 ? [strip] : [],
    blobs: [],
    release: () => {
      buffer.fill(0xee);
    },
  };
}
