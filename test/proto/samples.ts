import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { CommitHead, Footer, Marker, ShapeMessage } from "tapelab-proto";
import type { tapelab } from "../../proto/generated/tape.js";

/** The generated code: an independent reader and writer of the same messages. */
export const generated: typeof tapelab = createRequire(import.meta.url)("../../proto/generated/tape.js").tapelab;

/** "08 02 …" as bytes; anything but hex digits is only there for people. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The bytes of a test vector of proto/SPEC.md, section 14. */
export function vectorOf(what: string): string {
  const rows = readFileSync(join(import.meta.dirname, "../../proto/SPEC.md"), "utf8").matchAll(
    /^- (.*): `([0-9a-f ]+)`$/gm,
  );
  const found = [...rows].filter(([, name]) => name?.startsWith(what));
  if (found.length !== 1) throw new Error(`SPEC.md has ${found.length} test vectors named "${what}".`);
  return found[0]?.[2] ?? "";
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").replace(/../g, "$& ").trim();
}

export function filled(size: number, first: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (first + i) % 256);
}

export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** A seeded source of numbers in [0, 1): the same sequence on every machine (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const plain = { dims: [], unit: "", storage: 0, level: 0, tag: "" };

export const shape: ShapeMessage = {
  id: filled(8, 0xf0),
  columns: [
    { ...plain, name: "$t", type: 13 },
    { ...plain, name: "x", type: 1, unit: "m" },
    { name: "grille é", type: 2, dims: [300, 2], unit: "K", storage: 1, level: 3, tag: "Float32Array" },
    { ...plain, name: "__proto__", type: 15 },
  ],
};

const none = new Uint8Array(0);

export const emptyHead: CommitHead = {
  ...{ label: "", kind: 0, wallMs: 0, monoNs: 0n, bootId: none, meta: none, strips: [], order: none },
  ...{ operations: [], blobs: [], edit: undefined },
};

export const fullHead: CommitHead = {
  label: "chunk ✓",
  kind: 8,
  wallMs: 1_790_000_000_123,
  monoNs: 18_446_744_073_709_551_615n,
  bootId: filled(16, 7),
  meta: new TextEncoder().encode('{"a":1}'),
  strips: [
    { shape: filled(8, 1), rows: 1_000, forms: Uint8Array.of(0, 1, 0x30), length: [8_000, 8, 300] },
    { shape: filled(8, 0xf8), rows: 1, forms: none, length: [0, 16] },
    { shape: filled(8, 9), rows: 65_536, forms: none, length: [] },
  ],
  order: Uint8Array.of(0, 1, 0),
  operations: [
    { entity: "param/lr", field: "value", value: new TextEncoder().encode("0.1") },
    { entity: "param/lr", field: "note", value: none },
  ],
  blobs: [filled(32, 1), filled(32, 99)],
  edit: {
    actor: "jane@host ✓",
    lamport: 2 ** 40,
    seen: [
      { tape: filled(16, 3), seq: 1 },
      { tape: filled(16, 200), seq: 2 ** 40 },
    ],
  },
};

export const marker: Marker = {
  firstSeq: 2 ** 40 + 1,
  proofs: [
    { length: 5, crc: 0xffffffff, imageHash: filled(32, 1) },
    { length: 0, crc: 0, imageHash: none },
    { length: 300, crc: 7, imageHash: none },
  ],
  prevChain: filled(32, 50),
  chain: filled(32, 100),
  batchLength: 1_234_568,
  durableSeq: 2 ** 40,
};

export const footer: Footer = {
  firstSeq: 41,
  shapes: [filled(20, 3), filled(33, 90)],
  commits: [
    {
      offset: 1_080,
      length: 300,
      crc: 0xdeadbeef,
      rows: 1,
      kind: 8,
      label: "session_start",
      wallMs: 1_790_000_000_000,
      strips: undefined,
    },
    {
      ...{ offset: 1_400, length: 9_000, crc: 1, rows: 1_000, kind: 0, label: "chunk", wallMs: 1_790_000_000_001 },
      strips: [
        {
          ...{ shape: filled(8, 1), rows: 999, forms: Uint8Array.of(0, 1), offsets: [64, 8_056], lengths: [7_992, 8] },
          ...{ crcs: [5, 0xffffffff], labels: ["step", "chunk"] },
        },
        { shape: filled(8, 2), rows: 1, forms: none, offsets: [], lengths: [], crcs: [], labels: undefined },
      ],
    },
    { offset: 10_440, length: 0, crc: 0, rows: 0, kind: 0, label: "", wallMs: 0, strips: undefined },
  ],
  imageHashes: filled(96, 0),
  chain: filled(32, 11),
  durableSeq: 43,
};
