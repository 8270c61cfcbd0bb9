/** Reads the sections of one column. Every size is checked against the bytes that are there, every pad byte is zero. */
import { TapelabError } from "../errors.js";

/** A column or commit does not hold together. */
export function corrupt(what: string, offset = 0, cause?: unknown): TapelabError<"corrupt-commit"> {
  return new TapelabError(
    "corrupt-commit",
    `A commit is damaged: ${what}. Only what is stored there cannot be read. Run tapelab doctor, or fetch a good copy.`,
    { sequence: undefined, segment: 0, offset },
    { cause },
  );
}

export class Sections {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #name: string;
  readonly #isAligned: boolean;

  constructor(bytes: Uint8Array, name: string, isAligned: boolean) {
    this.#bytes = bytes;
    this.#name = name;
    this.#isAligned = isAligned;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** The next bytes, as a view. */
  take(size: number): Uint8Array {
    if (!(size <= this.left)) throw this.bad(`expected ${size} more bytes, found ${this.left}`);
    const from = this.at;
    this.at += size;
    return this.#bytes.subarray(from, this.at);
  }

  /** Goes to the next multiple of 8 in a strip that is not tight. */
  align(): void {
    if (!this.#isAligned) return;
    while (this.at & 7 && this.at < this.#bytes.length) {
      if (this.#bytes[this.at++] !== 0) throw this.bad("a byte between sections is not zero");
    }
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.take(1)[0]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw this.bad("a varint is too long");
  }

  end(): void {
    if (this.left !== 0) throw this.bad(`${this.left} bytes are left over`);
  }

  bad(what: string, cause?: unknown): TapelabError<"corrupt-commit"> {
    return corrupt(`column ${JSON.stringify(this.#name)}: ${what}`, this.at, cause);
  }
}
