/** Bytes that grow. */
export class Bytes {
  #buffer: Uint8Array;
  #size = 0;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.#buffer = content.slice();
    this.#size = content.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Valid until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#size);
  }

  copy(): Uint8Array {
    return this.#buffer.slice(0, this.#size);
  }

  append(bytes: Uint8Array): void {
    this.write(this.#size, bytes);
  }

  /** Writes at a position; a hole before it reads as zeros. */
  write(at: number, bytes: Uint8Array): void {
    const end = at + bytes.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.length, 256));
      larger.set(this.#buffer.subarray(0, this.#size));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, at);
    this.#size = Math.max(this.#size, end);
  }
}
