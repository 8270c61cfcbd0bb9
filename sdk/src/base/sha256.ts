/** SHA-256, now or on the thread pool, and hex. */
import * as crypto from "node:crypto";

type OneShot = (algorithm: string, bytes: Uint8Array, encoding: "hex") => string;

// Node 20.12 and newer. Measured at 100 bytes: 0.45 µs against 1.8 µs with a hash object.
const oneShot = (crypto as { hash?: OneShot }).hash;

/** SHA-256 of the parts, one after another, computed on the calling thread: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only && oneShot) return unhex(oneShot("sha256", only, "hex"));
  const hash = crypto.createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** SHA-256 of bytes that come in pieces. */
export class Sha256 {
  readonly #hash: crypto.Hash = crypto.createHash("sha256");

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** 32 bytes. The object cannot be used again. */
  digest(): Uint8Array {
    return new Uint8Array(this.#hash.digest());
  }
}

/** SHA-256 computed on the thread pool. The bytes are copied before the call returns. */
export async function sha256Later(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.webcrypto.subtle.digest("SHA-256", bytes));
}

/** Lower-case hex digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** The bytes that hex digits stand for. The caller has checked that the text is hex. */
export function unhex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >>> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (digit(text, 2 * i) << 4) | digit(text, 2 * i + 1);
  return bytes;
}

function digit(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code <= 57 ? code - 48 : (code | 32) - 87;
}
