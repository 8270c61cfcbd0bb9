/**
 * Copies of small images, many in one piece of memory: an array buffer for each would cost more than its bytes. Large
 * ones get memory of their own, so that a scope that is kept keeps little else alive.
 */
const arenaBytes = 65_536;
const largeBytes = 8_192;

export class Arena {
  #bytes = new Uint8Array(0);
  #used = 0;

  /** A copy that begins at a multiple of 8. */
  copy(image: Uint8Array): Uint8Array {
    if (image.length >= largeBytes) return image.slice();
    if (this.#used + image.length > this.#bytes.length) {
      this.#bytes = new Uint8Array(arenaBytes);
      this.#used = 0;
    }
    const own = this.#bytes.subarray(this.#used, this.#used + image.length);
    own.set(image);
    this.#used = (this.#used + image.length + 7) & ~7;
    return own;
  }
}
