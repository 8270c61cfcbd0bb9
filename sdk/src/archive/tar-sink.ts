/**
 * Leaves as a plain ustar. The bytes are a function of the leaves alone: no time, no user, no machine (proto/SPEC.md, 13.4).
 */
import { type Pack, pack } from "tar-stream";
import { Sha256 } from "../base/sha256.js";
import type { ByteSink } from "./byte-sink.js";

/** Where leaves go, in the order of their paths. */
export interface LeafSink {
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** A leaf that is not held in memory; its pieces add up to `size`. */
  putPieces(path: string, size: number, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Makes it durable. */
  finish(): Promise<{ readonly sizeBytes: number; readonly sha256: Uint8Array | undefined }>;
  abandon(): Promise<void>;
}

/** So many bytes may be on their way through the packer before somebody waits for them. */
const WAITING_BYTES = 1 << 20;

export class TarSink implements LeafSink {
  readonly #sink: ByteSink;
  readonly #hash = new Sha256();
  readonly #pack: Pack = pack();
  readonly #done: Promise<void>;
  #waiting: Promise<void>[] = [];
  #waitingBytes = 0;
  #failure: { readonly error: unknown } | undefined;
  #onFailure: (error: unknown) => void = () => undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#done = this.#drain();
    this.#done.catch((error: unknown) => {
      this.#failure = { error };
      this.#onFailure(error); // told by whoever waits
    });
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const packed = new Promise<void>((resolve, reject) => {
      this.#pack.entry(headerOf(path, bytes.length), asBuffer(bytes), (error) => (error ? reject(error) : resolve()));
    });
    packed.catch(() => undefined); // told by settle
    this.#waiting.push(packed);
    this.#waitingBytes += bytes.length + 1_024;
    if (this.#waitingBytes > WAITING_BYTES) await this.#settle();
  }

  async putPieces(path: string, size: number, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#settle();
    const packed = new Promise<void>((resolve, reject) => {
      const entry = this.#pack.entry(headerOf(path, size), (error) => (error ? reject(error) : resolve()));
      const fill = async (): Promise<void> => {
        for await (const piece of pieces) {
          if (!entry.write(asBuffer(piece.slice()))) await new Promise<void>((go) => entry.once("drain", () => go()));
        }
        entry.end(undefined);
      };
      fill().catch((error: Error) => {
        entry.destroy(error);
        reject(error);
      });
    });
    await this.#watched(packed);
  }

  async finish(): Promise<{ sizeBytes: number; sha256: Uint8Array }> {
    await this.#settle();
    this.#pack.finalize();
    await this.#done;
    return { sizeBytes: await this.#sink.finish(), sha256: this.#hash.digest() };
  }

  async abandon(): Promise<void> {
    this.#pack.destroy();
    await this.#done.catch(() => undefined); // it was told why
    await this.#sink.abandon();
  }

  /** Waits for what is on its way; a failing disk is told here. */
  async #settle(): Promise<void> {
    const waiting = Promise.all(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    waiting.catch(() => undefined); // told below
    await this.#watched(waiting);
  }

  /** Rejects when the disk fails first. (A race with `#done` would keep every loser until the end.) */
  #watched(work: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onFailure = reject;
      if (this.#failure) reject(this.#failure.error);
      work.then(() => resolve(), reject);
    });
  }

  async #drain(): Promise<void> {
    for await (const piece of this.#pack as AsyncIterable<Uint8Array>) {
      this.#hash.update(piece);
      await this.#sink.write(piece);
    }
  }
}

function headerOf(name: string, size: number): Parameters<Pack["entry"]>[0] {
  return { name, size, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0), type: "file" };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
