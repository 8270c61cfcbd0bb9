/** A stage with the usual settings, and the way from scopes to a decoded commit. */
import { createHash } from "node:crypto";
import { type DecodedCommit, decodeImage, type Stored } from "#sdk/value/decode.js";
import { encodeImage, type Image } from "#sdk/value/image.js";
import type { Shape } from "#sdk/value/shape.js";
import {
  type PendingBlob,
  type ScopeContext,
  type ScopeExtras,
  type StageOptions,
  StageRows,
} from "#sdk/value/stage.js";

export const blobs = new Map<string, Uint8Array>();

export function putBlob(bytes: Uint8Array): PendingBlob {
  const sha256 = new Uint8Array(createHash("sha256").update(bytes).digest());
  blobs.set(Buffer.from(sha256).toString("hex"), bytes);
  return { bytes, sha256 };
}

export function newStage(options: Partial<StageOptions> = {}): StageRows {
  return new StageRows({ inlineMaxBytes: 262_144, isRedacted: () => false, putBlob, ...options });
}

export const here: ScopeContext = { labels: ["step"], srcFile: "fit.ts", srcLine: 12 };

export interface Captured {
  readonly variables: object;
  readonly context?: ScopeContext;
  readonly time?: number | bigint;
  readonly extras?: ScopeExtras;
}

export const head = { label: "chunk", kind: 0, wallMs: 1_700_000_000_000 };

export function encode(stage: StageRows): Image {
  return encodeImage(head, stage.take());
}

export function open(image: Image): DecodedCommit {
  const shapes = new Map<string, Shape>(image.shapes.map((shape) => [shape.id, shape]));
  return decodeImage(image.bytes, (id) => shapes.get(id));
}

export function commitOf(scopes: readonly Captured[], options: Partial<StageOptions> = {}): DecodedCommit {
  return open(imageOf(scopes, options));
}

export function imageOf(scopes: readonly Captured[], options: Partial<StageOptions> = {}): Image {
  const stage = newStage(options);
  for (const { variables, context = here, time, extras } of scopes) stage.append(context, variables, time, extras);
  return encode(stage);
}

export function stored(commit: DecodedCommit, scope: number, name: string): Stored {
  const { strip, row } = commit.place(scope);
  return commit.strips[strip]!.stored(name, row);
}

/** The value of one variable of one scope after the whole way; for what is no value, its `Stored` form. */
export function readBack(commit: DecodedCommit, scope: number, name: string): unknown {
  const found = stored(commit, scope, name);
  return found.kind === "value" ? found.value : found;
}
